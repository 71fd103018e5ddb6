"""What nothing can beat: DuckDB reads every column that the definitions need, once, and works nothing out."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from openpcn.record.store import Snapshot

# table -> what an evaluation cannot do without: whose, which code or word, when, and what the facts ask of it
NEEDED = {
    "patient": ("birth_date", "death_date", "sex", "registered_on", "deregistered_on", "deprivation_decile"),
    "event": ("patient", "code", "date", "standard_value", "standard_unit"),
    "issue": ("patient", "code", "date", "quantity", "days"),
    "medication": ("patient", "code", "start_date", "end_date", "course_type"),
    "hospital_stay": ("patient", "kind", "method", "date", "discharged_on"),
    "care_home_stay": ("patient", "temporary", "date", "left_on"),
    "consultation": ("patient", "mode", "date"),
    "appointment": ("patient", "type", "start", "status"),
}


class PlainRead:
    """Reads the needed columns of some tables of a snapshot, on both cores."""

    def __init__(self, snapshot: Snapshot, tables: Iterable[str]) -> None:
        self._con = duckdb.connect(config={"threads": 2})
        self._queries = []
        for table in sorted(set(tables) & NEEDED.keys()):
            files = [str(part.folder / f"{table}.parquet") for part in snapshot.parts.values()]
            listed = ", ".join(f"'{file.replace(chr(39), chr(39) * 2)}'" for file in files)
            columns = ", ".join(f"max({column})" for column in NEEDED[table])
            self._queries.append(f"SELECT {columns} FROM read_parquet([{listed}])")

    def __call__(self) -> None:
        for query in self._queries:
            self._con.execute(query).fetchall()
