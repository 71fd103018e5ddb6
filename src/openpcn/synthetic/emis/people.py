"""Patients and their registration events in the EMIS set."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from openpcn.synthetic import labels
from openpcn.synthetic.lives import journal as j
from openpcn.synthetic.lives.population import DIED, TEMPORARY, TEST
from openpcn.synthetic.names import COUNTY, TOWN
from openpcn.synthetic.sheet import Sheet, flags, iso_days, lookup, times, whole

from .writing import Emis, guids


def patients(w: Emis) -> Iterable[Sheet]:
    """Patients: one row each, registered or once registered."""
    rows = w.extract.patients
    registrations, people = w.lives.registrations, w.lives.people
    person = registrations.person[rows]
    care = w.lives.care
    dead = np.where(w.lives.death[person] == registrations.end[rows], w.lives.death[person], j.NONE)
    yield w.sheet(
        "Admin_Patient",
        len(rows),
        {
            "PatientGuid": guids(w.place, "patient", rows),
            "UsualGpUserInRoleGuid": w.clinicians(person % labels.GPS),
            "Sex": lookup(("F", "M"), people.sex[person]),
            "DateOfBirth": iso_days(people.birth[person]),
            "DateOfDeath": iso_days(dead),
            "Title": labels.titles(people, person),
            "GivenName": labels.given_names(people, person),
            "Surname": labels.family_names(people, person),
            "DateOfRegistration": iso_days(registrations.start[rows]),
            "NhsNumber": lookup(w.nhs_numbers, person),
            "PatientNumber": whole(rows + 1),
            "PatientTypeDescription": lookup(("Regular", "Temporary"), people.status[person] == TEMPORARY),
            "DummyType": flags(people.status[person] == TEST, "true", "false"),
            "HouseNameFlatNumber": labels.home_names(people, w.lives.places, person),
            "NumberAndStreet": (
                labels.house_numbers(people, w.lives.places, person),
                " ",
                labels.street_names(people, w.lives.places, person),
            ),
            "Town": TOWN,
            "County": COUNTY,
            "Postcode": labels.postcodes(people, w.lives.places, person, space=False),
            "ResidentialInstituteCode": flags((people.home[person] >= 0) & (person % 3 == 0), "RH", ""),
            "PersonGuid": guids(0, "person", person),
            "DateOfDeactivation": iso_days(registrations.end[rows]),
            "SpineSensitive": flags(care.spine_sensitive[person], "true", "false"),
            "IsConfidential": flags(care.confidential[person], "true", "false"),
            "MobilePhone": ("07700 900", lookup([f"{i:03d}" for i in range(1000)], person % 1000)),
        },
        rows,
    )
    gone = w.extract.deleted_patients  # left more than a year ago: nothing else is said about them
    yield w.sheet(
        "Admin_Patient", len(gone), {"PatientGuid": guids(w.place, "patient", gone), "Deleted": "true"}
    )


def patient_history(w: Emis) -> Iterable[Sheet]:
    """Registration events: registered, and deducted or dead where that followed."""
    registrations = w.lives.registrations
    rows = w.extract.patients
    for status, day in (("Registered", registrations.start[rows]), ("", registrations.end[rows])):
        real = np.flatnonzero(day != j.NONE)
        person = registrations.person[rows[real]]
        ended = flags(w.lives.people.status[person] == DIED, "Death", "Deducted")
        yield w.sheet(
            "Admin_PatientHistory",
            len(real),
            {
                "PatientGuid": guids(w.place, "patient", rows[real]),
                "HistoryDate": iso_days(day[real]),
                "HistoryTime": times(540 + rows[real] % 480),
                "StatusDescription": status or ended,
            },
        )
