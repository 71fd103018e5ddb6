"""The concept-major index: a table's dated rows by (concept, patient, date), memory-mapped.

One directory of ``.npy`` files per table and practice. A fact reads only the rows of its codes; a change
of a codelist needs no rebuild. Row numbers point into the table's Parquet file, which is in the order
(patient, date, source_key): so a higher row number of the same patient is never an earlier date.
A concept is a code or, in tables without codes, a word: see ``indexed``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openpcn.record.store.indexed import INDEXED, STATUSES, Int32, days_of
from openpcn.record.tables import TABLES
from openpcn.terms.units import Unit

UNITS: tuple[Unit, ...] = tuple(Unit)  # EventRows.unit is a position here + 1; 0 no unit; -1 not one of these
COMPARATORS: tuple[str, ...] = ("", "<", "<=", ">", ">=")  # EventRows.comparator is a position here
LAYOUT = 2  # of the files; an index of another layout is built anew from its table, in memory


@dataclass(frozen=True)
class EventRows:
    """Rows of some codes, sorted by (patient, date, row). All arrays have the same length.

    patient: dense number in the part. date: days since 1970-01-01. value: in the standard unit where it has
    one, NaN where none, or implausible. comparator: position in COMPARATORS. unit: position in UNITS + 1 of
    the standard unit, 0 none, -1 as written but not known, or not one that the value can be compared in.
    row: row number in the table's Parquet file. concept: position in ConceptIndex.codes.
    end: days since 1970-01-01, STILL_CURRENT where none: of a problem, a medication or a stay; the day up to
    which an issue lasts; the day itself of an attendance, a consultation or an appointment. A problem that is
    past and does not say since when ended on the day it began: on no later day may it count as active.
    status: position in STATUSES: a medication's course type, an appointment's status; 0 of other tables.
    """

    patient: Int32
    date: Int32
    value: npt.NDArray[np.float64]
    comparator: npt.NDArray[np.int8]
    unit: npt.NDArray[np.int8]
    row: Int32
    concept: Int32
    end: Int32
    status: npt.NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.patient)

    def loose(self, name: str) -> npt.NDArray[Any]:
        """A field in some order, the same for every field: cheaper where the rows are sorted anyway."""
        found: npt.NDArray[Any] = getattr(self, name)
        return found


_FIELDS: dict[str, Any] = {
    "patient": np.int32, "date": np.int32, "value": np.float64, "comparator": np.int8,
    "unit": np.int8, "row": np.int32, "end": np.int32, "status": np.int8,
}  # fmt: skip
_CONSTANT = ("value", "comparator", "unit", "end", "status")  # one number says it where all rows say the same


class ConceptIndex:
    """The index of one table of one part: arrays are memory-mapped and read-only."""

    def __init__(
        self, codes: Iterable[str], offsets: npt.NDArray[np.int64], arrays: dict[str, npt.NDArray[Any]]
    ) -> None:
        self.codes: tuple[str, ...] = tuple(codes)
        self.concepts: dict[str, int] = {code: position for position, code in enumerate(self.codes)}
        self._offsets = offsets
        self._arrays = arrays

    @classmethod
    def open(cls, folder: Path) -> ConceptIndex | None:
        """The index in a directory; None where there is none, or one of another layout."""
        try:
            held = json.loads((folder / "index.json").read_text())
        except FileNotFoundError:
            return None
        if held["layout"] != LAYOUT:
            return None
        offsets = np.load(folder / "offsets.npy")
        arrays = {
            name: np.broadcast_to(kind(held["constant"][name]), offsets[-1])
            if name in held["constant"]
            else np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray)
            for name, kind in _FIELDS.items()
        }
        return cls(held["codes"], offsets, arrays)

    @classmethod
    def of(cls, name: str, table: pa.Table) -> ConceptIndex:
        """The index of a record table (its ``columns`` in file order), in memory."""
        return cls(*_sorted(name, table))

    def count(self, codes: Iterable[str]) -> int:
        """How many rows carry one of the codes."""
        return sum(stop - start for _, start, stop in self._spans(codes))

    def rows(self, codes: Iterable[str] | None) -> EventRows:
        """The rows that carry one of the codes; every row where None.

        Undated rows, confidential ones and notes of medicines prescribed elsewhere are not indexed.
        """
        spans = _Spans(self._arrays, self._spans(self.codes if codes is None else codes))
        return LazyRows(spans.read, spans.loose, spans.length)

    def _spans(self, codes: Iterable[str]) -> list[tuple[int, int, int]]:
        found = sorted({self.concepts[code] for code in codes if code in self.concepts})
        return [(c, int(self._offsets[c]), int(self._offsets[c + 1])) for c in found]


class LazyRows(EventRows):
    """Rows whose fields are read when they are asked for: most facts look at two or three of them."""

    def __init__(
        self, read: Callable[[str], npt.NDArray[Any]], loose: Callable[[str], npt.NDArray[Any]], length: int
    ) -> None:
        self.__dict__.update(_read=read, _loose=loose, _length=length)

    def loose(self, name: str) -> npt.NDArray[Any]:
        found: npt.NDArray[Any] = self.__dict__["_loose"](name)
        return found

    def __getattr__(self, name: str) -> npt.NDArray[Any]:
        if name not in _FIELDS and name != "concept":
            raise AttributeError(name)
        found: npt.NDArray[Any] = self.__dict__["_read"](name)
        self.__dict__[name] = found
        return found

    def __len__(self) -> int:
        length: int = self.__dict__["_length"]
        return length


class _Spans:
    """Reads fields of the rows of some concepts, in the order of the table."""

    def __init__(self, arrays: dict[str, npt.NDArray[Any]], spans: list[tuple[int, int, int]]) -> None:
        self._arrays = arrays
        self._spans = spans
        self.length = sum(stop - start for _, start, stop in spans)

    @cached_property
    def _order(self) -> npt.NDArray[Any]:
        return np.argsort(self.loose("row"), kind="stable")  # row order is (patient, date) order

    def read(self, name: str) -> npt.NDArray[Any]:
        found = self.loose(name)
        return found if len(self._spans) < 2 else found[self._order]  # one span is in order already

    def loose(self, name: str) -> npt.NDArray[Any]:
        if name == "concept":
            lengths = [stop - start for _, start, stop in self._spans]
            return np.repeat(np.array([concept for concept, _, _ in self._spans], dtype=np.int32), lengths)
        pieces = [self._arrays[name][start:stop] for _, start, stop in self._spans]
        if len(pieces) == 1:
            return pieces[0]
        return np.concatenate(pieces) if pieces else np.empty(0, _FIELDS[name])


def columns(name: str) -> tuple[str, ...]:
    """The columns of a record table that its index is built from."""
    beside = (
        "patient", "confidential", "elsewhere", "implausible", "comparator", "unit",
        "standard_value", "standard_unit",
    )  # fmt: skip
    used = {*beside, *INDEXED[name].columns}
    return tuple(column for column in TABLES[name].names if column in used)


def build(name: str, table: pa.Table, folder: Path) -> None:
    """Write the index of a record table (its ``columns`` in file order) into a new directory."""
    codes, offsets, arrays = _sorted(name, table)
    folder.mkdir(parents=True)
    constant = {}
    for field_name, array in arrays.items():
        if field_name in _CONSTANT and _all_the_same(array):
            constant[field_name] = array[0].item() if len(array) else 0
        else:
            np.save(folder / f"{field_name}.npy", array)
    np.save(folder / "offsets.npy", offsets)
    said = {"layout": LAYOUT, "codes": codes, "constant": constant}
    (folder / "index.json").write_text(json.dumps(said))


def readable(folder: Path) -> bool:
    """Whether a directory holds an index of this layout."""
    return ConceptIndex.open(folder) is not None


def _all_the_same(array: npt.NDArray[Any]) -> bool:
    return not len(array) or bool(np.all(array == array[0])) or bool(np.all(array != array))


def _sorted(
    name: str, table: pa.Table
) -> tuple[list[str], npt.NDArray[np.int64], dict[str, npt.NDArray[Any]]]:
    """Concepts in order, where the rows of each begin, and each field's array by concept."""
    how = INDEXED[name]
    word, day = how.word(table), how.day(table)
    keep = pc.and_(pc.is_valid(word), pc.is_valid(day))
    if "confidential" in table.column_names:
        keep = pc.and_(keep, pc.invert(table["confidential"]))
    if "elsewhere" in table.column_names:  # a note of a medicine, not the practice's own prescription
        keep = pc.and_(keep, pc.invert(table["elsewhere"]))
    row = np.flatnonzero(keep.to_numpy()).astype(np.int32)
    if len(row) < table.num_rows:
        table, word, day = table.filter(keep), word.filter(keep), day.filter(keep)

    coded = pc.dictionary_encode(word).combine_chunks()
    if isinstance(coded, pa.ChunkedArray):  # no chunk at all where there is no row
        coded = pa.DictionaryArray.from_arrays(pa.array([], pa.int32()), pa.array([], pa.string()))
    codes = coded.dictionary.to_pylist()
    rank = np.empty(len(codes), dtype=np.int64)
    by_code = sorted(range(len(codes)), key=codes.__getitem__)
    rank[by_code] = np.arange(len(codes))
    narrow = np.uint16 if len(codes) < 1 << 16 else np.uint32  # 16-bit keys get a radix sort
    concept = rank.astype(narrow)[coded.indices.to_numpy()] if codes else np.empty(0, narrow)
    order = np.argsort(concept, kind="stable")
    counts = np.bincount(concept, minlength=len(codes))
    nothing = np.zeros(len(row), np.int8)
    arrays = {
        "patient": table["patient"].to_numpy(),
        "date": days_of(day),
        "value": _values(table, how.value),
        "comparator": _positions(table, "comparator", COMPARATORS, nothing),
        "unit": _units(table, nothing),
        "row": row,
        "end": how.end(table),
        "status": _positions(table, how.status, STATUSES, nothing),
    }
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return (
        [codes[i] for i in by_code],
        offsets,
        {field: arrays[field].astype(kind, copy=False)[order] for field, kind in _FIELDS.items()},
    )


def _values(table: pa.Table, column: str | None) -> npt.NDArray[np.float64]:
    if column is None:
        return np.full(table.num_rows, np.nan)
    written = table[column]
    if "standard_value" in table.column_names:
        written = pc.coalesce(table["standard_value"], written)
    value: npt.NDArray[np.float64] = pc.fill_null(written, float("nan")).to_numpy().astype(np.float64)
    if "implausible" in table.column_names:
        value = np.where(table["implausible"].to_numpy(), np.nan, value)
    return value


def _units(table: pa.Table, nothing: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    """Positions of the standard units; -1 where a unit was written that has no standard value."""
    if "standard_unit" not in table.column_names:
        return nothing
    found = _positions(table, "standard_unit", ("", *(unit.value for unit in UNITS)), nothing)
    strange = pc.is_valid(table["unit"]).to_numpy() & (found == 0)
    return np.where(strange, np.int8(-1), found)


def _positions(
    table: pa.Table, column: str | None, words: tuple[str, ...], nothing: npt.NDArray[np.int8]
) -> npt.NDArray[np.int8]:
    """Positions in a list of words: 0 where there is none, -1 where it is another."""
    if column is None or column not in table.column_names:
        return nothing
    coded = pc.dictionary_encode(table[column]).combine_chunks()
    if isinstance(coded, pa.ChunkedArray):
        return nothing
    known = {word: position for position, word in enumerate(words)}
    values = coded.dictionary.to_pylist()
    lookup = np.array([known.get(value, -1) for value in values] + [0], dtype=np.int8)
    indices = pc.fill_null(coded.indices, len(values)).to_numpy()
    found: npt.NDArray[np.int8] = lookup[indices]
    return found
