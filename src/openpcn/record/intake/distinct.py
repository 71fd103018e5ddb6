"""NHS numbers and codes of a staged table, checked once for each different text."""

from __future__ import annotations

import re

import duckdb
import pyarrow as pa

from openpcn.record.sources.base import Kind, SupplierTable
from openpcn.terms import nhs_number, sctid

_SCIENTIFIC = re.compile(r"[0-9]+(\.[0-9]*)?[eE][+-]?[0-9]+")


def settle(con: duckdb.DuckDBPyConnection, staged: str, table: SupplierTable) -> None:
    """Give the rows of a staged table their clean NHS numbers and codes, or a fault."""
    for rule in table.columns:
        if rule.kind not in {Kind.NHS_NUMBER, Kind.SCTID}:
            continue
        texts = con.sql(
            f'SELECT DISTINCT "{rule.name}" FROM {staged} WHERE "{rule.name}" IS NOT NULL'
        ).fetchall()
        check = _nhs_number if rule.kind is Kind.NHS_NUMBER else _code
        remarked = [(text, *found) for (text,) in texts if (found := check(text)) != (text, None)]
        if not remarked:
            continue
        con.register(
            "_remarked",
            pa.table(
                {
                    "was": pa.array([each[0] for each in remarked], pa.string()),
                    "clean": pa.array([each[1] for each in remarked], pa.string()),
                    "reason": pa.array([each[2] for each in remarked], pa.string()),
                }
            ),
        )
        con.execute(
            f'UPDATE {staged} SET "{rule.name}" = clean, changed = true, '
            f"fault_field = CASE WHEN fault_field IS NULL AND reason IS NOT NULL THEN '{rule.name}' "
            "ELSE fault_field END, fault = coalesce(fault, reason) "
            f'FROM _remarked WHERE "{rule.name}" = was'
        )
        con.unregister("_remarked")


def _nhs_number(text: str) -> tuple[str | None, str | None]:
    try:
        return nhs_number.read(text).number, None
    except nhs_number.NhsNumberError as error:
        return None, f"nhs_number:{error}"


def _code(text: str) -> tuple[str | None, str | None]:
    if sctid.is_concept(text):
        return text, None
    if _SCIENTIFIC.fullmatch(text):
        return None, "scientific_notation"
    return None, "bad_code"
