"""A practice's part as files that anybody can read: the record's tables as CSV, by the practice's own ids.

Every column that says something about the world; none that only means something here (network-wide ids,
numbers of files). What a source never supplied is not there. The files are those that the simple form reads.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from openpcn.record.store.part import Part
from openpcn.record.tables import TABLES

DERIVED = {  # worked out here from the other columns; whoever reads the files works them out again
    "patient": frozenset({"area", "deprivation_decile"}),
    "event": frozenset({"standard_value", "standard_unit", "implausible"}),
}


def write_csv(part: Part, folder: Path) -> dict[str, int]:
    """Write ``<table>.csv`` for each table that holds rows; returns rows by file name."""
    con = duckdb.connect(config={"threads": 2, "memory_limit": "1GB"})
    rows: dict[str, int] = {}
    try:
        patients = _quoted(str(part.folder / "patient.parquet"))
        for name, table in TABLES.items():
            count = part.description.rows.get(name, 0)
            if not count and name != "patient":
                continue
            columns = [
                c for c in table.content if c not in DERIVED.get(name, frozenset()) and c != "local_id"
            ]
            listed = ", ".join(f't."{column}"' for column in columns)
            path = folder / f"{name}.csv"
            con.execute(
                f"COPY (SELECT {_quoted(part.practice)} AS practice, p.local_id, {listed} "
                f"FROM read_parquet({_quoted(str(part.folder / f'{name}.parquet'))}) t "
                f"JOIN read_parquet({patients}) p ON p.patient = t.patient) "
                f"TO {_quoted(str(path))} (FORMAT csv, HEADER, QUOTE '\"', ESCAPE '\"')"
            )
            rows[path.name] = count
    finally:
        con.close()
    return rows


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
