"""A record table as a Parquet file: written by the database in order, so that no table is ever held whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from openpcn.record.tables import TABLES, Table

ROW_GROUP = 16_384  # small: one person's rows are read by row group
_SQL_TYPES = {
    pa.string(): "VARCHAR", pa.date32(): "DATE", pa.int64(): "BIGINT", pa.int32(): "INTEGER",
    pa.int16(): "SMALLINT", pa.int8(): "TINYINT", pa.float64(): "DOUBLE", pa.bool_(): "BOOLEAN",
    pa.timestamp("s"): "TIMESTAMP", pa.time32("s"): "TIME",
}  # fmt: skip


@dataclass(frozen=True)
class Since:
    """A table's file before and its content hash, and ``patient``, ``local_id`` of the people whose rows are
    others now, as they were numbered there (``was``) and as they are (``now``)."""

    path: Path
    hash: str
    was: pa.Table
    now: pa.Table


class TableFile:
    """The rows of a record table in a file of their own, in the table's order on disk.

    since: where only some people's rows differ from those of an earlier file.
    """

    def __init__(self, name: str, path: Path, since: Since | None = None) -> None:
        self.name, self.path, self.since = name, path, since

    @cached_property
    def num_rows(self) -> int:
        return int(pq.read_metadata(self.path).num_rows)

    def read(self, columns: Sequence[str] | None = None) -> pa.Table:
        """Some columns in the record's types; all of them where none is named."""
        return typed(self.name, pq.read_table(self.path, columns=None if columns is None else list(columns)))


def typed(name: str, rows: pa.Table) -> pa.Table:
    """Rows of a table's file in the record's types: the database keeps times finer than the record does."""
    declared = TABLES[name].schema
    return rows.cast(pa.schema([declared.field(column) for column in rows.column_names]))


def in_order(declared: Table, rows: str) -> str:
    """A query of rows with a record table's columns, made one in its types and its order on disk."""
    typed_columns = ", ".join(
        f'CAST("{column.name}" AS {_SQL_TYPES[column.type]}) AS "{column.name}"'
        for column in declared.columns
    )
    order = ", ".join(f'"{name}" NULLS FIRST' for name in declared.order)
    return f"SELECT {typed_columns} FROM ({rows}) ORDER BY {order}"


def write(
    con: duckdb.DuckDBPyConnection, declared: Table, query: str, path: Path, since: Since | None = None
) -> TableFile:
    """Write the rows of a query ``in_order``."""
    con.execute(
        f"COPY ({query}) TO '{str(path).replace(chr(39), chr(39) * 2)}' "
        f"(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {ROW_GROUP})"
    )
    return TableFile(declared.name, path, since)
