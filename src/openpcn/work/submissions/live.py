"""Which snapshot is live: one row of the database, and the snapshot of the record that it names."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from openpcn.record.home import home
from openpcn.record.store import Snapshot, Store
from openpcn.terms import clock
from openpcn.work.people.models import LiveSnapshot
from openpcn.work.people.states import live_snapshot_id
from openpcn.work.submissions.models import SnapshotRow

__all__ = ["live_row", "live_snapshot", "live_snapshot_id", "live_versions", "point_at", "store"]


@cache
def _store(path: Path) -> Store:
    return Store(path)


def store() -> Store:
    """This site's store; the same object within a process, so that an opened snapshot stays open."""
    return _store(home())


def forget_opened() -> None:
    """Open the store anew at the next use: its files were replaced."""
    _store.cache_clear()


def live_snapshot() -> Snapshot | None:
    """The live snapshot of the record; None before the first night."""
    snapshot_id = live_snapshot_id()
    return store().snapshot(snapshot_id) if snapshot_id else None


def live_row() -> SnapshotRow | None:
    """The live snapshot's row: when it went live, for which day, with which versions."""
    return SnapshotRow.objects.filter(state=SnapshotRow.LIVE).first()


def live_versions(*keys: str) -> dict[str, Any]:
    """What the live snapshot's row names under these keys, None where nothing; empty before the first night.

    Every request asks: the rest of the row, a version of each definition and codelist, is not read for it.
    """
    live = SnapshotRow.objects.filter(state=SnapshotRow.LIVE)
    found = live.values_list(*(f"versions__{key}" for key in keys)).first()
    return {} if found is None else dict(zip(keys, found, strict=True))


def point_at(row: SnapshotRow) -> None:
    """Name a prepared snapshot live, from now; inside the night's final transaction."""
    now = clock.now()
    SnapshotRow.objects.filter(state=SnapshotRow.LIVE).update(state=SnapshotRow.SUPERSEDED)
    row.state, row.live_from = SnapshotRow.LIVE, now
    row.save(update_fields=["state", "live_from"])
    LiveSnapshot.objects.update_or_create(pk=1, defaults={"snapshot_id": row.snapshot_id, "live_from": now})
