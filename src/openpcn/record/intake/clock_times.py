"""Clock times that London's clocks did not show, or showed twice: noted, kept as written.

The record holds wall-clock times. 01:30 on the last Sunday of March was never on a clock; 01:30 on the last
Sunday of October was there twice, and nothing in the extract says which is meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openpcn.record.store.table_file import TableFile
from openpcn.record.tables import TABLES
from openpcn.terms.clock import LONDON

_HOUR = 3600
_WORDS = {
    "never": "say a time that no clock showed (the clocks went forward)",
    "twice": "say a time that the clocks showed twice (they went back)",
}


def notes(tables: Mapping[str, pa.Table | TableFile]) -> list[str]:
    """What a receipt says of the times of the record tables given; nothing of a person."""
    counted: dict[tuple[str, str], int] = {}
    for name, given in tables.items():
        table = given.read(_columns(name)) if isinstance(given, TableFile) else given
        for day, rows in zip(*np.unique(_days_at_one(name, table), return_counts=True), strict=True):
            what = on_a_clock(date(1970, 1, 1) + timedelta(days=int(day)), time(1, 30))
            if what != "once":
                counted[name, what] = counted.get((name, what), 0) + int(rows)
    return [
        f"{n} rows of {name} {_WORDS[what]}: kept as written" for (name, what), n in sorted(counted.items())
    ]


def _columns(name: str) -> list[str]:
    """Those of a table's columns that say a time, and its day."""
    return [column for column in TABLES[name].names if column in {"start", "time", "date"}]


def on_a_clock(day: date, at: time) -> str:
    """How often London's clocks showed a time of a day: once, never or twice."""
    first = datetime.combine(day, at, LONDON)
    second = first.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return "once"
    back = first.astimezone(UTC).astimezone(LONDON)
    return "twice" if back.replace(tzinfo=None) == first.replace(tzinfo=None) else "never"


def _days_at_one(name: str, table: pa.Table) -> npt.NDArray[np.int64]:
    """Days (since 1970-01-01) of rows between 01:00 and 02:00, the only hour that changes."""
    if name == "appointment":
        seconds = table["start"].cast(pa.int64()).to_numpy()
        starts: npt.NDArray[np.int64] = seconds[(seconds % 86_400) // _HOUR == 1] // 86_400
        return starts
    if "time" not in table.column_names or table["time"].null_count == table.num_rows:
        return np.empty(0, np.int64)
    there = table.filter(pa.compute.and_(table["time"].is_valid(), table["date"].is_valid()))
    at_one = there["time"].cast(pa.int32()).to_numpy() // _HOUR == 1
    days: npt.NDArray[np.int64] = there["date"].cast(pa.int32()).to_numpy()[at_one].astype(np.int64)
    return days
