"""Writing one part's files into a working directory."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TypeAlias

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from openpcn.record.store import content, index
from openpcn.record.store.indexed import INDEXED
from openpcn.record.store.part import Part, quarantine_file
from openpcn.record.store.table_file import ROW_GROUP, Since, TableFile
from openpcn.record.tables import TABLES, Table

COMPRESSION = "zstd"
Rows: TypeAlias = "pa.Table | TableFile"


def write_parquet(table: pa.Table, path: Path) -> None:
    """One Parquet file of the store."""
    pq.write_table(table, path, compression=COMPRESSION, compression_level=1, row_group_size=ROW_GROUP)


def write_tables(folder: Path, tables: Mapping[str, Rows], patients: int) -> None:
    """The record's tables, their offsets by patient (of so many) and concept-major indexes.

    Tables must have the record's columns and be in the table's order. A file is taken over as it is.
    """
    (folder / "index").mkdir(parents=True)
    for name, table in tables.items():
        declared = TABLES[name]
        if isinstance(table, TableFile):
            os.link(table.path, folder / f"{name}.parquet")
            needed = index.columns(name) if name in INDEXED else ("patient",)
            rows = table.read(needed)
        else:
            rows = table.select(list(declared.names)).cast(declared.schema)
            write_parquet(rows, folder / f"{name}.parquet")
        if name != "patient":
            offsets = np.searchsorted(rows["patient"].to_numpy(), np.arange(patients + 1))
            np.save(folder / "index" / f"{name}.offsets.npy", offsets.astype(np.int64))
        if name in INDEXED:
            index.build(name, rows, folder / "index" / name)


def keep(
    folder: Path, earlier: Part, given: Collection[str], companion: str, companions: Collection[str]
) -> None:
    """Let an earlier part's files stand for the tables not given, and for other senders' quarantine."""
    for name in TABLES:
        if name in given:
            continue
        os.link(earlier.folder / f"{name}.parquet", folder / f"{name}.parquet")
        if name != "patient":
            offsets = f"index/{name}.offsets.npy"
            os.link(earlier.folder / offsets, folder / offsets)
        if name in INDEXED:
            _keep_index(folder, earlier, name)
    (folder / "quarantine").mkdir()
    for sender in {"", *companions} - {companion}:
        file = quarantine_file(sender)
        if sender or companion:  # the main extract's own is written anew where it is the sender
            os.link(earlier.folder / file, folder / file)


def _keep_index(folder: Path, earlier: Part, name: str) -> None:
    held = earlier.folder / "index" / name
    if not index.readable(held):  # of an earlier program
        index.build(name, earlier.table(name, index.columns(name)), folder / "index" / name)
        return
    (folder / "index" / name).mkdir()
    for path in sorted(held.iterdir()):
        os.link(path, folder / "index" / name / path.name)


def hashes(tables: Mapping[str, Rows], practice: str, patients: pa.Table) -> dict[str, str]:
    """The content hash of each record table given. patients: the practice's numbers and local ids."""
    con = duckdb.connect(config={"threads": 1})
    con.register("patients", patients.select(["patient", "local_id"]))
    found = {}
    for name, table in tables.items():
        rows = "given"
        if isinstance(table, TableFile) and table.since is not None:
            found[name] = _moved_on(con, table, table.since, practice)
            continue
        if isinstance(table, TableFile):
            rows = _file(table.path)
        else:
            con.register(rows, table)
        relation = rows if name == "patient" else f"(SELECT * FROM {rows} JOIN patients USING (patient))"
        found[name] = content.table_hash(con, relation, TABLES[name], practice)
    con.close()
    return found


def _moved_on(con: duckdb.DuckDBPyConnection, table: TableFile, since: Since, practice: str) -> str:
    """The content hash of a table of which only some people's rows differ from those before."""
    con.register("was", since.was)
    con.register("now", since.now)
    went = f"(SELECT * FROM {_file(since.path)} JOIN was USING (patient))"
    came = f"(SELECT * FROM {_file(table.path)} JOIN now USING (patient))"
    return content.moved_on(con, since.hash, went, came, TABLES[table.name], practice)


def _file(path: Path) -> str:
    return f"read_parquet('{str(path).replace(chr(39), chr(39) * 2)}')"


def list_size(patients: pa.Table) -> int:
    """People alive, registered now and regularly: the practice's list."""
    kind = np.array(patients["registration_type"].to_pylist()) == "regular"
    gone = patients["deregistered_on"].is_valid().to_numpy() | patients["death_date"].is_valid().to_numpy()
    return int((kind & ~gone).sum()) if len(kind) else 0


def in_order(table: pa.Table, declared: Table) -> pa.Table:
    """The rows in the order the table has on disk (nulls first, so that dated rows follow each other)."""
    keys = [(name, "ascending") for name in declared.order]
    return table.take(pa.compute.sort_indices(table, sort_keys=keys, null_placement="at_start"))
