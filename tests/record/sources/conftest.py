"""Small extracts in the suppliers' shapes, written by the tests, and a practice that takes them.

The headings under ``headers`` are the suppliers', independently of what the sources declare.
"""

from __future__ import annotations

import csv
import io
import random
import uuid
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from openpcn.record.intake import Limits, Receipt, make_manifest, take
from openpcn.record.reference import Reference
from openpcn.record.sources import source
from openpcn.record.store import Part, Store


def headers(source: str) -> dict[str, str]:
    """Table -> its column headings in file order, from the supplier's column tables."""
    lines = (Path(__file__).parent / "headers" / f"{source}.txt").read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines)


def guid(name: str) -> str:
    """The supplier's spelling of a GUID that stands for ``name``: braces, upper case."""
    return "{" + local(name).upper() + "}"


def local(name: str) -> str:
    """The record's spelling of the same."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))


@dataclass
class Extract:
    """One delivery being written: rows by table; every declared header is written, also without rows."""

    practice: str
    headers: dict[str, str]
    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    encoding: str = "utf-8"
    source: str = ""
    without: dict[str, set[str]] = field(default_factory=dict)  # columns left out of a table's header
    also: dict[str, list[str]] = field(default_factory=dict)  # columns added to a table's header
    skip: set[str] = field(default_factory=set)  # tables not delivered
    shuffle: int | None = None  # seed of a column order
    again: tuple[str, ...] = ()  # tables that a delta sends again whole, as agreed

    @property
    def read(self) -> set[str]:
        """The tables that the source reads: written in any case, the others where they have rows."""
        return {table.name for table in source(self.source).tables}

    def add(self, table: str, **values: str) -> Extract:
        self.rows.setdefault(table, []).append(values)
        return self

    def file_name(self, table: str) -> str:
        raise NotImplementedError

    def write(self, folder: Path, *, kind: str, as_at: date, based_on: date | None) -> Path:
        folder.mkdir(parents=True)
        counts = {}
        for table, heading in self.headers.items():
            if table in self.skip or (table not in self.rows and table not in self.read):
                continue
            columns = [c for c in heading.split() if c not in self.without.get(table, set())]
            columns += self.also.get(table, [])
            if self.shuffle is not None:
                random.Random(self.shuffle).shuffle(columns)
            rows = self.rows.get(table, [])
            for row in rows:
                assert not (unknown := set(row) - set(columns) - self.without.get(table, set())), (
                    table,
                    unknown,
                )
            out = io.StringIO(newline="")
            writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
            writer.writerow(columns)
            writer.writerows([row.get(column, "") for column in columns] for row in rows)
            name = self.file_name(table)
            (folder / name).write_bytes(out.getvalue().encode(self.encoding))
            counts[name] = len(rows)
        make_manifest(
            folder,
            source=self.source,
            practice=self.practice,
            as_at=as_at,
            kind=kind,
            based_on=based_on,
            rows=counts,
            test_data=True,
            whole=self.again,
        )
        return folder


class EmisExtract(Extract):
    """Bulk CSV set, version 8.2; names ending in Guid are written in braces, ProcessingId counts up."""

    def __init__(
        self, practice: str = "Z99001", processing: int = 100, layout: str = "emis", own: str = "practice"
    ) -> None:
        super().__init__(practice, headers(layout), source="emis")
        self.own = own  # stands for the organisation's GUID
        self.processing = processing
        self.prefix = "bulk_291"

    def file_name(self, table: str) -> str:
        return f"{self.prefix}_{table}_20260209203000_45E7CD20-EE37-41AB-90D6-DC9D4B03D102.csv"

    def add(self, table: str, **values: str) -> Extract:
        self.processing += 1
        row = {
            "OrganisationGuid": self.own,
            "Deleted": "false",
            "ProcessingId": str(self.processing),
            **values,
        }
        held = self.headers[table].split()
        row = {column: text for column, text in row.items() if column in held}
        for column, text in row.items():
            if column.endswith("Guid") and text and not text.startswith(("{", "=")):
                row[column] = guid(text)
            elif text.startswith("="):
                row[column] = text[1:]  # exactly as written
        return super().add(table, **row)

    def base(self) -> EmisExtract:
        """An organisation, two clinicians and a few codes."""
        self.add("Admin_Organisation", OrganisationName="Willow Surgery", ODSCode=self.practice)
        self.add("Admin_UserInRole", UserInRoleGuid="gp", Title="Dr", GivenName="Ada", Surname="Marsh")
        self.add("Admin_UserInRole", UserInRoleGuid="nurse", Title="Sr", GivenName="Bo", Surname="Reed")
        self.code("1001", "Essential hypertension", snomed="59621000", read="G20..")
        self.code("1002", "Systolic blood pressure", snomed="72313002", read="2469.")
        self.code("1003", "Diastolic blood pressure", snomed="1091811000000102", read="246A.")
        self.code("1004", "Blood pressure", snomed="75367002", read="246..")
        self.add("Coding_DrugCode", CodeId="2001", Term="Ramipril 5mg capsules", DmdProductCodeId="318902004")
        return self

    def code(
        self, code: str, term: str, snomed: str = "", read: str = "", category: str = "Conditions"
    ) -> Extract:
        return self.add(
            "Coding_ClinicalCode",
            CodeId=code,
            Term=term,
            SnomedCTConceptId=snomed,
            ReadTermId=read,
            EmisCodeCategoryDescription=category,
        )

    def patient(self, name: str, **values: str) -> Extract:
        row = {
            "PatientGuid": name,
            "Sex": "F",
            "DateOfBirth": "1950-05-01",
            "Title": "Mrs",
            "GivenName": "Ann",
            "Surname": "Brook",
            "DateOfRegistration": "2001-02-03",
            "NhsNumber": "9990000018",
            "PatientTypeDescription": "Regular",
            "DummyType": "false",
            "SpineSensitive": "false",
            "IsConfidential": "false",
            "NumberAndStreet": "1 Mill Lane",
            "Town": "Fenwick",
            "Postcode": "ZZ991AA",
            "UsualGpUserInRoleGuid": "gp",
        }
        return self.add("Admin_Patient", **{**row, **values})

    def observation(self, name: str, patient: str, code: str, on: str, **values: str) -> Extract:
        row = {
            "ObservationGuid": name,
            "PatientGuid": patient,
            "CodeId": code,
            "EffectiveDate": on,
            "EffectiveDatePrecision": "YMD",
            "EnteredDate": on,
            "EnteredTime": "10:15:00",
            "Value": "",
            "ObservationType": "Observation",
            "IsConfidential": "false",
        }
        return self.add("CareRecord_Observation", **{**row, **values})

    def drug(self, name: str, patient: str, on: str, **values: str) -> Extract:
        row = {
            "DrugRecordGuid": name,
            "PatientGuid": patient,
            "CodeId": "2001",
            "EffectiveDate": on,
            "EffectiveDatePrecision": "YMD",
            "EnteredDate": on,
            "Dosage": "One a day",
            "Quantity": "28.000",
            "QuantityUnit": "capsule",
            "PrescriptionType": "Repeat",
            "IsActive": "true",
            "IsConfidential": "false",
        }
        return self.add("Prescribing_DrugRecord", **{**row, **values})

    def issue(self, name: str, patient: str, on: str, **values: str) -> Extract:
        row = {
            "IssueRecordGuid": name,
            "PatientGuid": patient,
            "CodeId": "2001",
            "EffectiveDate": on,
            "EffectiveDatePrecision": "YMD",
            "EnteredDate": on,
            "Quantity": "28.000",
            "QuantityUnit": "capsule",
            "CourseDurationInDays": "28",
            "IsConfidential": "false",
        }
        return self.add("Prescribing_IssueRecord", **{**row, **values})

    def slot(self, name: str, patient: str, on: str, **values: str) -> Extract:
        row = {
            "SlotGuid": name,
            "PatientGuid": patient,
            "AppointmentDate": on,
            "AppointmentStartTime": "09:30:00",
            "PlannedDurationInMinutes": "10",
            "SessionGuid": "session",
            "DidNotAttend": "false",
        }
        return self.add("Appointment_Slot", **{**row, **values})


class SystmOneExtract(Extract):
    """Reporting set, layout 93; rows number themselves, IDOrganisation and visibility are the practice's."""

    def __init__(self, practice: str = "Z99002", first: int = 1) -> None:
        super().__init__(practice, headers("systmone"), encoding="cp1252", source="systmone")
        self.next = first
        self.delta = False
        self.whole: set[str] = set()  # tables that a delta sends whole

    def file_name(self, table: str) -> str:
        return f"{table}.csv"

    def add(self, table: str, **values: str) -> Extract:
        row = {
            "IDOrganisationVisibleTo": self.practice,
            "IDOrganisation": self.practice,
            "RemovedData": "0",
            **values,
        }
        if "RowIdentifier" not in row:
            row["RowIdentifier"] = str(self.next)
            self.next += 1
        held = self.headers[table].split()
        return super().add(table, **{column: text for column, text in row.items() if column in held})

    def removed(self, table: str, row: str) -> Extract:
        """A delete row: nothing but its number."""
        return super().add(table, RowIdentifier=row, RemovedData="1")

    def write(self, folder: Path, *, kind: str, as_at: date, based_on: date | None) -> Path:
        if "SRManifest" not in self.rows:
            for table in self.headers:
                read = table in self.read or table in self.rows
                if read and table not in ("SRManifest", "SRMapping") and table not in self.skip:
                    delta = self.delta and table not in self.whole
                    self.add("SRManifest", FileName=table, IsDelta="Y" if delta else "N", IsReference="N")
        return super().write(folder, kind=kind, as_at=as_at, based_on=based_on)

    def base(self) -> SystmOneExtract:
        """The look-ups that numbers point to, and a clinician."""
        for number, text in (
            ("9001", "Booked"),
            ("9002", "Finished"),
            ("9003", "Did Not Attend"),
            ("9004", "Home"),
        ):
            self.add("SRMapping", RowIdentifier=number, IdMappingGroup="1", Mapping=text)
        self.add("SRMapping", RowIdentifier="9005", IdMappingGroup="1", Mapping="Correspondence only")
        self.add("SROrganisation", Name="Orchard Practice", ID=self.practice)
        self.add("SRStaffMember", RowIdentifier="501", StaffName="Dr Ivy Dale")
        self.add("SRStaffMemberProfile", RowIdentifier="601", IDStaffMember="501")
        return self

    def patient(self, row: str, **values: str) -> Extract:
        """A patient with a GMS registration and a home address."""
        held = {
            "RowIdentifier": row,
            "Title": "Mr",
            "FirstName": "Tom",
            "Surname": "Brook",
            "NHSNumber": "9990000026",
            "DateBirth": "01 May 1950 03:10",
            "Gender": "M",
            "TestPatient": "FALSE",
        }
        self.add("SRPatient", **{**held, **values})
        self.add(
            "SRPatientRegistration",
            IDPatient=row,
            DateRegistration="03 Feb 2001 00:00:00",
            RegistrationStatus="GMS",
        )
        return self.add(
            "SRPatientAddressHistory",
            IDPatient=row,
            DateEvent="03 Feb 2001 00:00:00",
            NumberOfBuilding="1",
            NameOfRoad="Mill Lane",
            NameOfTown="Fenwick",
            FullPostCode="ZZ99 1AA",
            AddressType="9004",
        )

    def code(self, row: str, patient: str, snomed: str, on: str, **values: str) -> Extract:
        held = {
            "RowIdentifier": row,
            "IDPatient": patient,
            "SNOMEDCode": snomed,
            "DateEvent": on,
            "DateEventRecorded": "02 Jan 2026 11:12:13",
            "IsNumeric": "FALSE",
            "CTV3Code": "XE0Uc",
        }
        return self.add("SRCode", **{**held, **values})

    def medication(self, row: str, patient: str, start: str, **values: str) -> Extract:
        held = {
            "RowIdentifier": row,
            "IDPatient": patient,
            "IDMultiLexDMD": "318902004",
            "NameOfMedication": "Ramipril 5mg capsules",
            "DateMedicationStart": start,
            "MedicationQuantity": "28 capsule",
            "IsRepeatMedication": "FALSE",
            "IsOtherMedication": "FALSE",
            "IsDentalMedication": "FALSE",
            "IsHospitalMedication": "FALSE",
            "IDRepeatTemplate": "-1",
        }
        return self.add("SRPrimaryCareMedication", **{**held, **values})


class Practice:
    """One practice's store: takes deliveries one after another and shows what the record then says."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.store = Store(home / "home")
        self.part: Part | None = None
        self.count = 0

    def take(
        self,
        extract: Extract,
        as_at: str = "2026-02-09",
        based_on: str | None = None,
        *,
        approved: bool = True,
    ) -> Receipt:
        """Full where nothing is named that it is based on, else a delta."""
        self.count += 1
        day, before = date.fromisoformat(as_at), date.fromisoformat(based_on) if based_on else None
        folder = extract.write(
            self.home / f"{self.count}", kind="delta" if before else "full", as_at=day, based_on=before
        )
        return self.take_folder(folder, Limits(approved=approved))

    def take_folder(self, folder: Path, limits: Limits | None = None) -> Receipt:
        taken = take(
            folder,
            self.store,
            self.part,
            today=date(2026, 3, 1),
            reference=Reference(None),
            limits=limits or Limits(approved=True),
        )
        receipt = taken.receipt
        assert receipt.rows_in == receipt.accepted + receipt.normalised + receipt.quarantined
        if taken.part is not None:
            self.part = self.store.part(taken.part.part_id)
        return receipt

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Rows of a record table, each with the patient's local id."""
        assert self.part is not None
        people = self.part.table("patient").to_pylist()
        rows = self.part.table(table).to_pylist()
        return [{**row, "local_id": people[row["patient"]]["local_id"]} for row in rows]

    def row(self, table: str, key: str) -> dict[str, Any]:
        """The row whose source_key (patient: local_id) is ``key``."""
        column = "local_id" if table == "patient" else "source_key"
        found = [row for row in self.rows(table) if row[column] == key]
        assert len(found) == 1, f"{len(found)} rows of {table} with that key"
        return found[0]

    def keys(self, table: str) -> set[str]:
        column = "local_id" if table == "patient" else "source_key"
        return {row[column] for row in self.rows(table)}

    @property
    def hashes(self) -> dict[str, str]:
        assert self.part is not None
        return self.part.description.hashes


@pytest.fixture
def practice(tmp_path: Path) -> Practice:
    return Practice(tmp_path)


@pytest.fixture
def another(tmp_path: Path) -> Practice:
    """A second site, to compare with."""
    return Practice(tmp_path / "another")


@pytest.fixture
def emis() -> type[EmisExtract]:
    return EmisExtract


@pytest.fixture
def systmone() -> type[SystmOneExtract]:
    return SystmOneExtract


@pytest.fixture
def key() -> Any:
    """The record's spelling of a named GUID."""
    return local
