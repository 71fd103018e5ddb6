"""Patients, registrations, addresses and telephone numbers in the SystmOne set."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from openpcn.synthetic import labels
from openpcn.synthetic.lives import journal as j
from openpcn.synthetic.lives.population import TEMPORARY, TEST
from openpcn.synthetic.names import COUNTY, TOWN
from openpcn.synthetic.randomness import Ints
from openpcn.synthetic.sheet import Sheet, flags, long_moments, lookup

from .writing import MAPPING, SystmOne


def patients(w: SystmOne) -> Iterable[Sheet]:
    """Patients; dates without seconds, as this table has them."""
    rows, person = _people(w)
    people, care = w.lives.people, w.lives.care
    registrations = w.lives.registrations
    dead = np.where(w.lives.death[person] == registrations.end[rows], w.lives.death[person], j.NONE)
    yield w.sheet(
        "SRPatient",
        len(rows),
        {
            "RowIdentifier": w.ids("patient", rows),
            "Title": labels.titles(people, person),
            "FirstName": labels.given_names(people, person),
            "Surname": labels.family_names(people, person),
            "NHSNumber": lookup(w.nhs_numbers, person),
            "DateBirth": long_moments(people.birth[person], person % 1440, seconds=False),
            "DateDeath": long_moments(dead, None, seconds=False),
            "Gender": lookup(("F", "M"), people.sex[person]),
            "SpeaksEnglish": flags(care.interpreter[person], "-1", str(MAPPING["English"])),
            "TestPatient": flags(people.status[person] == TEST, "TRUE", "FALSE"),
            "SpineMatched": "TRUE",
        },
        rows,
    )


def registrations(w: SystmOne) -> Iterable[Sheet]:
    """Registrations."""
    rows, person = _people(w)
    registrations = w.lives.registrations
    yield w.sheet(
        "SRPatientRegistration",
        len(rows),
        {
            "RowIdentifier": w.ids("registration", rows),
            "IDPatient": w.ids("patient", rows),
            "DateEventRecorded": long_moments(registrations.start[rows], 540 + rows % 480),
            "IDProfileEnteredBy": w.ids("profile", np.full(len(rows), 10)),
            "DateRegistration": long_moments(registrations.start[rows]),
            "DateDeRegistration": long_moments(registrations.end[rows]),
            "RegistrationStatus": lookup(
                ("GMS", "Temporary Resident 16 days to 3 months"), w.lives.people.status[person] == TEMPORARY
            ),
        },
        rows,
    )


def addresses(w: SystmOne) -> Iterable[Sheet]:
    """Current addresses."""
    rows, person = _people(w)
    people, places = w.lives.people, w.lives.places
    start = w.lives.registrations.start[rows]
    yield w.sheet(
        "SRPatientAddressHistory",
        len(rows),
        {
            **w.recorded(start, 540 + rows % 480, np.full(len(rows), 10)),
            "RowIdentifier": w.ids("address", rows),
            "IDPatient": w.ids("patient", rows),
            "NameOfBuilding": labels.home_names(people, places, person),
            "NumberOfBuilding": labels.house_numbers(people, places, person),
            "NameOfRoad": labels.street_names(people, places, person),
            "NameOfTown": TOWN,
            "NameOfCounty": COUNTY,
            "FullPostCode": labels.postcodes(people, places, person, space=True),
            "AddressType": str(MAPPING["Home"]),
            "IDEvent": "-1",
        },
        rows,
    )


def phones(w: SystmOne) -> Iterable[Sheet]:
    """Mobile telephone numbers, of the range kept for fiction."""
    rows, person = _people(w)
    yield w.sheet(
        "SRPatientContactDetails",
        len(rows),
        {
            **w.recorded(w.lives.registrations.start[rows], 540 + rows % 480, np.full(len(rows), 10)),
            "RowIdentifier": w.ids("phone", rows),
            "IDPatient": w.ids("patient", rows),
            "ContactType": str(MAPPING["Mobile telephone"]),
            "IDEvent": "-1",
            "ContactNumber": ("07700 900", lookup([f"{i:03d}" for i in range(1000)], person % 1000)),
        },
    )


def history(w: SystmOne) -> Iterable[Sheet]:
    """Usual GPs."""
    rows, person = _people(w)
    registrations = w.lives.registrations
    yield w.sheet(
        "SRGPPracticeHistory",
        len(rows),
        {
            "RowIdentifier": w.ids("history", rows),
            "IDPatient": w.ids("patient", rows),
            "IDPractice": w.code,
            "IDProfileRegisteredGP": w.ids("profile", person % labels.GPS),
            "DateFrom": long_moments(registrations.start[rows]),
            "DateTo": long_moments(registrations.end[rows]),
        },
    )


def _people(w: SystmOne) -> tuple[Ints, Ints]:
    rows = w.extract.patients
    return rows, w.lives.registrations.person[rows]
