"""The EMIS bulk set: every table of the supplier's column list, a dictionary entry of each person's own."""

from __future__ import annotations

import uuid
from pathlib import Path
from random import Random
from typing import ClassVar

from .book import MARKER, Line
from .shape import Place, Shape
from .specified import concept_id, nhs_number

_HEADERS = Path(__file__).resolve().parents[1] / "record" / "sources" / "headers" / "emis.txt"
HEADERS = dict(line.split(": ", 1) for line in _HEADERS.read_text().splitlines())
SYSTOLIC, DIASTOLIC, HBA1C, RAMIPRIL = "1002", "1003", "1004", "2001"


def guid(name: str) -> str:
    """The supplier's spelling: braces, upper case."""
    return "{" + bare(name).upper() + "}"


def bare(name: str) -> str:
    """The record's spelling."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))


class EmisShape(Shape):
    name: ClassVar[str] = "emis"
    quote: ClassVar[bool] = True
    key_field: ClassVar[str] = "ObservationGuid"
    deleted: ClassVar[tuple[str, str]] = ("Deleted", "true")
    kept_in_deletion: ClassVar[tuple[str, ...]] = ("PatientGuid", "OrganisationGuid", "ProcessingId")
    roles: ClassVar[dict[str, Place]] = {
        "nhs_number": Place("Admin_Patient", "NhsNumber"),
        "birth_date": Place("Admin_Patient", "DateOfBirth"),
        "death_date": Place("Admin_Patient", "DateOfDeath"),
        "left_date": Place("Admin_Patient", "DateOfDeactivation"),
        "name": Place("Admin_Patient", "Surname"),
        "postcode": Place("Admin_Patient", "Postcode"),
        "not_a_person": Place("Admin_Patient", "DummyType"),
        "event_date": Place("CareRecord_Observation", "EffectiveDate", "-dx"),
        "text": Place("CareRecord_Observation", "AssociatedText", "-dx"),
        "flag": Place("CareRecord_Observation", "IsConfidential", "-dx"),
        "patient": Place("CareRecord_Observation", "PatientGuid", "-dx"),
        "key": Place("CareRecord_Observation", "ObservationGuid", "-dx"),
        "dictionary": Place("CareRecord_Observation", "CodeId", "-dx"),
        "code": Place("Coding_ClinicalCode", "SnomedCTConceptId"),
        "twice": Place("CareRecord_Observation", "ObservationGuid", "-sys"),
        "value": Place("CareRecord_Observation", "Value", "-sys"),
        "diastolic": Place("CareRecord_Observation", "Value", "-dia"),
        "hba1c": Place("CareRecord_Observation", "Value", "-hba"),
        "booking": Place("Appointment_Slot", "AppointmentStartTime"),
        "clock": Place("Appointment_Slot", "AppointmentStartTime"),
        "whole": Place("Appointment_Slot", "PlannedDurationInMinutes"),
    }

    def __init__(self, practice: str = "Z99001") -> None:
        super().__init__(practice)
        self.processing = 100
        self.book.tables = {table: [] for table in HEADERS if table != "Admin_Location"}
        self._row("Admin_Organisation", "practice", {"OrganisationName": MARKER, "ODSCode": practice})
        for code, term, snomed in (
            (SYSTOLIC, "Systolic blood pressure", "72313002"),
            (DIASTOLIC, "Diastolic blood pressure", "1091811000000102"),
            (HBA1C, "HbA1c", "999791000000106"),
        ):
            self._row(
                "Coding_ClinicalCode", code, {"CodeId": code, "Term": term, "SnomedCTConceptId": snomed}
            )
        self._row(
            "Coding_DrugCode", RAMIPRIL,
            {"CodeId": RAMIPRIL, "Term": "Ramipril 5mg capsules", "DmdProductCodeId": "318902004"},
        )  # fmt: skip

    def header(self, table: str) -> list[str]:
        return HEADERS[table].split()

    def file_name(self, table: str) -> str:
        return f"bulk_291_{table}_20260209203000_45E7CD20-EE37-41AB-90D6-DC9D4B03D102.csv"

    def nobody(self, chance: Random) -> str:
        return guid(f"nobody {chance.randrange(10_000)}")

    def fresh_key(self, line: Line) -> str:
        return guid(f"{line.key} never")

    def renumber(self, line: Line) -> None:
        self.processing += 1
        line.values["ProcessingId"] = str(self.processing)

    def add_person(self) -> int:
        number = self.people
        self.people += 1
        person = f"person {number}"
        nhs, code = nhs_number(number), str(10_000 + number)
        self._row(
            "Admin_Patient", person,
            {
                "Sex": "F", "DateOfBirth": "1950-05-01", "GivenName": MARKER,
                "Surname": f"{MARKER}son{number}",
                "DateOfRegistration": "2001-02-03", "NhsNumber": nhs, "PatientTypeDescription": "Regular",
                "DummyType": "false", "NumberAndStreet": f"{number} {MARKER} Street", "Postcode": "ZZ1 1AA",
                "SpineSensitive": "false", "IsConfidential": "false",
            },
            number, "patient", {"nhs_number": nhs},
        )  # fmt: skip
        self._row(
            "Coding_ClinicalCode", code,
            {"CodeId": code, "Term": f"term {MARKER}", "SnomedCTConceptId": concept_id(number)}, number,
        )  # fmt: skip
        self._observation(number, f"{person}-dx", code, "2019-03-02", {"code": concept_id(number)})
        self._observation(
            number, f"{person}-sys", SYSTOLIC, "2026-01-10", Value="138.000", NumericUnit="mmHg"
        )
        self._observation(
            number, f"{person}-dia", DIASTOLIC, "2026-01-10", Value="88.000", NumericUnit="mmHg"
        )
        self._observation(
            number, f"{person}-hba", HBA1C, "2026-01-10", Value="53.000", NumericUnit="mmol/mol"
        )
        drug = {
            "CodeId": RAMIPRIL, "EffectiveDate": "2020-01-01", "EffectiveDatePrecision": "YMD",
            "EnteredDate": "2020-01-01", "Quantity": "28.000", "QuantityUnit": "capsule",
            "IsConfidential": "false",
        }  # fmt: skip
        self._of(
            "Prescribing_DrugRecord", f"{person}-rx", number,
            {**drug, "Dosage": "One a day", "PrescriptionType": "Repeat", "IsActive": "true"}, "medication",
        )  # fmt: skip
        self._of(
            "Prescribing_IssueRecord", f"{person}-is", number,
            {**drug, "DrugRecordGuid": guid(f"{person}-rx"), "CourseDurationInDays": "28"}, "issue",
        )  # fmt: skip
        self._of(
            "Appointment_Slot", f"{person}-ap", number,
            {"AppointmentDate": "2026-02-20", "AppointmentStartTime": "09:30:00",
             "PlannedDurationInMinutes": "10", "DidNotAttend": "false"}, "appointment",
        )  # fmt: skip
        return number

    def _observation(
        self, person: int, key: str, code: str, day: str, says: dict[str, object] | None = None, **more: str
    ) -> None:
        held: dict[str, object] = {"implausible": False, **(says or {})}
        if "Value" in more:
            held["value"] = float(more["Value"])
        values = {
            "CodeId": code, "EffectiveDate": day, "EffectiveDatePrecision": "YMD", "EnteredDate": day,
            "EnteredTime": "10:15:00", "ObservationType": "Observation", "IsConfidential": "false", **more,
        }  # fmt: skip
        self._of("CareRecord_Observation", key, person, values, "event", held)

    def _of(
        self, table: str, key: str, person: int, values: dict[str, str], makes: str,
        says: dict[str, object] | None = None,
    ) -> None:  # fmt: skip
        who = guid(f"person {person}")
        line = self._row(table, key, {"PatientGuid": who, **values}, person, makes, says)
        line.refers["PatientGuid"] = ("Admin_Patient", who, "patient")
        if table == "CareRecord_Observation":
            line.refers["CodeId"] = ("Coding_ClinicalCode", values["CodeId"], "code")

    def _row(
        self, table: str, key: str, values: dict[str, str], person: int = -1, makes: str = "",
        says: dict[str, object] | None = None,
    ) -> Line:  # fmt: skip
        self.processing += 1
        columns = self.header(table)
        own = {"OrganisationGuid": guid("practice"), "Deleted": "false", "ProcessingId": str(self.processing)}
        first = columns[0]
        if first.endswith("Guid"):
            values = {first: guid(key), **values}
            key = key if table == "CareRecord_Observation" else values[first]
        held = {column: text for column, text in {**own, **values}.items() if column in columns}
        line = Line(table, held, key, person)
        if makes:
            made = held[first].strip("{}").lower()
            if makes == "appointment":  # a slot is given to one person after another
                made += "/" + held["PatientGuid"].strip("{}").lower()
            line.makes = {makes: (made, says or {})}
        return self.book.add(line)
