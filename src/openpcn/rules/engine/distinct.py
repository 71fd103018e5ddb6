"""Facts over medicines by what they are counted as: different groups, current repeats, amounts supplied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from openpcn.record.store import STILL_CURRENT, EventRows
from openpcn.rules.language.medicines import REPEATS, CountDistinct, CurrentRepeats, SumOf, groups_of

from .kernels import (
    FIRST_DAY,
    LAST_DAY,
    MISSING,
    Days,
    Floats,
    InOrder,
    Ints,
    days_at,
    expand,
    keys,
    mask_of,
    spans,
    starts,
)
from .results import Found, Number, exactly
from .selections import Selections


@dataclass(frozen=True)
class _Seen(InOrder):
    """The rows that any subject's window can hold, and other fields of them when asked."""

    rows: EventRows
    _at: Ints

    @classmethod
    def of(cls, rows: EventRows, window: tuple[Days, Days]) -> _Seen:
        low, high = window
        some = low <= high
        first, last = low.min(initial=LAST_DAY, where=some), high.max(initial=FIRST_DAY, where=some)
        day = rows.loose("date")
        at = np.flatnonzero((day >= first) & (day <= last))
        key = keys(rows.loose("patient")[at], day[at])
        order = np.argsort(key, kind="stable")
        return cls(key[order], rows, at[order])

    def field(self, name: str) -> npt.NDArray[Any]:
        found: npt.NDArray[Any] = self.rows.loose(name)[self._at]
        return found


def count_distinct(
    fact: CountDistinct, selections: Selections, patient: Ints, window: tuple[Days, Days]
) -> Found:
    """Different groups among the rows of each subject's window."""
    rows, names = selections.rows(fact.table.value, fact.codes)
    seen = _Seen.of(rows, window)
    group = _numbered(groups_of(fact), names)[seen.field("concept")]
    subjects = len(patient)
    at, first, last = spans(seen, patient, *window)

    def count() -> dict[str, Number]:
        which, row = expand(first, last + 1)
        return {"count": exactly(_different(at[which], group[row], subjects))}

    return Found(
        mask_of(at, subjects),
        lambda: days_at(seen.key, at, last, subjects),
        lambda: days_at(seen.key, at, first, subjects),
        count,
    )


def current_repeats(fact: CurrentRepeats, selections: Selections, patient: Ints, as_at: int) -> Found:
    """Repeat authorisations of each person that an issue of the same code keeps going on the day."""
    latest, different = repeats(fact, selections, as_at)
    date = latest[patient]
    return Found(date != MISSING, lambda: date, lambda: date, lambda: {"count": exactly(different[patient])})


def repeats(fact: CurrentRepeats, selections: Selections, as_at: int) -> tuple[Days, Floats]:
    """For everybody the day of the latest such issue, and how many different groups there are."""
    return selections.once(("repeats", fact, as_at), lambda: _repeats(fact, selections, as_at))


def _repeats(fact: CurrentRepeats, selections: Selections, as_at: int) -> tuple[Days, Floats]:
    repeats, repeat_names = selections.rows("medication", fact.codes)
    issues, issue_names = selections.rows("issue", fact.codes)
    codes = sorted({*repeat_names, *issue_names})
    place = {code: at for at, code in enumerate(codes)}
    end = repeats.loose("end")
    allowed = (repeats.loose("date") <= as_at) & ((end == STILL_CURRENT) | (end > as_at))
    allowed &= np.isin(repeats.loose("status"), selections.statuses(REPEATS))
    end, began = issues.loose("end"), issues.loose("date")
    lasting = np.flatnonzero((began <= as_at) & (end >= as_at) & (end != STILL_CURRENT))

    def what(who: Ints, concept: npt.NDArray[Any], names: tuple[str, ...]) -> Ints:
        """One number of each row's person and code."""
        at = np.array([place[name] for name in names] or [0], dtype=np.int64)
        found: Ints = who * max(len(codes), 1) + at[concept]
        return found

    whose = issues.loose("patient")[lasting].astype(np.int64)
    concept = issues.loose("concept")[lasting]
    authorised = repeats.loose("patient")[allowed].astype(np.int64)
    authorisations = what(authorised, repeats.loose("concept")[allowed], repeat_names)
    kept = np.isin(what(whose, concept, issue_names), authorisations)
    whose, began = whose[kept], began[lasting][kept]
    group = _numbered(groups_of(fact), issue_names)[concept[kept]]
    latest = np.full(selections.people, MISSING, dtype=np.int64)
    np.maximum.at(latest, whose, began.astype(np.int64))
    return latest, _different(whose, group, selections.people)


def sum_of(fact: SumOf, selections: Selections, patient: Ints, window: tuple[Days, Days]) -> Found:
    """Quantities times what one unit of the code holds; open upwards where one of them is not known."""
    rows, names = selections.rows("issue", fact.codes)
    seen = _Seen.of(rows, window)
    subjects = len(patient)
    at, first, last = spans(seen, patient, *window)
    held = fact.each
    each = np.array([held.get(name, np.nan) for name in names] or [np.nan])
    supplied: Floats = seen.field("value") * each[seen.field("concept")]

    def amount() -> dict[str, Number]:
        which, row = expand(first, last + 1)
        subject, some = at[which], supplied[row]
        low = np.bincount(subject, weights=np.nan_to_num(some), minlength=subjects)
        low = np.floor(low * 1e6 + 0.5) / 1e6  # the order in which rows are added up shall not show
        unknown = np.bincount(subject, weights=np.isnan(some), minlength=subjects) > 0
        return {"amount": Number(low, np.where(unknown, np.inf, low))}

    def day() -> Days:
        return days_at(seen.key, at, last, subjects)

    return Found(mask_of(at, subjects), day, day, amount)


def _numbered(groups: dict[str, str], names: tuple[str, ...]) -> Ints:
    """For each position of an index's codes the number of the group it is counted as."""
    number = {group: at for at, group in enumerate(sorted(set(groups.values())))}
    return np.array([number.get(groups.get(name, ""), 0) for name in names] or [0], dtype=np.int64)


def _different(subject: Ints, group: Ints, subjects: int) -> Floats:
    """How many different groups each subject has."""
    if not len(subject):
        return np.zeros(subjects)
    pairs = np.sort(subject * (int(group.max()) + 1) + group)
    pairs = pairs[starts(pairs)]
    return np.bincount(pairs // (int(group.max()) + 1), minlength=subjects).astype(np.float64)
