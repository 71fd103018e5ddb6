"""The standard value of an event: what rules compare, in the unit of the analyte.

Filled only where the unit says so (``terms.analytes``). A value of something that is no analyte keeps its own
unit where that is a known one; an analyte's value in a unit that cannot be turned into the standard one, or
without a unit, has no standard value. What was written stays in ``value`` and ``unit``.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from openpcn.codes import codelist
from openpcn.record.intake.columns import quoted
from openpcn.terms.analytes import ANALYTES
from openpcn.terms.units import Unit

_UNITS = ", ".join(quoted(unit.value) for unit in Unit)

# ``r`` is record.event; ``c`` the conversion of its code and unit, which for the standard unit is none; ``a``
# says that its code is an analyte's.
JOIN = (
    " LEFT JOIN _conversion c ON c.code = r.code AND c.unit = r.unit LEFT JOIN _analyte a ON a.code = r.code"
)
VALUE = (
    "CASE WHEN c.decimals IS NOT NULL THEN round((r.value - c.zero) * c.factor, c.decimals) "
    f"WHEN c.standard IS NOT NULL OR (a.code IS NULL AND r.unit IN ({_UNITS})) THEN r.value END"
)
EXPRESSIONS = {
    "standard_value": f"{VALUE} AS standard_value",
    "standard_unit": (
        f"CASE WHEN ({VALUE}) IS NOT NULL THEN coalesce(c.standard, r.unit) END AS standard_unit"
    ),
}


def mark(con: duckdb.DuckDBPyConnection) -> None:
    """Make ``_conversion`` and ``_analyte``, which the expressions look up."""
    rows = [
        (code, unit.value, how.factor if how else None, how.zero if how else None,
         how.decimals if how else None, each.unit.value)
        for each in ANALYTES
        for unit, how in {each.unit: None, **each.conversions}.items()
        for code in sorted(codelist(each.codelist).ids)
    ]  # fmt: skip
    columns = list(zip(*rows, strict=True))
    types = (pa.string(), pa.string(), pa.float64(), pa.float64(), pa.int32(), pa.string())
    names = ("code", "unit", "factor", "zero", "decimals", "standard")
    held = {name: pa.array(column, kind) for name, column, kind in zip(names, columns, types, strict=True)}
    con.register("_conversions", pa.table(held))
    con.execute("CREATE OR REPLACE TEMP TABLE _conversion AS SELECT * FROM _conversions")
    con.execute("CREATE OR REPLACE TEMP TABLE _analyte AS SELECT DISTINCT code FROM _conversion")
    con.unregister("_conversions")
