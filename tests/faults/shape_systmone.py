"""The SystmOne reporting set in Windows-1252: rows numbered, dates in words, look-ups beside."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import ClassVar

from .book import MARKER, Line
from .shape import Place, Shape
from .specified import concept_id, nhs_number

_HEADERS = Path(__file__).resolve().parents[1] / "record" / "sources" / "headers" / "systmone.txt"
HEADERS = dict(line.split(": ", 1) for line in _HEADERS.read_text().splitlines())
TABLES = (
    "SRManifest", "SRMapping", "SROrganisation", "SRPatientRegistration", "SRPatient",
    "SRPatientAddressHistory",
    "SRCode", "SRPrimaryCareMedication", "SRAppointment",
)  # fmt: skip


class SystmOneShape(Shape):
    name: ClassVar[str] = "systmone"
    quote: ClassVar[bool] = True
    encoding: ClassVar[str] = "cp1252"
    key_field: ClassVar[str] = "RowIdentifier"
    day_form: ClassVar[str] = "{d} {b} {y} 00:00:00"
    day_forms: ClassVar[dict[str, str]] = {
        "birth_date": "{d} {b} {y} 00:00",
        "death_date": "{d} {b} {y} 00:00",
    }
    deleted: ClassVar[tuple[str, str]] = ("RemovedData", "1")
    roles: ClassVar[dict[str, Place]] = {
        "nhs_number": Place("SRPatient", "NHSNumber"),
        "birth_date": Place("SRPatient", "DateBirth"),
        "death_date": Place("SRPatient", "DateDeath"),
        "left_date": Place("SRPatientRegistration", "DateDeRegistration"),
        "name": Place("SRPatient", "Surname"),
        "postcode": Place("SRPatientAddressHistory", "FullPostCode"),
        "not_a_person": Place("SRPatient", "TestPatient"),
        "event_date": Place("SRCode", "DateEvent", "-dx"),
        "code": Place("SRCode", "SNOMEDCode", "-dx"),
        "text": Place("SRCode", "SNOMEDText", "-dx"),
        "moment": Place("SRCode", "DateEventRecorded", "-dx"),
        "flag": Place("SRCode", "IsNumeric", "-dx"),
        "patient": Place("SRCode", "IDPatient", "-dx"),
        "key": Place("SRCode", "RowIdentifier", "-dx"),
        "practice": Place("SRCode", "IDOrganisationVisibleTo", "-dx"),
        "recorded_at": Place("SRCode", "IDOrganisation", "-dx"),
        "twice": Place("SRCode", "RowIdentifier", "-sys"),
        "value": Place("SRCode", "NumericValue", "-sys"),
        "diastolic": Place("SRCode", "NumericValue", "-dia"),
        "hba1c": Place("SRCode", "NumericValue", "-hba"),
        "booking": Place("SRAppointment", "DateStart"),
    }

    def __init__(self, practice: str = "Z99001") -> None:
        super().__init__(practice)
        self.next = 100_000
        self.book.tables = {table: [] for table in TABLES}
        for table in TABLES[2:]:
            self.book.add(
                Line("SRManifest", {"FileName": table, "IsDelta": "N", "IsReference": "N"}, table, -1)
            )
        self.book.add(
            Line("SRMapping", {"RowIdentifier": "9004", "IdMappingGroup": "1", "Mapping": "Home"}, "9004", -1)
        )
        self._row("SROrganisation", "organisation", {"Name": MARKER, "ID": practice})

    def header(self, table: str) -> list[str]:
        return HEADERS[table].split()

    def nobody(self, chance: Random) -> str:
        return str(990_000_000 + chance.randrange(10_000))

    def fresh_key(self, line: Line) -> str:
        self.next += 1
        return str(self.next)

    def add_person(self) -> int:
        number = self.people
        self.people += 1
        who, nhs = str(1_000 + number), nhs_number(number)
        registration = self._row(
            "SRPatientRegistration", who,
            {"DateRegistration": "03 Feb 2001 00:00:00", "RegistrationStatus": "GMS", "IDPatient": who},
            number,
        )  # fmt: skip
        registration.key = who
        patient = self._row(
            "SRPatient", who,
            {
                "RowIdentifier": who, "FirstName": MARKER, "Surname": f"{MARKER}son{number}",
                "NHSNumber": nhs,
                "DateBirth": "01 May 1950 00:00", "Gender": "F", "TestPatient": "FALSE",
            },
            number, "patient", {"nhs_number": nhs},
        )  # fmt: skip
        patient.refers = {"RowIdentifier": ("SRPatientRegistration", who, "registration")}
        self._of(
            "SRPatientAddressHistory", number, "home",
            {"DateEvent": "03 Feb 2001 00:00:00", "NumberOfBuilding": str(number), "NameOfRoad": MARKER,
             "FullPostCode": "ZZ1 1AA", "AddressType": "9004"},
        )  # fmt: skip
        concept = concept_id(number)
        self._code(number, "dx", concept, "02 Mar 2019 00:00:00", {"code": concept})
        self._code(number, "sys", "72313002", "10 Jan 2026 00:00:00", {}, "138", "mmHg")
        self._code(number, "dia", "1091811000000102", "10 Jan 2026 00:00:00", {}, "88", "mmHg")
        self._code(number, "hba", "999791000000106", "10 Jan 2026 00:00:00", {}, "53", "mmol/mol")
        self._of(
            "SRPrimaryCareMedication", number, "rx",
            {"IDMultiLexDMD": "318902004", "NameOfMedication": "Ramipril 5mg capsules",
             "DateMedicationStart": "01 Jan 2020 00:00:00", "MedicationQuantity": "28 capsule",
             "IsRepeatMedication": "FALSE", "IsOtherMedication": "FALSE", "IsDentalMedication": "FALSE",
             "IsHospitalMedication": "FALSE", "IDRepeatTemplate": "-1"},
        )  # fmt: skip
        self._of(
            "SRAppointment", number, "ap",
            {"DateStart": "20 Feb 2026 09:30:00", "DateEnd": "20 Feb 2026 09:40:00",
             "TelephoneAppointment": "FALSE"}, "appointment",
        )  # fmt: skip
        return number

    def _code(
        self, person: int, what: str, code: str, day: str, says: dict[str, object], value: str = "",
        unit: str = "",
    ) -> None:  # fmt: skip
        held: dict[str, object] = {"implausible": False, **says}
        if value:
            held["value"] = float(value)
        values = {
            "SNOMEDCode": code, "SNOMEDText": f"term {MARKER}", "DateEvent": day,
            "DateEventRecorded": "02 Jan 2026 11:12:13", "IsNumeric": "TRUE" if value else "FALSE",
            "NumericValue": value, "NumericUnit": unit, "CTV3Code": "XE0Uc",
        }  # fmt: skip
        self._of("SRCode", person, what, values, "event", held)

    def _of(
        self, table: str, person: int, what: str, values: dict[str, str], makes: str = "",
        says: dict[str, object] | None = None,
    ) -> None:  # fmt: skip
        who = str(1_000 + person)
        line = self._row(table, f"{person}-{what}", {"IDPatient": who, **values}, person, makes, says)
        line.refers = {"IDPatient": ("SRPatient", who, "patient")}

    def _row(
        self, table: str, key: str, values: dict[str, str], person: int = -1, makes: str = "",
        says: dict[str, object] | None = None,
    ) -> Line:  # fmt: skip
        self.next += 1
        own = {
            "RowIdentifier": str(self.next), "IDOrganisationVisibleTo": self.practice,
            "IDOrganisation": self.practice, "RemovedData": "0",
        }  # fmt: skip
        columns = self.header(table)
        held = {column: text for column, text in {**own, **values}.items() if column in columns}
        line = Line(table, held, key, person)
        if makes:
            line.makes = {makes: (held["RowIdentifier"], says or {})}
        return self.book.add(line)
