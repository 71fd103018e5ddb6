"""The rows a fact reads, prepared once per practice and shared by every fact of every definition."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from openpcn.record.store import STATUSES, STILL_CURRENT, UNITS, EventRows
from openpcn.rules.language.codelists import Codes
from openpcn.rules.language.errors import DefinitionError
from openpcn.rules.language.expressions import Op
from openpcn.rules.language.facts import (
    BloodPressure,
    Count,
    EntryFact,
    Fact,
    LatestValue,
    PressureIs,
    ValueIs,
)
from openpcn.rules.language.stays import Stays
from openpcn.terms.units import Unit

from .kernels import Floats, InOrder, Ints, Mask, both, in_order, interval, keys, starts
from .practice import Practice

Made = TypeVar("Made")


@dataclass(frozen=True)
class Values(InOrder):
    """One row per (patient, day) with a value: the interval it may stand for."""

    low: Floats
    high: Floats


@dataclass(frozen=True)
class Pressures(InOrder):
    """One row per (patient, day) with both halves of a blood pressure, each the lowest of the day."""

    systolic: Values
    diastolic: Values


class Selections:
    """Rows of codelists of one practice; asked for twice, read once, also by two threads."""

    def __init__(self, practice: Practice) -> None:
        self._practice = practice
        self._held: dict[Hashable, Future[Any]] = {}
        self._lock = Lock()

    def once(self, asked: Hashable, make: Callable[[], Made]) -> Made:
        """What was made for this question: by whoever asked first, while others wait for it."""
        with self._lock:
            held = self._held.get(asked)
            if held is None:
                mine = self._held[asked] = Future[Any]()
        if held is None:
            try:
                mine.set_result(make())
            except BaseException as fault:
                mine.set_exception(fault)
            held = mine
        made: Made = held.result()
        return made

    @property
    def people(self) -> int:
        """How many patients there are, whoever has rows."""
        return len(self._practice.people)

    def of(self, fact: Fact, as_at: int, *, per_day: bool = False) -> InOrder:
        """The rows that a fact looks at. per_day: one of each day, as readings and values are anyway."""
        match fact:
            case BloodPressure(systolic, diastolic, _, where):
                return self.pressures(systolic, diastolic, where)
            case LatestValue(codes, _, where, _, unit, same_day):
                return self.values(codes, unit, where, same_day == "lowest")
            case Stays():
                rows = self.stays(fact, as_at)
                return InOrder(rows.key[starts(rows.key)]) if per_day else rows
            case Count(codes, _, where, table, per):
                return self.entries(table.value, codes, where, per_day or per == "day")
            case EntryFact(codes, _, where, table):
                return self.entries(table.value, codes, where, per_day)
        raise DefinitionError(f"no entry or reading is looked at by {fact!r}")

    def entries(self, table: str, codes: Codes, where: ValueIs | None, per_day: bool = False) -> InOrder:
        """Every dated row of the codes whose value meets ``where``; or one per day."""
        asked = ("entries", table, codes, where, per_day)
        return self.once(asked, lambda: self._entries(table, codes, where, per_day))

    def _entries(self, table: str, codes: Codes, where: ValueIs | None, per_day: bool) -> InOrder:
        if per_day:
            key = self.entries(table, codes, where).key
            return InOrder(key[starts(key)])
        rows = self._practice.index_of(table).rows(codes.ids)
        key = keys(rows.loose("patient"), rows.loose("date"))
        if where is not None:
            low, high = interval(rows.loose("value"), rows.loose("comparator"))
            key = key[_of_unit(rows.loose("unit"), where.unit) & _meets(low, high, where)]
        return InOrder(in_order(key))

    def rows(self, table: str, codes: Codes) -> tuple[EventRows, tuple[str, ...]]:
        """Every dated row of the codes, and the codes that the rows' concepts are positions of."""
        index = self._practice.index_of(table)
        return index.rows(codes.ids), index.codes

    def statuses(self, words: Iterable[str]) -> list[int]:
        """What EventRows.status holds for some words."""
        return [STATUSES.index(word) for word in words]

    def stays(self, fact: Stays, as_at: int) -> InOrder:
        """The stays, contacts or appointments of some kinds, by the day that they are dated by.

        as_at matters only where those over by that day do not count.
        """
        asked = (
            "stays", fact.table, fact.codes, fact.statuses, fact.on, fact.current and as_at, fact.per,
        )  # fmt: skip
        return self.once(asked, lambda: self._stays(fact, as_at))

    def _stays(self, fact: Stays, as_at: int) -> InOrder:
        rows, _ = self.rows(fact.table.value, fact.codes)
        seen = np.ones(len(rows), dtype=np.bool_)
        if fact.statuses:
            seen &= np.isin(rows.status, self.statuses(fact.statuses))
        if fact.current:
            seen &= (rows.end == STILL_CURRENT) | (rows.end >= as_at)
        day = rows.date
        if fact.on == "end":
            seen &= rows.end != STILL_CURRENT
            day = rows.end
        key = np.sort(keys(rows.patient[seen], day[seen]))
        return InOrder(key[starts(key)] if fact.per == "day" else key)

    def values(self, codes: Codes, unit: Unit | None, where: ValueIs | None, lowest: bool = True) -> Values:
        """The lowest (or highest) value of each day in the unit."""
        asked = ("values", codes, unit, where, lowest)
        return self.once(asked, lambda: self._values(codes, unit, where, lowest))

    def _values(self, codes: Codes, unit: Unit | None, where: ValueIs | None, lowest: bool) -> Values:
        key, low, high = self.once(("readings", codes, unit), lambda: self._readings(codes, unit))
        if where is not None:
            meets = _meets(low, high, where)
            key, low, high = key[meets], *both(low, high, lambda end: end[meets])
        first = starts(key)
        if 0 < len(first) < len(key):
            reduce = np.minimum.reduceat if lowest else np.maximum.reduceat
            low, high = both(low, high, lambda end: reduce(end, first))
        return Values(key[first], low, high)

    def _readings(self, codes: Codes, unit: Unit | None) -> tuple[Ints, Floats, Floats]:
        """Every row with a value in the unit: keys in order, and the interval it may stand for."""
        rows = self._practice.index_of("event").rows(codes.ids)
        seen = ~np.isnan(rows.value) & _of_unit(rows.unit, unit)
        low, high = interval(rows.value[seen], rows.comparator[seen])
        return keys(rows.patient[seen], rows.date[seen]), low, high

    def pressures(self, systolic: Codes, diastolic: Codes, where: PressureIs | None) -> Pressures:
        """Days with both halves, narrowed to those that certainly meet ``where``."""
        asked = ("pressures", systolic, diastolic, where)
        return self.once(asked, lambda: self._pressures(systolic, diastolic, where))

    def _pressures(self, systolic: Codes, diastolic: Codes, where: PressureIs | None) -> Pressures:
        upper = self.values(systolic, Unit.MMHG, None)
        lower = self.values(diastolic, Unit.MMHG, None)
        place = np.searchsorted(upper.key, lower.key)
        place[place == len(upper.key)] = 0
        same = upper.key[place] == lower.key if len(upper.key) else np.zeros(len(lower.key), np.bool_)
        key = lower.key[same]
        upper = Values(key, *both(upper.low, upper.high, lambda end: end[place[same]]))
        lower = Values(key, *both(lower.low, lower.high, lambda end: end[same]))
        if where is not None:
            if where.op is Op.GE:
                meets = (upper.low >= where.systolic) | (lower.low >= where.diastolic)
            elif where.op is Op.LE:
                meets = (upper.high <= where.systolic) & (lower.high <= where.diastolic)
            else:
                meets = (upper.high < where.systolic) & (lower.high < where.diastolic)
            key = key[meets]
            upper = Values(key, *both(upper.low, upper.high, lambda end: end[meets]))
            lower = Values(key, *both(lower.low, lower.high, lambda end: end[meets]))
        return Pressures(key, upper, lower)


def _of_unit(unit: npt.NDArray[np.int8], wanted: Unit | None) -> Mask:
    if wanted is None:
        return np.ones(len(unit), dtype=np.bool_)
    same: Mask = unit == UNITS.index(wanted) + 1
    return same


def _meets(low: Floats, high: Floats, where: ValueIs) -> Mask:
    match where.op:
        case Op.GE:
            return np.asarray(low >= where.amount, dtype=np.bool_)
        case Op.GT:
            return np.asarray(low > where.amount, dtype=np.bool_)
        case Op.LT:
            return np.asarray(high < where.amount, dtype=np.bool_)
    return np.asarray(high <= where.amount, dtype=np.bool_)
