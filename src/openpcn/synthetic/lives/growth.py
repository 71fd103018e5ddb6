"""How lives grow by a night: new rows go to the end of every array, so that positions stay what they were."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from openpcn.synthetic.randomness import Array, Ints

from .contacts import Appointments
from .journal import Events, Journal
from .network_lives import Lives, headings


def add_entries(lives: Lives, book: Journal, minute: Ints | None = None) -> tuple[Ints, Ints]:
    """Append the journal's entries and their consultations; positions of the new entries and consultations.

    The consultation is at the minute given for each person number, or at eleven.
    """
    people = lives.people
    fresh = book.close(people.birth, np.full(len(people), 1 << 30))
    before, first = len(lives.events), len(lives.contacts.person)
    day = fresh.day.astype(np.int64)
    key = fresh.person.astype(np.int64) * 100_000 + day
    _, heads, contact = np.unique(key, return_index=True, return_inverse=True)
    person = fresh.person[heads].astype(np.int64)
    added: dict[str, Array] = {
        "person": person,
        "day": day[heads],
        "minute": minute[person] if minute is not None else np.full(len(heads), 660),
        "setting": fresh.setting[heads].astype(np.int64),
        "clinician": person % 10,
        "appointment": np.full(len(heads), -1),
    }
    for name, values in added.items():
        setattr(lives.contacts, name, np.concatenate([getattr(lives.contacts, name), values]))
    lives.events = Events(
        {name: np.concatenate([column, fresh.columns[name]]) for name, column in lives.events.columns.items()}
    )
    lives.contact_of_event = np.concatenate([lives.contact_of_event, contact + first])
    new_headings = headings(fresh)
    new_headings = np.where(new_headings >= 0, new_headings + before, -1)
    lives.heading_of_event = np.concatenate([lives.heading_of_event, new_headings])
    lives.removed_events = np.concatenate([lives.removed_events, np.zeros(len(fresh), dtype=bool)])
    return np.arange(before, len(lives.events)), np.arange(first, len(lives.contacts.person))


def add_appointments(lives: Lives, fresh: Appointments) -> Ints:
    """Append appointments; their positions."""
    before = len(lives.appointments.person)
    for item in fields(Appointments):
        joined = np.concatenate([getattr(lives.appointments, item.name), getattr(fresh, item.name)])
        setattr(lives.appointments, item.name, joined)
    after = len(lives.appointments.person)
    extra = np.zeros(after - before, dtype=bool)
    lives.removed_appointments = np.concatenate([lives.removed_appointments, extra])
    return np.arange(before, after)


def add_courses(lives: Lives, columns: dict[str, Array]) -> Ints:
    """Append authorisations; their positions."""
    before = len(lives.medicines.person)
    for name, values in columns.items():
        setattr(lives.medicines, name, np.concatenate([getattr(lives.medicines, name), values]))
    return np.arange(before, len(lives.medicines.person))


def add_issues(lives: Lives, courses: Ints, day: int) -> Ints:
    """Issue courses on a day; positions of the issues."""
    drugs = lives.medicines
    before = len(drugs.issue_day)
    drugs.issue_course = np.concatenate([drugs.issue_course, courses])
    drugs.issue_day = np.concatenate([drugs.issue_day, np.full(len(courses), day)])
    lives.removed_issues = np.concatenate([lives.removed_issues, np.zeros(len(courses), dtype=bool)])
    return np.arange(before, len(drugs.issue_day))


def add_registration(lives: Lives, person: int, practice: int, start: int, night: int, end: int) -> int:
    """Register somebody; the position of the registration."""
    registrations = lives.registrations
    for name, value in (
        ("person", person),
        ("practice", practice),
        ("start", start),
        ("end", end),
        ("first_night", night),
    ):
        setattr(registrations, name, np.append(getattr(registrations, name), value))
    return len(registrations) - 1
