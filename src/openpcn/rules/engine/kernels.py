"""Array kernels: ranges of sorted rows by person and day, dates shifted by periods, ages by cut-off dates.

Days are int64 counts since 1970-01-01; ``MISSING`` is no date. Rows are sorted by (patient, day) and carry
one composite key, so that every window of every person is two binary searches.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from openpcn.rules.language.periods import Period, PeriodUnit
from openpcn.terms.calendar_england import BANK_HOLIDAYS, KNOWN_FROM, KNOWN_UNTIL, CalendarError
from openpcn.terms.dates import latest_birth_for_age

from .dates import to_days

Days = npt.NDArray[np.int64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

MISSING = -(2**40)
_BITS = 23
_OFFSET = 1 << (_BITS - 1)
_DAY = (1 << _BITS) - 1  # the bits of a key that hold the day
FIRST_DAY = -_OFFSET + 1
LAST_DAY = _OFFSET - 1
OLDEST = 130
_HOLIDAYS = np.array(sorted(BANK_HOLIDAYS), dtype="datetime64[D]")


def keys(patient: npt.NDArray[Any], day: npt.NDArray[Any]) -> Ints:
    """One sortable number of patient and day. Days outside about 11,000 years either way are clipped."""
    if len(day) and (day.min() < FIRST_DAY or day.max() > LAST_DAY):
        day = np.clip(day, FIRST_DAY, LAST_DAY)
    key = patient.astype(np.int64)
    key <<= _BITS
    key += day
    key += _OFFSET
    return key


def in_order(key: Ints) -> Ints:
    """The numbers sorted; those of a single code are already."""
    return key if bool(np.all(key[1:] >= key[:-1])) else np.sort(key)


def starts(key: Ints) -> Ints:
    """Where each different number of a sorted array begins."""
    if not len(key):
        return np.empty(0, dtype=np.int64)
    return np.concatenate([[0], np.flatnonzero(key[1:] != key[:-1]) + 1])


def patient_of(key: Ints) -> Ints:
    return key >> _BITS


def day_of(key: Ints) -> Days:
    return (key & _DAY) - _OFFSET


@lru_cache(maxsize=8)
def everybody(count: int) -> Ints:
    """The patients of a frame whose subjects are everybody, in order: always this very array."""
    patient = np.arange(count, dtype=np.int64)
    patient.flags.writeable = False
    return patient


def constant(day: Days) -> int | None:
    """The day where it is one for all subjects: such a day is broadcast, not written out."""
    return int(day[0]) if len(day) and day.strides == (0,) else None


def days_at(key: Ints, at: Ints, row: Ints, subjects: int) -> Days:
    """The days of some rows for the subjects they are of, MISSING for the others."""
    day = np.full(subjects, MISSING, dtype=np.int64)
    day[at] = day_of(key[row])
    return day


def mask_of(at: Ints, subjects: int) -> Mask:
    """True for some of the subjects."""
    there = np.zeros(subjects, dtype=np.bool_)
    there[at] = True
    return there


@dataclass(frozen=True)
class InOrder:
    """Rows in the order of their composite keys."""

    key: Ints

    @cached_property
    def days(self) -> tuple[int, int]:
        """The earliest and the latest day of any row."""
        day = day_of(self.key)
        return int(day.min(initial=LAST_DAY)), int(day.max(initial=FIRST_DAY))

    @cached_property
    def whole(self) -> tuple[Ints, Ints, Ints]:
        """The patients with a row, and the first and the last row of each."""
        patient = patient_of(self.key)
        begins = starts(patient)
        return patient[begins], begins, _ends(begins, len(patient))


def _ends(begins: Ints, rows: int) -> Ints:
    """The last row of each group, by the first rows of all."""
    return np.append(begins[1:], rows)[: len(begins)] - 1


def ranges(rows: InOrder, patient: Ints, low: Days, high: Days) -> tuple[Ints, Ints]:
    """For each subject the rows [start, stop) of its patient from ``low`` to ``high``, both included."""
    start = np.zeros(len(patient), dtype=np.int64)
    stop = np.zeros(len(patient), dtype=np.int64)
    at, first, last = spans(rows, patient, low, high)
    start[at] = first
    stop[at] = last + 1
    return start, stop


def spans(rows: InOrder, patient: Ints, low: Days, high: Days) -> tuple[Ints, Ints, Ints]:
    """The subjects with a row from ``low`` to ``high``, both included, and their first and last such row."""
    key = rows.key
    if patient is everybody(len(patient)) and len(key) < 40 * len(patient):
        return _spans_of_everybody(rows, low, high)
    at = np.flatnonzero(low <= high) if len(key) else np.empty(0, np.int64)
    patient, low, high = patient[at], low[at], high[at]
    first = np.searchsorted(key, keys(patient, low), side="left")
    last = np.searchsorted(key, keys(patient, high), side="right") - 1
    some = last >= first
    return at[some], first[some], last[some]


def _spans_of_everybody(rows: InOrder, low: Days, high: Days) -> tuple[Ints, Ints, Ints]:
    """The same with one look at each row instead of two searches for each person, or with none at all."""
    first, last = constant(low), constant(high)
    if first is not None and last is not None and first <= rows.days[0] and rows.days[1] <= last:
        return rows.whole
    day, whose = day_of(rows.key), patient_of(rows.key)
    row = np.flatnonzero(
        (day >= (low[whose] if first is None else first)) & (day <= (high[whose] if last is None else last))
    )
    patient = whose[row]
    begins = starts(patient)
    return patient[begins], row[begins], row[_ends(begins, len(row))]


def expand(start: Ints, stop: Ints) -> tuple[Ints, Ints]:
    """(subject, row) of every row in every subject's range, subject by subject."""
    length = stop - start
    subject = np.repeat(np.arange(len(start)), length)
    within = np.arange(len(subject)) - np.repeat(np.cumsum(length) - length, length)
    return subject, np.repeat(start, length) + within


def shift(day: Days, period: Period) -> Days:
    """Each day plus a period; MISSING stays MISSING."""
    if constant(day) is not None and len(day) > 1:
        return np.broadcast_to(shift(day[:1].copy(), period), day.shape)
    there = day != MISSING
    safe = np.where(there, np.clip(day, FIRST_DAY, LAST_DAY), 0)
    match period.unit:
        case PeriodUnit.DAYS:
            moved = safe + period.amount
        case PeriodUnit.MONTHS:
            moved = _add_months(safe, period.amount)
        case PeriodUnit.WORKING_DAYS:
            moved = _add_working_days(safe, there, period.amount)
    return np.where(there, moved, MISSING)


def _add_months(day: Days, amount: int) -> Days:
    as_days = day.astype("datetime64[D]")
    month = as_days.astype("datetime64[M]")
    in_month = (as_days - month.astype("datetime64[D]")).astype(np.int64)
    moved = month + np.timedelta64(amount, "M")
    length = (
        (moved + np.timedelta64(1, "M")).astype("datetime64[D]") - moved.astype("datetime64[D]")
    ).astype(np.int64)
    first = moved.astype("datetime64[D]").astype(np.int64)
    return np.asarray(first + np.minimum(in_month, length - 1), dtype=np.int64)


def _add_working_days(day: Days, there: Mask, amount: int) -> Days:
    safe = np.where(there, day, to_days(KNOWN_FROM))
    moved = np.busday_offset(safe.astype("datetime64[D]"), amount, roll="backward", holidays=_HOLIDAYS)
    result: Days = moved.astype(np.int64)
    if np.any(there & ((safe < to_days(KNOWN_FROM)) | (result > to_days(KNOWN_UNTIL)))):
        raise CalendarError(f"bank holidays are held from {KNOWN_FROM} to {KNOWN_UNTIL} only")
    return result


def ages(birth: Days, on: date) -> Floats:
    """Completed years on a day, by the cut-off date of every age; NaN where birth is missing."""
    cutoffs = np.array([to_days(latest_birth_for_age(age, on)) for age in range(OLDEST, -2, -1)])
    reached = len(cutoffs) - np.searchsorted(cutoffs, birth, side="left")  # ages -1 .. OLDEST completed
    years = np.asarray(reached, dtype=np.float64) - 2
    return np.where(birth == MISSING, np.nan, years)


def interval(value: Floats, comparator: npt.NDArray[np.int8]) -> tuple[Floats, Floats]:
    """Lowest and highest value a result may stand for; comparators as in record.store.COMPARATORS.

    The same array twice where every result is exact.
    """
    at = np.flatnonzero(comparator)
    if not len(at):
        return value, value
    low, high = value.astype(np.float64), value.astype(np.float64)
    some, sign = value[at], comparator[at]
    below = np.where((sign == 1) | (sign == 2), -np.inf, some)
    below = np.where(sign == 3, np.nextafter(some, np.inf), below)
    above = np.where((sign == 3) | (sign == 4), np.inf, some)
    above = np.where(sign == 1, np.nextafter(some, -np.inf), above)
    low[at] = np.where(np.isnan(some), np.nan, below)
    high[at] = np.where(np.isnan(some), np.nan, above)
    return low, high


def both(low: Floats, high: Floats, change: Callable[[Floats], Floats]) -> tuple[Floats, Floats]:
    """A change to both ends of intervals, made once where they are one array."""
    if low is high:
        low = change(low)
        return low, low
    return change(low), change(high)


def greedy(key: Ints, start: Ints, stop: Ints, patient: Ints, apart: int) -> Ints:
    """How many rows of each range can be taken, each at least ``apart`` days after the one before."""
    taken = np.zeros(len(start), dtype=np.int64)
    at = start.copy()
    going = at < stop
    while going.any():
        taken[going] += 1
        here = at[going]
        following = np.searchsorted(key, keys(patient[going], day_of(key[here]) + apart), side="left")
        at[going] = following
        going = at < stop
    return taken


def opened(key: Ints, close_within: Period) -> Ints:
    """Positions of the rows that open an episode: see language.Episode. ``key`` is sorted and unique."""
    patient = patient_of(key)
    stop_of_patient = np.searchsorted(patient, patient, side="right") if len(key) else np.empty(0, np.int64)
    at = starts(patient)
    found = []
    while len(at):
        found.append(at)
        end = shift(day_of(key[at]), close_within)
        following = np.searchsorted(key, keys(patient[at], end), side="right")
        at = following[following < stop_of_patient[at]]
    return np.sort(np.concatenate(found)) if found else np.empty(0, np.int64)
