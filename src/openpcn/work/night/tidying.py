"""What a night removes: what a crash left, what nobody needs; never the live or the few before it."""

from __future__ import annotations

from openpcn.record.store import Store
from openpcn.work.entries import confirm as entries
from openpcn.work.measures import prepare as measures
from openpcn.work.people import prepare as people
from openpcn.work.people.models import PersonState
from openpcn.work.retention.holds import held_practices
from openpcn.work.submissions import figures
from openpcn.work.submissions.models import SnapshotRow
from openpcn.work.worklists import prepare as worklists

KEPT = 5  # snapshots besides the live one whose prepared rows and parts stay
AGAIN = 10  # removed snapshots that are looked at once more, for what a kill left


def abandon_candidates() -> int:
    """Candidates of nights that did not end: marked abandoned and their prepared rows removed."""
    left = list(SnapshotRow.objects.filter(state=SnapshotRow.CANDIDATE))
    for row in left:
        _forget(row.snapshot_id, counts=True)
        row.state, row.pruned = SnapshotRow.ABANDONED, True
        row.save(update_fields=["state", "pruned"])
    return len(left)


def kept() -> list[str]:
    """Ids of the live snapshot, of the last few others, and of those with a practice under a hold.

    Each of them can be made live again.
    """
    live = SnapshotRow.objects.filter(state=SnapshotRow.LIVE).values_list("snapshot_id", flat=True)
    others = SnapshotRow.objects.filter(state=SnapshotRow.SUPERSEDED, pruned=False).order_by("-created_at")
    held = held_practices()
    return [
        *live,
        *(row.snapshot_id for at, row in enumerate(others) if at < KEPT or held & set(row.practices)),
    ]


def prune() -> int:
    """Remove the prepared rows of older snapshots; the counts stay, trends are made of them.

    A row is marked first: from then on nobody can make it live again. What a kill left of one is removed the
    next time.
    """
    old = SnapshotRow.objects.filter(state=SnapshotRow.SUPERSEDED, pruned=False).exclude(pk__in=kept())
    for snapshot_id in list(old.values_list("pk", flat=True)):
        SnapshotRow.objects.filter(pk=snapshot_id, state=SnapshotRow.SUPERSEDED).update(pruned=True)
    removed = 0
    marked = SnapshotRow.objects.filter(pruned=True).order_by("-created_at")
    for snapshot_id in marked.values_list("pk", flat=True)[:AGAIN]:
        if PersonState.objects.filter(snapshot_id=snapshot_id).exists():
            removed += _forget(snapshot_id, counts=False)
    return removed


def forget_snapshots_of(practice: str) -> int:
    """Earlier snapshots with a practice that has left: nobody can go back to them any more."""
    rows = SnapshotRow.objects.filter(state=SnapshotRow.SUPERSEDED)
    doomed = [row.snapshot_id for row in rows if practice in row.practices]
    SnapshotRow.objects.filter(pk__in=doomed).update(pruned=True)
    return sum(_forget(snapshot_id, counts=False) for snapshot_id in doomed)


def sweep(store: Store) -> list[str]:
    """Remove the record's directories that no kept snapshot needs."""
    return store.sweep(set(kept()))


def _forget(snapshot_id: str, *, counts: bool) -> int:
    """People last: needs and confirmations may have been written for some of them only."""
    removed = worklists.forget(snapshot_id) + entries.forget(snapshot_id)
    removed += figures.forget(snapshot_id, figures=counts)
    if counts:
        removed += measures.forget(snapshot_id)
    return removed + people.forget(snapshot_id)
