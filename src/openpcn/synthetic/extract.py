"""What one practice's extract of one night contains, before a supplier's format is chosen.

Row numbers point into the network's lives; the writers turn them into files. A person's rows are told
apart by the registration (practice and person) they belong to, so the same history can stand in two
practices after a move.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .lives import journal as j
from .lives.network_lives import Lives
from .places import Practice
from .randomness import Flags, Ints


def nobody() -> Ints:
    """No rows."""
    return np.empty(0, dtype=np.int64)


@dataclass
class Extract:
    """Rows of one submission: positions in the lives' arrays, and positions deleted since the last night."""

    lives: Lives
    practice: Practice
    night: int
    as_at: int
    full: bool
    registration_of: Ints  # of each person at this practice, -1 for none
    patients: Ints = field(default_factory=nobody)  # registrations
    events: Ints = field(default_factory=nobody)
    problems: Ints = field(default_factory=nobody)  # events that are problems; can be sent without the event
    contacts: Ints = field(default_factory=nobody)
    appointments: Ints = field(default_factory=nobody)
    courses: Ints = field(default_factory=nobody)
    issues: Ints = field(default_factory=nobody)
    deleted_patients: Ints = field(default_factory=nobody)
    deleted_events: Ints = field(default_factory=nobody)
    deleted_appointments: Ints = field(default_factory=nobody)
    deleted_issues: Ints = field(default_factory=nobody)

    @property
    def late_codes(self) -> bool:
        """Whether the dictionary entries held back on night 1 come now."""
        return not self.full and self.night == 2


def registration_of(lives: Lives, practice: int, night: int) -> Ints:
    """The latest registration of each person at a practice as of a night, -1 where there is none."""
    registrations = lives.registrations
    found = np.full(len(lives.people), -1, dtype=np.int64)
    rows = np.flatnonzero((registrations.practice == practice) & (registrations.first_night <= night))
    found[registrations.person[rows]] = rows
    return found


def full_extract(lives: Lives, practice: Practice, night: int, as_at: int) -> Extract:
    """Everything that a practice holds on a night."""
    own = registration_of(lives, practice.index, night)
    return rows_of(Extract(lives, practice, night, as_at, True, own), own >= 0)


def rows_of(extract: Extract, wanted: Flags) -> Extract:
    """The extract with everything about some people of the practice.

    What was written before they came is there (records follow a patient); appointments are the practice's.
    """
    lives, own = extract.lives, extract.registration_of
    wanted = wanted & (own >= 0)
    ends, starts = lives.registrations.end[own], lives.registrations.start[own]
    until = np.where((own >= 0) & (ends != j.NONE), ends, extract.as_at)
    medicines, book, contacts, events = lives.medicines, lives.appointments, lives.contacts, lives.events

    def rows(person: Ints, day: Ints) -> Ints:
        return np.flatnonzero(wanted[person] & (day <= until[person]) & (day >= lives.people.birth[person]))

    extract.patients = np.sort(own[wanted])
    extract.events = rows(events.person, events.day)
    extract.events = extract.events[~lives.removed_events[extract.events]]
    extract.problems = extract.events[events.kind[extract.events] == j.PROBLEM]
    extract.contacts = rows(contacts.person, contacts.day)
    booked = wanted[book.person] & ~lives.removed_appointments
    booked &= (book.booked > starts[book.person]) & (book.booked <= until[book.person])
    extract.appointments = np.flatnonzero(booked)
    extract.courses = rows(medicines.person, medicines.start)
    extract.issues = rows(medicines.person[medicines.issue_course], medicines.issue_day)
    extract.issues = extract.issues[~lives.removed_issues[extract.issues]]
    return extract
