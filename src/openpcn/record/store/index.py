"""The concept-major index: a table's coded, dated rows by (concept, patient, date), memory-mapped.

One directory of ``.npy`` files per table and practice. A fact reads only the rows of its codes; a change
of a codelist needs no rebuild. Row numbers point into the table's Parquet file, which is in the order
(patient, date, source_key): so a higher row number of the same patient is never an earlier date.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openpcn.record.tables import TABLES
from openpcn.terms.units import Unit

UNITS: tuple[Unit, ...] = tuple(Unit)  # EventRows.unit is a position here + 1; 0 no unit; -1 not one of these
COMPARATORS: tuple[str, ...] = ("", "<", "<=", ">", ">=")  # EventRows.comparator is a position here
STILL_CURRENT = np.iinfo(np.int32).max  # EventRows.end of a medication that has no end

Int32 = npt.NDArray[np.int32]

# table -> (column that dates it, column that gives the value, column that ends it)
INDEXED: dict[str, tuple[str, str, str | None]] = {
    "event": ("date", "value", "problem_end"),
    "medication": ("start_date", "quantity", "end_date"),
    "issue": ("date", "quantity", None),
}


@dataclass(frozen=True)
class EventRows:
    """Rows of some codes, sorted by (patient, date, row). All arrays have the same length.

    patient: dense number in the part. date: days since 1970-01-01. value: in the standard unit where it has
    one, NaN where none, or implausible. comparator: position in COMPARATORS. unit: position in UNITS + 1 of
    the standard unit, 0 none, -1 as written but not known, or not one that the value can be compared in.
    row: row number in the table's Parquet file. concept: position in ConceptIndex.codes.
    end: days since 1970-01-01 (problem end, medication end), STILL_CURRENT where none. A problem that is past
    and does not say since when ended on the day it began: on no later day may it count as active.
    """

    patient: Int32
    date: Int32
    value: npt.NDArray[np.float64]
    comparator: npt.NDArray[np.int8]
    unit: npt.NDArray[np.int8]
    row: Int32
    concept: Int32
    end: Int32

    def __len__(self) -> int:
        return len(self.patient)


_FIELDS: dict[str, Any] = {
    "patient": np.int32, "date": np.int32, "value": np.float64, "comparator": np.int8,
    "unit": np.int8, "row": np.int32, "end": np.int32,
}  # fmt: skip


class ConceptIndex:
    """The index of one table of one part. Opened lazily; arrays are memory-mapped and read-only."""

    def __init__(self, folder: Path) -> None:
        self.codes: tuple[str, ...] = tuple(json.loads((folder / "codes.json").read_text()))
        self.concepts: dict[str, int] = {code: position for position, code in enumerate(self.codes)}
        self._offsets = np.load(folder / "offsets.npy")
        self._arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _FIELDS}

    def count(self, codes: Iterable[str]) -> int:
        """How many rows carry one of the codes."""
        return sum(stop - start for _, start, stop in self._spans(codes))

    def rows(self, codes: Iterable[str]) -> EventRows:
        """The rows that carry one of the codes.

        Undated rows, confidential ones and notes of medicines prescribed elsewhere are not indexed.
        """
        spans = self._spans(codes)
        parts = {
            name: _join([array[start:stop] for _, start, stop in spans], _FIELDS[name])
            for name, array in self._arrays.items()
        }
        lengths = [stop - start for _, start, stop in spans]
        concept = np.repeat(np.array([c for c, _, _ in spans], dtype=np.int32), lengths)
        if len(spans) > 1:  # one span is in order already; row order is (patient, date) order
            order = np.argsort(parts["row"], kind="stable")
            parts = {name: array[order] for name, array in parts.items()}
            concept = concept[order]
        return EventRows(concept=concept, **parts)

    def _spans(self, codes: Iterable[str]) -> list[tuple[int, int, int]]:
        found = sorted({self.concepts[code] for code in codes if code in self.concepts})
        return [(c, int(self._offsets[c]), int(self._offsets[c + 1])) for c in found]


def _join(pieces: list[npt.NDArray[Any]], dtype: Any) -> npt.NDArray[Any]:
    if len(pieces) == 1:
        return pieces[0]
    return np.concatenate(pieces) if pieces else np.empty(0, dtype)


def columns(name: str) -> tuple[str, ...]:
    """The columns of a record table that its index is built from."""
    beside = (
        "patient", "code", "confidential", "elsewhere", "implausible", "comparator", "unit",
        "standard_value", "standard_unit", "problem_status",
    )  # fmt: skip
    used = {*beside, *(column for column in INDEXED[name] if column)}
    return tuple(column for column in TABLES[name].names if column in used)


def build(name: str, table: pa.Table, folder: Path) -> None:
    """Write the index of a record table (its ``columns`` in file order) into a new directory."""
    date_column, value_column, end_column = INDEXED[name]
    keep = pc.and_(pc.is_valid(table["code"]), pc.is_valid(table[date_column]))
    if "confidential" in table.column_names:
        keep = pc.and_(keep, pc.invert(table["confidential"]))
    if "elsewhere" in table.column_names:  # a note of a medicine, not the practice's own prescription
        keep = pc.and_(keep, pc.invert(table["elsewhere"]))
    row = np.flatnonzero(keep.to_numpy()).astype(np.int32)
    table = table.filter(keep)

    coded = pc.dictionary_encode(table["code"]).combine_chunks()
    if isinstance(coded, pa.ChunkedArray):  # no chunk at all where there is no row
        coded = pa.DictionaryArray.from_arrays(pa.array([], pa.int32()), pa.array([], pa.string()))
    codes = coded.dictionary.to_pylist()
    rank = np.empty(len(codes), dtype=np.int64)
    by_code = sorted(range(len(codes)), key=codes.__getitem__)
    rank[by_code] = np.arange(len(codes))
    narrow = np.uint16 if len(codes) < 1 << 16 else np.uint32  # 16-bit keys get a radix sort
    concept = rank[coded.indices.to_numpy()].astype(narrow) if codes else np.empty(0, narrow)
    order = np.argsort(concept, kind="stable")
    counts = np.bincount(concept, minlength=len(codes))

    written = table[value_column]
    unit_column = "unit"
    if "standard_value" in table.column_names:
        written, unit_column = pc.coalesce(table["standard_value"], written), "standard_unit"
    value = pc.fill_null(written, float("nan")).to_numpy().astype(np.float64)
    if "implausible" in table.column_names:
        value = np.where(table["implausible"].to_numpy(), np.nan, value)
    nothing = np.zeros(len(row), np.int8)
    arrays = {
        "patient": table["patient"].to_numpy(),
        "date": _days(table[date_column]),
        "value": value,
        "comparator": _positions(table, "comparator", dict(zip(COMPARATORS, range(5), strict=True)), nothing),
        "unit": _units(table, unit_column, nothing),
        "row": row,
        "end": _ends(table, date_column, end_column),
    }
    folder.mkdir(parents=True)
    (folder / "codes.json").write_text(json.dumps([codes[i] for i in by_code]))
    np.save(folder / "offsets.npy", np.concatenate([[0], np.cumsum(counts)]).astype(np.int64))
    for field_name, array in arrays.items():
        np.save(folder / f"{field_name}.npy", array[order].astype(_FIELDS[field_name], copy=False))


def _units(table: pa.Table, column: str, nothing: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    """Positions of the standard units; -1 where a unit was written that has no standard value."""
    found = _positions(table, column, {u.value: i for i, u in enumerate(UNITS, start=1)}, nothing)
    if column == "unit":
        return found
    strange = pc.is_valid(table["unit"]).to_numpy() & (found == 0)
    return np.where(strange, np.int8(-1), found)


def _ends(table: pa.Table, date_column: str, end_column: str | None) -> Int32:
    if end_column is None:
        return np.full(len(table), STILL_CURRENT, np.int32)
    ends = _days(table[end_column])
    if "problem_status" not in table.column_names:
        return ends
    past = pc.fill_null(pc.equal(table["problem_status"], "past"), False).to_numpy()
    return np.where(past & (ends == STILL_CURRENT), _days(table[date_column]), ends)


def _days(column: pa.ChunkedArray) -> Int32:
    days: Int32 = pc.fill_null(column.cast(pa.int32()), int(STILL_CURRENT)).to_numpy().astype(np.int32)
    return days


def _positions(
    table: pa.Table, column: str, known: dict[str, int], nothing: npt.NDArray[np.int8]
) -> npt.NDArray[np.int8]:
    if column not in table.column_names:
        return nothing
    coded = pc.dictionary_encode(table[column]).combine_chunks()
    if isinstance(coded, pa.ChunkedArray):
        return nothing
    values = coded.dictionary.to_pylist()
    lookup = np.array([known.get(value, -1) for value in values] + [0], dtype=np.int8)
    indices = pc.fill_null(coded.indices, len(values)).to_numpy()
    found: npt.NDArray[np.int8] = lookup[indices]
    return found
