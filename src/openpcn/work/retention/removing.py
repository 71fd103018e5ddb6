"""Removing what the schedule has come to: each thing with its audit row, nothing that is under a hold."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from openpcn.record.home import home
from openpcn.record.store import durable
from openpcn.terms import clock
from openpcn.work.access import audit
from openpcn.work.access.models import Post
from openpcn.work.retention.due import Due, due
from openpcn.work.retention.models import Export
from openpcn.work.retention.schedule import What
from openpcn.work.submissions.models import ReportFile, Upload, UploadedFile


@dataclass(frozen=True)
class Removed:
    """What was removed, and what a hold kept."""

    removed: tuple[Due, ...]
    held: tuple[Due, ...]

    @property
    def bytes(self) -> int:
        return sum(each.bytes for each in self.removed)


def remove(*, by: str = "", post: Post | None = None) -> Removed:
    """Apply the schedule. Killed in between, the next run goes on.

    The audit row comes first: nothing is ever gone without one. A thing is then moved aside whole, so that
    nobody meets half of it. Step: retention.said, between the two.
    """
    _sweep()
    removed, held = [], []
    for each in due():
        if each.held:
            held.append(each)
            continue
        aside = home() / "removed" / secrets.token_hex(8)
        aside.parent.mkdir(mode=0o700, exist_ok=True)
        with transaction.atomic():
            audit.record(
                "retention_removed", post=post, by=by, object_kind=each.what.value,
                object_id=each.name[:100],
                detail={
                    "bytes": each.bytes, "practices": list(each.practices), "since": each.since.isoformat(),
                },
            )  # fmt: skip
            _forget(each)
        durable.step("retention.said")
        each.path.rename(aside)
        _delete(aside)
        removed.append(each)
        _remove_empty(each)
    return Removed(tuple(removed), tuple(held))


def _forget(each: Due) -> None:
    """The row that led to it says that it is gone."""
    now = clock.now()
    if each.what is What.UPLOADS:
        UploadedFile.objects.filter(upload__pk=int(each.path.name)).delete()
        Upload.objects.filter(pk=each.path.name, state=Upload.OPEN).update(
            state=Upload.DISCARDED, ended_at=now
        )
    elif each.what is What.REPORTS:
        ReportFile.objects.filter(pk=each.path.name, state=ReportFile.OPEN).update(state=ReportFile.DISCARDED)
    elif each.what is What.EXPORTS:
        Export.objects.filter(file=each.path.name, removed_at=None).update(removed_at=now)


def _sweep() -> None:
    """Delete what an earlier run moved aside and did not come to delete."""
    for left in sorted((home() / "removed").glob("*")):
        _delete(left)


def _delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def _remove_empty(each: Due) -> None:
    """The folder of a night, once nothing is in it."""
    above = each.path.parent
    if each.what is What.SOURCE_FILES and above != home() / "inbox" and not any(above.iterdir()):
        above.rmdir()
