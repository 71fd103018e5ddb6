"""One practice's extract as a SystmOne reporting set (SRE): SRManifest, mappings and the tables that hold something."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from . import labels
from .dirt import Dirt
from .extract import Extract
from .lives import journal as j
from .lives.care import EPOCH
from .lives.contacts import BOOKED, CANCELLED, FULFILLED, HOME_VISIT, KINDS, NO_SHOW, PHONE
from .lives.medicines import ACUTE
from .lives.population import TEMPORARY, TEST
from .names import COUNTY, TOWN
from .randomness import Flags, Ints
from .sheet import Column, Sheet, decimals, flags, long_days, long_moments, lookup, whole
from .submission import File
from .systmone_tables import TABLES

#: Built-in lists: row identifier of each mapping.
MAPPING = {
    "Booked": 8101, "Finished": 8102, "Did Not Attend": 8103, "Cancelled by Patient": 8104,
    "Home": 8201, "Major": 8301, "Minor": 8302, "Mobile telephone": 8401, "English": 8501,
}  # fmt: skip
_GROUPS = {81: "AppointmentStatus", 82: "AddressType", 83: "Severity", 84: "ContactType", 85: "SpeaksEnglish"}
METHODS = {
    "Face to face": 9101,
    "Telephone": 9102,
    "Home visit": 9103,
    "Laboratory report": 9104,
    "Administration": 9105,
}
#: CTV3 codes that pair a blood pressure; every other code of this fictional system is a local Y code.
_CTV3 = {"systolic_clinic": "2469.", "diastolic_clinic": "246A.", "blood_pressure": "246.."}
_DIGITS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz"
_KINDS = {
    name: i + 1
    for i, name in enumerate(
        "patient registration address phone history event code problem drug template imms appointment staff profile".split()
    )
}
_ENCODING = "cp1252"


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


class SystmOneWriter:
    """Sheets of one extract. Each method makes one file's rows."""

    def __init__(self, extract: Extract, dirt: Dirt, nhs_numbers: list[str]) -> None:
        self.extract, self.dirt, self.nhs_numbers = extract, dirt, nhs_numbers
        self.lives, self.place, self.code = extract.lives, extract.practice.index, extract.practice.code
        codes = self.lives.codes
        seen: dict[str, int] = {}
        canonical = [seen.setdefault(e.code or e.term, i) for i, e in enumerate(codes.entries)]
        self.ctv3 = [
            ctv3(i, codes.entries[i].list_id, codes.first(codes.entries[i].list_id) == i) for i in canonical
        ]
        self.terms = [e.term for e in codes.entries]
        self.concepts = [e.code or "-1" for e in codes.entries]
        self._clinical = [i for i, e in enumerate(codes.entries) if e.category != "dmd" and canonical[i] == i]

    def files(self) -> list[File]:
        """Every file of the set; SRManifest names the tables that it holds."""
        makers: dict[str, Callable[[], Iterable[Sheet]]] = {
            "SROrganisation": self.organisations,
            "SRStaffMember": self.staff,
            "SRStaffMemberProfile": self.profiles,
            "SRConfiguredListOption": self.options,
            "SRCtv3": self.ctv3_terms,
            "SRCtv3ToSnomed": self.ctv3_map,
            "SRPatient": self.patients,
            "SRPatientRegistration": self.registrations,
            "SRPatientAddressHistory": self.addresses,
            "SRPatientContactDetails": self.phones,
            "SRGPPracticeHistory": self.history,
            "SREvent": self.events,
            "SRCode": self.entries,
            "SRProblem": self.problems,
            "SRImmunisation": self.immunisations,
            "SRRepeatTemplate": self.templates,
            "SRPrimaryCareMedication": self.medication,
            "SRAppointment": self.appointments,
        }
        reference = (
            "SROrganisation",
            "SRStaffMember",
            "SRStaffMemberProfile",
            "SRConfiguredListOption",
            "SRCtv3",
            "SRCtv3ToSnomed",
        )
        if not self.extract.full:
            makers = {name: make for name, make in makers.items() if name not in reference}
        files = [File(f"{name}.csv", self._dirtied(name, make), _ENCODING) for name, make in makers.items()]
        files += [
            File("SRMapping.csv", self.mappings, _ENCODING),
            File("SRMappingGroup.csv", self.mapping_groups, _ENCODING),
        ]
        files.append(File("SRManifest.csv", lambda: self.manifest(list(makers), reference), _ENCODING))
        return files

    def _dirtied(self, table: str, make: Callable[[], Iterable[Sheet]]) -> Callable[[], Iterable[Sheet]]:
        def sheets() -> Iterable[Sheet]:
            for sheet in make():
                yield from self.dirt.apply(table, self.extract, sheet)

        return sheets

    def _sheet(self, table: str, rows: int, columns: dict[str, Column], numbers: Ints | None = None) -> Sheet:
        header = TABLES[table]
        for name, text in (
            ("IDOrganisationVisibleTo", self.code),
            ("IDOrganisation", self.code),
            ("IDOrganisationDoneAt", self.code),
            ("IDOrganisationRegisteredAt", self.code),
            ("RemovedData", "0"),
            ("IDReferralIn", "-1"),
        ):
            if name in header:
                columns.setdefault(name, text)
        return Sheet(header, rows, columns, numbers)

    def _removed(self, table: str, ids: Ints) -> Sheet:
        """Removed rows: the row identifier, whose they are, and nothing else."""
        return Sheet(
            TABLES[table],
            len(ids),
            {"RowIdentifier": whole(ids), "IDOrganisationVisibleTo": self.code, "RemovedData": "1"},
        )

    def _ids(self, kind: str, numbers: Ints) -> pa.Array:
        return whole(row_ids(self.place, kind, numbers))

    def _patients_of(self, person: Ints) -> pa.Array:
        return self._ids("patient", self.extract.registration_of[person])

    def _recorded(self, day: Ints, minute: Ints, clinician: Ints) -> dict[str, Column]:
        by = self._ids("profile", clinician)
        return {
            "DateEventRecorded": long_moments(day, minute), "DateEvent": long_moments(day, minute),
            "IDProfileEnteredBy": by, "IDDoneBy": self._ids("staff", clinician),
        }  # fmt: skip

    # What the delivery is made of.

    def manifest(self, tables: list[str], reference: tuple[str, ...]) -> Iterable[Sheet]:
        """The tables delivered, from when to when."""
        day = EPOCH + timedelta(days=self.extract.as_at)
        before = "" if self.extract.full else (day - timedelta(days=1)).strftime("%Y%m%d_2130")
        yield Sheet(TABLES["SRManifest"], len(tables), {
            "FileName": pa.array(tables), "IsDelta": "N" if self.extract.full else "Y",
            "IsReference": pa.array(["Y" if name in reference else "N" for name in tables]),
            "DateExtractFrom": before, "DateExtractTo": day.strftime("%Y%m%d_2130"),
        })  # fmt: skip

    def mappings(self) -> Iterable[Sheet]:
        """Built-in lists."""
        ids = list(MAPPING.values())
        yield Sheet(TABLES["SRMapping"], len(ids), {
            "RowIdentifier": whole(np.array(ids)), "IdMappingGroup": whole(np.array(ids) // 100), "Mapping": pa.array(list(MAPPING)),
        })  # fmt: skip

    def mapping_groups(self) -> Iterable[Sheet]:
        """Names of the built-in lists."""
        yield Sheet(TABLES["SRMappingGroup"], len(_GROUPS), {
            "RowIdentifier": whole(np.array(list(_GROUPS))), "MappingGroup": pa.array(list(_GROUPS.values())),
        })  # fmt: skip

    def options(self) -> Iterable[Sheet]:
        """Contact methods, a locally configured list."""
        yield self._sheet("SRConfiguredListOption", len(METHODS), {
            "RowIdentifier": whole(np.array(list(METHODS.values()))), "ConfiguredList": "2",
            "ConfiguredListOption": pa.array(list(METHODS)),
        })  # fmt: skip

    def organisations(self) -> Iterable[Sheet]:
        """The practice and the community provider whose entries are shared in."""
        yield self._sheet("SROrganisation", 2, {
            "RowIdentifier": pa.array([str(7001 + self.place), "7900"]),
            "Name": pa.array([self.extract.practice.name, "Riverbank Community Services (fictional)"]),
            "ID": pa.array([self.code, "VZ901"]), "NameOfTown": TOWN, "NameOfCounty": COUNTY, "MadeObsolete": "FALSE",
        })  # fmt: skip

    def staff(self) -> Iterable[Sheet]:
        """Staff."""
        names = [f"{title} {given} {family}" for title, _, _, given, family in labels.STAFF]
        yield self._sheet("SRStaffMember", len(names), {
            "RowIdentifier": self._ids("staff", np.arange(len(names))), "StaffName": pa.array(names), "Obsolete": "FALSE",
        })  # fmt: skip

    def profiles(self) -> Iterable[Sheet]:
        """Staff at this practice, with their roles."""
        numbers = np.arange(len(labels.STAFF))
        yield self._sheet("SRStaffMemberProfile", len(numbers), {
            "RowIdentifier": self._ids("profile", numbers), "DateProfileCreated": "01 Apr 2018 09:00:00",
            "StaffRole": pa.array([s[2] for s in labels.STAFF]), "DateEmploymentStart": "01 Apr 2018 00:00:00",
            "IDStaffMember": self._ids("staff", numbers),
        })  # fmt: skip

    def ctv3_terms(self) -> Iterable[Sheet]:
        """CTV3 terms."""
        rows = self._clinical
        yield self._sheet("SRCtv3", len(rows), {
            "RowIdentifier": whole(np.array(rows) + 1), "Ctv3Code": lookup(self.ctv3, np.array(rows)), "Ctv3Text": lookup(self.terms, np.array(rows)),
        })  # fmt: skip

    def ctv3_map(self) -> Iterable[Sheet]:
        """CTV3 to SNOMED CT; local codes have no row."""
        rows = np.array([i for i in self._clinical if self.concepts[i] != "-1"])
        yield self._sheet("SRCtv3ToSnomed", len(rows), {
            "RowIdentifier": whole(rows + 1), "Ctv3Code": lookup(self.ctv3, rows), "SnomedCode": lookup(self.concepts, rows),
        })  # fmt: skip

    # People.

    def _people(self) -> tuple[Ints, Ints]:
        rows = self.extract.patients
        return rows, self.lives.registrations.person[rows]

    def patients(self) -> Iterable[Sheet]:
        """Patients; dates without seconds, as this table has them."""
        rows, person = self._people()
        people, care = self.lives.people, self.lives.care
        registrations = self.lives.registrations
        dead = np.where(self.lives.death[person] == registrations.end[rows], self.lives.death[person], j.NONE)
        yield self._sheet("SRPatient", len(rows), {
            "RowIdentifier": self._ids("patient", rows), "Title": labels.titles(people, person),
            "FirstName": labels.given_names(people, person), "Surname": labels.family_names(people, person),
            "NHSNumber": lookup(self.nhs_numbers, person), "DateBirth": long_moments(people.birth[person], person % 1440, seconds=False),
            "DateDeath": long_moments(dead, None, seconds=False), "Gender": lookup(("F", "M"), people.sex[person]),
            "SpeaksEnglish": flags(care.interpreter[person], "-1", str(MAPPING["English"])),
            "TestPatient": flags(people.status[person] == TEST, "TRUE", "FALSE"), "SpineMatched": "TRUE",
        }, rows)  # fmt: skip

    def registrations(self) -> Iterable[Sheet]:
        """Registrations."""
        rows, person = self._people()
        registrations = self.lives.registrations
        yield self._sheet("SRPatientRegistration", len(rows), {
            "RowIdentifier": self._ids("registration", rows), "IDPatient": self._ids("patient", rows),
            "DateEventRecorded": long_moments(registrations.start[rows], 540 + rows % 480),
            "IDProfileEnteredBy": self._ids("profile", np.full(len(rows), 10)),
            "DateRegistration": long_moments(registrations.start[rows]), "DateDeRegistration": long_moments(registrations.end[rows]),
            "RegistrationStatus": lookup(("GMS", "Temporary Resident 16 days to 3 months"), self.lives.people.status[person] == TEMPORARY),
        }, rows)  # fmt: skip

    def addresses(self) -> Iterable[Sheet]:
        """Current addresses."""
        rows, person = self._people()
        people, places = self.lives.people, self.lives.places
        start = self.lives.registrations.start[rows]
        yield self._sheet("SRPatientAddressHistory", len(rows), {
            **self._recorded(start, 540 + rows % 480, np.full(len(rows), 10)),
            "RowIdentifier": self._ids("address", rows), "IDPatient": self._ids("patient", rows),
            "NameOfBuilding": labels.home_names(people, places, person), "NumberOfBuilding": labels.house_numbers(people, places, person),
            "NameOfRoad": labels.street_names(people, places, person), "NameOfTown": TOWN, "NameOfCounty": COUNTY,
            "FullPostCode": labels.postcodes(people, places, person, space=True), "AddressType": str(MAPPING["Home"]), "IDEvent": "-1",
        }, rows)  # fmt: skip

    def phones(self) -> Iterable[Sheet]:
        """Mobile telephone numbers, of the range kept for fiction."""
        rows, person = self._people()
        yield self._sheet("SRPatientContactDetails", len(rows), {
            **self._recorded(self.lives.registrations.start[rows], 540 + rows % 480, np.full(len(rows), 10)),
            "RowIdentifier": self._ids("phone", rows), "IDPatient": self._ids("patient", rows),
            "ContactType": str(MAPPING["Mobile telephone"]), "IDEvent": "-1",
            "ContactNumber": ("07700 900", lookup([f"{i:03d}" for i in range(1000)], person % 1000)),
        })  # fmt: skip

    def history(self) -> Iterable[Sheet]:
        """Usual GPs."""
        rows, person = self._people()
        registrations = self.lives.registrations
        yield self._sheet("SRGPPracticeHistory", len(rows), {
            "RowIdentifier": self._ids("history", rows), "IDPatient": self._ids("patient", rows), "IDPractice": self.code,
            "IDProfileRegisteredGP": self._ids("profile", person % labels.GPS),
            "DateFrom": long_moments(registrations.start[rows]), "DateTo": long_moments(registrations.end[rows]),
        })  # fmt: skip

    # The care record.

    def events(self) -> Iterable[Sheet]:
        """Contacts."""
        contacts, rows = self.lives.contacts, self.extract.contacts
        yield self._sheet("SREvent", len(rows), {
            **self._recorded(contacts.day[rows], contacts.minute[rows], contacts.clinician[rows]),
            "RowIdentifier": self._ids("event", rows), "IDPatient": self._patients_of(contacts.person[rows]),
            "ContactEventLocation": "-1", "ContactMethod": lookup([str(i) for i in METHODS.values()], contacts.setting[rows]),
            "EventIncomplete": "FALSE", "ClinicalEvent": flags(contacts.setting[rows] != j.OFFICE, "TRUE", "FALSE"), "IDTeam": "-1", "IDBranch": "-1",
        })  # fmt: skip

    def _rows(self, chosen: Flags) -> Ints:
        return self.extract.events[chosen]

    def entries(self) -> Iterable[Sheet]:
        """Coded entries; a blood pressure is two rows of one event, without a heading."""
        events = self.lives.events
        mine = self.extract.events
        rows = mine[~events.header[mine] & (events.kind[mine] != j.IMMUNISATION)]
        contact = self.lives.contact_of_event[rows]
        contacts = self.lives.contacts
        code = events.code[rows].astype(np.int64)
        numeric = ~np.isnan(events.value[rows])
        columns = self._recorded(contacts.day[contact], contacts.minute[contact], contacts.clinician[contact])
        clinical = np.where(events.precision[rows] == j.UNKNOWN, j.NONE, events.day[rows])
        columns["DateEvent"] = long_moments(
            clinical, np.where(events.precision[rows] > 0, 0, contacts.minute[contact])
        )
        yield self._sheet("SRCode", len(rows), {
            **columns, "RowIdentifier": self._ids("code", rows), "IDPatient": self._patients_of(events.person[rows]),
            "CTV3Code": lookup(self.ctv3, code), "CTV3Text": lookup(self.terms, code), "SNOMEDCode": lookup(self.concepts, code),
            "SNOMEDText": pc.if_else(pc.equal(lookup(self.concepts, code), "-1"), "", lookup(self.terms, code)),
            "IsNumeric": flags(numeric, "TRUE", "FALSE"), "NumericValue": _trimmed(events.value[rows]),
            "NumericUnit": lookup(j.UNITS, events.unit[rows]), "EpisodeType": "-1", "IDTemplate": "-1", "IDQuestionnaire": "-1",
            "IDEvent": self._ids("event", contact), "IDAppointment": "-1", "IDVisit": "-1",
        }, rows)  # fmt: skip
        if len(self.extract.deleted_events):
            yield self._removed("SRCode", row_ids(self.place, "code", self.extract.deleted_events))

    def problems(self) -> Iterable[Sheet]:
        """Problems: each points to its coded entry."""
        events = self.lives.events
        rows = self._rows(events.kind[self.extract.events] == j.PROBLEM)
        contact = self.lives.contact_of_event[rows]
        contacts = self.lives.contacts
        ended = events.end[rows] != j.NONE
        yield self._sheet("SRProblem", len(rows), {
            **self._recorded(contacts.day[contact], contacts.minute[contact], contacts.clinician[contact]),
            "RowIdentifier": self._ids("problem", rows), "IDPatient": self._patients_of(events.person[rows]),
            "CTV3Code": lookup(self.ctv3, events.code[rows].astype(np.int64)), "DateEnd": long_moments(events.end[rows]),
            "Severity": flags(ended, str(MAPPING["Minor"]), str(MAPPING["Major"])), "IDCode": self._ids("code", rows),
            "IDEvent": self._ids("event", contact),
        })  # fmt: skip

    def immunisations(self) -> Iterable[Sheet]:
        """Vaccinations."""
        events = self.lives.events
        rows = self._rows(events.kind[self.extract.events] == j.IMMUNISATION)
        contact = self.lives.contact_of_event[rows]
        contacts = self.lives.contacts
        code = events.code[rows].astype(np.int64)
        yield self._sheet("SRImmunisation", len(rows), {
            **self._recorded(contacts.day[contact], contacts.minute[contact], contacts.clinician[contact]),
            "RowIdentifier": self._ids("imms", rows), "IDPatient": self._patients_of(events.person[rows]),
            "IDVaccination": "-1", "IDImmunisationContent": "-1", "ImmsReadCode": lookup(self.ctv3, code),
            "ImmsSNOMEDCode": lookup(self.concepts, code), "IDEvent": self._ids("event", contact),
        })  # fmt: skip

    # Medicines and appointments.

    def _drug(self, code: Ints) -> dict[str, Column]:
        return {
            "IDMultiLexProduct": whole(41_000 + code), "IDMultiLexPack": "-1", "IDMultiLexDMD": lookup(self.concepts, code),
            "NameOfMedication": lookup(self.terms, code), "IDEvent": "-1",
        }  # fmt: skip

    def templates(self) -> Iterable[Sheet]:
        """Repeat authorisations."""
        drugs = self.lives.medicines
        rows = self.extract.courses[drugs.kind[self.extract.courses] != ACUTE]
        end = np.where(drugs.end[rows] > self.extract.as_at, j.NONE, drugs.end[rows])
        quantity = (
            whole(drugs.quantity[rows]),
            " ",
            lookup([f"{u}s" for u in drugs.units], drugs.unit[rows]),
        )
        yield self._sheet("SRRepeatTemplate", len(rows), {
            **self._recorded(drugs.start[rows], 540 + rows % 500, rows % labels.GPS), **self._drug(drugs.code[rows]),
            "RowIdentifier": self._ids("template", rows), "IDPatient": self._patients_of(drugs.person[rows]),
            "DateMedicationTemplateStart": long_moments(drugs.start[rows]), "DateMedicationTemplateEnd": long_moments(end),
            "DateMedicationTemplateReview": long_moments(np.where(end == j.NONE, self.extract.as_at + 30 + rows % 300, j.NONE)),
            "MedicationDosage": lookup(drugs.doses, drugs.dose[rows]), "MedicationQuantity": quantity, "MaxIssues": "12",
            "CourseLengthPerIssue": whole(drugs.days[rows]), "DrugStatus": "-1",
        })  # fmt: skip

    def medication(self) -> Iterable[Sheet]:
        """Issues of repeats, and acute courses."""
        drugs, rows = self.lives.medicines, self.extract.issues
        course = drugs.issue_course[rows]
        acute = drugs.kind[course] == ACUTE
        day = drugs.issue_day[rows]
        quantity = (
            whole(drugs.quantity[course]),
            " ",
            lookup([f"{u}s" for u in drugs.units], drugs.unit[course]),
        )
        template = pc.if_else(pa.array(acute), "-1", self._ids("template", course))
        yield self._sheet("SRPrimaryCareMedication", len(rows), {
            **self._recorded(day, 480 + rows % 600, course % labels.GPS), **self._drug(drugs.code[course]),
            "RowIdentifier": self._ids("drug", rows), "IDPatient": self._patients_of(drugs.person[course]),
            "DateMedicationStart": long_moments(day), "DateMedicationEnd": long_moments(day + drugs.days[course]),
            "MedicationDosage": lookup(drugs.doses, drugs.dose[course]), "MedicationQuantity": quantity,
            "IsRepeatMedication": flags(~acute, "TRUE", "FALSE"), "IsOtherMedication": "FALSE",
            "IsDentalMedication": "FALSE", "IsHospitalMedication": "FALSE", "IDRepeatTemplate": template,
        }, rows)  # fmt: skip
        if len(self.extract.deleted_issues):
            yield self._removed(
                "SRPrimaryCareMedication", row_ids(self.place, "drug", self.extract.deleted_issues)
            )

    def appointments(self) -> Iterable[Sheet]:
        """The appointment book."""
        book, rows = self.lives.appointments, self.extract.appointments
        status, minute, day = book.status[rows], book.minute[rows], book.day[rows]
        done = status == FULFILLED
        arrived = np.where(done, day, j.NONE)
        names = np.empty(4, dtype=object)
        for number, text in (
            (BOOKED, "Booked"),
            (FULFILLED, "Finished"),
            (NO_SHOW, "Did Not Attend"),
            (CANCELLED, "Cancelled by Patient"),
        ):
            names[number] = str(MAPPING[text])
        mode = book.mode[rows]
        yield self._sheet("SRAppointment", len(rows), {
            "RowIdentifier": self._ids("appointment", rows), "IDPatient": self._patients_of(book.person[rows]),
            "DateStart": long_moments(day, minute), "DateEnd": long_moments(day, minute + book.length[rows]),
            "AppointmentStatus": lookup(names.tolist(), status), "DateAppointmentBooked": long_moments(book.booked[rows], 500 + rows % 500),
            "DatePatientArrival": long_moments(arrived, minute), "DatePatientSeen": long_moments(arrived, minute + rows % 19),
            "FollowUpAppointment": "FALSE", "TelephoneAppointment": flags(mode == PHONE, "TRUE", "FALSE"),
            "IDClinician": self._ids("staff", book.clinician[rows]), "IDProfileClinician": self._ids("profile", book.clinician[rows]),
            "RotaName": flags(mode == HOME_VISIT, "Visits", "Surgery"), "RotaType": lookup(KINDS, book.kind[rows]), "RotaLocation": "-1",
            "DateAppointmentCancelled": long_moments(np.where(status == CANCELLED, day - 1, j.NONE), 600 + rows % 200),
        }, rows)  # fmt: skip
        if len(self.extract.deleted_appointments):
            yield self._removed(
                "SRAppointment", row_ids(self.place, "appointment", self.extract.deleted_appointments)
            )


def _trimmed(values: np.ndarray) -> pa.Array:  # type: ignore[type-arg]
    """Numbers without trailing zeros; empty where there is none."""
    text = decimals(values, 2)
    return pc.replace_substring_regex(text, r"\.?0+$", "") if len(text) else text


__all__ = ["MAPPING", "METHODS", "SystmOneWriter", "long_days", "row_ids"]
