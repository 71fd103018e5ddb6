"""Values outside plausible limits: kept and visible, marked ``implausible``, not seen by rules.

The limits are those of ``terms.analytes``, on the standard value; for what is only ever measured in one unit
also on a value without a unit. A value in a unit that says something impossible (haemoglobin 142 g/dL) is
marked, never read as another unit. Where a person has exactly one systolic and one diastolic on a day and the
diastolic is not the lower, both are marked: swapped. Call after ``standard.mark``.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from openpcn.codes import codelist
from openpcn.record.intake import standard
from openpcn.terms.analytes import ANALYTES

JOIN = " LEFT JOIN _implausible i USING (source_key)"
EXPRESSION = "i.source_key IS NOT NULL AS implausible"
_PAIRS = tuple((f"systolic_{s}", f"diastolic_{s}") for s in ("clinic", "home", "single"))


def mark(con: duckdb.DuckDBPyConnection) -> None:
    """Make ``_implausible(source_key)`` of the events in ``record.event``."""
    rows = [
        (code, each.lowest, each.highest, each.without_unit)
        for each in ANALYTES
        for code in sorted(codelist(each.codelist).ids)
    ]
    con.register(
        "_limits",
        pa.table(
            {
                "code": pa.array([row[0] for row in rows], pa.string()),
                "lowest": pa.array([row[1] for row in rows], pa.float64()),
                "highest": pa.array([row[2] for row in rows], pa.float64()),
                "without_unit": pa.array([row[3] for row in rows], pa.bool_()),
            }
        ),
    )
    con.execute(
        "CREATE TEMP TABLE _implausible AS SELECT DISTINCT source_key FROM ("
        f"SELECT r.source_key, l.*, coalesce({standard.VALUE}, "
        "CASE WHEN l.without_unit AND r.unit IS NULL THEN r.value END) AS found "
        f"FROM record.event r JOIN _limits l ON r.code = l.code {standard.JOIN} WHERE r.value IS NOT NULL"
        ") WHERE found NOT BETWEEN lowest AND highest"
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
