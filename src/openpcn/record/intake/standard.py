"""The standard value of an event: what rules compare, in the unit of the analyte.

Filled only where the unit says so. A value without a unit, or with one that is not known for what was
measured, has no standard value beyond its own unit.
"""

from __future__ import annotations

import duckdb

JOIN = ""
EXPRESSIONS = {
    "standard_value": "CASE WHEN r.unit IS NOT NULL THEN r.value END AS standard_value",
    "standard_unit": "r.unit AS standard_unit",
}


def mark(con: duckdb.DuckDBPyConnection) -> None:
    """What the expressions need."""
