"""Putting a snapshot together from the practices' parts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from openpcn.record.identity.deciding import resolve
from openpcn.record.identity.decisions import Decisions
from openpcn.record.identity.key import site_key
from openpcn.record.store import PartRef, Snapshot, Store


def assemble(
    store: Store, parts: Sequence[PartRef], *, created: datetime, decisions: Decisions | None = None
) -> Snapshot:
    """A snapshot of these parts (one per practice): resolve who is who, write it, open it."""
    with store.writing():
        opened = [store.part(ref.part_id) for ref in parts]
        people, issues, hashed = resolve(opened, site_key(store.home), decisions)
        return store.write_snapshot(parts, people, issues, created=created, people_hash=hashed)
