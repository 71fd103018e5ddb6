"""Blood pressures taken at home or in a pharmacy: one table, and its way into the record.

A single reading taken at home is coded as self reported and stays a single reading: the home codes that rules
compare are averages, and an average is only what the sender says is one.
"""

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
from openpcn.terms.units import Unit

PLACES = ("home", "pharmacy", "ambulatory")
PULSE = ("78564009", "Pulse rate")

# (place, whether an average) -> codes and terms of systolic and diastolic
CODES = {
    ("home", False): (
        ("1162737008", "Self reported systolic blood pressure"),
        ("1162735000", "Self reported diastolic blood pressure"),
    ),
    ("home", True): (
        ("413606001", "Average home systolic blood pressure"),
        ("413605002", "Average home diastolic blood pressure"),
    ),
    ("pharmacy", False): (
        ("72313002", "Systolic arterial pressure"),
        ("1091811000000102", "Diastolic arterial pressure"),
    ),
    ("ambulatory", True): (
        ("198081000000101", "Ambulatory systolic blood pressure"),
        ("198091000000104", "Ambulatory diastolic blood pressure"),
    ),
}

READING = SupplierTable(
    "reading",
    "(?i)(home_readings?|bp_readings?|blood_pressures?|pharmacy_readings?)([-_ .].*)?",
    (
        PRACTICE,
        required("sender"),
        NHS_NUMBER,
        BIRTH_DATE,
        day("date", required=True),
        required("time", Kind.TIME),
        required("systolic", Kind.NUMBER),
        required("diastolic", Kind.NUMBER),
        optional("pulse", Kind.NUMBER),
        required("place", choices=PLACES),
        optional("average", Kind.BOOL),
        optional("device"),
        optional("deleted", Kind.BOOL),
    ),
    key=("sender", "nhs_number", "date", "time"),
    deleted="deleted",
    set_aside=(
        OTHER_PRACTICE,
        NOBODY_NAMED,
        SetAside(
            "reading_or_average",
            "a pharmacy's reading is a single one, an ambulatory one an average: it says the other",
            "average",
            "(lower(place) = 'pharmacy' AND coalesce(average, false)) "
            "OR (lower(place) = 'ambulatory' AND NOT coalesce(average, false))",
        ),
    ),
    becomes="two or three of `event`",
)

_KEY = "'home_readings:' || md5(concat_ws('|', sender, nhs_number, date, time))"


class HomeReadings(CompanionCsv):
    """Blood pressures from outside the practice. A full file replaces what its senders said before."""

    name: ClassVar[str] = "home_readings"
    tables: ClassVar[tuple[SupplierTable, ...]] = (READING,)
    supplies: ClassVar[frozenset[str]] = frozenset({"event"})
    speaks_for: ClassVar[str | None] = "sender"

    def to_record(self, con: duckdb.DuckDBPyConnection, context: RecordContext) -> None:
        """A systolic, a diastolic and, where given, a pulse for each reading."""
        parts = [
            _events(f"place = '{place}' AND average = {str(average).lower()}", which, column, Unit.MMHG.value)
            for (place, average), pair in CODES.items()
            for which, column in zip(pair, ("systolic", "diastolic"), strict=True)
        ]
        parts.append(_events("pulse IS NOT NULL", PULSE, "pulse", "beats/min"))
        con.execute(
            "CREATE VIEW _reading AS SELECT * REPLACE (lower(place) AS place, "
            "coalesce(average, false) AS average) FROM main.reading"
        )
        con.execute(f"CREATE TABLE record.event AS {' UNION ALL '.join(parts)}")


def _events(where: str, code: tuple[str, str], column: str, unit: str) -> str:
    return (
        f"SELECT local_id, {_KEY} || '/{column}' AS source_key, '{code[0]}' AS code, '{code[1]}' AS term, "
        f"date, 'day' AS date_precision, time, {column} AS value, '{unit}' AS unit, "
        "'observation' AS kind, false AS confidential, file, line "
        f"FROM _reading WHERE {where}"
    )


SOURCE = HomeReadings()
