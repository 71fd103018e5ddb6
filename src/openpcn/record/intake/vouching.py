"""A manifest for files that came without one: their shape as recognised, what their names and rows say.

It vouches for the files only from the moment it is written: a file damaged earlier keeps its damage.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import shutil
from collections.abc import Mapping, Sequence
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
    folder: Path, *, practice: str, as_at: date, delta_of: date | None = None, test_data: bool = False,
    whole: Sequence[str] = (),
) -> tuple[str, dict[str, int]]:  # fmt: skip
    """Write the manifest of a folder; returns the shape's name and the rows of each file.

    whole: tables that a delta sends again whole, as agreed with the sender. Raises SourceError where the
    files have no known shape, ValueError naming a file that cannot be read.
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
        whole=whole,
    )
    return source.name, rows


def vouch_each(
    folder: Path, into: Path, practices: Sequence[str], *, as_at: date, delta_of: date | None = None,
    test_data: bool = False, whole: Sequence[str] = (),
) -> tuple[str, dict[str, int]]:  # fmt: skip
    """Make a submission of a group's files for each practice: ``into/<code>``, the same files, its manifest.

    The files are linked where the disk allows it, else copied. Raises as ``vouch``, and ValueError where the
    shape does not hold several practices, or one of the folders is there already.
    """
    source = recognise(folder)
    if not source.group_files:
        raise ValueError(f"{source.name}: a folder of this shape holds one practice")
    if taken := [code for code in practices if (into / code).exists()]:
        raise ValueError(f"{into / taken[0]}: is there already: remove it, or name another folder")
    for code in practices:
        (into / code).mkdir(parents=True)
        for path in sorted(folder.iterdir()):
            if path.is_file() and path.name != NAME:
                _link(path, into / code / path.name)
    name, rows = vouch(
        into / practices[0], practice=practices[0], as_at=as_at, delta_of=delta_of, test_data=test_data,
        whole=whole,
    )  # fmt: skip
    said = json.loads((into / practices[0] / NAME).read_text())
    for code in practices[1:]:  # the files are the same ones: not counted and summed again
        (into / code / NAME).write_text(json.dumps({**said, "practice": code}, indent=1))
    return name, rows


def _link(path: Path, to: Path) -> None:
    try:
        to.hardlink_to(path)
    except OSError:  # another disk, or one without links
        shutil.copyfile(path, to)


def rows_of(folder: Path, source: Source) -> dict[str, int]:
    """File name -> rows: records without the header; of another shape, what its source counts."""
    if isinstance(source, CountsItsRows):
        return dict(source.rows_of(folder))
    encoding = "cp1252" if source.encoding == "cp1252" else "utf-8-sig"
    stray = "replace" if source.encoding == "utf-8 or cp1252" else "strict"  # rows are counted, not read
    return {
        path.name: _records(path, encoding, stray)
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


def _records(path: Path, encoding: str, stray: str) -> int:
    """Data rows of a CSV file. Raises ValueError naming the file where it is not readable text."""
    opened = gzip.open if path.name.lower().endswith(".gz") else open
    try:
        with opened(path, "rt", encoding=encoding, errors=stray, newline="") as stream:
            return max(0, sum(1 for _ in csv.reader(stream)) - 1)
    except (UnicodeDecodeError, EOFError, gzip.BadGzipFile, csv.Error) as fault:
        what = "not whole" if isinstance(fault, EOFError | gzip.BadGzipFile) else f"not {encoding} text"
        raise ValueError(f"{path.name}: {what}; export it again") from None
