"""One submission: taken whole, or nothing changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpcn.record.intake.receipt import Taken
from openpcn.record.reference import Reference
from openpcn.record.store import Part, Store


@dataclass(frozen=True)
class Limits:
    """When a person is asked first.

    shrink_share: a list that shrinks by more than this share is held. approved: a person has looked and
    released it. memory: what DuckDB may use, as it spells it.
    """

    shrink_share: float = 0.10
    approved: bool = False
    memory: str = "1200MB"


def take(
    folder: Path,
    store: Store,
    previous: Part | None,
    *,
    today: date,
    reference: Reference,
    limits: Limits | None = None,
) -> Taken:
    """Check, read, validate and merge a submission; write the practice's part.

    previous: the practice's live part, None where there is none. today: the day by terms.clock.
    Nothing that a file contains raises: the receipt says what was wrong. Errors of the machine (disk full) do.
    """
    raise NotImplementedError
