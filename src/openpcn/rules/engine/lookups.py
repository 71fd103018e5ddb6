"""How each kind of fact is looked up in sorted rows, for all subjects at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

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
from openpcn.rules.language.stays import Stays
from openpcn.rules.language.windows import EVER, Window

from .distinct import count_distinct, current_repeats, sum_of
from .kernels import MISSING, Days, Floats, Ints, Mask, both, day_of, days_at, expand, greedy, ranges
from .results import Found, Number, exactly
from .selections import Selections, Values

Bounds = Callable[[Window], tuple[Days, Days]]


def look_up(fact: Fact, selections: Selections, patient: Ints, bounds: Bounds) -> Found:
    """What a fact finds for each subject. ``bounds`` gives first and last day of a window per subject."""
    match fact:
        case BloodPressure(systolic, diastolic, window, where):
            rows = selections.pressures(systolic, diastolic, where)
            upper, lower = rows.systolic, rows.diastolic
            return _chosen(rows.key, patient, bounds(window), {"systolic": upper, "diastolic": lower})
        case LatestValue(codes, window, where, _, unit, same_day):
            values = selections.values(codes, unit, where, same_day == "lowest")
            return _chosen(values.key, patient, bounds(window), {"value": values})
        case Count():
            return _counted(fact, selections, patient, bounds)
        case CountDistinct():
            return count_distinct(fact, selections, patient, bounds(fact.window))
        case CurrentRepeats():
            return current_repeats(fact, selections, patient, bounds(fact.window))
        case SumOf():
            return sum_of(fact, selections, patient, bounds(fact.window))
        case Earliest(codes, window, where, table):
            entries = selections.entries(table.value, codes, where)
            return _chosen(entries.key, patient, bounds(window), {}, latest=False)
        case EntryFact(codes, window, where, table):
            entries = selections.entries(table.value, codes, where)
            return _chosen(entries.key, patient, bounds(window), {})
        case Pair():
            return _paired(fact, selections, patient, bounds)
    raise DefinitionError(f"the array evaluator does not know {type(fact).__name__}")


def _chosen(
    key: Ints, patient: Ints, window: tuple[Days, Days], values: dict[str, Values], *, latest: bool = True
) -> Found:
    start, stop = ranges(key, patient, *window)
    there = stop > start
    at = np.flatnonzero(there)
    row = stop[at] - 1 if latest else start[at]
    day = days_at(key, at, row, len(there))
    numbers = {
        name: Number(*both(of.low, of.high, partial(_numbers_at, at=at, row=row, subjects=len(there))))
        for name, of in values.items()
    }
    return Found(there, day, day, numbers)


def _numbers_at(numbers: Floats, at: Ints, row: Ints, subjects: int) -> Floats:
    found = np.full(subjects, np.nan)
    found[at] = numbers[row]
    return found


def _counted(fact: Count, selections: Selections, patient: Ints, bounds: Bounds) -> Found:
    if isinstance(fact, Stays):
        as_at = bounds(EVER)[1]
        key = selections.stays(fact, int(as_at[0]) if len(as_at) else 0)
    else:
        key = selections.entries(fact.table.value, fact.codes, fact.where, fact.per == "day").key
    start, stop = ranges(key, patient, *bounds(fact.window))
    there = stop > start
    count = greedy(key, start, stop, patient, fact.apart) if fact.apart else stop - start
    at = np.flatnonzero(there)
    date, first = (days_at(key, at, row, len(there)) for row in (stop[at] - 1, start[at]))
    return Found(there, date, first, {"count": exactly(count.astype(np.float64))})


def _paired(fact: Pair, selections: Selections, patient: Ints, bounds: Bounds) -> Found:
    of_a = selections.entries(fact.a.table.value, fact.a.codes, fact.a.where, per_day=True).key
    of_b = selections.entries(fact.b.table.value, fact.b.codes, fact.b.where, per_day=True).key
    subject, row = expand(*ranges(of_a, patient, *bounds(fact.a.window)))
    day, whose = day_of(of_a[row]), patient[subject]
    low, high = (bound[subject] for bound in bounds(fact.b.window))

    def any_b(first: Days, last: Days) -> Mask:
        start, stop = ranges(of_b, whose, np.maximum(low, first), np.minimum(high, last))
        return np.asarray(stop > start, dtype=np.bool_)

    near = any_b(day + fact.at_least_days, day + fact.within_days)
    if not fact.a_first:
        near |= any_b(day - fact.within_days, day - fact.at_least_days)
    latest = np.full(len(patient), MISSING, dtype=np.int64)
    np.maximum.at(latest, subject[near], day[near])
    return Found(latest != MISSING, latest, latest, {})
