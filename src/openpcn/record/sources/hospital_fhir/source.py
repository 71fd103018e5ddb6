"""Admissions and attendances that a hospital sends as FHIR Encounters, beside a practice's own extract."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import duckdb

from openpcn.record.sources.base import ColumnRule, Kind, RecordContext, SetAside, Staged, SupplierTable
from openpcn.record.sources.fhir import contacts, files, people, tables
from openpcn.record.sources.fhir import stage as staging
from openpcn.record.sources.fhir.elements import Addresses, ElementError, Json
from openpcn.record.sources.fhir.shape import Shape
from openpcn.record.sources.fhir.source import FhirSource
from openpcn.record.sources.fhir_r4.resources import NOT_USED

PERSON = tables.table(
    "HospitalPatient",
    ColumnRule("identifier", Kind.NHS_NUMBER),
    ColumnRule("birthDate", Kind.DATE, required=True, formats=("%Y-%m-%d",), future=False),
)
STAY = SupplierTable(
    "HospitalStay",
    r"(?!)",
    (
        ColumnRule("id", required=True),
        ColumnRule("subject"),  # id of the Patient in the same submission
        ColumnRule("nhs_number", Kind.NHS_NUMBER),
        ColumnRule("birth_date", Kind.DATE, formats=("%Y-%m-%d",), future=False),
        ColumnRule("provider", Kind.ODS, required=True),
        ColumnRule("provider_reference"),
        ColumnRule("kind", required=True),
        ColumnRule("date", Kind.DATE, required=True, formats=("%Y-%m-%d",), future=False),
        ColumnRule("discharged_on", Kind.DATE, formats=("%Y-%m-%d",), future=False),
        ColumnRule("method"),
        ColumnRule("specialty"),
        ColumnRule("diagnosis_code", Kind.SCTID),
        ColumnRule("diagnosis"),
        ColumnRule("destination"),
        ColumnRule("deleted", Kind.BOOL),
    ),
    key=("id",),
    deleted="deleted",
    set_aside=(
        SetAside(
            "other_practice", "the person is on another practice's list", "nhs_number", "false", another=True
        ),
        SetAside(
            "missing_value",
            "the Patient, with NHS number and date of birth, is not in the submission: nobody is named",
            "subject",
            "nhs_number IS NULL OR birth_date IS NULL",
        ),
        SetAside(
            "discharge_before_admission",
            "the day of discharge lies before the day of admission",
            "discharged_on",
            "discharged_on < date",
        ),
    ),
    expected=False,
)


def person(resource: Json, addresses: Addresses) -> dict[str, Any]:
    """Number and date of birth: nothing else of a hospital's patient is kept."""
    row = people.patient(resource | {"deceasedBoolean": None}, addresses)
    return {"identifier": row["identifier"], "birthDate": row["birthDate"]}


def stay(resource: Json, addresses: Addresses) -> dict[str, Any]:
    """An Encounter of a hospital: what is neither inpatient nor emergency is an outpatient attendance."""
    row = contacts.encounter(resource, addresses)
    if row["day"] is None:
        raise ElementError("period.start", "missing_value", "the day of admission or attendance is expected")
    kind = contacts.HOSPITAL.get(row["class"] or "", "outpatient_attendance")
    return {
        "subject": row["patient"],
        "provider": row["provider"],
        "provider_reference": row["provider_reference"],
        "kind": kind,
        "date": row["day"],
        "discharged_on": row["ended"] if kind == "admission" else None,
        "method": row["method"] or ("emergency" if kind == "emergency_attendance" else None),
        "specialty": row["specialty"],
        "diagnosis_code": row["diagnosis_code"],
        "diagnosis": row["diagnosis"],
        "destination": row["destination"],
    }


def why_not(resource: Json) -> str | None:
    """Why a resource of a type that is read is nevertheless not: it has not happened."""
    status = resource.get("status")
    if resource["resourceType"] == "Encounter" and status in ("planned", "cancelled"):
        return f"status {status}: it did not take place"
    return None


SHAPE = Shape(
    (tables.NAMED, PERSON, STAY),
    {
        "Patient": ("HospitalPatient", person),
        "Encounter": ("HospitalStay", stay),
        "Organization": ("FhirNamed", people.organization),
        "Location": ("FhirNamed", people.organization),
        "Practitioner": ("FhirNamed", people.practitioner),
        "PractitionerRole": ("FhirNamed", people.practitioner_role),
    },
    NOT_USED,
    why_not,
)

# Whose an encounter is, and where it was, from the other resources of the submission.
_NAMED = """
UPDATE "fhir HospitalStay" s
SET nhs_number = p.identifier, birth_date = p."birthDate"
FROM "fhir HospitalPatient" p
WHERE p.id = s.subject AND p.deleted IS NULL AND s.deleted IS NULL;
UPDATE "fhir HospitalStay" s
SET provider = o.ods
FROM "fhir FhirNamed" o
WHERE s.provider IS NULL AND o.ods IS NOT NULL
    AND s.provider_reference IN (o.type || '/' || o.id, '/' || o.id)
"""


class HospitalFhir(FhirSource):
    """A companion: a full submission replaces what its hospitals said before, a delta adds and changes."""

    name: ClassVar[str] = "hospital_fhir"
    shape: ClassVar[Shape] = SHAPE
    tables: ClassVar[tuple[SupplierTable, ...]] = SHAPE.tables
    supplies: ClassVar[frozenset[str]] = frozenset({"hospital_stay"})
    companion: ClassVar[bool] = True
    group_files: ClassVar[bool] = True
    speaks_for: ClassVar[str | None] = "provider"

    def is_this(self, found: Sequence[Path]) -> bool:
        """Encounters and whom they name, nothing else."""
        return files.encounters_only(found) and not any(files.is_stu3(path) for path in found)

    def stage(self, con: duckdb.DuckDBPyConnection, folder: Path, files: Sequence[str]) -> Staged | None:
        """One row or one fault for every resource; each stay with its person's number and date of birth."""
        staged = staging.stage(con, SHAPE, folder, files)
        if not staged.torn:
            con.execute(_NAMED)
        return staged

    def practice_of(self, con: duckdb.DuckDBPyConnection) -> set[str]:
        """No contradiction: a hospital's file is about people of many practices."""
        return set()

    def supplied(self, con: duckdb.DuckDBPyConnection) -> frozenset[str]:
        """Hospital stays."""
        return self.supplies

    def to_record(self, con: duckdb.DuckDBPyConnection, context: RecordContext) -> None:
        """Row by row."""
        con.execute(
            """
            CREATE TABLE record.hospital_stay AS SELECT
                local_id,
                'hospital_fhir:' || provider || '/' || id AS source_key,
                kind,
                date,
                discharged_on,
                method,
                provider,
                specialty,
                diagnosis_code AS code,
                diagnosis,
                destination,
                file,
                line
            FROM main."HospitalStay"
            """
        )
