"""Counts a candidate snapshot's outcomes, invisible until the snapshot is live."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpcn.record.store import Snapshot
    from openpcn.rules.engine import Evaluation
    from openpcn.rules.language import Definition


def prepare(
    snapshot_id: str, evaluation: Evaluation, definitions: Sequence[Definition], snapshot: Snapshot
) -> int:
    """Write IndicatorCount rows; returns how many. Needs PersonState rows of the snapshot."""
    raise NotImplementedError


def forget(snapshot_id: str) -> int:
    """Remove the counts of a snapshot that is neither live nor the one before; returns the rows."""
    raise NotImplementedError
