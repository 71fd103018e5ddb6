"""Stays in hospital and visits to emergency departments over fourteen months: the frail far more often."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openpcn.synthetic.randomness import Ints, stream

from . import journal as j
from .care import Care
from .conditions import Conditions
from .population import People

EMERGENCY, ELECTIVE, ATTENDANCE = range(3)
_DAYS = 425
#: Emergency admissions a year by degree of frailty, before age and illness are looked at.
_BY_FRAILTY = np.array([0.035, 0.11, 0.30, 0.62])


@dataclass
class HospitalStays:
    """One row a stay. until: the day of discharge; NONE for those still there and for attendances."""

    person: Ints
    day: Ints
    until: Ints
    kind: Ints


def make_hospital_stays(seed: int, people: People, conditions: Conditions, care: Care) -> HospitalStays:
    """Stays of everybody on a list, in order of person and day; a stay never starts inside another."""
    rng = stream(seed, "hospital")
    as_at = people.as_at
    ill = 1 + 0.18 * np.minimum(conditions.count, 6)
    years = _DAYS / 365
    rates = {
        EMERGENCY: _BY_FRAILTY[care.frailty]
        * ill
        * np.interp(people.age, (0, 1, 5, 20, 90), (3, 1.6, 0.8, 1, 1.2)),
        ELECTIVE: np.interp(people.age, (0, 20, 50, 75, 90), (0.01, 0.03, 0.06, 0.12, 0.08)),
        ATTENDANCE: _BY_FRAILTY[care.frailty] * 1.2,
    }
    found: list[tuple[Ints, Ints, Ints, Ints]] = []
    for kind, rate in rates.items():
        counts = rng.poisson(np.where(people.listed, rate * years, 0.0))
        person = np.repeat(np.arange(len(people)), counts)
        size = len(person)
        day = as_at - rng.integers(0, _DAYS, size)
        nights = np.minimum(rng.geometric(1 / np.array([5.5, 1.8, 1.0])[kind], size) - 1, 60)
        until = day + nights
        over = (until < as_at) & (kind != ATTENDANCE)
        found.append((person, day, np.where(over, until, j.NONE), np.full(size, kind)))
    person, day, until, kinds = (np.concatenate(columns) for columns in zip(*found, strict=True))
    born = day > people.birth[person]
    order = np.lexsort((kinds, day, person))
    order = order[born[order]]
    person, day, until, kinds = person[order], day[order], until[order], kinds[order]
    apart = _apart(person, day, until)
    return HospitalStays(person[apart], day[apart], until[apart], kinds[apart])


def _apart(person: Ints, day: Ints, until: Ints) -> Ints:
    """Positions of the stays that do not start before an earlier one of the same person is over."""
    kept: list[int] = []
    who, free_from = -1, j.NONE
    for position in range(len(person)):
        if person[position] != who:
            who, free_from = int(person[position]), j.NONE
        if day[position] <= free_from:
            continue
        kept.append(position)
        free_from = max(int(day[position]), int(until[position]))
    return np.array(kept, dtype=np.int64)
