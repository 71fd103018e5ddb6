"""Whose a companion's rows are, and what they say in the record.

A hospital or a care home knows nothing of a practice's own ids: it names people by NHS number and date of
birth. Both must agree with one patient row of the practice; otherwise the row stays in the companion's state,
waits, and is tried again at every later submission of the practice or the companion.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openpcn.record.intake import merging, plausible, standard
from openpcn.record.intake.columns import quoted
from openpcn.record.sources.base import RecordContext, Source, SupplierTable
from openpcn.record.tables import TABLES, Table

NUMBER, BIRTH = "nhs_number", "birth_date"  # the columns by which a companion's table names people
PEOPLE = ("local_id", "nhs_number", "birth_date", "registered_on", "deregistered_on")


@dataclass
class Given:
    """What a companion gives a part: rows by record table, with ``local_id`` in place of ``patient``.

    waiting: rows of each of its tables that name nobody here.
    """

    rows: dict[str, pa.Table] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)


def names_people(table: SupplierTable) -> bool:
    """Whether the rows of a companion's table are about people."""
    return NUMBER in table.by_name and BIRTH in table.by_name


def state_columns(table: SupplierTable) -> list[str]:
    """The columns of a state table."""
    ended = ["ended_on"] if table.delete_keeps else []
    return [*(rule.name for rule in table.columns), *ended, "file", "line"]


def load_state(con: duckdb.DuckDBPyConnection, source: Source, paths: Mapping[str, Path]) -> None:
    """Make ``state.<Table>`` of what a part keeps of a companion."""
    con.execute("CREATE SCHEMA state")
    for table in source.tables:
        con.execute(
            f'CREATE TABLE state."{table.name}" AS '
            f"SELECT * FROM read_parquet({quoted(str(paths[table.name]))})"
        )


def match(
    con: duckdb.DuckDBPyConnection, source: Source, people: pa.Table, elsewhere: pa.Table | None
) -> dict[str, int]:
    """Make the views ``<Table>`` of the rows that can be used, with ``local_id``; returns rows that wait.

    people: the practice's patient rows (PEOPLE). Of several with one number and date of birth, the current
    registration is meant, else the latest. elsewhere: number and date of birth of people on the lists of
    other practices of the network: their rows do not wait here, though they stay in the state;
    ``_not_here.<Table>`` (r: rowid of the state) are these.
    """
    waiting = merging.resolve(con, source.tables)
    con.register("_list", people.select(list(PEOPLE)))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE _person AS SELECT nhs_number, birth_date, local_id FROM _list "
        "WHERE nhs_number IS NOT NULL QUALIFY row_number() OVER (PARTITION BY nhs_number, birth_date "
        "ORDER BY deregistered_on IS NULL DESC, registered_on DESC, local_id) = 1"
    )
    con.unregister("_list")
    nobody = pa.table({NUMBER: pa.array([], pa.string()), BIRTH: pa.array([], pa.date32())})
    con.register("_elsewhere", nobody if elsewhere is None else elsewhere)
    con.execute("CREATE SCHEMA _not_here")
    for table in source.tables:
        if not names_people(table):
            continue
        unknown = (
            f'SELECT s.rowid AS r, s.{NUMBER}, s.{BIRTH} FROM state."{table.name}" s '
            f"ANTI JOIN _person p ON p.{NUMBER} = s.{NUMBER} AND p.{BIRTH} = s.{BIRTH} "
            f'WHERE s.rowid NOT IN (SELECT r FROM waits."{table.name}")'
        )
        con.execute(
            f'CREATE TABLE _not_here."{table.name}" AS SELECT r FROM ({unknown}) u '
            f"SEMI JOIN _elsewhere e ON e.{NUMBER} = u.{NUMBER} AND e.{BIRTH} = u.{BIRTH}"
        )
        con.execute(
            f"INSERT INTO waits.\"{table.name}\" SELECT r, '{NUMBER}', 'person' FROM ({unknown}) "
            f'WHERE r NOT IN (SELECT r FROM _not_here."{table.name}")'
        )
        waiting[table.name] = _count(con, f'waits."{table.name}"')
        columns = ", ".join(f's."{name}"' for name in state_columns(table))
        con.execute(
            f'CREATE OR REPLACE VIEW "{table.name}" AS SELECT {columns}, p.local_id '
            f'FROM state."{table.name}" s JOIN _person p '
            f"ON p.{NUMBER} = s.{NUMBER} AND p.{BIRTH} = s.{BIRTH} "
            f'WHERE s.rowid NOT IN (SELECT r FROM waits."{table.name}")'
        )
    con.unregister("_elsewhere")
    return waiting


def to_record(
    con: duckdb.DuckDBPyConnection, source: Source, context: RecordContext, first_file: int
) -> dict[str, pa.Table]:
    """The companion's rows of the record's tables. first_file: where its files begin in the part's list."""
    con.execute("CREATE SCHEMA record")
    source.to_record(con, context)
    if "event" in source.supplies:
        standard.mark(con)
        plausible.mark(con)
    rows = {}
    for name in sorted(source.supplies):
        held = {row[0] for row in con.execute(f"DESCRIBE record.{name}").fetchall()}
        columns = ", ".join(
            _expression(name, column, held, first_file)
            for column in TABLES[name].names
            if column != "patient"
        )
        joined = standard.JOIN + plausible.JOIN if name == "event" else ""
        found = con.sql(f"SELECT r.local_id, {columns} FROM record.{name} r {joined}").to_arrow_table()
        schema = pa.schema(
            [pa.field("local_id", pa.string()), *(f for f in TABLES[name].schema if f.name != "patient")]
        )
        rows[name] = found.cast(schema)
    return rows


def derived(
    source: Source,
    paths: Mapping[str, Path],
    people: pa.Table,
    *,
    practice: str,
    as_at: date,
    test_data: bool,
    first_file: int,
    elsewhere: pa.Table | None = None,
) -> Given:
    """What a part keeps of a companion, matched anew with the practice's people."""
    con = duckdb.connect(config={"threads": 1})
    try:
        load_state(con, source, paths)
        waiting = match(con, source, people, elsewhere)
        rows = to_record(con, source, RecordContext(practice, as_at, test_data), first_file)
    finally:
        con.close()
    return Given(rows, {name: n for name, n in waiting.items() if n})


def weave(main: pa.Table, rows: Sequence[pa.Table], patients: pa.Table, declared: Table) -> pa.Table:
    """The main extract's rows of a table with the companions' among them, in the table's order on disk.

    The main rows are in that order already and are many; they are cut where the others go, not copied.
    """
    added = _numbered(rows, patients, declared)
    here, there = _order(main, declared), _order(added, declared)
    first, last = np.searchsorted(here, there, "left"), np.searchsorted(here, there, "right")
    keys = added["source_key"].to_pylist()
    places = [
        low + bisect(main["source_key"].slice(low, high - low).to_pylist(), key) if high > low else low
        for low, high, key in zip(first.tolist(), last.tolist(), keys, strict=True)
    ]
    pieces, done = [], 0
    for position, place in enumerate(places):
        pieces += [main.slice(done, place - done), added.slice(position, 1)]
        done = place
    woven = pa.concat_tables([*(piece for piece in pieces if piece.num_rows), main.slice(done)])
    return woven.combine_chunks()  # thousands of pieces cost more to write than one copy


def _numbered(rows: Sequence[pa.Table], patients: pa.Table, declared: Table) -> pa.Table:
    """Companions' rows with the patient's number, in the table's order."""
    con = duckdb.connect(config={"threads": 1})
    try:
        con.register("_numbered", patients.select(["patient", "local_id"]))
        con.register("_rows", pa.concat_tables(rows))
        columns = ", ".join("n.patient" if name == "patient" else f"a.{name}" for name in declared.names)
        order = ", ".join(f"{column} NULLS FIRST" for column in declared.order)
        found = con.sql(f"SELECT {columns} FROM _rows a JOIN _numbered n USING (local_id) ORDER BY {order}")
        return found.to_arrow_table().cast(declared.schema)
    finally:
        con.close()


def _order(rows: pa.Table, declared: Table) -> npt.NDArray[np.int64]:
    """Patient and day as one number that sorts as the table does; what is left to order is the key."""
    patient, day, _ = declared.order
    none = -(1 << 31)  # before every day
    days = pa.compute.fill_null(rows[day].cast(pa.int32()), none).to_numpy().astype(np.int64)
    order: npt.NDArray[np.int64] = (rows[patient].to_numpy().astype(np.int64) << 33) + (days - none)
    return order


def _expression(table: str, column: str, held: set[str], first_file: int) -> str:
    if column == "file":
        return f"CAST(r.file + {first_file} AS SMALLINT) AS file"
    if table == "event" and column in standard.EXPRESSIONS:
        return standard.EXPRESSIONS[column]
    if table == "event" and column == "implausible":
        return plausible.EXPRESSION
    return f'r."{column}"' if column in held else f'NULL AS "{column}"'


def _count(con: duckdb.DuckDBPyConnection, relation: str) -> int:
    return int(con.sql(f"SELECT count(*) FROM {relation}").fetchall()[0][0])
