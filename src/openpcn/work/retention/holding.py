"""What is held of a practice, counted: shown before it leaves, and again when it has left."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from openpcn.record.home import home
from openpcn.work.people.states import live_snapshot_id, states
from openpcn.work.retention.belongings import TOLD, rows_about
from openpcn.work.submissions.live import live_snapshot, store
from openpcn.work.submissions.models import ReportFile, SnapshotRow, Upload

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Holding:
    """Counts. record: table -> rows. work: what was done for its people -> rows. files: sent by it alone."""

    people: int
    record: dict[str, int]
    work: dict[str, int]
    snapshots: int
    parts: int
    files: int
    bytes: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def holding_of(practice: str) -> Holding:
    """What is held of a practice now."""
    snapshot = live_snapshot()
    part = snapshot.parts.get(practice) if snapshot else None
    here = states(live_snapshot_id() or "").filter(practice=practice)
    files = [each for path in own_paths(practice) for each in _files(path)]
    kept = SnapshotRow.objects.filter(pruned=False, state__in=[SnapshotRow.LIVE, SnapshotRow.SUPERSEDED])
    return Holding(
        people=here.count(),
        record={name: n for name, n in (part.description.rows if part else {}).items() if n},
        work={model.__name__: rows_about(model, here.values("person_id")) for model in TOLD},
        snapshots=sum(practice in held for held in kept.values_list("practices", flat=True)),
        parts=len(store().parts_of(practice)),
        files=len(files),
        bytes=sum(each.stat().st_size for each in files),
    )


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]


def people_of(practice: str) -> list[int]:
    """Everybody whose registration, in the live record, is the practice's."""
    found = states(live_snapshot_id() or "").filter(practice=practice)
    return sorted(found.values_list("person_id", flat=True))


def own_paths(practice: str) -> list[Path]:
    """Everything in the data directory that only this practice sent: what goes with it.

    Folders of the inbox whose manifest names it, taken in or waiting; reports and uploads not handed in yet.
    """
    found = [path.parent for path in (home() / "inbox").rglob(MANIFEST) if _practice_named(path) == practice]
    reports = ReportFile.objects.filter(practice=practice, state=ReportFile.OPEN)
    found += [home() / "reports" / str(row.pk) for row in reports]
    uploads = Upload.objects.filter(practice=practice, state=Upload.OPEN)
    found += [home() / "uploads" / str(row.pk) for row in uploads]
    return sorted(path for path in found if path.exists())


def _practice_named(manifest: Path) -> str:
    try:
        held = json.loads(manifest.read_text())
    except (OSError, ValueError):
        return ""
    return str(held.get("practice", "")) if isinstance(held, dict) else ""
