"""Admissions, discharges and attendances: one table, and its way into the record."""

from __future__ import annotations

from typing import ClassVar

import duckdb

from openpcn.record.sources.base import Kind, RecordContext, SetAside, SupplierTable
from openpcn.record.sources.companion import (
    BIRTH_DATE,
    NHS_NUMBER,
    NOBODY_NAMED,
    OTHER_PRACTICE,
    PRACTICE,
    CompanionCsv,
    day,
    optional,
    required,
)

KINDS = ("admission", "emergency_attendance", "outpatient_attendance")

# NHS Data Dictionary, ADMISSION METHOD (HOSPITAL PROVIDER SPELL), beside the record's own words
_METHODS = {
    "elective": ("elective", "11", "12", "13"),
    "emergency": ("emergency", "21", "22", "23", "24", "25", "28", "2a", "2b", "2c", "2d"),
    "maternity": ("maternity", "31", "32", "82", "83"),
    "transfer": ("transfer", "81"),
}

STAY = SupplierTable(
    "stay",
    "(?i)(hospital|hospital_stays?|admissions?|discharges?|attendances?)([-_ .].*)?",
    (
        PRACTICE,
        NHS_NUMBER,
        BIRTH_DATE,
        required("provider", Kind.ODS),
        required("stay_id"),
        required("kind", choices=KINDS),
        day("date", required=True),
        day("discharged_on"),
        optional("method", choices=tuple(each for listed in _METHODS.values() for each in listed)),
        optional("specialty"),
        optional("diagnosis_code", Kind.SCTID),
        optional("diagnosis"),
        optional("destination"),
        optional("deleted", Kind.BOOL),
    ),
    key=("provider", "stay_id"),
    deleted="deleted",
    set_aside=(
        OTHER_PRACTICE,
        NOBODY_NAMED,
        SetAside(
            "discharge_before_admission",
            "the day of discharge lies before the day of admission",
            "discharged_on",
            "discharged_on < date",
        ),
    ),
    becomes="`hospital_stay`",
)

_METHOD = " ".join(
    f"WHEN lower(method) IN ({', '.join(repr(each) for each in listed)}) THEN '{word}'"
    for word, listed in _METHODS.items()
)


class Hospital(CompanionCsv):
    """What hospitals say of a practice's people. A full file replaces what its hospitals said before."""

    name: ClassVar[str] = "hospital"
    tables: ClassVar[tuple[SupplierTable, ...]] = (STAY,)
    supplies: ClassVar[frozenset[str]] = frozenset({"hospital_stay"})
    speaks_for: ClassVar[str | None] = "provider"

    def to_record(self, con: duckdb.DuckDBPyConnection, context: RecordContext) -> None:
        """Row by row; an attendance has no discharge."""
        con.execute(
            f"""
            CREATE TABLE record.hospital_stay AS SELECT
                local_id,
                'hospital:' || provider || '/' || stay_id AS source_key,
                lower(kind) AS kind,
                date,
                CASE WHEN lower(kind) = 'admission' THEN discharged_on END AS discharged_on,
                CASE {_METHOD} END AS method,
                provider,
                specialty,
                diagnosis_code AS code,
                diagnosis,
                destination,
                file,
                line
            FROM main.stay
            """
        )


SOURCE = Hospital()
