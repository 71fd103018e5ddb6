"""A manifest for files that came without one: their shape as recognised, what their names and rows say.

It vouches for the files only from the moment it is written: a file damaged earlier keeps its damage.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Protocol, runtime_checkable

from openpcn.record.intake.manifest import NAME, make_manifest
from openpcn.record.sources import recognise
from openpcn.record.sources.base import Source

_MOMENT = re.compile(r"(?<!\d)(20\d{6})(?:\d{4}|\d{6})?(?!\d)")  # 20260209 or 20260209213004


@runtime_checkable
class CountsItsRows(Protocol):
    """A source that is not CSV and knows how to count the rows of its files."""

    def rows_of(self, folder: Path) -> Mapping[str, int]:
        """File name -> rows, of every file of the folder that is to be in the manifest."""


def vouch(
    folder: Path, *, practice: str, as_at: date, delta_of: date | None = None, test_data: bool = False
) -> tuple[str, dict[str, int]]:
    """Write the manifest of a folder; returns the shape's name and the rows of each file.

    Raises SourceError where the files have no known shape, ValueError naming a file that cannot be read.
    """
    source = recognise(folder)
    rows = rows_of(folder, source)
    make_manifest(
        folder,
        source=source.name,
        practice=practice,
        as_at=as_at,
        kind="delta" if delta_of else "full",
        based_on=delta_of,
        rows=rows,
        test_data=test_data,
    )
    return source.name, rows


def rows_of(folder: Path, source: Source) -> dict[str, int]:
    """File name -> rows: records without the header; of another shape, what its source counts."""
    if isinstance(source, CountsItsRows):
        return dict(source.rows_of(folder))
    if source.name == "fhir_r4":
        from openpcn.record.sources.fhir_r4 import entries_in

        return entries_in(folder)
    encoding = "cp1252" if source.encoding == "cp1252" else "utf-8-sig"
    return {
        path.name: _records(path, encoding)
        for path in sorted(folder.iterdir())
        if path.name.lower().endswith((".csv", ".csv.gz"))
    }


def day_said_by(folder: Path) -> date | None:
    """The day that the file names of an extract agree on; None where they name none or several."""
    found = {day for path in folder.iterdir() if path.name != NAME for day in _days_in(path.name)}
    return found.pop() if len(found) == 1 else None


def _days_in(name: str) -> set[date]:
    days = set()
    for digits in _MOMENT.findall(name):
        try:
            days.add(date.fromisoformat(digits))
        except ValueError:
            continue  # eight digits that are no day: a number of something else
    return days


def _records(path: Path, encoding: str) -> int:
    """Data rows of a CSV file. Raises ValueError naming the file where it is not readable text."""
    opened = gzip.open if path.name.lower().endswith(".gz") else open
    try:
        with opened(path, "rt", encoding=encoding, newline="") as stream:
            return max(0, sum(1 for _ in csv.reader(stream)) - 1)
    except (UnicodeDecodeError, EOFError, gzip.BadGzipFile, csv.Error) as fault:
        what = "not whole" if isinstance(fault, EOFError | gzip.BadGzipFile) else f"not {encoding} text"
        raise ValueError(f"{path.name}: {what}; export it again") from None
