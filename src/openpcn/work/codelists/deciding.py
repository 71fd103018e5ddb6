"""Accepting or declining a proposed list, and going back to the core one. In use from the next night."""

from __future__ import annotations

from collections.abc import Callable

from django.db import IntegrityError, transaction

from openpcn.terms import clock
from openpcn.work.access import audit
from openpcn.work.access.models import Post
from openpcn.work.access.reasons import names_nobody
from openpcn.work.codelists.errors import CodelistChangeError
from openpcn.work.codelists.models import SiteCodelist
from openpcn.work.codelists.preview import is_large, preview_of
from openpcn.work.submissions.live import live_snapshot_id


def accept(proposal: int, *, reason: str, by: str, post: Post | None = None) -> SiteCodelist:
    """Put the list in the place of the one in use, from the next night.

    A change of more than a twentieth of a register needs a reason. Raises CodelistChangeError where the list
    was decided already, the same post proposed it (the command line is the site's administrator, who loads
    published lists), or the record has changed since its preview: then the preview is made anew.
    """
    row = _proposed(proposal)
    if post is not None and post.staff.username == row.proposed_by:
        raise CodelistChangeError("whoever proposed a list does not accept it: another person decides")
    if row.preview.get("snapshot", "") != (live_snapshot_id() or ""):
        SiteCodelist.objects.filter(pk=row.pk).update(preview=preview_of(row))
        raise CodelistChangeError("the record has changed since this was worked out: look again, then decide")
    if is_large(row.preview) and not reason.strip():
        raise CodelistChangeError("a register or list changes by more than 5%: say why that is right")

    def change() -> None:
        SiteCodelist.objects.filter(list_id=row.list_id, state=SiteCodelist.ACCEPTED).update(
            state=SiteCodelist.SUPERSEDED
        )

    return _decide(row, SiteCodelist.ACCEPTED, reason, by, post, change)


def decline(proposal: int, *, reason: str, by: str, post: Post | None = None) -> SiteCodelist:
    """Leave things as they are. Raises CodelistChangeError where the list was decided already."""
    return _decide(_proposed(proposal), SiteCodelist.DECLINED, reason, by, post, lambda: None)


def _proposed(proposal: int) -> SiteCodelist:
    row = SiteCodelist.objects.filter(pk=proposal, state=SiteCodelist.PROPOSED).first()
    if row is None:
        raise CodelistChangeError("no such proposal waits: it was decided already, or never made")
    return row


def _decide(
    row: SiteCodelist, state: str, reason: str, by: str, post: Post | None, change: Callable[[], None]
) -> SiteCodelist:
    names_nobody(reason, CodelistChangeError)
    try:
        with transaction.atomic():
            change()
            decided = SiteCodelist.objects.filter(pk=row.pk, state=SiteCodelist.PROPOSED).update(
                state=state,
                decided_at=clock.now(),
                decided_by=post.staff.username if post else by,
                reason=reason.strip()[:500],
            )
            if not decided:
                raise CodelistChangeError("somebody else decided this proposal meanwhile: look again")
            audit.record(
                f"codelist_{state}", post=post, by=by, object_kind="codelist", object_id=row.list_id,
                detail={"proposal": row.pk, "codes": len(row.codes)},
            )  # fmt: skip
    except IntegrityError:
        raise CodelistChangeError("another version was accepted at the same moment: look again") from None
    return SiteCodelist.objects.get(pk=row.pk)
