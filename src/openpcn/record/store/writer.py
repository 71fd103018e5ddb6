"""Writing one part's files into a working directory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from openpcn.record.store import content, index
from openpcn.record.tables import TABLES, Table

ROW_GROUP = 16_384  # small: one person's rows are read by row group
COMPRESSION = "zstd"


def write_parquet(table: pa.Table, path: Path) -> None:
    """One Parquet file of the store."""
    pq.write_table(table, path, compression=COMPRESSION, compression_level=1, row_group_size=ROW_GROUP)


def write_tables(folder: Path, tables: Mapping[str, pa.Table]) -> None:
    """The record's tables, their patient offsets and concept-major indexes.

    Tables must have the record's columns and be in the table's order; a table that is not given is empty.
    """
    (folder / "index").mkdir(parents=True)
    patients = tables["patient"].num_rows
    for name, declared in TABLES.items():
        table = (
            tables.get(name, declared.schema.empty_table()).select(list(declared.names)).cast(declared.schema)
        )
        write_parquet(table, folder / f"{name}.parquet")
        if name != "patient":
            offsets = np.searchsorted(table["patient"].to_numpy(), np.arange(patients + 1))
            np.save(folder / "index" / f"{name}.offsets.npy", offsets.astype(np.int64))
        if name in index.INDEXED:
            index.build(name, table, folder / "index" / name)


def hashes(tables: Mapping[str, pa.Table], practice: str) -> dict[str, str]:
    """The content hash of each record table."""
    con = duckdb.connect(config={"threads": 1})
    con.register("patients", tables["patient"].select(["patient", "local_id"]))
    found = {}
    for name, declared in TABLES.items():
        con.register("rows", tables.get(name, declared.schema.empty_table()))
        relation = "rows" if name == "patient" else "(SELECT * FROM rows JOIN patients USING (patient))"
        found[name] = content.table_hash(con, relation, declared, practice)
        con.unregister("rows")
    con.close()
    return found


def list_size(patients: pa.Table) -> int:
    """People alive, registered now and regularly: the practice's list."""
    kind = np.array(patients["registration_type"].to_pylist()) == "regular"
    gone = patients["deregistered_on"].is_valid().to_numpy() | patients["death_date"].is_valid().to_numpy()
    return int((kind & ~gone).sum()) if len(kind) else 0


def in_order(table: pa.Table, declared: Table) -> pa.Table:
    """The rows in the order the table has on disk (nulls first, so that dated rows follow each other)."""
    keys = [(name, "ascending") for name in declared.order]
    return table.take(pa.compute.sort_indices(table, sort_keys=keys, null_placement="at_start"))
