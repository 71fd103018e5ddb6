"""Sums over a part that pages about the data show: unmapped codes, implausible values, rows come and gone.

Internal to the record and the night, like the part itself: no scope is applied, and nothing here names a
person but by the dense number within the part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from openpcn.record.store.part import Part
from openpcn.record.tables import TABLES

Bits = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class UnmappedCode:
    """An entry's code without a SNOMED CT mapping, by use. code: Read v2, CTV3 or local; empty: none."""

    code: str
    term: str
    rows: int
    people: int


@dataclass(frozen=True)
class Unmapped:
    """The most used codes without a mapping; rows and people of all of them; who has one."""

    codes: tuple[UnmappedCode, ...]
    rows: int
    distinct: int
    patients: Bits


def on_list(part: Part) -> Bits:
    """Which patients are on the practice's list: alive, registered now and regularly."""
    rows = part.table("patient", ["registration_type", "deregistered_on", "death_date"])
    regular: Bits = pc.equal(rows["registration_type"], "regular").to_numpy()
    gone: Bits = pc.or_(pc.is_valid(rows["deregistered_on"]), pc.is_valid(rows["death_date"])).to_numpy()
    return regular & ~gone


def unmapped(part: Part, most: int = 50) -> Unmapped:
    """Entries whose code has no mapping, the most used first."""
    with duckdb.connect() as con:
        con.execute(
            "CREATE TEMP TABLE found AS SELECT coalesce(source_code, '') AS code, "
            "coalesce(term, '') AS term, patient FROM read_parquet(?) WHERE code IS NULL",
            [_file(part, "event")],
        )
        groups = (
            "SELECT code, any_value(term ORDER BY term) AS term, count(*) AS rows, "
            "count(DISTINCT patient) AS people FROM found GROUP BY code, CASE WHEN code = '' THEN term END"
        )
        codes = con.execute(f"{groups} ORDER BY rows DESC, code, term LIMIT {int(most)}").fetchall()
        rows, distinct = con.execute(f"SELECT coalesce(sum(rows), 0), count(*) FROM ({groups})").fetchall()[0]
        who = con.execute("SELECT DISTINCT patient FROM found").fetchnumpy()["patient"]
    return Unmapped(tuple(UnmappedCode(*each) for each in codes), int(rows), int(distinct), _bits(part, who))


def implausible(part: Part) -> tuple[int, int, Bits]:
    """Entries whose value is set aside as implausible, entries with a value, and whose they are."""
    with duckdb.connect() as con:
        source = [_file(part, "event")]
        n, of = con.execute(
            "SELECT count(*) FILTER (implausible), count(*) FILTER (value IS NOT NULL) FROM read_parquet(?)",
            source,
        ).fetchall()[0]
        who = con.execute(
            "SELECT DISTINCT patient FROM read_parquet(?) WHERE implausible", source
        ).fetchnumpy()["patient"]
    return int(n), int(of), _bits(part, who)


def came_and_went(now: Part, before: Part) -> dict[str, dict[str, int]]:
    """Table -> rows now, rows before, rows that came and that went, by the clinical system's own ids."""
    found: dict[str, dict[str, int]] = {}
    with duckdb.connect() as con:
        for name, table in TABLES.items():
            key = table.key[0]
            held, then = now.description.rows.get(name, 0), before.description.rows.get(name, 0)
            same = _same_content(now, before, name)
            came = 0 if same else _missing_from(con, _file(now, name), _file(before, name), key)
            went = came - (held - then)  # keys are unique within a table
            found[name] = {"now": held, "before": then, "came": came, "went": went}
    return found


def _same_content(now: Part, before: Part, name: str) -> bool:
    return now.description.hashes.get(name) == before.description.hashes.get(name)


def _missing_from(con: duckdb.DuckDBPyConnection, here: str, there: str, key: str) -> int:
    """Rows of one file whose key the other has not; keys are compared by a hash of 64 bits."""
    query = (
        f"SELECT count(*) FROM (SELECT hash({key}) AS h FROM read_parquet(?)) AS a "
        f"ANTI JOIN (SELECT hash({key}) AS h FROM read_parquet(?)) AS b ON a.h = b.h"
    )
    row: Any = con.execute(query, [here, there]).fetchone()
    return int(row[0])


def _file(part: Part, table: str) -> str:
    return str(part.folder / f"{table}.parquet")


def _bits(part: Part, patients: npt.NDArray[Any]) -> Bits:
    bits = np.zeros(part.n_patients, np.bool_)
    bits[np.asarray(patients, dtype=np.int64)] = True
    return bits
