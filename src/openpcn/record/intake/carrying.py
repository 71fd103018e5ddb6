"""What a part takes over from the one before: the record's rows of the people a delta does not touch.

Only where nothing else could have changed what is said of them: the same program, look-ups and codelists,
no companion's rows among them. Otherwise everything is derived from the state.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

import openpcn
from openpcn.codes import codelist
from openpcn.record.intake.columns import quoted
from openpcn.record.reference import Reference
from openpcn.record.store import Part
from openpcn.record.store.table_file import Since
from openpcn.record.tables import TABLES, Table
from openpcn.terms.analytes import ANALYTES

AT_MOST = 0.3  # share of the people from which on a derivation of everything costs less
_PROGRAM = ("codes", "record", "terms")  # packages that decide what is derived from a state


@dataclass(frozen=True)
class Carried:
    """The part before and the local ids of the people who are derived anew; the others are taken over."""

    part: Part
    touched: Sequence[str]

    @cached_property
    def held(self) -> pa.Table:
        """The patient table before."""
        return self.part.table("patient")

    @cached_property
    def anew(self) -> pa.Array:
        """Which of ``held`` are derived anew."""
        return pa.compute.is_in(self.held["local_id"], pa.array(self.touched, pa.string()))

    def patients(self, fresh: pa.Table) -> tuple[pa.Table, pa.Table]:
        """All patients, numbered in order of local id; and for those taken over: ``was``, ``patient``."""
        kept = self.held.filter(pa.compute.invert(self.anew))
        both = pa.concat_tables([kept, fresh])
        order = pa.compute.sort_indices(both, sort_keys=[("local_id", "ascending")]).to_numpy()
        numbers = np.empty(len(order), np.int32)
        numbers[order] = np.arange(len(order), dtype=np.int32)
        at = both.schema.get_field_index("patient")
        numbered = both.set_column(at, both.schema.field(at), pa.array(numbers))
        moved = pa.table({"was": kept["patient"], "patient": pa.array(numbers[: kept.num_rows])})
        return numbered.take(pa.array(order)), moved

    def rows(self, declared: Table, fresh: str) -> str:
        """``fresh``, a query of a record table's columns, and the rows taken over. Needs table ``_moved``."""
        columns = ", ".join("m.patient" if name == "patient" else f'h."{name}"' for name in declared.names)
        path = quoted(str(self.part.folder / f"{declared.name}.parquet"))
        return (
            f"{fresh} UNION ALL SELECT {columns} FROM read_parquet({path}) h "
            "JOIN _moved m ON m.was = h.patient"
        )

    def since(self, name: str, patients: pa.Table) -> Since:
        """How the content of a table can be added up from that of the part before."""
        columns = ["patient", "local_id"]
        now = pa.compute.is_in(patients["local_id"], pa.array(self.touched, pa.string()))
        return Since(
            self.part.folder / f"{name}.parquet",
            self.part.description.hashes[name],
            self.held.select(columns).filter(self.anew),
            patients.select(columns).filter(now),
        )


def told_by(reference: Reference) -> str:
    """Names what, besides a state, decides the record that is derived from it."""
    held = hashlib.sha256(program().encode())
    for each in ANALYTES:
        held.update(f"{each.codelist} {sorted(codelist(each.codelist).ids)}".encode())
    if reference.postcodes is not None:
        there = reference.postcodes.stat()
        held.update(f"{there.st_mtime_ns} {there.st_size} {reference.edition}".encode())
    return held.hexdigest()


@cache
def program() -> str:
    """A hash of this program's own text, as far as it decides the record."""
    held = hashlib.sha256(f"duckdb {duckdb.__version__} {sorted(TABLES)}".encode())
    root = Path(openpcn.__file__).parent
    for package in _PROGRAM:
        for path in sorted((root / package).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                held.update(str(path.relative_to(root)).encode())
                held.update(path.read_bytes())
    return held.hexdigest()
