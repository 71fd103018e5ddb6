"""The receipt of one submission: every row accounted for, every refusal with its reason."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

import pyarrow as pa

from openpcn.record.store import PartRef


class Verdict(StrEnum):
    """What became of a submission. Only *accepted* makes a part."""

    ACCEPTED = "accepted"
    UNCHANGED = "unchanged"  # this very submission is in the live part already
    REFUSED = "refused"  # it cannot be used; nothing changed
    HELD = "held"  # it could be used, but a person should look first; nothing changed


# The rows of a submission that were not used, in ``quarantine.parquet``.
QUARANTINE = pa.schema(
    [
        pa.field("file", pa.string(), nullable=False),
        pa.field("line", pa.int32(), nullable=False),
        pa.field("table", pa.string(), nullable=False),
        pa.field("field", pa.string(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("sentence", pa.string(), nullable=False),
        pa.field("raw", pa.string(), nullable=False),  # the row as read: personal data, not for logs
    ]
)


@dataclass(frozen=True)
class FileCount:
    """One file of a submission: rows = accepted + normalised + quarantined + others, or why it was not read.

    others: rows of other practices, in a file that holds several.
    """

    name: str
    table: str | None
    rows: int
    accepted: int = 0
    normalised: int = 0
    quarantined: int = 0
    not_used: str | None = None
    others: int = 0


@dataclass(frozen=True)
class Example:
    """One quarantined row, without its contents: fit for a screen, a log and a receipt."""

    file: str
    line: int
    field: str
    reason: str
    sentence: str


@dataclass(frozen=True)
class Receipt:
    """What one submission came to. rows_in = accepted + normalised + quarantined, always; rows of other
    practices in a group's files are not this submission's, and counted in ``per_file`` alone.

    reason: a sentence for a refusal or a hold, naming file, line and field where there is one, what was
    expected and what to do. reasons: quarantined rows by reason code. examples: the first few of each reason.
    not_used: files, tables or kinds of entry that this version does not read, and how many rows.
    noted: what a person may want to know and nobody need act on. changed: people on the list before and now.
    """

    submission_id: str
    practice: str
    as_at: str
    kind: str
    source: str
    verdict: Verdict
    reason: str | None = None
    reason_code: str | None = None
    rows_in: int = 0
    accepted: int = 0
    normalised: int = 0
    quarantined: int = 0
    per_file: tuple[FileCount, ...] = ()
    reasons: dict[str, int] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    not_used: dict[str, int] = field(default_factory=dict)
    noted: tuple[str, ...] = ()
    waiting: dict[str, int] = field(default_factory=dict)
    list_before: int | None = None
    list_now: int | None = None
    test_data: bool = False
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """As plain values, for the command line and the database."""
        held: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return held


@dataclass(frozen=True)
class Taken:
    """A receipt, and the part that was written where the verdict is *accepted*."""

    receipt: Receipt
    part: PartRef | None
