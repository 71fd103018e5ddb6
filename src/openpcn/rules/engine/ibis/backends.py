"""Where the queries run: what is asked of a back end, and DuckDB as one. Spark is in ``spark``."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any, Protocol

import ibis
import ibis.expr.types as ir
import pyarrow as pa


class Backend(Protocol):
    """A connection and the few things that are not the same everywhere."""

    def parquet(self, path: Path) -> ir.Table:
        """The rows of a Parquet file."""
        ...

    def small(self, rows: pa.Table) -> ir.Table:
        """A small table made here, such as which code belongs to which slot."""
        ...

    def keep(self, query: ir.Table) -> ir.Table:
        """The query's rows, worked out now and held until the end."""
        ...

    def fetch(self, query: ir.Table) -> pa.Table:
        """The query's rows, here."""
        ...

    def sql(self, query: ir.Table) -> str:
        """The query as one statement."""
        ...

    def close(self) -> None: ...


def compiled(con: Any, query: ir.Table) -> str:
    """One statement. Selects stay as they are nested: fused, what is shared would be written out again."""
    held = ibis.options.sql.fuse_selects
    ibis.options.sql.fuse_selects = False
    try:
        return str(con.compile(query))
    finally:
        ibis.options.sql.fuse_selects = held


class DuckDB:
    """An in-memory DuckDB: Parquet files are read where they lie."""

    def __init__(self, threads: int | None = None) -> None:
        self.con = ibis.duckdb.connect(**({} if threads is None else {"threads": threads}))
        self._numbers = count()
        self._views: dict[Path, ir.Table] = {}

    def _name(self) -> str:
        return f"held_{next(self._numbers)}"  # the queries call their parts t0, t1 ...

    def parquet(self, path: Path) -> ir.Table:
        if path not in self._views:
            self._views[path] = self.con.read_parquet(path, table_name=self._name())
        return self._views[path]

    def small(self, rows: pa.Table) -> ir.Table:
        name = self._name()
        self.con.con.register(f"{name}_rows", rows)
        self.con.con.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM {name}_rows")
        self.con.con.unregister(f"{name}_rows")
        return self.con.table(name)

    def keep(self, query: ir.Table) -> ir.Table:
        name = self._name()
        self.con.con.execute(f"CREATE TEMP TABLE {name} AS {self.sql(query)}")
        return self.con.table(name)

    def fetch(self, query: ir.Table) -> pa.Table:
        return self.run(self.sql(query))

    def run(self, sql: str) -> pa.Table:
        """The rows of a statement."""
        return self.con.con.sql(sql).to_arrow_table()

    def sql(self, query: ir.Table) -> str:
        return compiled(self.con, query)

    def close(self) -> None:
        self.con.disconnect()
