"""The headings that reports are seen with, and what a column under each usually holds.

A role says what a column is. Headings are compared without case, punctuation and runs of spaces.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Role(StrEnum):
    """What a column of a report holds."""

    IGNORED = "ignored"
    # who it is about
    NHS_NUMBER = "nhs_number"
    LOCAL_NUMBER = "local_number"
    FULL_NAME = "full_name"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    TITLE = "title"
    BIRTH_DATE = "birth_date"
    DEATH_DATE = "death_date"
    SEX = "sex"
    ADDRESS = "address"
    POSTCODE = "postcode"
    REGISTERED_ON = "registered_on"
    DEREGISTERED_ON = "deregistered_on"
    REGISTRATION_TYPE = "registration_type"
    USUAL_GP = "usual_gp"
    ORGANISATION = "organisation"
    # an entry
    CODE = "code"
    TERM = "term"
    DATE = "date"
    VALUE = "value"
    UNIT = "unit"
    PRESSURE = "pressure"
    STATED = "stated"
    END = "end"
    COURSE = "course"


ENTRY_ROLES = frozenset(
    {
        Role.CODE, Role.TERM, Role.DATE, Role.VALUE, Role.UNIT, Role.PRESSURE, Role.STATED, Role.END,
        Role.COURSE,
    }
)  # fmt: skip
PERSON_ROLES = frozenset(Role) - ENTRY_ROLES - {Role.IGNORED}

WORDS: dict[Role, str] = {
    Role.IGNORED: "Not used",
    Role.NHS_NUMBER: "NHS number",
    Role.LOCAL_NUMBER: "The system's own number of the person",
    Role.FULL_NAME: "Full name",
    Role.FAMILY_NAME: "Family name",
    Role.GIVEN_NAME: "Given name",
    Role.TITLE: "Title",
    Role.BIRTH_DATE: "Date of birth",
    Role.DEATH_DATE: "Date of death",
    Role.SEX: "Gender",
    Role.ADDRESS: "A part of the address",
    Role.POSTCODE: "Postcode",
    Role.REGISTERED_ON: "Date of registration",
    Role.DEREGISTERED_ON: "Date the registration ended",
    Role.REGISTRATION_TYPE: "Patient type",
    Role.USUAL_GP: "Usual GP",
    Role.ORGANISATION: "Code of the practice",
    Role.CODE: "SNOMED CT or dm+d code of the entry",
    Role.TERM: "Words of the entry, or name of the medicine",
    Role.DATE: "Date of the entry or issue",
    Role.VALUE: "Value",
    Role.UNIT: "Unit of the value",
    Role.PRESSURE: "Blood pressure such as 140/85",
    Role.STATED: "Not empty means: the person has such an entry",
    Role.END: "Date it ended",
    Role.COURSE: "Prescription type",
}

_KNOWN: dict[Role, tuple[str, ...]] = {
    Role.NHS_NUMBER: ("nhs number", "nhs no"),
    Role.LOCAL_NUMBER: ("emis number", "patient id", "patient number", "record id", "systmone id"),
    Role.FULL_NAME: ("full name", "patient name"),
    Role.FAMILY_NAME: ("family name", "surname", "last name"),
    Role.GIVEN_NAME: ("given name", "first name", "forename", "forenames"),
    Role.TITLE: ("title",),
    Role.BIRTH_DATE: ("date of birth", "dob"),
    Role.DEATH_DATE: ("date of death",),
    Role.SEX: ("gender", "sex"),
    Role.ADDRESS: (
        "house name flat number", "number and street", "locality", "town", "county", "address",
        "house name", "road",
    ),
    Role.POSTCODE: ("postcode", "post code"),
    Role.REGISTERED_ON: (
        "registered date", "date of registration", "registration date", "gms registration date",
    ),
    Role.DEREGISTERED_ON: ("deducted date", "date of deduction", "deduction date", "date registration ended"),
    Role.REGISTRATION_TYPE: ("patient type", "registration type"),
    Role.USUAL_GP: ("usual gps full name", "usual gp"),
    Role.ORGANISATION: ("organisation code", "practice code", "registered practice code"),
    Role.CODE: ("snomed code", "snomed ct code", "snomed concept id", "dm d code", "dmd code", "code"),
    Role.TERM: (
        "code term", "name dosage and quantity", "event details", "code description", "drug name",
        "drug name and dose",
    ),
    Role.DATE: ("date", "event date", "date of event", "date of last issue", "issue date", "date of issue"),
    Role.VALUE: ("value", "numeric value"),
    Role.UNIT: ("unit of measure", "unit", "units"),
    Role.COURSE: ("prescription type",),
    Role.IGNORED: (
        "age", "ethnic origin", "calling name", "organisation name", "usual gps organisation code",
        "usual gps gmc number", "home telephone", "mobile telephone", "work telephone", "e mail address",
        "associated text", "patient count", "drug status", "telephone number", "middle names",
        "london lower area 2011", "clinician",
    ),
}  # fmt: skip
KNOWN: dict[str, Role] = {heading: role for role, named in _KNOWN.items() for heading in named}
ANONYMISED = "anonymised identifier"


def fold(heading: str) -> str:
    """A heading as it is compared: lower case, words of letters, digits and underscores."""
    return " ".join(re.findall(r"[\w]+", heading.replace("'", "").replace("’", "").lower()))


def is_known(heading: str) -> bool:
    """Whether a heading is one that reports of the clinical systems have."""
    folded = fold(heading)
    return folded in KNOWN or folded == ANONYMISED
