"""Life in the care homes: since when, rounds and plans, assessments, weights, what was agreed for the end.

Most residents are looked after as the contract asks; some moved in or came back lately, some plans are late,
some assessments were never done, and a few people lose weight without anybody having noticed.
"""

from __future__ import annotations

import numpy as np

from openpcn.synthetic.randomness import Ints, stream

from . import care as positions
from . import journal as j
from .care import Care
from .conditions import Conditions
from .entries import Pen
from .hospital import ATTENDANCE, HospitalStays
from .population import People

_ROUNDS_YEAR = 16
_WEIGHT_DAYS = 30


def moved_in(seed: int, people: People) -> Ints:
    """The day each resident came to their home; NONE for everybody else. One in eleven came lately."""
    rng = stream(seed, "moved into a home")
    size = len(people)
    long_ago = 70 + (rng.random(size) ** 1.4 * 1500).astype(np.int64)
    lately = rng.integers(0, 60, size)
    since = people.as_at - np.where(rng.random(size) < 0.09, lately, long_ago)
    return np.where(people.home >= 0, np.maximum(since, people.birth + 1), j.NONE)


def write_care_homes(pen: Pen, since: Ints, conditions: Conditions, care: Care, stays: HospitalStays) -> None:
    """Everything written about residents beside what others write about everybody. since: see moved_in."""
    residents = np.flatnonzero(pen.people.home >= 0)
    _rounds(pen, residents, since)
    _plans(pen, residents, since)
    _after_hospital(pen, stays, since)
    _assessments(pen, residents)
    _end_of_life(pen, residents, conditions, care)
    _weights(pen, residents, since)


def _rounds(pen: Pen, residents: Ints, since: Ints) -> None:
    """Visits about every three weeks; two thirds of the residents were seen in the last week."""
    person = np.repeat(residents, pen.rng.poisson(_ROUNDS_YEAR, len(residents)))
    day = pen.ago(len(person), 364, 8)
    lately = residents[pen.part(len(residents), 0.66)]
    person = np.concatenate([person, lately])
    day = np.concatenate([day, pen.ago(len(lately), 7)])
    there = day >= since[person]
    code = pen.codes.draw(pen.rng, "care_home_round", int(there.sum()), 0.6)
    pen.write(person[there], day[there], "care_home_round", code=code, setting=j.VISIT)


def _plans(pen: Pen, residents: Ints, since: Ints) -> None:
    """A plan within a week of moving in for two thirds, later for others; a review each year for most."""
    agreed = residents[pen.part(len(residents), 0.82)]
    delay = np.where(
        pen.part(len(agreed), 0.75),
        pen.rng.integers(1, 8, len(agreed)),
        pen.rng.integers(12, 50, len(agreed)),
    )
    pen.write(agreed, since[agreed] + delay, "pcsp_agreed", setting=j.VISIT)
    reviewed = residents[pen.part(len(residents), 0.58)]
    day = pen.ago(len(reviewed), 400)
    later = day > since[reviewed] + 60
    pen.write(reviewed[later], day[later], "pcsp_reviewed", setting=j.VISIT)
    declined = residents[pen.part(len(residents), 0.02)]
    pen.write(declined, pen.ago(len(declined), 300), "pcsp_declined", setting=j.VISIT)


def _after_hospital(pen: Pen, stays: HospitalStays, since: Ints) -> None:
    """Back in the home: seen within a week for most, the plan reviewed in time for about half."""
    back = (stays.kind != ATTENDANCE) & (stays.until != j.NONE) & (pen.people.home[stays.person] >= 0)
    back &= stays.until > since[stays.person]
    person, day = stays.person[back], stays.until[back]
    seen = pen.part(len(person), 0.75)
    pen.write(
        person[seen], day[seen] + pen.rng.integers(1, 7, int(seen.sum())), "care_home_round", setting=j.VISIT
    )
    planned = pen.part(len(person), 0.65)
    delay = np.where(pen.part(len(person), 0.8), pen.rng.integers(1, 8, len(person)), 20)
    pen.write(person[planned], (day + delay)[planned], "pcsp_reviewed", setting=j.VISIT)


def _assessments(pen: Pen, residents: Ints) -> None:
    for list_id, share in (("falls_risk_assessment", 0.55), ("psychosocial_assessment", 0.3)):
        some = residents[pen.part(len(residents), share)]
        pen.write(some, pen.ago(len(some), 420), list_id, setting=j.VISIT)
    confused = residents[pen.part(len(residents), 0.12)]
    day = pen.ago(len(confused), 300, 5)
    pen.write(confused, day, "acute_confusion", setting=j.VISIT)
    assessed = pen.part(len(confused), 0.6)
    pen.write(confused[assessed], day[assessed] + 1, "delirium_assessment", setting=j.VISIT)
    person = np.repeat(residents, pen.rng.poisson(1.4, len(residents)))
    pen.write(person, pen.ago(len(person), 330), "multidisciplinary_meeting", setting=j.OFFICE)


def _end_of_life(pen: Pen, residents: Ints, conditions: Conditions, care: Care) -> None:
    dying = conditions.has["palliative_care"][residents] | (care.frailty[residents] == positions.SEVERE)
    for list_id, often, seldom in (("advance_care_plan", 0.68, 0.3), ("preferred_place_of_death", 0.6, 0.3)):
        some = residents[pen.rng.random(len(residents)) < np.where(dying, often, seldom)]
        pen.write(some, pen.ago(len(some), 700), list_id, setting=j.VISIT)


def _weights(pen: Pen, residents: Ints, since: Ints) -> None:
    """A weight about every month; one in twelve has lost a good part of it in the last months."""
    own = np.clip(pen.rng.normal(63, 12, len(residents)), 36, 110)
    losing = pen.part(len(residents), 0.08)
    weighed = pen.part(len(residents), 0.85)
    for month in range(8):
        day = pen.people.as_at - 3 - month * _WEIGHT_DAYS - pen.rng.integers(0, 8, len(residents))
        lost = np.where(losing, 0.025 * np.maximum(6 - month, 0), 0.0)
        value = np.round(own * (1 - lost) + pen.rng.normal(0, 0.4, len(residents)), 1)
        rows = weighed & (day >= since[residents])
        pen.write(residents[rows], day[rows], "weight", value=value[rows], unit=j.U_KG, setting=j.VISIT)
