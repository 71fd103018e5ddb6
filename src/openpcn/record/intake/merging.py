"""A submission's rows and the state before it make the new state: by key, each supplier table on its own.

Within a submission the highest ``sequence`` of a key wins; without a sequence, rows of one key that say the
same count once, and rows that differ are all quarantined. A delta replaces and removes by key; a full
submission replaces everything. Rows that a source's declarations keep out are set aside. Rows whose
references are not there yet stay in the state and wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from openpcn.record.intake.columns import quoted
from openpcn.record.sources.base import SupplierTable


def names(table: SupplierTable) -> str:
    """The columns of a state table, quoted."""
    ended = ["ended_on"] if table.delete_keeps else []
    return ", ".join([*(f'"{rule.name}"' for rule in table.columns), *ended, '"file"', '"line"'])


def settle_duplicates(con: duckdb.DuckDBPyConnection, table: SupplierTable) -> int:
    """Rows of one key within the submission. Marks conflicts as faults; returns rows that were repeats.

    Repeats and superseded rows are marked ``fault = 'repeated'`` and count as accepted.
    """
    staged = f'new."{table.name}"'
    key = ", ".join(f'"{name}"' for name in table.key)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE _several AS SELECT {key} FROM {staged} WHERE fault IS NULL "
        f"GROUP BY {key} HAVING count(*) > 1"
    )
    if not _count(con, "_several"):
        return 0
    same = " AND ".join(f'_several."{name}" = {staged}."{name}"' for name in table.key)
    here = f"{staged} JOIN _several ON {same} WHERE {staged}.fault IS NULL"
    columns = ", ".join(f'{staged}."{rule.name}"' for rule in table.columns)
    qualified = ", ".join(f'{staged}."{name}"' for name in table.key)
    if table.sequence is not None:
        order = f'{staged}."{table.sequence}" DESC NULLS LAST, {staged}."file" DESC, {staged}."line" DESC'
        rank = f"row_number() OVER (PARTITION BY {qualified} ORDER BY {order})"
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE _ranked AS SELECT {staged}.rowid AS r, {rank} AS n, 1 AS k "
            f"FROM {here}"
        )
    else:
        order = f'{staged}."file" DESC, {staged}."line" DESC'
        rank = f"row_number() OVER (PARTITION BY {qualified} ORDER BY {order})"
        kinds = f"count(DISTINCT hash({columns})) OVER (PARTITION BY {qualified})"
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE _ranked AS SELECT {staged}.rowid AS r, {rank} AS n, {kinds} AS k "
            f"FROM {here}"
        )
    con.execute(
        f"UPDATE {staged} SET fault_field = '{table.key[-1]}', fault = 'conflicting_key' "
        f"FROM _ranked WHERE r = {staged}.rowid AND k > 1"
    )
    con.execute(
        f"UPDATE {staged} SET fault = 'repeated' FROM _ranked WHERE r = {staged}.rowid AND k = 1 AND n > 1"
    )
    return _count(con, f"{staged} WHERE fault = 'repeated'")


def preview(
    con: duckdb.DuckDBPyConnection, table: SupplierTable, before: Path | None, kind: str, as_at: date
) -> None:
    """Views ``new_<Table>`` (good rows of the submission) and ``<Table>`` (the state they will make)."""
    con.execute(
        f'CREATE OR REPLACE VIEW "new_{table.name}" AS SELECT * EXCLUDE (changed, fault_field, fault) '
        f'FROM new."{table.name}" WHERE fault IS NULL'
    )
    con.execute(f'CREATE OR REPLACE VIEW "{table.name}" AS {_merged(table, before, kind, as_at)}')


def set_aside(con: duckdb.DuckDBPyConnection, table: SupplierTable, practice: str) -> None:
    """Mark the rows that the source's declarations keep out: fault ``set_aside:<position>``."""
    alive = f'NOT coalesce("{table.deleted}", false) AND ' if table.deleted else ""
    for position, rule in enumerate(table.set_aside):
        where = rule.where.replace("{practice}", quoted(practice))
        # what names another practice is not for us, be it a delete or a row with a fault of its own
        only = "" if rule.another else f"fault IS NULL AND {alive}"
        con.execute(
            f'UPDATE new."{table.name}" '
            f"SET fault_field = {quoted(rule.field)}, fault = 'set_aside:{position}' WHERE {only}({where})"
        )


def merge(
    con: duckdb.DuckDBPyConnection, table: SupplierTable, before: Path | None, kind: str, as_at: date
) -> None:
    """Make ``state.<Table>``: the current rows by key, those that wait included."""
    con.execute(f'CREATE TABLE state."{table.name}" AS {_merged(table, before, kind, as_at)}')


def _merged(table: SupplierTable, before: Path | None, kind: str, as_at: date) -> str:
    """The new state as a query. Any row of a key, also one not used, ends what was said of it earlier.

    Otherwise a full load would differ from an earlier one with deltas.
    """
    staged = f'new."{table.name}"'
    deleted = f'coalesce("{table.deleted}", false)' if table.deleted else "false"
    columns = names(table)
    fresh = columns.replace("ended_on", "CAST(NULL AS DATE) AS ended_on")
    query = f"SELECT {fresh} FROM {staged} WHERE fault IS NULL AND NOT {deleted}"
    if before is None or not before.exists():
        return query
    held = f"read_parquet({quoted(str(before))})"
    if (parts := table.side_by_side) is not None:
        return (
            f'{query} UNION ALL SELECT {columns} FROM {held} h ANTI JOIN new."{parts.table}" n '
            f'ON n."{parts.column}" = h."{parts.column}"'
        )
    if kind == "full":
        return query
    same = " AND ".join(f'n."{name}" = h."{name}"' for name in table.key)
    others = [
        quoted(f"set_aside:{position}") for position, rule in enumerate(table.set_aside) if rule.another
    ]
    ours = (
        f"(SELECT * FROM {staged} WHERE coalesce(fault, '') NOT IN ({', '.join(others)}))"
        if others
        else staged
    )
    query += f" UNION ALL SELECT {columns} FROM {held} h ANTI JOIN {ours} n ON {same}"
    if table.delete_keeps:
        ended = columns.replace("ended_on", f"coalesce(ended_on, DATE '{as_at}') AS ended_on")
        gone = f"(SELECT * FROM {staged} WHERE fault IS NULL AND {deleted})"
        query += f" UNION ALL SELECT {ended} FROM {held} h SEMI JOIN {gone} n ON {same}"
    return query


def own_rows(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether the submission holds a good row of this practice in that table."""
    return bool(con.execute(f'SELECT 1 FROM new."{name}" WHERE fault IS NULL LIMIT 1').fetchall())


def untouched(con: duckdb.DuckDBPyConnection, table: SupplierTable) -> bool:
    """Whether the submission says nothing about this table, so that its state stays as it was."""
    return table.side_by_side is None and _count(con, f'new."{table.name}"') == 0


def older_part(con: duckdb.DuckDBPyConnection, table: SupplierTable, before: Path | None) -> str | None:
    """The first part of this submission that the state holds a later run of."""
    parts = table.side_by_side
    if parts is None or parts.table != table.name or before is None or not before.exists():
        return None
    found = con.execute(
        f'SELECT n."{parts.column}" FROM new."{table.name}" n JOIN read_parquet(?) h '
        f'ON n."{parts.column}" = h."{parts.column}" AND n."{parts.dated}" < h."{parts.dated}" '
        "ORDER BY 1 LIMIT 1",
        [str(before)],
    ).fetchone()
    return None if found is None else str(found[0])


def resolve(con: duckdb.DuckDBPyConnection, tables: Sequence[SupplierTable]) -> dict[str, int]:
    """Make the views ``<Table>`` of rows whose references are there; returns rows that wait, per table.

    ``waits.<Table>`` (r: rowid, field, what) names the waiting rows of ``state.<Table>``.
    """
    con.execute("CREATE SCHEMA waits")
    waiting: dict[str, int] = {}
    for table in _targets_first(tables):
        con.execute(f'CREATE TABLE waits."{table.name}" (r BIGINT, field VARCHAR, what VARCHAR)')
        for reference in table.references:
            target = f'"{reference.table}"' if reference.table in waiting else f'state."{reference.table}"'
            con.execute(
                f'INSERT INTO waits."{table.name}" '
                f"SELECT s.rowid, '{reference.column}', '{reference.what}' "
                f'FROM state."{table.name}" s WHERE s."{reference.column}" IS NOT NULL '
                f'AND s."{reference.column}" NOT IN (SELECT "{reference.target}" FROM {target} '
                f'WHERE "{reference.target}" IS NOT NULL) '
                f'AND s.rowid NOT IN (SELECT r FROM waits."{table.name}")'
            )
        waiting[table.name] = _count(con, f'waits."{table.name}"')
        but = f' WHERE rowid NOT IN (SELECT r FROM waits."{table.name}")' if waiting[table.name] else ""
        con.execute(
            f'CREATE OR REPLACE VIEW "{table.name}" AS SELECT {names(table)} FROM state."{table.name}"{but}'
        )
    return waiting


def _targets_first(tables: Sequence[SupplierTable]) -> list[SupplierTable]:
    """Tables in an order in which what a table refers to comes before it, where there is one."""
    done: list[SupplierTable] = []
    left = list(tables)
    while left:
        settled = {table.name for table in done}
        ready = [
            t for t in left if all(r.table in settled or r.table == t.name for r in t.references)
        ] or left[:1]  # a circle: that table's references are looked up in the whole state
        done += ready
        left = [table for table in left if table not in ready]
    return done


def _count(con: duckdb.DuckDBPyConnection, relation: str) -> int:
    return int(con.sql(f"SELECT count(*) FROM {relation}").fetchall()[0][0])
