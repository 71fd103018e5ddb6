"""What the schedule would remove now, and what it leaves because of a hold. Looking changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from openpcn.record.home import home
from openpcn.terms import clock
from openpcn.work.retention.holds import held_practices
from openpcn.work.retention.models import Export
from openpcn.work.retention.schedule import What, period
from openpcn.work.submissions.models import ReportFile, Submission, Upload
from openpcn.work.submissions.receiving import waiting


@dataclass(frozen=True)
class Due:
    """One thing that the schedule has come to. path: under the data directory. held: a hold keeps it."""

    what: What
    path: Path
    practices: tuple[str, ...]
    since: datetime
    bytes: int
    held: bool

    @property
    def name(self) -> str:
        return str(self.path.relative_to(home()))


def due(now: datetime | None = None) -> list[Due]:
    """Everything whose time has come, oldest first."""
    at = now or clock.now()
    held = held_practices()
    found = [*_source_files(at), *_uploads(at), *_reports(at), *_exports(at), *_night_logs(at)]
    rows = [
        Due(
            what,
            path,
            practices or (),
            since,
            _size(path),
            bool(held if practices is None else held & {*practices}),
        )
        for what, path, practices, since in found
    ]
    return sorted(rows, key=lambda each: (each.since, each.name))


Found = tuple[
    What, Path, tuple[str, ...] | None, datetime
]  # practices: None where nobody can say whose it is


def _source_files(at: datetime) -> Iterator[Found]:
    """Folders of the inbox whose submissions are all decided, the last one longer ago than the period."""
    undecided = set(waiting().values_list("folder", flat=True))
    folders: dict[str, list[tuple[str, datetime]]] = {}
    for folder, practice, received in Submission.objects.values_list("folder", "practice", "received_at"):
        folders.setdefault(folder, []).append((practice, received))
    for name, rows in folders.items():
        path = anchored(name)
        last = max(received for _, received in rows)
        if name in undecided or last > at - period(What.SOURCE_FILES):
            continue
        if path is not None and path.is_dir():
            yield What.SOURCE_FILES, path, tuple(sorted({practice for practice, _ in rows if practice})), last


def anchored(folder: str) -> Path | None:
    """A folder of the inbox, wherever the data directory was when it came; None for one elsewhere."""
    parts = Path(folder).parts
    if "inbox" not in parts:
        return None
    at = len(parts) - 1 - parts[::-1].index("inbox")
    return home().joinpath(*parts[at:]) if parts[at + 1 :] else None


def _uploads(at: datetime) -> Iterator[Found]:
    """Uploads nobody finished."""
    old = Upload.objects.filter(state=Upload.OPEN, started_at__lte=at - period(What.UPLOADS))
    for upload in old:
        path = home() / "uploads" / str(upload.pk)
        if path.is_dir():
            yield What.UPLOADS, path, (upload.practice,) if upload.practice else None, upload.started_at


def _reports(at: datetime) -> Iterator[Found]:
    """Reports nobody handed in."""
    for row in ReportFile.objects.filter(state=ReportFile.OPEN, received_at__lte=at - period(What.REPORTS)):
        path = home() / "reports" / str(row.pk)
        if path.exists():
            yield What.REPORTS, path, (row.practice,), row.received_at


def _exports(at: datetime) -> Iterator[Found]:
    """Archives made for a practice: it has had its time to fetch them."""
    for row in Export.objects.filter(removed_at=None, made_at__lte=at - period(What.EXPORTS)):
        path = home() / "exports" / row.file
        if path.is_file():
            yield What.EXPORTS, path, (row.practice,), row.made_at


def _night_logs(at: datetime) -> Iterator[Found]:
    for path in (home() / "log").glob("night-*.log"):
        written = datetime.fromtimestamp(path.stat().st_mtime, tz=at.tzinfo)
        if written <= at - period(What.NIGHT_LOGS):
            yield What.NIGHT_LOGS, path, (), written


def _size(path: Path) -> int:
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return sum(each.stat().st_size for each in files)
