"""Accepting or declining a proposed list. In use from the next night."""

from __future__ import annotations

from openpcn.work.access.models import Post
from openpcn.work.access.proposals import decide, waiting
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
    row = waiting(SiteCodelist, proposal)
    if post is not None and post.staff.username == row.proposed_by:
        raise CodelistChangeError("whoever proposed a list does not accept it: another person decides")
    if row.preview.get("snapshot", "") != (live_snapshot_id() or ""):
        SiteCodelist.objects.filter(pk=row.pk).update(preview=preview_of(row))
        raise CodelistChangeError("the record has changed since this was worked out: look again, then decide")
    if is_large(row.preview) and not reason.strip():
        raise CodelistChangeError("a register or list changes by more than 5%: say why that is right")
    return decide(row, SiteCodelist.ACCEPTED, reason=reason, by=by, post=post)


def decline(proposal: int, *, reason: str, by: str, post: Post | None = None) -> SiteCodelist:
    """Leave things as they are. Raises CodelistChangeError where the list was decided already."""
    return decide(waiting(SiteCodelist, proposal), SiteCodelist.DECLINED, reason=reason, by=by, post=post)
