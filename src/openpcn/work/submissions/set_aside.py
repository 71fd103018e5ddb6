"""Quarantined rows: they name people, so only the practice that sent them reads them.

Counts by file, table, field and reason say nothing about anybody; the rows themselves are shown to the
practice's own manager, and every reading is in the audit before the rows are returned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from openpcn.record.intake import QUARANTINE
from openpcn.work.access import audit
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import Post
from openpcn.work.submissions.live import live_snapshot
from openpcn.work.submissions.models import Submission

PAGE = 200
FILTERS = ("file", "table", "field", "reason")
MOST = 50_000  # rows of one download


@dataclass(frozen=True)
class SetAside:
    """What was set aside, counted. choices: filter -> value -> rows, of all; reasons: of what is left."""

    total: int
    found: int
    choices: Mapping[str, Mapping[str, int]]
    reasons: Mapping[str, int]
    sentences: Mapping[str, str]
    tables: Mapping[str, Sequence[str]]  # reason -> tables of its rows


def quarantine(
    post: Post, practice: str, *, offset: int = 0, limit: int = PAGE, where: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """Rows of the practice's live submission that were not used: file, line, field, reason, raw row.

    The reading is audited before the rows are returned. Raises NotAllowedError (audited) for anybody but the
    practice's own manager.
    """
    _allowed(post, practice)
    found = _matching(_held(practice), where or {})
    rows: list[dict[str, Any]] = found.slice(offset, limit).to_pylist()
    with transaction.atomic():
        audit.record(
            "quarantine_read",
            post=post,
            object_kind="practice",
            object_id=practice,
            detail={"offset": offset, "rows": len(rows), "filters": sorted(where or {})},
        )
    return rows


def counted(post: Post, practice: str, where: Mapping[str, str] | None = None) -> SetAside:
    """How many rows were set aside, by each filter. Raises NotAllowedError (audited) as above."""
    _allowed(post, practice)
    held = _held(practice)
    found = _matching(held, where or {})
    said = found.group_by("reason").aggregate([("sentence", "min")])
    sentences = dict(zip(said["reason"].to_pylist(), said["sentence_min"].to_pylist(), strict=True))
    pairs = found.group_by(["reason", "table"]).aggregate([]).to_pylist()
    tables: dict[str, list[str]] = {}
    for pair in pairs:
        tables.setdefault(pair["reason"], []).append(pair["table"])
    return SetAside(
        total=held.num_rows,
        found=found.num_rows,
        choices={name: _counts(held[name]) for name in FILTERS},
        reasons=_counts(found["reason"]),
        sentences=sentences,
        tables=tables,
    )


def earlier_counts(practice: str, most: int = 10) -> list[tuple[Submission, dict[str, int]]]:
    """The practice's submissions that were taken, newest first, with how many rows were set aside and why."""
    rows = Submission.objects.filter(practice=practice, verdict=Submission.ACCEPTED).order_by("-pk")[:most]
    return [(row, dict(Counter(row.receipt.get("reasons", {})).most_common())) for row in rows]


def _allowed(post: Post, practice: str) -> None:
    if not may(post, Action.QUARANTINE, practice=practice):
        audit.refuse(post, "quarantine")
        raise NotAllowedError("quarantine")


def _held(practice: str) -> pa.Table:
    """Everything set aside of the live part: of its main extract, then of each companion."""
    snapshot = live_snapshot()
    part = snapshot.parts.get(practice) if snapshot else None
    if part is None:
        return QUARANTINE.empty_table()
    tables = [part.quarantine()]
    tables += [part.quarantine(name) for name in sorted(part.description.companions)]
    return pa.concat_tables(tables)


def _matching(held: pa.Table, where: Mapping[str, str]) -> pa.Table:
    for name, value in where.items():
        if name in FILTERS and value:
            held = held.filter(pc.equal(held[name], value))
    return held


def _counts(column: pa.ChunkedArray) -> dict[str, int]:
    counts = pc.value_counts(column)
    found = {each["values"]: each["counts"] for each in counts.to_pylist()}
    return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))
