"""What a night removes: what a crash left, what nobody needs any more; never the live or the one before."""

from __future__ import annotations

from openpcn.record.store import Store
from openpcn.work.entries import confirm as entries
from openpcn.work.measures import prepare as measures
from openpcn.work.people import prepare as people
from openpcn.work.submissions.models import SnapshotRow
from openpcn.work.worklists import prepare as worklists


def abandon_candidates() -> int:
    """Candidates of nights that did not end: marked abandoned and their prepared rows removed."""
    left = list(SnapshotRow.objects.filter(state=SnapshotRow.CANDIDATE))
    for row in left:
        _forget(row.snapshot_id, counts=True)
        row.state, row.pruned = SnapshotRow.ABANDONED, True
        row.save(update_fields=["state", "pruned"])
    return len(left)


def kept() -> list[str]:
    """Ids of the live snapshot and of the one before it: pages opened a moment ago still read that."""
    live = SnapshotRow.objects.filter(state=SnapshotRow.LIVE).values_list("snapshot_id", flat=True)
    before = SnapshotRow.objects.filter(state=SnapshotRow.SUPERSEDED, pruned=False).order_by("-live_from")
    return [*live, *before.values_list("snapshot_id", flat=True)[:1]]


def prune() -> int:
    """Remove the prepared rows of older snapshots; the counts stay, trends are made of them."""
    old = SnapshotRow.objects.filter(state=SnapshotRow.SUPERSEDED, pruned=False).exclude(pk__in=kept())
    removed = 0
    for row in list(old):
        removed += _forget(row.snapshot_id, counts=False)
        row.pruned = True
        row.save(update_fields=["pruned"])
    return removed


def sweep(store: Store) -> list[str]:
    """Remove the record's directories that no kept snapshot needs."""
    return store.sweep(set(kept()))


def _forget(snapshot_id: str, *, counts: bool) -> int:
    """People last: needs and confirmations may have been written for some of them only."""
    removed = worklists.forget(snapshot_id) + entries.forget(snapshot_id)
    if counts:
        removed += measures.forget(snapshot_id)
    return removed + people.forget(snapshot_id)
