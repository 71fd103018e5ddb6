"""What one practice's extract of one night contains, before a supplier's format is chosen.

Row numbers point into the network's lives; the writers turn them into files. A person's rows are told apart by the
registration (practice and person) they belong to, so the same history can stand in two practices after a move.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .lives.journal import NONE
from .lives.network_lives import Lives
from .places import Practice
from .randomness import Ints


@dataclass
class Extract:
    """Rows of one submission: positions in the lives' arrays, and positions deleted since the last night."""

    lives: Lives
    practice: Practice
    night: int
    as_at: int
    full: bool
    patients: Ints  # registrations
    events: Ints
    contacts: Ints
    appointments: Ints
    courses: Ints
    issues: Ints
    registration_of: Ints  # of each person at this practice, -1 for none
    deleted_events: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    deleted_appointments: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    deleted_issues: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    late_codes: bool = False  # send only the dictionary entries held back on night 1


def registration_of(lives: Lives, practice: int, night: int) -> Ints:
    """The registration of each person at a practice as of a night, -1 where there is none."""
    registrations = lives.registrations
    found = np.full(len(lives.people), -1, dtype=np.int64)
    rows = np.flatnonzero((registrations.practice == practice) & (registrations.first_night <= night))
    found[registrations.person[rows]] = rows
    return found


def full_extract(lives: Lives, practice: Practice, night: int, as_at: int) -> Extract:
    """Everything that a practice holds on a night."""
    own = registration_of(lives, practice.index, night)
    return select_rows(lives, practice, night, as_at, own, np.flatnonzero(own >= 0))


def select_rows(lives: Lives, practice: Practice, night: int, as_at: int, own: Ints, people: Ints) -> Extract:
    """A full extract of some people of a practice."""
    wanted = np.zeros(len(own), dtype=bool)
    wanted[people] = True
    ends = lives.registrations.end[own]
    until = np.where((own >= 0) & (ends != NONE), ends, as_at)
    starts = lives.registrations.start[own]

    def rows(person: Ints, day: Ints, *, here: bool = False) -> Ints:
        kept = wanted[person] & (day <= until[person])
        if here:  # an appointment book does not move with the patient
            kept &= day >= starts[person]
        return np.flatnonzero(kept)

    medicines, appointments = lives.medicines, lives.appointments
    booked = wanted[appointments.person] & (appointments.day >= starts[appointments.person])
    booked &= (appointments.day <= until[appointments.person]) | (ends[appointments.person] == NONE)
    contact_day = lives.contacts.day
    return Extract(
        lives=lives,
        practice=practice,
        night=night,
        as_at=as_at,
        full=True,
        patients=np.sort(own[people]),
        events=rows(lives.events.person, lives.events.day),
        contacts=rows(lives.contacts.person, contact_day),
        appointments=np.flatnonzero(booked),
        courses=rows(medicines.person, medicines.start),
        issues=rows(medicines.person[medicines.issue_course], medicines.issue_day),
        registration_of=own,
    )
