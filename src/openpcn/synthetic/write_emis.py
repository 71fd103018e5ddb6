"""One practice's extract as an EMIS bulk CSV set, version 8.2: all 21 files, empty ones with their header."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openpcn.terms import sctid

from . import labels
from .dirt import Dirt
from .emis_tables import TABLES
from .extract import Extract
from .lives import journal as j
from .lives.contacts import BOOKED, CANCELLED, FACE, FULFILLED, HOME_VISIT, KINDS, NO_SHOW, PHONE, VIDEO
from .lives.medicines import ACUTE, REPEAT
from .lives.population import DIED, TEMPORARY, TEST
from .names import COUNTY, TOWN
from .randomness import Ints
from .sheet import Column, Sheet, decimals, flags, iso_days, lookup, times, whole
from .submission import File

_HEX = np.frombuffer(b"0123456789ABCDEF", dtype=np.uint8)
_KINDS = {
    name: number
    for number, name in enumerate(
        "organisation location user patient event contact course issue slot session person agreement".split()
    )
}
_PRECISION = ("YMD", "YM", "Y", "U")
_TYPES = ("Observation", "Value", "Observation", "Immunisation", "Observation")
_SETTINGS = (
    "GP Surgery",
    "Telephone call to a patient",
    "Home visit note",
    "Laboratory result",
    "Administration note",
)
_HELD_BACK = ("carer", "falls")


def guids(practice: int, kind: str, numbers: Ints) -> pa.Array:
    """Upper-case guids in braces: one for each number of a kind of thing at a practice."""
    pattern = f"{{00000000-{practice + 1:04X}-4E{_KINDS[kind]:02X}-8A51-5F0E3D{practice * 7 + 11:06X}}}"
    text = np.empty((len(numbers), 38), dtype=np.uint8)
    text[:] = np.frombuffer(pattern.encode(), dtype=np.uint8)
    mixed = (numbers.astype(np.uint64) * np.uint64(2654435761) + np.uint64(_KINDS[kind])) & np.uint64(
        0xFFFFFFFF
    )
    for digit in range(8):
        text[:, 1 + digit] = _HEX[((mixed >> np.uint64(4 * (7 - digit))) & np.uint64(15)).astype(np.int64)]
    offsets = np.arange(len(numbers) + 1, dtype=np.int32) * 38
    return pa.Array.from_buffers(pa.string(), len(numbers), [None, pa.py_buffer(offsets), pa.py_buffer(text)])


def guid(practice: int, kind: str, number: int) -> str:
    """One guid."""
    return str(guids(practice, kind, np.array([number]))[0])


def code_id(position: int) -> str:
    """The supplier's own 64-bit id of a dictionary entry."""
    return sctid.with_check_digit(f"{238451 + position * 37}100000611")


def drug_code_id(position: int) -> str:
    """The supplier's own id of a medicine."""
    return sctid.with_check_digit(f"{84521 + position * 41}100003311")


class EmisWriter:
    """Sheets of one extract. Each method makes one file's rows."""

    def __init__(self, extract: Extract, dirt: Dirt, nhs_numbers: list[str]) -> None:
        self.extract, self.dirt, self.nhs_numbers = extract, dirt, nhs_numbers
        self.lives, self.place = extract.lives, extract.practice.index
        self.organisation = guid(self.place, "organisation", 0)
        self.processing = str(18_240 + extract.night)
        entries = self.lives.codes.entries
        ids: dict[str, int] = {}
        self._canonical = np.array([ids.setdefault(e.code or e.term, i) for i, e in enumerate(entries)])
        self._code_ids = pa.array([code_id(int(i)) for i in self._canonical])
        self._drug_ids = pa.array([drug_code_id(int(i)) for i in self._canonical])

    def files(self) -> list[File]:
        """Every file of the set, under the supplier's names."""
        stamp = (np.datetime64("1970-01-01") + self.extract.as_at).item().strftime("%Y%m%d") + "213004"
        seed = f"agreement/{self.lives.seed}/{self.extract.practice.code}".encode()
        digest = hashlib.sha256(seed).hexdigest().upper()
        agreement = "-".join(
            (digest[:8], digest[8:12], "4" + digest[13:16], "8" + digest[17:20], digest[20:32])
        )
        makers: dict[str, Callable[[], Iterable[Sheet]]] = {
            "Admin_Organisation": self.organisations,
            "Admin_Location": self.locations,
            "Admin_OrganisationLocation": self.organisation_locations,
            "Admin_Patient": self.patients,
            "Admin_PatientHistory": self.patient_history,
            "Admin_UserInRole": self.users,
            "Agreements_SharingOrganisation": self.agreements,
            "Appointment_Session": self.sessions,
            "Appointment_SessionUser": self.session_users,
            "Appointment_Slot": self.slots,
            "CareRecord_Consultation": self.consultations,
            "CareRecord_Observation": self.observations,
            "CareRecord_Problem": self.problems,
            "Prescribing_DrugRecord": self.drug_records,
            "Prescribing_IssueRecord": self.issue_records,
            "Coding_ClinicalCode": self.clinical_codes,
            "Coding_DrugCode": self.drug_codes,
        }
        return [
            File(
                f"291_{table}_{stamp}_{agreement}.csv",
                self._dirtied(table, makers.get(table, _nothing(table))),
            )
            for table in TABLES
        ]

    def _dirtied(self, table: str, make: Callable[[], Iterable[Sheet]]) -> Callable[[], Iterable[Sheet]]:
        def sheets() -> Iterable[Sheet]:
            for sheet in make():
                yield from self.dirt.apply(table, self.extract, sheet)

        return sheets

    def _sheet(self, table: str, rows: int, columns: dict[str, Column], numbers: Ints | None = None) -> Sheet:
        if "OrganisationGuid" in TABLES[table]:
            columns.setdefault("OrganisationGuid", self.organisation)
        if "ProcessingId" in TABLES[table]:
            columns.setdefault("ProcessingId", self.processing)
        if "Deleted" in TABLES[table]:
            columns.setdefault("Deleted", "false")
        return Sheet(TABLES[table], rows, columns, numbers)

    def _patients_of(self, person: Ints) -> pa.Array:
        return guids(self.place, "patient", self.extract.registration_of[person])

    def _clinicians(self, number: Ints) -> pa.Array:
        return guids(self.place, "user", np.arange(len(labels.STAFF))).take(pa.array(number))

    # Reference tables: sent in the full extract only.

    def organisations(self) -> Iterable[Sheet]:
        """The practice itself."""
        rows = int(self.extract.full)
        yield self._sheet("Admin_Organisation", rows, {
            "CDB": str(29_001 + self.place), "OrganisationName": self.extract.practice.name,
            "ODSCode": self.extract.practice.code, "OrganisationType": "General Practice", "OpenDate": "1974-04-01",
            "MainLocationGuid": guid(self.place, "location", 0),
        })  # fmt: skip

    def locations(self) -> Iterable[Sheet]:
        """The practice's building."""
        yield self._sheet("Admin_Location", int(self.extract.full), {
            "LocationGuid": guid(self.place, "location", 0), "LocationName": self.extract.practice.name,
            "LocationTypeDescription": "Surgery", "OpenDate": "1974-04-01", "Town": TOWN, "County": COUNTY,
        })  # fmt: skip

    def organisation_locations(self) -> Iterable[Sheet]:
        """Practice and building."""
        yield self._sheet("Admin_OrganisationLocation", int(self.extract.full), {
            "LocationGuid": guid(self.place, "location", 0), "IsMainLocation": "true",
        })  # fmt: skip

    def agreements(self) -> Iterable[Sheet]:
        """The sharing agreement is active."""
        yield self._sheet("Agreements_SharingOrganisation", int(self.extract.full), {
            "IsActivated": "true", "LastModifiedDate": "2025-03-03 10:12:00", "Disabled": "false",
        })  # fmt: skip

    def users(self) -> Iterable[Sheet]:
        """Staff."""
        rows = len(labels.STAFF) if self.extract.full else 0
        staff = labels.STAFF[:rows]
        numbers = np.arange(rows)
        yield self._sheet("Admin_UserInRole", rows, {
            "UserInRoleGuid": guids(self.place, "user", numbers), "Title": pa.array([s[0] for s in staff], pa.string()),
            "GivenName": pa.array([s[3] for s in staff], pa.string()), "Surname": pa.array([s[4] for s in staff], pa.string()),
            "JobCategoryCode": pa.array([s[1] for s in staff], pa.string()),
            "JobCategoryName": pa.array([s[2] for s in staff], pa.string()), "ContractStartDate": "2018-04-01",
        })  # fmt: skip

    def clinical_codes(self) -> Iterable[Sheet]:
        """The dictionary of clinical codes; some entries arrive a night late."""
        entries = self.lives.codes.entries
        rows = [i for i, e in enumerate(entries) if e.category != "dmd" and self._canonical[i] == i]
        late = [
            i
            for i in rows
            if self.dirt.codes_late(self.extract.practice) and entries[i].list_id in _HELD_BACK
        ]
        if self.extract.full:
            rows = [i for i in rows if i not in late]
        else:
            rows = late if self.extract.late_codes else []
        chosen = [entries[i] for i in rows]
        concept = [
            e.code or (sctid.with_check_digit(f"{77_310 + i}100000610") if i % 2 else "")
            for i, e in zip(rows, chosen, strict=True)
        ]
        read = [
            "" if e.code else f"EMISNQ{e.term[:2].upper()}{i % 100}"
            for i, e in zip(rows, chosen, strict=True)
        ]
        texts = {
            "Term": [e.term for e in chosen], "SnomedCTConceptId": concept, "ReadTermId": read,
            "EmisCodeCategoryDescription": [e.category for e in chosen],
            "SnomedCTDescriptionId": [sctid.with_check_digit(f"{51_200 + i}100000611") for i in rows],
        }  # fmt: skip
        columns: dict[str, Column] = {name: pa.array(values, pa.string()) for name, values in texts.items()}
        columns["CodeId"] = self._code_ids.take(pa.array(rows, pa.int64()))
        yield self._sheet("Coding_ClinicalCode", len(rows), columns)

    def drug_codes(self) -> Iterable[Sheet]:
        """The dictionary of medicines."""
        entries = self.lives.codes.entries
        rows = [
            i
            for i, e in enumerate(entries)
            if e.category == "dmd" and self._canonical[i] == i and self.extract.full
        ]
        yield self._sheet("Coding_DrugCode", len(rows), {
            "CodeId": self._drug_ids.take(pa.array(rows, pa.int64())),
            "Term": pa.array([entries[i].term for i in rows], pa.string()),
            "DmdProductCodeId": pa.array([entries[i].code for i in rows], pa.string()),
        })  # fmt: skip

    # People.

    def patients(self) -> Iterable[Sheet]:
        """Patients: one row each, registered or once registered."""
        rows = self.extract.patients
        registrations, people = self.lives.registrations, self.lives.people
        person = registrations.person[rows]
        care = self.lives.care
        dead = np.where(self.lives.death[person] == registrations.end[rows], self.lives.death[person], j.NONE)
        yield self._sheet("Admin_Patient", len(rows), {
            "PatientGuid": guids(self.place, "patient", rows),
            "UsualGpUserInRoleGuid": self._clinicians(person % labels.GPS),
            "Sex": lookup(("F", "M"), people.sex[person]), "DateOfBirth": iso_days(people.birth[person]),
            "DateOfDeath": iso_days(dead), "Title": labels.titles(people, person),
            "GivenName": labels.given_names(people, person), "Surname": labels.family_names(people, person),
            "DateOfRegistration": iso_days(registrations.start[rows]),
            "NhsNumber": lookup(self.nhs_numbers, person), "PatientNumber": whole(rows + 1),
            "PatientTypeDescription": lookup(("Regular", "Temporary"), people.status[person] == TEMPORARY),
            "DummyType": flags(people.status[person] == TEST, "true", "false"),
            "HouseNameFlatNumber": labels.home_names(people, self.lives.places, person),
            "NumberAndStreet": (labels.house_numbers(people, self.lives.places, person), " ",
                                labels.street_names(people, self.lives.places, person)),
            "Town": TOWN, "County": COUNTY, "Postcode": labels.postcodes(people, self.lives.places, person, space=False),
            "ResidentialInstituteCode": flags((people.home[person] >= 0) & (person % 3 == 0), "RH", ""),
            "PersonGuid": guids(0, "person", person), "DateOfDeactivation": iso_days(registrations.end[rows]),
            "SpineSensitive": flags(care.spine_sensitive[person], "true", "false"),
            "IsConfidential": flags(care.confidential[person], "true", "false"),
            "MobilePhone": ("07700 900", lookup([f"{i:03d}" for i in range(1000)], person % 1000)),
        }, rows)  # fmt: skip

    def patient_history(self) -> Iterable[Sheet]:
        """Registration events: registered, and deducted or dead where that followed."""
        registrations = self.lives.registrations
        rows = self.extract.patients
        for status, day in (("Registered", registrations.start[rows]), ("", registrations.end[rows])):
            real = np.flatnonzero(day != j.NONE)
            person = registrations.person[rows[real]]
            ended = flags(self.lives.people.status[person] == DIED, "Death", "Deducted")
            yield self._sheet("Admin_PatientHistory", len(real), {
                "PatientGuid": guids(self.place, "patient", rows[real]), "HistoryDate": iso_days(day[real]),
                "HistoryTime": times(540 + rows[real] % 480), "StatusDescription": status or ended,
            })  # fmt: skip

    # Appointments.

    def _session_keys(self) -> Ints:
        book, rows = self.lives.appointments, self.extract.appointments
        return book.day[rows] * 32 + book.clinician[rows] * 2 + (book.minute[rows] >= 780)

    def sessions(self) -> Iterable[Sheet]:
        """Half days of one clinician."""
        keys = np.unique(self._session_keys())
        day, half, clinician = keys // 32, keys % 2, keys // 2 % 16
        yield self._sheet("Appointment_Session", len(keys), {
            "AppointmentSessionGuid": guids(self.place, "session", keys),
            "Description": lookup([f"{s[2]} clinic" for s in labels.STAFF], clinician),
            "LocationGuid": guid(self.place, "location", 0), "SessionTypeDescription": "Timed",
            "SessionCategoryDisplayName": "General", "StartDate": iso_days(day), "EndDate": iso_days(day),
            "StartTime": lookup(("08:30:00", "13:00:00"), half), "EndTime": lookup(("13:00:00", "18:30:00"), half),
            "Private": "false",
        })  # fmt: skip

    def session_users(self) -> Iterable[Sheet]:
        """Who holds each session."""
        keys = np.unique(self._session_keys())
        yield self._sheet("Appointment_SessionUser", len(keys), {
            "SessionGuid": guids(self.place, "session", keys), "UserInRoleGuid": self._clinicians(keys // 2 % 16),
        }, keys)  # fmt: skip

    def slots(self) -> Iterable[Sheet]:
        """Slots with a patient; a cancelled one has lost its patient."""
        book, rows = self.lives.appointments, self.extract.appointments
        status, mode, minute = book.status[rows], book.mode[rows], book.minute[rows]
        done = status == FULFILLED
        patient = pc.if_else(pa.array(status == CANCELLED), "", self._patients_of(book.person[rows]))
        yield self._sheet("Appointment_Slot", len(rows), {
            "SlotGuid": guids(self.place, "slot", rows), "AppointmentDate": iso_days(book.day[rows]),
            "AppointmentStartTime": times(minute), "PlannedDurationInMinutes": whole(book.length[rows]),
            "PatientGuid": patient, "SendInTime": pc.if_else(pa.array(done), times(minute + rows % 19), ""),
            "LeftTime": pc.if_else(pa.array(done), times(minute + rows % 19 + book.length[rows]), ""),
            "DidNotAttend": flags(status == NO_SHOW, "true", "false"),
            "ActualDurationInMinutes": pc.if_else(pa.array(done), whole(book.length[rows]), ""),
            "SessionGuid": guids(self.place, "session", self._session_keys()),
            "BookedDate": iso_days(book.booked[rows]), "BookedTime": times(500 + rows % 500),
            "SlotStatus": lookup(("Booked", "Left", "DNA", "Cancelled"), _position(status, (BOOKED, FULFILLED, NO_SHOW, CANCELLED))),
            "SlotType": "Routine appointment", "IsBookableOnline": flags(rows % 4 == 0, "true", "false"),
            "BookingMethod": flags(rows % 5 == 0, "Online", "Practice"),
            "ModeOfContact": lookup(("Face to Face", "Telephone", "Home Visit", "Video"), _position(mode, (FACE, PHONE, HOME_VISIT, VIDEO))),
            "IsBlocked": "false", "NationalSlotCategoryName": lookup(KINDS, book.kind[rows]),
            "ContextType": "Care Related Encounter", "ServiceSetting": "General Practice",
        }, rows)  # fmt: skip
        gone = self.extract.deleted_appointments
        yield self._sheet(
            "Appointment_Slot", len(gone), {"SlotGuid": guids(self.place, "slot", gone), "Deleted": "true"}
        )

    # The care record.

    def consultations(self) -> Iterable[Sheet]:
        """Consultations."""
        contacts, rows = self.lives.contacts, self.extract.contacts
        slot = contacts.appointment[rows]
        slots = pc.if_else(pa.array(slot >= 0), guids(self.place, "slot", np.maximum(slot, 0)), "")
        clinician = self._clinicians(contacts.clinician[rows])
        yield self._sheet("CareRecord_Consultation", len(rows), {
            "ConsultationGuid": guids(self.place, "contact", rows), "PatientGuid": self._patients_of(contacts.person[rows]),
            "EffectiveDate": iso_days(contacts.day[rows]), "EffectiveDatePrecision": "YMD",
            "EnteredDate": iso_days(contacts.day[rows]), "EnteredTime": times(contacts.minute[rows]),
            "ClinicianUserInRoleGuid": clinician, "EnteredByUserInRoleGuid": clinician, "AppointmentSlotGuid": slots,
            "ConsultationSourceTerm": lookup(_SETTINGS, contacts.setting[rows]), "Complete": "true",
            "ConsultationType": "Consultation", "IsConfidential": "false",
        })  # fmt: skip

    def observations(self) -> Iterable[Sheet]:
        """Coded entries; both values of a blood pressure hang under its heading entry."""
        events, rows = self.lives.events, self.extract.events
        contact = self.lives.contact_of_event[rows]
        contacts = self.lives.contacts
        precision = events.precision[rows]
        day = events.day[rows]
        clinician = self._clinicians(contacts.clinician[contact])
        parent = self.lives.heading_of_event[rows]
        parents = pc.if_else(pa.array(parent >= 0), guids(self.place, "event", np.maximum(parent, 0)), "")
        problem = events.kind[rows] == j.PROBLEM
        yield self._sheet("CareRecord_Observation", len(rows), {
            "ObservationGuid": guids(self.place, "event", rows), "PatientGuid": self._patients_of(events.person[rows]),
            "EffectiveDate": iso_days(np.where(precision == j.UNKNOWN, j.NONE, _padded(day, precision))),
            "EffectiveDatePrecision": lookup(_PRECISION, precision), "EnteredDate": iso_days(contacts.day[contact]),
            "EnteredTime": times(contacts.minute[contact]), "ClinicianUserInRoleGuid": clinician,
            "EnteredByUserInRoleGuid": clinician, "ParentObservationGuid": parents,
            "CodeId": self._code_ids.take(pa.array(events.code[rows].astype(np.int64))),
            "ConsultationGuid": guids(self.place, "contact", contact), "Value": decimals(events.value[rows], 3),
            "NumericUnit": lookup(j.UNITS, events.unit[rows]), "ObservationType": lookup(_TYPES, events.kind[rows]),
            "Abnormal": "false", "Episode": flags(problem, "First", "None"), "IsConfidential": "false",
        }, rows)  # fmt: skip
        gone = self.extract.deleted_events
        yield self._sheet("CareRecord_Observation", len(gone), {
            "ObservationGuid": guids(self.place, "event", gone), "PatientGuid": self._patients_of(events.person[gone]), "Deleted": "true",
        })  # fmt: skip

    def problems(self) -> Iterable[Sheet]:
        """Problems: the extension rows of the observations that are one."""
        events = self.lives.events
        rows = self.extract.events[events.kind[self.extract.events] == j.PROBLEM]
        ended = events.end[rows] != j.NONE
        yield self._sheet("CareRecord_Problem", len(rows), {
            "ObservationGuid": guids(self.place, "event", rows), "PatientGuid": self._patients_of(events.person[rows]),
            "EndDate": iso_days(events.end[rows]), "EndDatePrecision": flags(ended, "YMD", ""),
            "ExpectedDuration": "0", "ProblemStatusDescription": flags(ended, "Past Problem", "Active Problem"),
            "SignificanceDescription": flags(ended, "Minor Problem", "Significant Problem"),
        })  # fmt: skip

    # Medicines.

    def drug_records(self) -> Iterable[Sheet]:
        """Authorisations."""
        drugs, rows = self.lives.medicines, self.extract.courses
        end = np.where(drugs.end[rows] > self.extract.as_at, j.NONE, drugs.end[rows])
        clinician = self._clinicians(rows % labels.GPS)
        kind = drugs.kind[rows]
        yield self._sheet("Prescribing_DrugRecord", len(rows), {
            "DrugRecordGuid": guids(self.place, "course", rows), "PatientGuid": self._patients_of(drugs.person[rows]),
            "EffectiveDate": iso_days(drugs.start[rows]), "EffectiveDatePrecision": "YMD",
            "EnteredDate": iso_days(drugs.start[rows]), "EnteredTime": times(540 + rows % 500),
            "ClinicianUserInRoleGuid": clinician, "EnteredByUserInRoleGuid": clinician,
            "CodeId": self._drug_ids.take(pa.array(drugs.code[rows])), "Dosage": lookup(drugs.doses, drugs.dose[rows]),
            "Quantity": decimals(drugs.quantity[rows].astype(float), 3), "QuantityUnit": lookup(drugs.units, drugs.unit[rows]),
            "PrescriptionType": lookup(("Acute", "Repeat", "Repeat Dispensing"), kind),
            "IsActive": flags(end == j.NONE, "true", "false"), "CancellationDate": iso_days(np.where(kind == ACUTE, j.NONE, end)),
            "NumberOfIssues": whole(1 + rows % 6), "NumberOfIssuesAuthorised": flags(kind >= REPEAT, "12", "1"),
            "IsConfidential": "false",
        }, rows)  # fmt: skip

    def issue_records(self) -> Iterable[Sheet]:
        """Issues."""
        drugs, rows = self.lives.medicines, self.extract.issues
        course = drugs.issue_course[rows]
        clinician = self._clinicians(course % labels.GPS)
        yield self._sheet("Prescribing_IssueRecord", len(rows), {
            "IssueRecordGuid": guids(self.place, "issue", rows), "PatientGuid": self._patients_of(drugs.person[course]),
            "DrugRecordGuid": guids(self.place, "course", course), "EffectiveDate": iso_days(drugs.issue_day[rows]),
            "EffectiveDatePrecision": "YMD", "EnteredDate": iso_days(drugs.issue_day[rows]),
            "EnteredTime": times(480 + rows % 600), "ClinicianUserInRoleGuid": clinician,
            "EnteredByUserInRoleGuid": clinician, "CodeId": self._drug_ids.take(pa.array(drugs.code[course])),
            "Dosage": lookup(drugs.doses, drugs.dose[course]), "Quantity": decimals(drugs.quantity[course].astype(float), 3),
            "QuantityUnit": lookup(drugs.units, drugs.unit[course]), "CourseDurationInDays": whole(drugs.days[course]),
            "EstimatedNhsCost": "2.1500", "IsConfidential": "false", "IsPrescribedAsContraceptive": "false",
            "IsPrivatelyPrescribed": "false", "IssueMethodDescription": "Electronic",
        }, rows)  # fmt: skip
        gone = self.extract.deleted_issues
        yield self._sheet("Prescribing_IssueRecord", len(gone), {
            "IssueRecordGuid": guids(self.place, "issue", gone),
            "PatientGuid": self._patients_of(drugs.person[drugs.issue_course[gone]]), "Deleted": "true",
        })  # fmt: skip


def _nothing(table: str) -> Callable[[], Iterable[Sheet]]:
    return lambda: [Sheet(TABLES[table], 0, {})]


def _position(values: Ints, order: tuple[int, ...]) -> Ints:
    table = np.zeros(max(order) + 1, dtype=np.int64)
    table[list(order)] = np.arange(len(order))
    return table[values]


def _padded(day: Ints, precision: Ints) -> Ints:
    """The first of the month or year where that is all that is known."""
    moments = day.astype("datetime64[D]")
    months = moments.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    years = moments.astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    return np.where(precision == j.YEAR, years, np.where(precision == j.MONTH, months, day))
