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
from openpcn.rules.language.windows import Window

from .kernels import MISSING, Days, Ints, Mask, day_of, expand, greedy, ranges
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
    row = np.where(there, stop - 1 if latest else start, 0)
    if not len(key):
        nowhere = np.full(len(there), MISSING, dtype=np.int64)
        nothing = exactly(np.full(len(there), np.nan))
        return Found(there, nowhere, nowhere, dict.fromkeys(values, nothing))
    day = np.where(there, day_of(key[row]), MISSING)
    numbers = {
        name: Number(np.where(there, of.low[row], np.nan), np.where(there, of.high[row], np.nan))
        for name, of in values.items()
    }
    return Found(there, day, day, numbers)


def _counted(fact: Count, selections: Selections, patient: Ints, bounds: Bounds) -> Found:
    key = selections.entries(fact.table.value, fact.codes, fact.where, fact.per == "day").key
    start, stop = ranges(key, patient, *bounds(fact.window))
    there = stop > start
    count = greedy(key, start, stop, patient, fact.apart) if fact.apart else stop - start
    date = first = np.full(len(there), MISSING, dtype=np.int64)
    if len(key):
        date = np.where(there, day_of(key[np.where(there, stop - 1, 0)]), MISSING)
        first = np.where(there, day_of(key[np.where(there, start, 0)]), MISSING)
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
