"""Who is who across practices: NHS number and date of birth must agree; where they do not, nobody is guessed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from openpcn.record.store import PartRef, Snapshot, Store


def site_key(home: Path) -> bytes:
    """The site's own 32 random bytes, made on first use, readable by the owner only."""
    raise NotImplementedError


def assemble(store: Store, parts: Sequence[PartRef], *, created: datetime) -> Snapshot:
    """A snapshot of these parts (one per practice): resolve who is who, write it, open it."""
    raise NotImplementedError
