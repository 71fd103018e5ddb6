"""What is loaded of the public files, and what it says about a place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq


@dataclass(frozen=True)
class Edition:
    """One loaded edition of a dataset, as its JSON says."""

    dataset: str
    title: str
    publisher: str
    place_kind: str
    edition: str
    as_of: date
    facts: int
    places: int
    file: str
    sha256: str
    rows: int
    refused_count: int
    path: Path
    confirmed: bool


@dataclass(frozen=True)
class Fact:
    """One thing that an edition says about a place: a number or words."""

    place: str
    measure: str
    part: str
    value: float | None
    words: str | None


def editions(home: Path, dataset: str | None = None) -> tuple[Edition, ...]:
    """What is loaded, newest first within a dataset."""
    folder = home / "reference"
    found = []
    for path in folder.glob(f"{dataset or '*'}/*.json"):
        held: dict[str, Any] = json.loads(path.read_text())
        fields = {name: held[name] for name in Edition.__dataclass_fields__ if name in held}
        fields |= {"as_of": date.fromisoformat(held["as_of"]), "path": path.parent / held["rows_file"]}
        found.append(Edition(**fields))
    return tuple(sorted(found, key=lambda each: (each.dataset, -each.as_of.toordinal(), each.edition)))


def facts_of(edition: Edition, places: Sequence[str]) -> tuple[Fact, ...]:
    """What an edition says about these places, in order of place, measure and part."""
    table: pa.Table = pq.read_table(edition.path, filters=[("place", "in", list(places))]) if places else None
    return () if table is None else tuple(Fact(**row) for row in table.to_pylist())
