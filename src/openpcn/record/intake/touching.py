"""Whom a delta touches: the people whose part of the record it can change. Everybody else's stays as it was.

A source declares by which ids its tables' rows belong together (``sources.joins.Joins``). From the ids of the
rows that came, changed or went, everything that hangs together is found: all rows of the same person, and
rows of other people that share an id with them. A row of a dictionary that changed touches the rows that
read it. What is derived from those rows alone is then what a derivation of everything would say of them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from openpcn.record.intake import merging
from openpcn.record.intake.columns import quoted
from openpcn.record.sources.base import SupplierTable
from openpcn.record.sources.joins import PERSON, Joins


class Untold(Exception):
    """The declarations do not say whom this delta touches: everything is to be derived."""


def find(
    con: duckdb.DuckDBPyConnection, tables: tuple[SupplierTable, ...], joins: Joins,
    held: Callable[[SupplierTable], Path], whole: frozenset[str],
) -> list[str]:  # fmt: skip
    """Local ids of the touched people, who need not exist. held: the state before. After ``merging.resolve``.

    ``_in_<id>`` are then the touched ids of each kind. Raises Untold.
    """
    for kind in joins.kinds:
        table, column = next((t, c) for t, ids in joins.people.items() for c, k in ids.items() if k == kind)
        con.execute(f'CREATE TEMP TABLE "_in_{kind}" AS SELECT "{column}" AS id FROM state."{table}" LIMIT 0')
    for each in tables:
        if merging.untouched(con, each) or each.name in joins.aside:
            continue
        if not held(each).exists() or each.side_by_side is not None:
            raise Untold
        if each.name not in joins.people:
            _changed(con, each, held(each))
        elif each.name in whole:
            raise Untold
        else:
            _seed(con, joins, each, held(each))
    _readers(con, joins)
    while sum(_spread(con, name, ids) for name, ids in joins.people.items()):
        pass
    return [name for (name,) in con.sql(f'SELECT CAST(id AS VARCHAR) FROM "_in_{PERSON}"').fetchall()]


def narrow(con: duckdb.DuckDBPyConnection, joins: Joins) -> None:
    """Let the names of the people's tables stand for the touched rows only, until ``widen``."""
    for name, ids in joins.people.items():
        con.execute(f'CREATE TEMP TABLE "{name}" AS SELECT * FROM main."{name}" WHERE {_within(ids)}')


def widen(con: duckdb.DuckDBPyConnection, joins: Joins) -> None:
    """Let the names stand for all rows again."""
    for name in joins.people:
        con.execute(f'DROP TABLE temp."{name}"')


def _changed(con: duckdb.DuckDBPyConnection, table: SupplierTable, before: Path) -> None:
    """``_changed_<Table>``: rows of a dictionary that came, changed or went, as they were and as they are."""
    columns = ", ".join(f'"{rule.name}"' for rule in table.columns)
    was = f"SELECT {columns} FROM read_parquet({quoted(str(before))})"
    now = f'SELECT {columns} FROM state."{table.name}"'
    con.execute(
        f'CREATE TEMP TABLE "_changed_{table.name}" AS ({was} EXCEPT {now}) UNION ALL ({now} EXCEPT {was})'
    )


def _seed(con: duckdb.DuckDBPyConnection, joins: Joins, table: SupplierTable, before: Path) -> None:
    """The ids of rows with a key that this delta names, as they were and as they are."""
    same = " AND ".join(f'n."{name}" = h."{name}"' for name in table.key)
    for rows in (f"read_parquet({quoted(str(before))})", f'state."{table.name}"'):
        _add(con, joins.people[table.name], f'{rows} h SEMI JOIN new."{table.name}" n ON {same}')


def _readers(con: duckdb.DuckDBPyConnection, joins: Joins) -> None:
    """What reads a changed row of a dictionary; a dictionary's own rows that do have changed as well."""
    changed = {
        name.removeprefix("_changed_")
        for (name,) in con.sql("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall()
        if name.startswith("_changed_") and con.sql(f'SELECT 1 FROM "{name}" LIMIT 1').fetchall()
    }
    for name in changed:
        if not any(read.of == name for read in joins.reads):
            raise Untold
    for read in sorted(joins.reads, key=lambda read: read.table in joins.people):
        if read.of not in changed:
            continue
        rows = (
            f'state."{read.table}" WHERE {read.expression} IN (SELECT "{read.column}" '
            f'FROM "_changed_{read.of}")'
        )
        if read.table in joins.people:
            _add(con, joins.people[read.table], rows)
        else:
            changed.add(read.table)
            _add_changed(con, read.table, rows)


def _add_changed(con: duckdb.DuckDBPyConnection, name: str, rows: str) -> None:
    con.execute(
        f'CREATE TEMP TABLE IF NOT EXISTS "_changed_{name}" AS SELECT * EXCLUDE ("file", "line") '
        f'FROM state."{name}" LIMIT 0'
    )
    con.execute(f'INSERT INTO "_changed_{name}" BY NAME SELECT * EXCLUDE ("file", "line") FROM {rows}')


def _spread(con: duckdb.DuckDBPyConnection, name: str, ids: dict[str, str]) -> int:
    """Add the ids of a table's rows that have a touched id; how many were new."""
    return _add(con, ids, f'state."{name}" WHERE {_within(ids)}') if len(ids) > 1 else 0


def _add(con: duckdb.DuckDBPyConnection, ids: dict[str, str], rows: str) -> int:
    """Add the ids of these rows to the touched ones; how many were new."""
    listed = ", ".join(f'"{column}"' for column in ids)
    con.execute(f"CREATE OR REPLACE TEMP TABLE _found AS SELECT {listed} FROM {rows}")
    new = 0
    for column, kind in ids.items():
        row = con.execute(
            f'INSERT INTO "_in_{kind}" SELECT DISTINCT "{column}" FROM _found '
            f'WHERE "{column}" IS NOT NULL AND "{column}" NOT IN (SELECT id FROM "_in_{kind}")'
        ).fetchone()
        new += int(row[0]) if row else 0
    return new


def _within(ids: dict[str, str]) -> str:
    return " OR ".join(f'"{column}" IN (SELECT id FROM "_in_{kind}")' for column, kind in ids.items())
