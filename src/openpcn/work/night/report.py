"""What a night came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from openpcn.record.intake import Receipt, Verdict


@dataclass
class NightReport:
    """Receipts in the order taken, and what went live.

    snapshot_id: live when the night ended, None where nothing ever was. taken: whether this night changed it.
    evaluated: practices whose outcomes were worked out anew; the others' were kept from a night before.
    rows: prepared rows by kind. seconds: by step.
    """

    receipts: list[Receipt] = field(default_factory=list)
    snapshot_id: str | None = None
    taken: bool = False
    evaluated: tuple[str, ...] = ()
    rows: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def unchanged(self) -> bool:
        """Everything handed in was in the record already."""
        return bool(self.receipts) and all(r.verdict is Verdict.UNCHANGED for r in self.receipts)

    def as_json(self) -> dict[str, Any]:
        return {
            "taken": self.taken,
            "snapshot": self.snapshot_id,
            "receipts": [receipt.as_json() for receipt in self.receipts],
            "evaluated": list(self.evaluated),
            "prepared": self.rows,
            "seconds": {step: round(seconds, 3) for step, seconds in self.seconds.items()},
        }
