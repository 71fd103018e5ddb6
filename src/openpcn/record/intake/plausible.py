"""Values outside plausible limits: kept and visible, marked ``implausible``, not seen by rules.

The limits are generous: they catch a wrong unit, a lost decimal point, swapped fields, not an ill person.
A list's limits hold for the unit named; None means whatever the unit, or none. Where a person has exactly
one systolic and one diastolic on a day and the diastolic is not the lower, both are marked: swapped.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from openpcn.codes import codelist


@dataclass(frozen=True)
class PlausibleRange:
    """Values of a codelist in a unit lie between lowest and highest, both included."""

    codelist: str
    unit: str | None
    lowest: float
    highest: float


LIMITS = (
    PlausibleRange("systolic_clinic", None, 70, 270),
    PlausibleRange("systolic_home", None, 70, 270),
    PlausibleRange("diastolic_clinic", None, 20, 150),
    PlausibleRange("diastolic_home", None, 20, 150),
    PlausibleRange("bmi", None, 10, 80),
    PlausibleRange("hba1c", "mmol/mol", 20, 200),
    PlausibleRange("hba1c", "%", 4, 20),
    PlausibleRange("egfr", None, 1, 199.9),
    PlausibleRange("cholesterol", None, 0.5, 30),
)
JOIN = " LEFT JOIN _implausible i USING (source_key)"
EXPRESSION = "i.source_key IS NOT NULL AS implausible"
_PAIRS = (("systolic_clinic", "diastolic_clinic"), ("systolic_home", "diastolic_home"))


def mark(con: duckdb.DuckDBPyConnection) -> None:
    """Make ``_implausible(source_key)`` of the events in ``record.event``."""
    rows = [
        (code, each.unit, each.lowest, each.highest)
        for each in LIMITS
        for code in sorted(codelist(each.codelist).ids)
    ]
    con.register(
        "_limits",
        pa.table(
            {
                "code": pa.array([row[0] for row in rows], pa.string()),
                "unit": pa.array([row[1] for row in rows], pa.string()),
                "lowest": pa.array([row[2] for row in rows], pa.float64()),
                "highest": pa.array([row[3] for row in rows], pa.float64()),
            }
        ),
    )
    con.execute(
        "CREATE TEMP TABLE _implausible AS SELECT DISTINCT source_key FROM record.event e JOIN _limits l "
        "ON e.code = l.code AND (l.unit IS NULL OR l.unit = e.unit) "
        "WHERE e.value IS NOT NULL AND e.value NOT BETWEEN l.lowest AND l.highest"
    )
    for systolic, diastolic in _PAIRS:
        con.execute(
            "INSERT INTO _implausible SELECT unnest(keys) FROM (SELECT list(source_key) AS keys, "
            "max(value) FILTER (code IN (SELECT unnest(?))) AS upper, "
            "max(value) FILTER (code IN (SELECT unnest(?))) AS lower, "
            "count(*) FILTER (code IN (SELECT unnest(?))) AS uppers, count(*) AS n "
            "FROM record.event WHERE value IS NOT NULL AND code IN (SELECT unnest(?)) "
            "GROUP BY local_id, date) WHERE n = 2 AND uppers = 1 AND lower >= upper",
            [
                sorted(codelist(systolic).ids),
                sorted(codelist(diastolic).ids),
                sorted(codelist(systolic).ids),
                sorted(codelist(systolic).ids | codelist(diastolic).ids),
            ],
        )
    con.unregister("_limits")
