"""Building the concept-major indexes of a record anew from its tables, practice by practice."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from openpcn.record.store import INDEXED, Part, Snapshot
from openpcn.record.store import index as concept_index


def seconds_by_practice(snapshot: Snapshot, folder: Path) -> dict[str, float]:
    """How long each practice's indexes take, of all tables, from its files to the files of its indexes."""
    taken = {}
    for practice, part in snapshot.parts.items():
        began = time.perf_counter()
        _rebuild(part, folder / practice)
        taken[practice] = time.perf_counter() - began
        shutil.rmtree(folder / practice)
    return taken


def _rebuild(part: Part, folder: Path) -> None:
    opened = Part(part.folder)  # nothing that was read before is kept
    for table in INDEXED:
        rows = opened.table(table, concept_index.columns(table))
        concept_index.build(table, rows, folder / table)
