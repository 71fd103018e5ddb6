"""An earlier snapshot live again: one transaction with its reason and its audit; what people did stays.

Who comes last is decided by the lease and by the row's state: a night that began before the undo finds in
its final transaction that it is too late; a snapshot that is being removed cannot be chosen any more. Who has
died or objected since stays off the lists: people.since.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from openpcn.record.store import Snapshot
from openpcn.terms import clock
from openpcn.work.access import audit
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.idempotency import once
from openpcn.work.access.models import Post
from openpcn.work.access.reasons import names_nobody
from openpcn.work.network.errors import WorkError
from openpcn.work.people import since
from openpcn.work.submissions import lease, live
from openpcn.work.submissions.models import GoingBack, SnapshotRow

REASON_AT_MOST = 500
Align = Callable[[Snapshot], object]


class UndoError(WorkError):
    """The snapshot cannot be made live again; nothing was changed."""


def kept() -> list[SnapshotRow]:
    """Snapshots that could be made live again, the newest first; the live one is not among them."""
    rows = SnapshotRow.objects.filter(state=SnapshotRow.SUPERSEDED, pruned=False).order_by("-created_at")
    held = set(live.store().snapshots())
    return [row for row in rows if row.snapshot_id in held]


def known_since(target: SnapshotRow) -> dict[int, dict[str, Any]]:
    """People of a snapshot who have died or objected since, by the newest snapshot that came after it.

    The newest and not the live one: going back by two steps, or forward by one, forgets nothing either.
    """
    later = SnapshotRow.objects.filter(
        state__in=(SnapshotRow.LIVE, SnapshotRow.SUPERSEDED), pruned=False, created_at__gt=target.created_at
    )
    newest = later.order_by("-created_at").first()
    if newest is None:
        return {}
    return since.known_since(
        newest.snapshot_id, target.snapshot_id, record=live.store().snapshot(newest.snapshot_id)
    )


def carry_on(snapshot_id: str, days: dict[str, str], previous: str) -> int:
    """In a night: of practices whose extract is still one that was gone back to, forget nothing either.

    days: practice -> day of its extract in the candidate, ISO. previous: the snapshot that is live. Returns
    the people. A practice's next extract says itself who has died or objects.
    """
    gone_back_to = GoingBack.objects.values_list("to_snapshot__practices", flat=True)
    same = {ods for held in gone_back_to for ods, day in held.items() if days.get(ods) == day}
    if not same:
        return 0
    with transaction.atomic():
        found = since.known_since(previous, snapshot_id, practices=same)
        return since.carry(found, snapshot_id)


def go_back(post: Post, snapshot_id: str, reason: str, key: str, align: Align) -> GoingBack:
    """Make a kept snapshot live, once per key; a repeat answers the same.

    align: brings what people did under the ids that the snapshot knows, in the same transaction. Raises
    NotAllowedError (audited) where the post may not, UndoError where the snapshot is live, is not kept
    any more, or no reason is given.
    """
    if not may(post, Action.UNDO):
        audit.refuse(post, "undo")
        raise NotAllowedError("undo")
    reason = _reason(reason)

    def effect() -> dict[str, Any]:
        return {"going_back": _go(snapshot_id, reason, post.staff.username, post, align).pk}

    answer = once(post.staff, key, "undo", {"snapshot": snapshot_id, "reason": reason}, effect)
    return GoingBack.objects.get(pk=answer.response["going_back"])


def go_back_by_command(snapshot_id: str, reason: str, by: str, align: Align) -> GoingBack:
    """The same, by somebody at the machine. Repeated, it says that the snapshot is live already."""
    reason = _reason(reason)
    with transaction.atomic():
        return _go(snapshot_id, reason, by, None, align)


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not reason:
        raise UndoError("say why: the reason is kept with the change")
    if len(reason) > REASON_AT_MOST:
        raise UndoError(f"the reason has more than {REASON_AT_MOST} characters: say it shorter")
    return names_nobody(reason, UndoError)


def _go(snapshot_id: str, reason: str, by: str, post: Post | None, align: Align) -> GoingBack:
    lease.take_lease(by)  # a night that runs will find that it is too late
    present = live.live_row()
    if present is None:
        raise UndoError("nothing is live yet: there is nothing to go back from")
    if present.snapshot_id == snapshot_id:
        raise UndoError("that snapshot is live already: nothing was changed")
    target = SnapshotRow.objects.select_for_update().filter(pk=snapshot_id).first()
    if target is None or target not in kept():
        raise UndoError("that snapshot is not kept any more: choose one of those listed")
    kept_off = since.carry(known_since(target), snapshot_id)  # before anybody can see them
    live.point_at(target)
    align(live.store().snapshot(snapshot_id))
    going = GoingBack.objects.create(
        at=clock.now(), by=by[:150], reason=reason, from_snapshot=present, to_snapshot=target
    )
    audit.record(
        "snapshot_gone_back",
        post=post,
        by=by,
        object_kind="snapshot",
        object_id=target.snapshot_id,
        detail={
            "from": present.snapshot_id,
            "to": target.snapshot_id,
            "as_at": target.as_at.isoformat(),
            "going_back": going.pk,
            "died_or_objected_since": kept_off,
        },
    )
    return going
