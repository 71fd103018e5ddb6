"""What every SystmOne table is written with: row identifiers, look-up lists, CTV3 codes, shared columns."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from openpcn.synthetic.extract import Extract
from openpcn.synthetic.randomness import Flags, Ints
from openpcn.synthetic.sheet import Column, Sheet, long_moments, whole

from .tables import TABLES

#: Built-in lists: row identifier of each mapping; the first two digits are its group.
MAPPING = {
    "Booked": 8101,
    "Finished": 8102,
    "Did Not Attend": 8103,
    "Cancelled by Patient": 8104,
    "Home": 8201,
    "Major": 8301,
    "Minor": 8302,
    "Mobile telephone": 8401,
    "English": 8501,
    "Outpatient referral": 8601,
}
GROUPS = {
    81: "AppointmentStatus",
    82: "AddressType",
    83: "Severity",
    84: "ContactType",
    85: "SpeaksEnglish",
    86: "TypeOfReferral",
}
#: The locally configured list of contact methods, in the order of the journal's settings.
METHODS = {
    "Face to face": 9101,
    "Telephone": 9102,
    "Home visit": 9103,
    "Laboratory report": 9104,
    "Administration": 9105,
}
#: The locally configured list of urgencies of a referral, in the order of beside.URGENCIES.
URGENCIES = {"Routine": 9201, "Urgent": 9202, "Two week wait": 9203, "Soon": 9204}
#: The supplier's own number of the medicine that allergies name, and its name.
PENICILLINS = (49_001, "PENICILLINS")
#: CTV3 codes that pair a blood pressure; every other code of this fictional system is a local Y code.
_CTV3 = {"systolic_clinic": "2469.", "diastolic_clinic": "246A.", "blood_pressure": "246.."}
_DIGITS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz"
_NAMES = (
    "patient registration address phone history event code problem drug template imms appointment staff "
    "profile referral sensitivity"
).split()
_KINDS = {name: number for number, name in enumerate(_NAMES, start=1)}


def row_ids(practice: int, kind: str, numbers: Ints) -> Ints:
    """Row identifiers, unique over all tables of a practice."""
    return (practice + 1) * 10_000_000_000 + _KINDS[kind] * 100_000_000 + numbers + 1


def ctv3(position: int, list_id: str, first: bool) -> str:
    """The CTV3 code of a codebook entry: five characters, case-sensitive."""
    if first and list_id in _CTV3:
        return _CTV3[list_id]
    base = len(_DIGITS)
    number = position * 131 + 7_919
    return "Y" + "".join(_DIGITS[number // base**i % base] for i in (3, 2, 1, 0))


@dataclass
class SystmOne:
    """One extract on its way into SystmOne files."""

    extract: Extract
    nhs_numbers: list[str]

    def __post_init__(self) -> None:
        self.lives, self.place = self.extract.lives, self.extract.practice.index
        self.code = self.extract.practice.code
        codes = self.lives.codes
        seen: dict[str, int] = {}
        canonical = [seen.setdefault(e.code or e.term, i) for i, e in enumerate(codes.entries)]
        firsts = {codes.first(e.list_id) for e in codes.entries}
        self.ctv3 = [ctv3(i, codes.entries[i].list_id, i in firsts) for i in canonical]
        self.terms = [e.term for e in codes.entries]
        self.concepts = [e.code or "-1" for e in codes.entries]
        self.clinical = [i for i, e in enumerate(codes.entries) if e.category != "dmd" and canonical[i] == i]

    def sheet(self, table: str, rows: int, columns: dict[str, Column], numbers: Ints | None = None) -> Sheet:
        """A sheet with the columns given, and those that say whose a row is and that it stands."""
        for name, text in (
            ("IDOrganisationVisibleTo", self.code),
            ("IDOrganisation", self.code),
            ("IDOrganisationDoneAt", self.code),
            ("IDOrganisationRegisteredAt", self.code),
            ("RemovedData", "0"),
            ("IDReferralIn", "-1"),
        ):
            if name in TABLES[table]:
                columns.setdefault(name, text)
        return Sheet(TABLES[table], rows, columns, numbers)

    def removed(self, table: str, ids: Ints) -> Sheet:
        """Removed rows: the row identifier, whose they are, and nothing else."""
        columns: dict[str, Column] = {
            "RowIdentifier": whole(ids),
            "IDOrganisationVisibleTo": self.code,
            "RemovedData": "1",
        }
        return Sheet(TABLES[table], len(ids), columns)

    def ids(self, kind: str, numbers: Ints) -> pa.Array:
        """Row identifiers as text."""
        return whole(row_ids(self.place, kind, numbers))

    def patients_of(self, person: Ints) -> pa.Array:
        """Row identifiers of people as patients of this practice."""
        return self.ids("patient", self.extract.registration_of[person])

    def events_of(self, chosen: Flags) -> Ints:
        """Some of the extract's entries."""
        return self.extract.events[chosen]

    def recorded(self, day: Ints, minute: Ints, clinician: Ints) -> dict[str, Column]:
        """The columns with which every clinical table begins."""
        moment = long_moments(day, minute)
        return {
            "DateEventRecorded": moment,
            "DateEvent": moment,
            "IDProfileEnteredBy": self.ids("profile", clinician),
            "IDDoneBy": self.ids("staff", clinician),
        }
