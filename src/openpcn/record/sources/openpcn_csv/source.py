"""The tables of the simple form, one for each of the record's, and their way into it."""

from __future__ import annotations

from typing import ClassVar

import duckdb

from openpcn.record.sources.base import (
    ColumnRule,
    CsvSource,
    Kind,
    RecordContext,
    Reference,
    SupplierTable,
    columns_to_supply,
)
from openpcn.record.tables import PRECISIONS
from openpcn.terms import units


def _required(
    name: str, kind: Kind = Kind.TEXT, choices: tuple[str, ...] = (), future: bool = False
) -> ColumnRule:
    return ColumnRule(name, kind, required=True, choices=choices, future=future)


def _optional(
    name: str, kind: Kind = Kind.TEXT, choices: tuple[str, ...] = (), future: bool = False
) -> ColumnRule:
    return ColumnRule(name, kind, may_be_absent=True, choices=choices, future=future)


_DELETED = _optional("deleted", Kind.BOOL)
_PRACTICE = _optional("practice", Kind.ODS)
_OF_PATIENT = (Reference("local_id", "patient", "local_id", "patient"),)

PATIENT = SupplierTable(
    "patient",
    "patient",
    (
        _required("practice", Kind.ODS),
        _required("local_id"),
        ColumnRule("nhs_number", Kind.NHS_NUMBER),
        _required("birth_date", Kind.DATE),
        _optional("death_date", Kind.DATE),
        _required("sex", choices=("female", "male", "other", "unknown")),
        _required("family_name"),
        _required("given_name"),
        _optional("title"),
        _optional("address"),
        _optional("postcode", Kind.POSTCODE),
        _required("registered_on", Kind.DATE),
        _optional("deregistered_on", Kind.DATE),
        _optional("registration_type", choices=("regular", "temporary", "other")),
        _optional("usual_gp"),
        _optional("confidential", Kind.BOOL),
        _optional("spine_sensitive", Kind.BOOL),
        _DELETED,
    ),
    key=("local_id",),
    deleted="deleted",
)

EVENT = SupplierTable(
    "event",
    "event",
    (
        _PRACTICE,
        _required("local_id"),
        _required("source_key"),
        ColumnRule("code", Kind.SCTID),
        _optional("source_code"),
        _optional("term"),
        ColumnRule("date", Kind.DATE, future=False),
        _optional("date_precision", choices=PRECISIONS),
        _optional("time", Kind.TIME),
        _optional("recorded_at", Kind.DATETIME),
        _optional("value", Kind.NUMBER),
        _optional("unit"),
        _optional("comparator", choices=("<", "<=", ">", ">=")),
        _optional("kind", choices=("observation", "problem", "immunisation", "referral", "administrative")),
        _optional("problem_status", choices=("active", "past")),
        _optional("problem_end", Kind.DATE),
        _optional("parent_key"),
        _optional("consultation_key"),
        _optional("confidential", Kind.BOOL),
        _DELETED,
    ),
    key=("source_key",),
    deleted="deleted",
    references=_OF_PATIENT,
)

MEDICATION = SupplierTable(
    "medication",
    "medication",
    (
        _PRACTICE,
        _required("local_id"),
        _required("source_key"),
        ColumnRule("code", Kind.SCTID),
        _required("term"),
        ColumnRule("start_date", Kind.DATE),
        _optional("end_date", Kind.DATE, future=True),
        _optional("course_type", choices=("acute", "repeat", "repeat_dispensing")),
        _optional("dose"),
        _optional("quantity", Kind.NUMBER),
        _optional("quantity_unit"),
        _optional("review_date", Kind.DATE, future=True),
        _optional("elsewhere", Kind.BOOL),
        _optional("confidential", Kind.BOOL),
        _DELETED,
    ),
    key=("source_key",),
    deleted="deleted",
    references=_OF_PATIENT,
    expected=False,
)

ISSUE = SupplierTable(
    "issue",
    "issue",
    (
        _PRACTICE,
        _required("local_id"),
        _required("source_key"),
        _optional("medication_key"),
        ColumnRule("code", Kind.SCTID),
        _required("term"),
        ColumnRule("date", Kind.DATE),
        _optional("quantity", Kind.NUMBER),
        _optional("quantity_unit"),
        _optional("days", Kind.INTEGER),
        _optional("confidential", Kind.BOOL),
        _DELETED,
    ),
    key=("source_key",),
    deleted="deleted",
    references=_OF_PATIENT,
    expected=False,
)

APPOINTMENT = SupplierTable(
    "appointment",
    "appointment",
    (
        _PRACTICE,
        _required("local_id"),
        _required("source_key"),
        _required("start", Kind.DATETIME, future=True),
        _optional("minutes", Kind.INTEGER),
        _required("status", choices=("booked", "arrived", "fulfilled", "noshow", "cancelled")),
        _optional("type"),
        _optional("mode"),
        _optional("clinician"),
        _DELETED,
    ),
    key=("source_key",),
    deleted="deleted",
    references=_OF_PATIENT,
    expected=False,
)


def _table(name: str, columns: tuple[ColumnRule, ...]) -> SupplierTable:
    """A table of people's rows that a submission need not have."""
    return SupplierTable(
        name,
        name,
        (_PRACTICE, _required("local_id"), _required("source_key"), *columns, _DELETED),
        key=("source_key",),
        deleted="deleted",
        references=_OF_PATIENT,
        expected=False,
    )


CONSULTATION = _table(
    "consultation",
    (
        ColumnRule("date", Kind.DATE, future=False),
        _optional("time", Kind.TIME),
        _optional("type"),
        _optional("mode"),
        _optional("clinician"),
        _optional("confidential", Kind.BOOL),
    ),
)

REFERRAL = _table(
    "referral",
    (
        ColumnRule("code", Kind.SCTID),
        _optional("term"),
        ColumnRule("date", Kind.DATE, future=False),
        _optional("urgency", choices=("routine", "soon", "urgent", "two_week_wait", "dated")),
        _optional("service"),
        _optional("recipient"),
        _optional("status"),
        _optional("confidential", Kind.BOOL),
    ),
)

ALLERGY = _table(
    "allergy",
    (
        ColumnRule("code", Kind.SCTID),
        _required("term"),
        ColumnRule("recorded_on", Kind.DATE, future=False),
        ColumnRule("ended", Kind.DATE, may_be_absent=True, future=False, aliases=("ended_on",)),
        _optional("confidential", Kind.BOOL),
    ),
)

HOSPITAL_STAY = _table(
    "hospital_stay",
    (
        _required("kind", choices=("admission", "emergency_attendance", "outpatient_attendance")),
        _required("date", Kind.DATE),
        _optional("discharged_on", Kind.DATE),
        _optional("method", choices=("emergency", "elective", "maternity", "transfer")),
        _optional("provider"),
        _optional("specialty"),
        _optional("code", Kind.SCTID),
        _optional("diagnosis"),
        _optional("destination"),
    ),
)

CARE_HOME_STAY = _table(
    "care_home_stay",
    (
        _required("home"),
        _optional("home_name"),
        _required("date", Kind.DATE),
        _optional("left_on", Kind.DATE),
        _optional("temporary", Kind.BOOL),
        _optional("nursing", Kind.BOOL),
    ),
)

_SPELLINGS = ", ".join(f"('{spelling}', '{unit}')" for spelling, unit in units.spellings().items())

# What an empty or absent column means, and what is worked out; every other column goes over as it is.
_MEANING: dict[tuple[str, str], str] = {
    ("patient", "sex"): "lower(sex)",
    ("patient", "registration_type"): "coalesce(lower(registration_type), 'regular')",
    ("patient", "confidential"): "coalesce(confidential, false)",
    ("patient", "spine_sensitive"): "coalesce(spine_sensitive, false)",
    ("event", "date_precision"): (
        "CASE WHEN date IS NULL THEN 'unknown' "
        "ELSE coalesce(nullif(lower(date_precision), 'unknown'), 'day') END"
    ),
    ("event", "unit"): f"coalesce((SELECT u FROM (VALUES {_SPELLINGS}) s(w, u) WHERE w = lower(unit)), unit)",
    ("event", "kind"): "coalesce(lower(kind), 'observation')",
    ("event", "confidential"): "coalesce(confidential, false)",
    ("event", "problem_status"): (
        "CASE WHEN lower(kind) <> 'problem' OR kind IS NULL THEN NULL "
        "WHEN problem_end IS NOT NULL THEN 'past' ELSE coalesce(lower(problem_status), 'active') END"
    ),
    ("medication", "elsewhere"): "coalesce(elsewhere, false)",
    ("medication", "confidential"): "coalesce(confidential, false)",
    ("issue", "confidential"): "coalesce(confidential, false)",
    ("medication", "course_type"): "coalesce(lower(course_type), 'acute')",
    ("issue", "days"): "CAST(days AS INTEGER)",
    ("appointment", "minutes"): "CAST(minutes AS INTEGER)",
    ("appointment", "status"): "lower(status)",
    ("consultation", "confidential"): "coalesce(confidential, false)",
    ("referral", "urgency"): "lower(urgency)",
    ("referral", "confidential"): "coalesce(confidential, false)",
    ("allergy", "ended_on"): "ended",
    ("allergy", "confidential"): "coalesce(confidential, false)",
    ("hospital_stay", "kind"): "lower(kind)",
    ("hospital_stay", "method"): "lower(method)",
    ("care_home_stay", "temporary"): "coalesce(temporary, false)",
    ("care_home_stay", "nursing"): "coalesce(nursing, false)",
}


_ALWAYS = frozenset({"patient", "event", "medication", "issue", "appointment"})


class OpenpcnCsv(CsvSource):
    """The simple form: one CSV file for each of the record's tables, any of the optional columns left out."""

    name: ClassVar[str] = "openpcn_csv"
    tables: ClassVar[tuple[SupplierTable, ...]] = (
        PATIENT, EVENT, MEDICATION, ISSUE, APPOINTMENT, CONSULTATION, REFERRAL, ALLERGY, HOSPITAL_STAY,
        CARE_HOME_STAY,
    )  # fmt: skip
    supplies: ClassVar[frozenset[str]] = frozenset(table.name for table in tables)

    def supplied(self, con: duckdb.DuckDBPyConnection) -> frozenset[str]:
        """The tables a practice that fills this form always has; the others where they say anything."""
        said = {
            table.name
            for table in self.tables
            if table.name in _ALWAYS or con.sql(f'SELECT 1 FROM main."{table.name}" LIMIT 1').fetchall()
        }
        return frozenset(said)

    def practice_of(self, con: duckdb.DuckDBPyConnection) -> set[str]:
        """The practice column; only patient.csv must have it."""
        union = " UNION ".join(f'SELECT practice FROM "new_{table.name}"' for table in self.tables)
        return {code for (code,) in con.sql(union).fetchall() if code is not None}

    def to_record(self, con: duckdb.DuckDBPyConnection, context: RecordContext) -> None:
        """Column by column; see _MEANING for what is not taken over as written."""
        for table in self.tables:
            columns = ", ".join(
                f'{_MEANING.get((table.name, column), chr(34) + column + chr(34))} AS "{column}"'
                for column in columns_to_supply(table.name)
                if column in (*table.by_name, "file", "line") or (table.name, column) in _MEANING
            )
            con.execute(f'CREATE TABLE record."{table.name}" AS SELECT {columns} FROM main."{table.name}"')


SOURCE = OpenpcnCsv()
