"""How each kind of fact is looked up in sorted rows, for all subjects at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from openpcn.rules.language.combined import Pair
from openpcn.rules.language.errors import DefinitionError
from openpcn.rules.language.facts import (
    BloodPressure,
    Count,
    Earliest,
    EntryFact,
    Fact,
    LatestValue,
)
from openpcn.rules.language.medicines import CountDistinct, CurrentRepeats, SumOf
from openpcn.rules.language.windows import EVER, Window

from .distinct import count_distinct, current_repeats, repeats, sum_of
from .kernels import (
    MISSING,
    Days,
    Floats,
    InOrder,
    Ints,
    Mask,
    both,
    day_of,
    days_at,
    expand,
    greedy,
    mask_of,
    ranges,
    spans,
)
from .results import Found, Number, exactly
from .selections import Selections, Values

Bounds = Callable[[Window], tuple[Days, Days]]


def look_up(fact: Fact, selections: Selections, patient: Ints, bounds: Bounds) -> Found:
    """What a fact finds for each subject. ``bounds`` gives first and last day of a window per subject."""
    match fact:
        case BloodPressure(systolic, diastolic, window, where):
            rows = selections.pressures(systolic, diastolic, where)
            upper, lower = rows.systolic, rows.diastolic
            return _chosen(rows, patient, bounds(window), {"systolic": upper, "diastolic": lower})
        case LatestValue(codes, window, where, _, unit, same_day):
            values = selections.values(codes, unit, where, same_day == "lowest")
            return _chosen(values, patient, bounds(window), {"value": values})
        case Count():
            return _counted(fact, selections, patient, bounds)
        case CountDistinct():
            return count_distinct(fact, selections, patient, bounds(fact.window))
        case CurrentRepeats():
            return current_repeats(fact, selections, patient, _day(bounds(EVER)))
        case SumOf():
            return sum_of(fact, selections, patient, bounds(fact.window))
        case Earliest(codes, window, where, table):
            entries = selections.entries(table.value, codes, where)
            return _chosen(entries, patient, bounds(window), {}, latest=False)
        case EntryFact(codes, window, where, table):
            entries = selections.entries(table.value, codes, where)
            return _chosen(entries, patient, bounds(window), {})
        case Pair():
            return _paired(fact, selections, patient, bounds)
    raise DefinitionError(f"the array evaluator does not know {type(fact).__name__}")


def read(fact: Fact, selections: Selections, as_at: int) -> None:
    """Put the rows that a fact looks at in order, so that looking it up will find them there."""
    match fact:
        case CurrentRepeats():
            repeats(fact, selections, as_at)
        case CountDistinct() | SumOf():
            pass  # read by each fact for itself, within its window
        case Pair(a, b):
            for side in (a, b):
                selections.of(side, as_at, per_day=True)
        case _:
            rows = selections.of(fact, as_at)
            if rows.days[1] <= as_at:
                _ = rows.whole  # what a window without bounds asks for


def _chosen(
    rows: InOrder, patient: Ints, window: tuple[Days, Days], values: dict[str, Values], *, latest: bool = True
) -> Found:
    """The latest (or earliest) row of each subject's window."""
    at, first, last = spans(rows, patient, *window)
    row, subjects = last if latest else first, len(patient)

    def numbers_at(numbers: Floats) -> Floats:
        found = np.full(subjects, np.nan)
        found[at] = numbers[row]
        return found

    def day() -> Days:
        return days_at(rows.key, at, row, subjects)

    return Found(
        mask_of(at, subjects),
        day,
        day,
        lambda: {name: Number(*both(of.low, of.high, numbers_at)) for name, of in values.items()},
    )


def _counted(fact: Count, selections: Selections, patient: Ints, bounds: Bounds) -> Found:
    rows = selections.of(fact, _day(bounds(EVER)))
    subjects = len(patient)
    at, first, last = spans(rows, patient, *bounds(fact.window))

    def count() -> dict[str, Number]:
        found = np.zeros(subjects)
        found[at] = (
            greedy(rows.key, first, last + 1, patient[at], fact.apart) if fact.apart else last - first + 1
        )
        return {"count": exactly(found)}

    return Found(
        mask_of(at, subjects),
        lambda: days_at(rows.key, at, last, subjects),
        lambda: days_at(rows.key, at, first, subjects),
        count,
    )


def _day(ever: tuple[Days, Days]) -> int:
    """The day of the data, with which a window without bounds ends."""
    return int(ever[1][0]) if len(ever[1]) else 0


def _paired(fact: Pair, selections: Selections, patient: Ints, bounds: Bounds) -> Found:
    of_a = selections.entries(fact.a.table.value, fact.a.codes, fact.a.where, per_day=True)
    of_b = selections.entries(fact.b.table.value, fact.b.codes, fact.b.where, per_day=True)
    subject, row = expand(*ranges(of_a, patient, *bounds(fact.a.window)))
    day, whose = day_of(of_a.key[row]), patient[subject]
    low, high = (bound[subject] for bound in bounds(fact.b.window))

    def any_b(first: Days, last: Days) -> Mask:
        start, stop = ranges(of_b, whose, np.maximum(low, first), np.minimum(high, last))
        return np.asarray(stop > start, dtype=np.bool_)

    near = any_b(day + fact.at_least_days, day + fact.within_days)
    if not fact.a_first:
        near |= any_b(day - fact.within_days, day - fact.at_least_days)
    latest = np.full(len(patient), MISSING, dtype=np.int64)
    np.maximum.at(latest, subject[near], day[near])
    return Found(latest != MISSING, lambda: latest, lambda: latest)
