"""The content hash: what the record says, whatever order or route it came by.

A row's hash is the lower 64 bits of the MD5 of its practice, table, patient's local id and content columns
(``tables.Table.content``) as text; a table's hash is the sum over its rows, so order does not matter.
Provenance (file, line) and site-dependent ids (person_id, dense patient number) are left out: a full load
and an earlier full load with deltas give the same hash, on any site. MD5 serves as a checksum here, not as
protection.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import duckdb

from openpcn.record.tables import Table

_NULL = "chr(30)"
_BETWEEN = "chr(31)"
_ALL = 1 << 64


def table_hash(con: duckdb.DuckDBPyConnection, relation: str, table: Table, practice: str) -> str:
    """Hash of the rows of a relation that has the table's content columns and ``local_id``."""
    return f"{_total(con, relation, table, practice):016x}"


def moved_on(
    con: duckdb.DuckDBPyConnection, before: str, went: str, came: str, table: Table, practice: str
) -> str:
    """Hash of a table after the rows of one relation went and those of another came.

    Most rows may be in both: only what differs is hashed. That is found by a quick hash of the rows, each of
    which is in a relation once, by its key.
    """
    names = ", ".join(table.content if "local_id" in table.content else ("local_id", *table.content))
    for name, relation in (("_went", went), ("_came", came)):
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {names}, hash({names}) AS _quick FROM {relation}"
        )
    gone = _total(con, "_went ANTI JOIN _came USING (_quick)", table, practice)
    new = _total(con, "_came ANTI JOIN _went USING (_quick)", table, practice)
    return f"{(int(before, 16) - gone + new) % _ALL:016x}"


def _total(con: duckdb.DuckDBPyConnection, relation: str, table: Table, practice: str) -> int:
    names = [name for name in table.content if name != "local_id"]
    fields = ["local_id", *(f"coalesce(CAST({name} AS VARCHAR), {_NULL})" for name in names)]
    prefix = f"{practice}/{table.name}".replace("'", "''")
    row = f"md5_number_lower(concat_ws({_BETWEEN}, '{prefix}', {', '.join(fields)}))"
    total = f"SELECT coalesce(sum({row}), 0) % {_ALL} FROM {relation}"
    return int(con.sql(total).fetchall()[0][0])


def combined(parts: Iterable[tuple[str, Mapping[str, int], Mapping[str, str]]]) -> str:
    """Hash of a snapshot from each part's (practice, rows per table, hash per table)."""
    lines = [
        f"{practice} {name} {rows[name]} {hashes[name]}"
        for practice, rows, hashes in sorted(parts, key=lambda part: part[0])
        for name in sorted(rows)
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
