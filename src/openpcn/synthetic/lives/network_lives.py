"""All lives of a network, put together in the order in which they depend on each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openpcn.synthetic.codebook import Codebook, codebook
from openpcn.synthetic.places import Places, lay_out
from openpcn.synthetic.randomness import Ints, stream

from .care import Care, make_care
from .care_homes import moved_in, write_care_homes
from .conditions import Conditions, make_conditions
from .contacts import Appointments, Contacts, ask_for_help, make_appointments, make_contacts
from .entries import Pen
from .heart import write_heart
from .hospital import HospitalStays, make_hospital_stays
from .inequality import write_inequality
from .journal import Events, Journal
from .medicine_checks import write_medicine_checks
from .medicines import Medicines, make_medicines
from .monitoring import write_measurements
from .population import DIED, FUTURE, LEFT, LISTED, TEMPORARY, TEST, UNBORN, People, make_people, residents_of
from .registrations import Registrations, make_registrations
from .screening import write_screening
from .statements import write_statements
from .support import write_risk_factors, write_support
from .suspected_cancer import write_suspected_cancer


@dataclass
class Lives:
    """Everything that is true of the network on night 1, before a supplier writes it down."""

    seed: int
    places: Places
    people: People
    conditions: Conditions
    care: Care
    registrations: Registrations
    last: Ints
    death: Ints
    events: Events
    contact_of_event: Ints
    heading_of_event: Ints  # the entry that heads the measurement it belongs to, or -1
    contacts: Contacts
    appointments: Appointments
    medicines: Medicines
    codes: Codebook
    stays: HospitalStays
    homes_since: Ints  # the day each resident of a care home came there, or NONE

    def __post_init__(self) -> None:
        self.removed_events = np.zeros(len(self.events), dtype=bool)
        self.removed_appointments = np.zeros(len(self.appointments.person), dtype=bool)
        self.removed_issues = np.zeros(len(self.medicines.issue_day), dtype=bool)


def live(seed: int, people: int, practices: int, as_at: int, newcomers: int = 0, births: int = 0) -> Lives:
    """Lives of ``people`` on the lists, of some who left or died, of those who will register or be born."""
    codes = codebook()
    counts = {
        LISTED: people,
        LEFT: round(people * 0.03),
        DIED: round(people * 0.008),
        TEMPORARY: max(1, round(people * 0.002)),
        TEST: practices * 2,
        FUTURE: newcomers,
        UNBORN: births,
    }
    status = np.repeat(np.array(list(counts)), list(counts.values()))
    places = lay_out(seed, people, practices, residents_of(people))
    folk = make_people(seed, status, places, as_at)
    conditions = make_conditions(seed, folk)
    care = make_care(seed, folk, conditions)
    registrations, last, death = make_registrations(seed, folk, practices)
    medicines = make_medicines(seed, folk, conditions, codes, last)
    book = Journal()
    write_measurements(seed, folk, conditions, care, codes, book)
    write_statements(seed, folk, conditions, care, codes, book)
    stays = make_hospital_stays(seed, folk, conditions, care)
    homes_since = moved_in(seed, folk)

    def pen(theme: str) -> Pen:
        return Pen(stream(seed, theme), folk, codes, book)

    write_suspected_cancer(pen("suspected cancer"), conditions, care)
    write_screening(pen("screening"), conditions)
    write_inequality(pen("inequality"), conditions, care)
    write_heart(pen("heart"), conditions, care)
    write_medicine_checks(pen("medicine checks"), conditions, medicines)
    write_care_homes(pen("life in the homes"), homes_since, conditions, care, stays)
    write_support(pen("support"), conditions, care, stays)
    write_risk_factors(pen("risk factors"))
    ask_for_help(seed, folk, conditions, care, codes, book)
    events = book.close(folk.birth, last)
    contacts, contact_of_event = make_contacts(seed, folk, care, events)
    appointments = make_appointments(seed, folk, care, contacts, last)
    return Lives(
        seed,
        places,
        folk,
        conditions,
        care,
        registrations,
        last,
        death,
        events,
        contact_of_event,
        headings(events),
        contacts,
        appointments,
        medicines,
        codes,
        stays,
        homes_since,
    )


def headings(events: Events) -> Ints:
    """For each event the position of the heading entry of its group, -1 for none and for headings."""
    group = events.group.astype(np.int64)
    heading = np.full(int(group.max(initial=-1)) + 2, -1)
    heads = np.flatnonzero(events.header)
    heading[group[heads]] = heads
    return np.where((group >= 0) & ~events.header, heading[group], -1)
