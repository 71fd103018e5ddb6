"""Setting and ending a hold, and what is under one."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from openpcn.terms import clock
from openpcn.work.access import audit
from openpcn.work.access.models import Post
from openpcn.work.access.reasons import names_nobody
from openpcn.work.network.errors import WorkError
from openpcn.work.network.models import Practice
from openpcn.work.retention.models import Hold


class HoldError(WorkError):
    """A hold cannot be set or ended; the message says why."""


def held_practices() -> frozenset[str]:
    """Practices of which nothing is removed now."""
    return frozenset(Hold.objects.filter(ended_at__isnull=True).values_list("practice", flat=True))


def set_hold(practice: str, reason: str, *, by: str = "", post: Post | None = None) -> Hold:
    """Nothing received of the practice is removed from now on. Raises HoldError."""
    if not reason.strip():
        raise HoldError("say why the hold is set; do not name anybody")
    names_nobody(reason, HoldError)
    if not Practice.objects.filter(pk=practice).exists():
        raise HoldError(f"{practice}: no such practice in the directory")
    who = post.staff.username if post else by
    try:
        with transaction.atomic():
            hold = Hold.objects.create(
                practice=practice, reason=reason.strip()[:500], set_at=clock.now(), set_by=who
            )
            audit.record("hold_set", post=post, by=by, object_kind="practice", object_id=practice)
    except IntegrityError:
        raise HoldError(f"{practice} is under a hold already: end that one first, or leave it") from None
    return hold


def end_hold(practice: str, reason: str, *, by: str = "", post: Post | None = None) -> None:
    """The schedule applies again. Raises HoldError where there is no hold, or no reason."""
    if not reason.strip():
        raise HoldError("say why the hold ends; do not name anybody")
    names_nobody(reason, HoldError)
    with transaction.atomic():
        ended = Hold.objects.filter(practice=practice, ended_at__isnull=True).update(
            ended_at=clock.now(),
            ended_by=post.staff.username if post else by,
            end_reason=reason.strip()[:500],
        )
        if not ended:
            raise HoldError(f"{practice} is not under a hold")
        audit.record("hold_ended", post=post, by=by, object_kind="practice", object_id=practice)
