"""Which entries a snapshot confirms: an extract row with the same person, code and date."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpcn.record.store import Snapshot


def confirm(snapshot_id: str, snapshot: Snapshot) -> int:
    """Write the confirmations under a candidate's id; returns how many. Called before worklists.prepare."""
    raise NotImplementedError
