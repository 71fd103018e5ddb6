"""Contacts: the consultations behind coded entries, and the appointment book.

The busiest tenth of people have about two fifths of the contacts. Each kept appointment of the last year
leads to a consultation; others were missed, cancelled, or are still to come.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openpcn.synthetic.codebook import Codebook
from openpcn.synthetic.randomness import Flags, Floats, Ints, stream
from openpcn.synthetic.targets import APPOINTMENTS, NOT_ATTENDED

from . import journal as j
from .care import Care
from .conditions import Conditions
from .population import People

BOOKED, FULFILLED, NO_SHOW, CANCELLED = range(4)
FACE, PHONE, HOME_VISIT, VIDEO = range(4)
KINDS = (
    "General Consultation Routine",
    "General Consultation Acute",
    "Planned Clinics",
    "Structured Medication Review",
    "Home Visit",
    "Planned Clinical Procedure",
    "Social Prescribing Service",
    "Patient contact during Care Home Round",
)
CLINICIANS = 12  # seen at each practice; the first four are GPs
_YEAR = 365


@dataclass
class Contacts:
    """Consultations: one for each person and day on which something was written."""

    person: Ints
    day: Ints
    minute: Ints
    setting: Ints
    clinician: Ints
    appointment: Ints  # position in Appointments, or -1


@dataclass
class Appointments:
    """The appointment book of the last year and the coming weeks."""

    person: Ints
    day: Ints
    minute: Ints
    length: Ints
    status: Ints
    kind: Ints
    mode: Ints
    clinician: Ints
    booked: Ints


def ask_for_help(
    seed: int, people: People, conditions: Conditions, care: Care, codes: Codebook, book: j.Journal
) -> None:
    """Visits for everything else: each leaves a simple entry, so that a consultation stands behind it."""
    rng = stream(seed, "help")
    rate = appetite(seed, people, conditions, care)
    rate = rate / rate[people.listed].mean() * (APPOINTMENTS * (1 - NOT_ATTENDED / 100) - 1.5)
    counts = rng.poisson(rate)
    person = np.repeat(np.arange(len(people)), counts)
    size = len(person)
    day = people.as_at - rng.integers(0, _YEAR, size)
    lists = ("weight", "pulse", "smoking_status", "medication_review", "local", "paracetamol")
    which = np.searchsorted(np.cumsum((0.2, 0.36, 0.32, 0.0, 0.12))[:-1], rng.random(size), side="right")
    setting = np.where(rng.random(size) < 0.3, j.TELEPHONE, j.SURGERY)
    setting = np.where(care.housebound[person] & (rng.random(size) < 0.7), j.VISIT, setting)
    weight = np.interp(people.age, (0, 1, 5, 12, 18), (5, 10, 19, 42, 70)) + 12 * conditions.has["obesity"]
    for number in (0, 1, 4):
        rows = np.flatnonzero(which == number)
        code = codes.draw(rng, lists[number], len(rows), 0.5)
        value = np.full(len(rows), np.nan)
        if number == 0:
            value = np.round(np.maximum(weight[person[rows]] + rng.normal(0, 6, len(rows)), 3), 1)
        elif number == 1:
            value = np.round(np.clip(rng.normal(76, 10, len(rows)), 45, 130))
        book.add(
            person[rows],
            day[rows],
            code,
            value=value,
            setting=setting[rows],
            unit=(j.U_KG, j.U_BEATS, 0, 0, 0)[number],
            kind=j.VALUE if number < 2 else j.ADMINISTRATIVE,
        )
    rows = np.flatnonzero(which == 2)
    status = codes.all("smoking_status")[rng.integers(3, size=len(people))]
    grown = rows[people.age[person[rows]] >= 15]
    book.add(person[grown], day[grown], status[person[grown]], setting=setting[grown])


def appetite(seed: int, people: People, conditions: Conditions, care: Care) -> Floats:
    """How often each person is seen relative to others: more when very young, old or ill, very unequally."""
    rng = stream(seed, "appetite")
    by_age = np.interp(people.age, (0, 2, 8, 18, 35, 55, 70, 85), (1.7, 1.1, 0.55, 0.7, 0.95, 1.1, 1.5, 2.0))
    need = by_age * (1 + 0.26 * np.minimum(conditions.count, 6)) * (1 + 0.25 * (care.frailty >= 2))
    return need * np.exp(0.28 * people.frailty_of_mind) * rng.gamma(0.85, 1 / 0.85, len(people))


def make_contacts(seed: int, people: People, care: Care, events: j.Events) -> tuple[Contacts, Ints]:
    """Consultations, and the consultation of each event."""
    rng = stream(seed, "contacts")
    key = events.person.astype(np.int64) * 100_000 + events.day
    _, first, contact = np.unique(key, return_index=True, return_inverse=True)
    size = len(first)
    person, day = events.person[first].astype(np.int64), events.day[first].astype(np.int64)
    minute = 8 * 60 + 30 + rng.integers(0, 57, size) * 10
    return (
        Contacts(
            person,
            day,
            minute,
            events.setting[first].astype(np.int64),
            rng.integers(CLINICIANS, size=size),
            np.full(size, -1),
        ),
        contact,
    )


def make_appointments(seed: int, people: People, care: Care, contacts: Contacts, last: Ints) -> Appointments:
    """Kept appointments behind the contacts of the last year, missed and cancelled ones, those to come."""
    rng = stream(seed, "appointments")
    as_at = people.as_at
    seen = (contacts.day > as_at - _YEAR) & (contacts.setting <= j.VISIT)
    kept = np.flatnonzero(seen)
    contacts.appointment[kept] = np.arange(len(kept))
    missed = _others(rng, contacts, kept, NOT_ATTENDED / (100 - NOT_ATTENDED))
    cancelled = _others(rng, contacts, kept, 0.055)
    chance = 0.085 + 0.05 * (care.frailty >= 2) + 0.04 * (people.age > 65)
    to_come = np.flatnonzero((rng.random(len(people)) < chance) & people.listed)
    past = np.concatenate([missed, cancelled])
    person = np.concatenate([contacts.person[kept], contacts.person[past], to_come])
    size = len(person)
    past_day = as_at - 1 - rng.integers(0, _YEAR - 2, len(past))
    ahead = as_at + 1 + np.floor(rng.exponential(9, len(to_come))).astype(np.int64)
    day = np.concatenate([contacts.day[kept], past_day, np.minimum(ahead, as_at + 42)])
    status = np.concatenate(
        [
            np.full(len(kept), FULFILLED),
            np.full(len(missed), NO_SHOW),
            np.full(len(cancelled), CANCELLED),
            np.full(len(to_come), BOOKED),
        ]
    )
    setting = np.concatenate(
        [contacts.setting[kept], np.where(rng.random(size - len(kept)) < 0.3, j.TELEPHONE, j.SURGERY)]
    )
    mode = np.where(setting == j.TELEPHONE, PHONE, np.where(setting == j.VISIT, HOME_VISIT, FACE))
    mode = np.where((mode == PHONE) & (rng.random(size) < 0.04), VIDEO, mode)
    kind = np.searchsorted(
        np.cumsum((0.44, 0.28, 0.16, 0.02, 0.0, 0.08))[:-1], rng.random(size), side="right"
    )
    kind = np.where(mode == HOME_VISIT, KINDS.index("Home Visit"), kind)
    in_round = (mode == HOME_VISIT) & (people.home[person] >= 0)
    kind = np.where(in_round, KINDS.index("Patient contact during Care Home Round"), kind)
    minute = np.concatenate([contacts.minute[kept], 510 + rng.integers(0, 57, size - len(kept)) * 10])
    lead = np.where(rng.random(size) < 0.42, 0, np.floor(rng.exponential(9, size))).astype(np.int64)
    day = _working(day)
    return Appointments(
        person,
        day,
        minute,
        np.where(mode == PHONE, 10, 15),
        status,
        kind,
        mode,
        np.concatenate([contacts.clinician[kept], rng.integers(CLINICIANS, size=size - len(kept))]),
        np.minimum(day - lead, np.where(day > as_at, as_at - 1, day)),
    )


def _others(rng: np.random.Generator, contacts: Contacts, kept: Ints, ratio: float) -> Ints:
    """Contacts of people who also had another outcome: the more often they come, the more."""
    return rng.choice(kept, size=round(len(kept) * ratio)) if len(kept) else kept


def _working(day: Ints) -> Ints:
    """Saturdays and Sundays moved to the Friday before."""
    weekday = (day + 3) % 7  # 1970-01-01 was a Thursday
    return day - np.maximum(weekday - 4, 0)


__all__ = [
    "Appointments",
    "Contacts",
    "Flags",
    "appetite",
    "ask_for_help",
    "make_appointments",
    "make_contacts",
]
