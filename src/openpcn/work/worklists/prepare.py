"""Writes a candidate snapshot's needs, invisible until the snapshot is live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from openpcn.work.worklists.rows import Worth

if TYPE_CHECKING:
    from openpcn.record.store import Snapshot
    from openpcn.rules.engine import Evaluation
    from openpcn.rules.language import Definition

WorthTable = Mapping[tuple[str, str], Worth]  # (definition, practice) -> what one more is worth


def prepare(
    snapshot_id: str,
    evaluation: Evaluation,
    definitions: Sequence[Definition],
    snapshot: Snapshot,
    *,
    worth: WorthTable,
    previous: str | None = None,
) -> int:
    """Write needs, changes since ``previous`` (the live snapshot's id) and progress; returns the needs.

    Needs PersonState rows of the snapshot. Starts by removing what an interrupted run left under the same id.
    worth: finance.worth.worth_table(evaluation, definitions).
    """
    raise NotImplementedError


def settle() -> int:
    """After a snapshot went live: end the claims that have nothing left, or that an objection forbids.

    Safe to repeat, and nothing is wrong while it has not run; returns the claims ended.
    """
    raise NotImplementedError


def forget(snapshot_id: str) -> int:
    """Remove what was prepared under a snapshot that is neither live nor the one before; returns the rows."""
    raise NotImplementedError
