"""From one night to the next: a day of the diary, and each practice's delta of it."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from openpcn.terms.calendar_england import is_working_day

from .diary import Day
from .diary_life import live_a_day
from .diary_work import do_work
from .extract import Extract, registration_of, rows_of
from .lives import journal as j
from .lives.care import EPOCH
from .lives.growth import add_entries
from .lives.network_lives import Lives
from .places import Practice
from .randomness import Ints


def next_day(lives: Lives, night: int, as_at: int) -> tuple[Day, Ints, Ints]:
    """Live the day before a night: the diary, and positions of the new entries and consultations."""
    day = Day(night, as_at)
    working = is_working_day(EPOCH + timedelta(days=as_at))
    if working:
        do_work(lives, day)
    live_a_day(lives, day, working)
    events, contacts = add_entries(lives, day.book)
    return day, events, contacts


def delta_extract(
    lives: Lives, practice: Practice, day: Day, new_events: Ints, new_contacts: Ints
) -> Extract:
    """What a practice sends of a day: new and changed rows, deletions, and everything about arrivals."""
    own = registration_of(lives, practice.index, day.night)
    arrived = np.zeros(len(lives.people), dtype=bool)
    arrived[[person for person, where in day.arrivals if where == practice.index]] = True
    extract = rows_of(Extract(lives, practice, day.night, day.as_at, False, own), arrived)
    registrations, medicines = lives.registrations, lives.medicines
    ends = registrations.end[own]
    here = (own >= 0) & ((ends == j.NONE) | (ends >= day.as_at)) & ~arrived
    changed = np.array(day.registrations, dtype=np.int64)
    changed = changed[registrations.practice[changed] == practice.index]
    extract.patients = np.union1d(extract.patients, changed)

    def also(rows: Ints, more: list[int] | Ints, person: Ints) -> Ints:
        extra = np.asarray(more, dtype=np.int64)
        return np.union1d(rows, extra[here[person[extra]]])

    extract.events = also(extract.events, new_events, lives.events.person)
    fresh_problems = new_events[lives.events.kind[new_events] == j.PROBLEM]
    extract.problems = also(extract.problems, [*fresh_problems.tolist(), *day.problems], lives.events.person)
    extract.contacts = also(extract.contacts, new_contacts, lives.contacts.person)
    extract.appointments = also(extract.appointments, day.appointments, lives.appointments.person)
    ended = np.flatnonzero(medicines.end == day.as_at)  # acute courses run out without anybody doing anything
    extract.courses = also(extract.courses, [*day.courses, *ended.tolist()], medicines.person)
    issued_to = medicines.person[medicines.issue_course]
    extract.issues = also(extract.issues, day.issues, issued_to)
    nothing = np.empty(0, dtype=np.int64)
    extract.deleted_events = also(nothing, day.deleted_events, lives.events.person)
    extract.deleted_appointments = also(nothing, day.deleted_appointments, lives.appointments.person)
    extract.deleted_issues = also(nothing, day.deleted_issues, issued_to)
    gone = np.array(day.deleted_patients, dtype=np.int64)
    extract.deleted_patients = gone[registrations.practice[gone] == practice.index]
    return extract
