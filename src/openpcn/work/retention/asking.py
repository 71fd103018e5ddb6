"""A practice's manager asks that it leaves, and may take that back until the next night carries it out."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from openpcn.terms import clock
from openpcn.work.access import audit
from openpcn.work.access.models import Post
from openpcn.work.access.reasons import names_nobody
from openpcn.work.network.errors import WorkError
from openpcn.work.network.sharing import SHAREABLE, live_parties
from openpcn.work.retention.exporting import check
from openpcn.work.retention.holding import holding_of
from openpcn.work.retention.holds import held_practices
from openpcn.work.retention.models import Export, Leaving
from openpcn.work.submissions.live import live_snapshot


class LeavingError(WorkError):
    """A practice cannot leave now; the message says what has to be done first."""


def ask_to_leave(practice: str, reason: str, *, by: str = "", post: Post | None = None) -> Leaving:
    """From the next night on nothing of the practice is held but what its certificate names.

    Raises LeavingError while it shares, is under a hold, is the only practice, or has asked already.
    """
    if post is not None:
        check(post, practice)
    names_nobody(reason, LeavingError)
    _ready(practice)
    try:
        with transaction.atomic():
            row = Leaving.objects.create(
                practice=practice,
                state=Leaving.ASKED,
                reason=" ".join(reason.split())[:500],
                export=Export.objects.filter(practice=practice, removed_at__isnull=True)
                .order_by("pk")
                .last(),
                asked_at=clock.now(),
                asked_by=post.staff.username if post else by,
                held=holding_of(practice).as_json(),
            )
            audit.record("leaving_asked", post=post, by=by, object_kind="practice", object_id=practice)
    except IntegrityError:
        raise LeavingError(f"{practice} has asked to leave already") from None
    return row


def take_back(practice: str, *, by: str = "", post: Post | None = None) -> None:
    """The practice stays after all. Raises LeavingError where nothing was asked, or a night has begun it."""
    if post is not None:
        check(post, practice)
    with transaction.atomic():
        changed = Leaving.objects.filter(practice=practice, state=Leaving.ASKED, people=[]).update(
            state=Leaving.TAKEN_BACK, ended_at=clock.now()
        )
        if not changed:
            raise LeavingError(f"{practice} has not asked to leave, or has left")
        audit.record("leaving_taken_back", post=post, by=by, object_kind="practice", object_id=practice)


def _ready(practice: str) -> None:
    now = clock.now()
    sharing = [each.label for each in SHAREABLE if live_parties(each, now).filter(practice=practice).exists()]
    if sharing:
        raise LeavingError(
            f"{practice} shares for {' and '.join(sharing).lower()}: stop sharing first, so that open work "
            "is handed over"
        )
    if held := held_practices():
        raise LeavingError(
            f"{' and '.join(sorted(held))} under a hold: earlier snapshots hold every practice, so that "
            "nothing of any is removed until the hold is ended"
        )
    snapshot = live_snapshot()
    if snapshot is None or practice not in snapshot.parts:
        raise LeavingError(f"nothing of {practice} is in the live record")
    if len(snapshot.parts) == 1:
        raise LeavingError(
            f"{practice} is the only practice here: remove the whole site's data directory instead"
        )
