"""Facts over medicines by what they are counted as: different groups, current repeats, amounts supplied."""

from __future__ import annotations

import numpy as np

from openpcn.record.store import STILL_CURRENT, EventRows
from openpcn.rules.language.medicines import REPEATS, CountDistinct, CurrentRepeats, SumOf, groups_of

from .kernels import MISSING, Days, Floats, Ints, day_of, expand, keys, ranges
from .results import Found, Number, exactly
from .selections import Selections


def count_distinct(
    fact: CountDistinct, selections: Selections, patient: Ints, window: tuple[Days, Days]
) -> Found:
    """Different groups among the rows of each subject's window."""
    rows, names = selections.rows(fact.table.value, fact.codes)
    key = keys(rows.patient, rows.date)
    group = _numbered(groups_of(fact), names)[rows.concept] if len(rows) else np.empty(0, np.int64)
    start, stop = ranges(key, patient, *window)
    there = stop > start
    date = first = np.full(len(there), MISSING, dtype=np.int64)
    if len(key):
        date = np.where(there, day_of(key[np.where(there, stop - 1, 0)]), MISSING)
        first = np.where(there, day_of(key[np.where(there, start, 0)]), MISSING)
    subject, row = expand(start, stop)
    return Found(there, date, first, {"count": exactly(_different(subject, group[row], len(patient)))})


def current_repeats(
    fact: CurrentRepeats, selections: Selections, patient: Ints, window: tuple[Days, Days]
) -> Found:
    """Repeat authorisations of each person that an issue of the same code keeps going on the day."""
    on = window[1]  # the day of the data, for every subject
    day = int(on[0]) if len(on) else 0
    repeats, repeat_names = selections.rows("medication", fact.codes)
    issues, issue_names = selections.rows("issue", fact.codes)
    codes = sorted({*repeat_names, *issue_names})
    place = {code: at for at, code in enumerate(codes)}
    allowed = repeats.date <= day
    allowed &= (repeats.end == STILL_CURRENT) | (repeats.end > day)
    allowed &= np.isin(repeats.status, selections.statuses(REPEATS))
    lasting = (issues.date <= day) & (issues.end >= day) & (issues.end != STILL_CURRENT)

    def what(rows: EventRows, names: tuple[str, ...]) -> Ints:
        """One number of each row's person and code."""
        at = np.array([place[name] for name in names] or [0], dtype=np.int64)
        found: Ints = rows.patient.astype(np.int64) * max(len(codes), 1) + at[rows.concept]
        return found

    issued = what(issues, issue_names)
    kept = lasting & np.isin(issued, what(repeats, repeat_names)[allowed])
    whose = issues.patient[kept].astype(np.int64)
    group = _numbered(groups_of(fact), issue_names)[issues.concept[kept]]
    people = int(max(patient.max(initial=-1), whose.max(initial=-1))) + 1
    count = _different(whose, group, people)
    latest = np.full(people, MISSING, dtype=np.int64)
    np.maximum.at(latest, whose, issues.date[kept].astype(np.int64))
    date = latest[patient]
    return Found(date != MISSING, date, date, {"count": exactly(count[patient])})


def sum_of(fact: SumOf, selections: Selections, patient: Ints, window: tuple[Days, Days]) -> Found:
    """Quantities times what one unit of the code holds; open upwards where one of them is not known."""
    rows, names = selections.rows("issue", fact.codes)
    key = keys(rows.patient, rows.date)
    start, stop = ranges(key, patient, *window)
    there = stop > start
    date = np.full(len(there), MISSING, dtype=np.int64)
    if len(key):
        date = np.where(there, day_of(key[np.where(there, stop - 1, 0)]), MISSING)
    held = fact.each
    each = np.array([held.get(name, np.nan) for name in names] or [np.nan])
    supplied: Floats = rows.value * each[rows.concept] if len(rows) else np.empty(0)
    subject, row = expand(start, stop)
    amount = np.nan_to_num(supplied[row])
    low = np.bincount(subject, weights=amount, minlength=len(patient))
    low = np.floor(low * 1e6 + 0.5) / 1e6  # the order in which rows are added up shall not show
    unknown = np.bincount(subject, weights=np.isnan(supplied[row]), minlength=len(patient)) > 0
    return Found(there, date, date, {"amount": Number(low, np.where(unknown, np.inf, low))})


def _numbered(groups: dict[str, str], names: tuple[str, ...]) -> Ints:
    """For each position of an index's codes the number of the group it is counted as."""
    number = {group: at for at, group in enumerate(sorted(set(groups.values())))}
    return np.array([number.get(groups.get(name, ""), 0) for name in names] or [0], dtype=np.int64)


def _different(subject: Ints, group: Ints, subjects: int) -> Floats:
    """How many different groups each subject has."""
    if not len(subject):
        return np.zeros(subjects)
    pairs = np.unique(subject * (int(group.max()) + 1) + group)
    return np.bincount(pairs // (int(group.max()) + 1), minlength=subjects).astype(np.float64)
