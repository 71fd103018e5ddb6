"""Which tables are indexed, and what an index says of a row: its word or code, day, value, end and status.

A table without codes is indexed by a word instead: what kind of stay, contact or appointment a row is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

STILL_CURRENT = np.iinfo(np.int32).max  # EventRows.end where a row has no end
DAYS_SUPPLIED = 28  # of an issue that does not say how many days it is for
CONTACT = "consultation"  # the word of a consultation that does not say by what mode
# EventRows.status is a position here: a medication's course type, an appointment's status, else nothing
STATUSES = (
    "", "acute", "repeat", "repeat_dispensing", "booked", "arrived", "fulfilled", "noshow", "cancelled",
)  # fmt: skip
_ADMISSIONS = {
    "emergency": "emergency_admission", "elective": "elective_admission",
    "maternity": "maternity_admission", "transfer": "transfer",
}  # fmt: skip

Int32 = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Indexed:
    """How a table's rows are indexed. Functions take the table and give one entry a row.

    columns: what they read, besides ``patient`` and what every index looks for.
    """

    columns: tuple[str, ...]
    word: Callable[[pa.Table], pa.ChunkedArray]
    day: Callable[[pa.Table], pa.ChunkedArray]
    end: Callable[[pa.Table], Int32]
    value: str | None = None
    status: str | None = None


def stay_kind(kind: str, method: str | None) -> str:
    """The word of a hospital stay: an admission is told apart by how it came about."""
    if kind != "admission":
        return kind
    return _ADMISSIONS.get(method or "", "other_admission")


def supplied_until(day: date, days: int | None) -> date:
    """The day up to which an issue lasts."""
    return day + timedelta(days=days if days and days > 0 else DAYS_SUPPLIED)


def days_of(column: pa.ChunkedArray) -> Int32:
    """Days since 1970-01-01; STILL_CURRENT where there is none."""
    days: Int32 = pc.fill_null(column.cast(pa.int32()), int(STILL_CURRENT)).to_numpy().astype(np.int32)
    return days


def _code(table: pa.Table) -> pa.ChunkedArray:
    return table["code"]


def _date(table: pa.Table) -> pa.ChunkedArray:
    return table["date"]


def _problem_end(table: pa.Table) -> Int32:
    """A problem that is past and does not say since when ended on the day it began."""
    ends = days_of(table["problem_end"])
    past = pc.fill_null(pc.equal(table["problem_status"], "past"), False).to_numpy()
    return np.where(past & (ends == STILL_CURRENT), days_of(table["date"]), ends)


def _supplied_until(table: pa.Table) -> Int32:
    days = pc.fill_null(table["days"], 0).to_numpy()
    until = days_of(table["date"]).astype(np.int64) + np.where(days > 0, days, DAYS_SUPPLIED)
    return np.minimum(until, STILL_CURRENT).astype(np.int32)


def _stay_kind(table: pa.Table) -> pa.ChunkedArray:
    words = {
        (kind, method): stay_kind(kind, method)
        for kind in pc.unique(table["kind"]).to_pylist()
        for method in pc.unique(table["method"]).to_pylist()
    }
    found = table["kind"]
    for (kind, method), word in words.items():
        if word != kind:
            how = pc.is_null(table["method"]) if method is None else pc.equal(table["method"], method)
            this = pc.and_(pc.equal(table["kind"], kind), pc.fill_null(how, False))
            found = pc.if_else(this, word, found)
    return found


def _discharge(table: pa.Table) -> Int32:
    """An attendance ends on the day it began."""
    ends, attended = days_of(table["discharged_on"]), pc.not_equal(table["kind"], "admission").to_numpy()
    return np.where(attended & (ends == STILL_CURRENT), days_of(table["date"]), ends)


def _home_kind(table: pa.Table) -> pa.ChunkedArray:
    return pc.if_else(table["temporary"], "temporary", "permanent")


def _same_day(column: str) -> Callable[[pa.Table], Int32]:
    return lambda table: days_of(table[column].cast(pa.date32()))


INDEXED: dict[str, Indexed] = {
    "event": Indexed(
        ("code", "date", "value", "problem_end", "problem_status"), _code, _date, _problem_end, "value"
    ),
    "medication": Indexed(
        ("code", "start_date", "end_date", "quantity", "course_type"),
        _code, lambda table: table["start_date"], lambda table: days_of(table["end_date"]), "quantity",
        "course_type",
    ),
    "issue": Indexed(("code", "date", "days", "quantity"), _code, _date, _supplied_until, "quantity"),
    "hospital_stay": Indexed(("kind", "method", "date", "discharged_on"), _stay_kind, _date, _discharge),
    "care_home_stay": Indexed(
        ("temporary", "date", "left_on"), _home_kind, _date, lambda table: days_of(table["left_on"])
    ),
    "consultation": Indexed(
        ("mode", "date"), lambda table: pc.fill_null(table["mode"], CONTACT), _date, _same_day("date")
    ),
    "appointment": Indexed(
        ("type", "start", "status"), lambda table: pc.fill_null(table["type"], ""),
        lambda table: table["start"].cast(pa.date32()), _same_day("start"), None, "status",
    ),
}  # fmt: skip
