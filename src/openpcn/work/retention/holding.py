"""What is held of a practice, counted: shown before it leaves, and again when it has left."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from openpcn.record.home import home
from openpcn.work.people.states import live_snapshot_id, states
from openpcn.work.retention.belongings import TOLD, rows_about
from openpcn.work.submissions.live import live_snapshot, store
from openpcn.work.submissions.models import SnapshotRow, Submission


@dataclass(frozen=True)
class Holding:
    """Counts. record: table -> rows. work: what was done for its people -> rows. files: in the inbox."""

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
    folders = [path for path in _folders(practice) if path.is_dir()]
    files = [each for folder in folders for each in folder.rglob("*") if each.is_file()]
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


def people_of(practice: str) -> list[int]:
    """Everybody whose registration, in the live record, is the practice's."""
    found = states(live_snapshot_id() or "").filter(practice=practice)
    return sorted(found.values_list("person_id", flat=True))


def _folders(practice: str) -> list[Path]:
    """Folders of the inbox with a submission of this practice and of no other."""
    inbox = home() / "inbox"
    by_folder: dict[str, set[str]] = {}
    for folder, ods in Submission.objects.values_list("folder", "practice"):
        by_folder.setdefault(folder, set()).add(ods)
    named = [Path(folder) for folder, practices in by_folder.items() if practices == {practice}]
    return sorted(path for path in named if path.is_relative_to(inbox))


def own_folders(practice: str) -> list[Path]:
    """Those that are there: what goes with the practice."""
    return [path for path in _folders(practice) if path.is_dir()]
