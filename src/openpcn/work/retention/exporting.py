"""Everything held of a practice in one archive, for the practice: readable by anybody, and by OpenPCN again.

``record/`` is a submission of the simple form with its manifest: taken in, it gives the same record.
``work/`` is what was done for its people, ``audit.csv`` who was shown them, ``receipts.json`` what was sent.
"""

from __future__ import annotations

import csv
import hashlib
import json
import secrets
import shutil
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.db import models, transaction

from openpcn.record.home import home
from openpcn.record.intake.vouching import vouch
from openpcn.record.store import Part, durable
from openpcn.record.store.handing_over import write_csv
from openpcn.terms import clock
from openpcn.work.access import audit
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import AuditPerson, Post
from openpcn.work.access.visibility import own_practice
from openpcn.work.entries.safe_text import escape
from openpcn.work.network.errors import WorkError
from openpcn.work.retention.belongings import BATCH, PATHS, TOLD
from openpcn.work.retention.holding import people_of
from openpcn.work.retention.models import Export
from openpcn.work.submissions.live import live_snapshot
from openpcn.work.submissions.models import Submission


class ExportError(WorkError):
    """There is nothing to export, or the archive is not there any more."""


def export(practice: str, *, by: str = "", post: Post | None = None) -> Export:
    """Write the archive; disclosed for everybody in it before it can be fetched. Raises ExportError.

    A post must be the practice's own manager: NotAllowedError, audited.
    """
    if post is not None:
        check(post, practice)
    snapshot = live_snapshot()
    part = snapshot.parts.get(practice) if snapshot else None
    if snapshot is None or part is None:
        raise ExportError(f"nothing of {practice} is in the live record: there is nothing to export")
    people = people_of(practice)
    folder = home() / "exports"
    folder.mkdir(mode=0o700, exist_ok=True)
    working = folder / f"working-{secrets.token_hex(6)}"
    working.mkdir(mode=0o700)
    try:
        rows = _write(working, practice, part, people)
        archive = working / "export.zip"
        _pack(working, archive)
        with archive.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        name = f"{practice}-{clock.today():%Y-%m-%d}-{digest[:12]}.zip"
        durable.sync_file(archive)
        archive.rename(folder / name)
        durable.sync_directory(folder)
    finally:
        shutil.rmtree(working)
    with transaction.atomic():
        row = Export.objects.create(
            practice=practice, file=name, sha256=digest, bytes=(folder / name).stat().st_size,
            snapshot_id=snapshot.id, rows=rows, made_at=clock.now(),
            made_by=post.staff.username if post else by,
        )  # fmt: skip
        audit.record(
            "practice_exported", post=post, by=by, object_kind="export", object_id=row.pk, people=people,
            detail={"practice": practice, "bytes": row.bytes},
        )  # fmt: skip
    return row


def check(post: Post, practice: str) -> None:
    """Only the practice's own manager. Raises NotAllowedError, audited."""
    if not may(post, Action.WITHDRAW, practice=practice) or own_practice(post) != practice:
        audit.refuse(post, "leaving")
        raise NotAllowedError("leaving")


def fetch(row: Export, post: Post) -> Path:
    """The archive for its practice's manager, after a row that says who took it. Raises ExportError."""
    check(post, row.practice)
    path = path_of(row)
    with transaction.atomic():
        audit.record("export_fetched", post=post, object_kind="export", object_id=row.pk)
    return path


def path_of(row: Export) -> Path:
    """Where the archive is. Raises ExportError where it was removed."""
    path = home() / "exports" / row.file
    if not path.is_file():
        raise ExportError("the archive has been removed: make a new one")
    return path


def _write(working: Path, practice: str, part: Part, people: Sequence[int]) -> dict[str, int]:
    record = working / "record"
    record.mkdir()
    counts = write_csv(part, record)
    vouch(record, practice=practice, as_at=part.as_at, test_data=part.description.test_data)
    rows = {f"record/{name}": n for name, n in counts.items()}
    local = _local_ids(part)
    work = working / "work"
    work.mkdir()
    for model in TOLD:
        name = f"work/{model.__name__.lower()}.csv"
        rows[name] = _write_rows(working / name, model, people, local)
    rows["audit.csv"] = _write_audit(working / "audit.csv", people, local)
    receipts = [
        {
            "as_at": str(each.as_at), "verdict": each.verdict, "received_at": each.received_at.isoformat(),
            "by": each.by, "receipt": each.receipt,
        }
        for each in Submission.objects.filter(practice=practice).order_by("received_at", "pk")
    ]  # fmt: skip
    (working / "receipts.json").write_text(json.dumps(receipts, indent=1), encoding="utf-8")
    rows["receipts.json"] = len(receipts)
    return rows


def _local_ids(part: Part) -> dict[int, str]:
    patients = part.table("patient", ["person_id", "local_id"])
    return dict(zip(patients["person_id"].to_pylist(), patients["local_id"].to_pylist(), strict=True))


def _write_rows(path: Path, model: type[models.Model], people: Sequence[int], local: dict[int, str]) -> int:
    """Every field of every row about these people, the person by the practice's own id."""
    fields = [field.attname for field in model._meta.concrete_fields if field.attname != "person_id"]
    key = PATHS[model]

    def rows() -> Iterable[Sequence[Any]]:
        for at in range(0, len(people), BATCH):
            found = model._default_manager.filter(**{f"{key}__in": people[at : at + BATCH]}).order_by("pk")
            for values in found.values_list(key, *fields):
                yield [local.get(values[0], ""), *(_text(value) for value in values[1:])]

    return _csv(path, ["local_id", *fields], rows())


def _write_audit(path: Path, people: Sequence[int], local: dict[int, str]) -> int:
    """Who was shown or acted on whom: one row a person and event."""
    fields = ["at", "staff", "staff_name", "role", "organisation", "purpose", "action", "object_kind"]

    def rows() -> Iterable[Sequence[Any]]:
        for at in range(0, len(people), BATCH):
            found = AuditPerson.objects.filter(person_id__in=people[at : at + BATCH]).order_by("pk")
            for values in found.values_list("person_id", *(f"event__{name}" for name in fields)).iterator():
                yield [local.get(values[0], ""), *(_text(value) for value in values[1:])]

    return _csv(path, ["local_id", *fields], rows())


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, sort_keys=True)
    return str(value)


def _csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    written = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        for row in rows:
            writer.writerow([escape(cell) for cell in row])
            written += 1
    return written


def _pack(working: Path, archive: Path) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for path in sorted(working.rglob("*")):
            if path.is_file() and path != archive:
                packed.write(path, path.relative_to(working).as_posix())
