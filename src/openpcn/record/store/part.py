"""A part: what one practice's submissions say, as one immutable directory.

``part.json`` describes it; ``<table>.parquet`` are the record's tables; ``index/<table>`` the concept-major
indexes; ``state/<Table>.parquet`` the supplier's current rows, from which the next delta starts;
``quarantine.parquet`` the rows of the last submission that were not used. Companions (hospital files, bed
lists: see ``intake.companions``) have the same of their own: ``state/<source>/<Table>.parquet`` and
``quarantine/<source>.parquet``; files of their own stand behind those of the main extract.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from openpcn.record.store.index import ConceptIndex, columns
from openpcn.record.store.table_file import typed
from openpcn.record.tables import TABLES

FORMAT = "openpcn-part/2"


class StoreError(RuntimeError):
    """What the store holds is not what was asked for, or not what it should be."""


@dataclass(frozen=True)
class SourceFile:
    """A file that rows came from: ``file`` of a row is a position in the part's list of these.

    source: the companion that sent it; empty for the practice's main extract.
    """

    submission: str
    name: str
    source: str = ""


@dataclass(frozen=True)
class Companion:
    """What a part holds of one companion. ``file`` of a row of its state is a position in ``files`` here.

    history: submissions since and including the last full one. spoken_for: whose rows a full file replaces
    (a hospital, a home) -> the as-at day of what it said last.
    """

    submission_id: str
    as_at: str
    kind: str
    history: tuple[str, ...]
    files: tuple[SourceFile, ...]
    spoken_for: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)
    test_data: bool = False


@dataclass(frozen=True)
class PartRef:
    """A written part, by name: what a snapshot is made of."""

    part_id: str
    practice: str


@dataclass(frozen=True)
class PartDescription:
    """``part.json``.

    history: ids of the submissions since and including the last full one. rows, hashes: per record table, the
    number of rows and the order-independent content hash. waiting: rows of each supplier table that wait for
    a reference. list_size: people currently and regularly registered. companions: by source name; as_at,
    kind, source, history and waiting are the main extract's. covers: what a part made of reports lists
    completely (tokens of rules.language.coverage); None: everything in the tables of ``supplies``.
    deprivation: the edition of the index that its people's deciles are of; empty where none is loaded.
    told_by: the program and look-ups that derived it (``intake.carrying``); empty where nobody noted it.
    """

    part_id: str
    practice: str
    submission_id: str
    as_at: str
    kind: str
    source: str
    supplies: tuple[str, ...]
    history: tuple[str, ...]
    files: tuple[SourceFile, ...]
    rows: dict[str, int]
    hashes: dict[str, str]
    list_size: int
    waiting: dict[str, int] = field(default_factory=dict)
    test_data: bool = False
    companions: dict[str, Companion] = field(default_factory=dict)
    covers: tuple[str, ...] | None = None
    deprivation: str = ""
    told_by: str = ""
    format: str = FORMAT

    @property
    def own_files(self) -> tuple[SourceFile, ...]:
        """The files of the main extract, which come first in ``files``."""
        return tuple(file for file in self.files if not file.source)

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> PartDescription:
        held: dict[str, Any] = json.loads(text)
        if held.get("format") != FORMAT:
            raise StoreError(
                f"part format {held.get('format')!r}: this version reads {FORMAT}: build the record anew "
                "from the practices' last full submissions and what followed them"
            )
        held["files"] = tuple(SourceFile(**each) for each in held["files"])
        held["supplies"], held["history"] = tuple(held["supplies"]), tuple(held["history"])
        held["covers"] = None if held.get("covers") is None else tuple(held["covers"])
        held["companions"] = {name: _companion(each) for name, each in held["companions"].items()}
        return cls(**held)


def _companion(held: dict[str, Any]) -> Companion:
    files = tuple(SourceFile(**each) for each in held["files"])
    return Companion(**{**held, "files": files, "history": tuple(held["history"])})


def quarantine_file(companion: str = "") -> str:
    """Where a part keeps what was not used of its main extract's last submission, or of a companion's."""
    return f"quarantine/{companion}.parquet" if companion else "quarantine.parquet"


class Part:
    """A practice's part, read-only. For the record and the rules; people are read by Snapshot."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self.description = PartDescription.from_json((folder / "part.json").read_text())
        except FileNotFoundError:
            raise StoreError(f"part {folder.name} is not in the store") from None
        self._index: dict[str, ConceptIndex] = {}
        self._open: dict[str, pq.ParquetFile] = {}

    @property
    def ref(self) -> PartRef:
        return PartRef(self.description.part_id, self.practice)

    @property
    def practice(self) -> str:
        """ODS code."""
        return self.description.practice

    ods = practice

    @property
    def submission_id(self) -> str:
        return self.description.submission_id

    @property
    def as_at(self) -> date:
        """The day up to which the practice's extract speaks."""
        return date.fromisoformat(self.description.as_at)

    @property
    def source(self) -> str:
        return self.description.source

    @property
    def supplies(self) -> frozenset[str]:
        """The record's tables that this practice's feed fills; the others are empty because not supplied."""
        return frozenset(self.description.supplies)

    @property
    def covers(self) -> tuple[str, ...] | None:
        """What a part made of reports lists completely; None: everything in the tables of ``supplies``."""
        return self.description.covers

    @property
    def n_patients(self) -> int:
        """Dense patient numbers run from 0 to this, exclusive."""
        return self.description.rows["patient"]

    def index_of(self, table: str) -> ConceptIndex:
        """The concept-major index of a table of ``indexed.INDEXED``.

        One written by an earlier program is built anew, in memory: the practice's next submission writes it.
        """
        if table not in self._index:
            held = ConceptIndex.open(self.folder / "index" / table)
            if held is None:
                held = ConceptIndex.of(table, self.table(table, columns(table)))
            self._index[table] = held
        return self._index[table]

    @property
    def index(self) -> ConceptIndex:
        """The concept-major index of events."""
        return self.index_of("event")

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A whole record table in file order. Internal to record and rules: no scope is applied."""
        return typed(name, self._file(name).read(columns=None if columns is None else list(columns)))

    def rows_of_patient(self, name: str, patient: int) -> pa.Table:
        """The rows of one patient, in file order; reads only the row groups that hold them."""
        start, stop = (int(n) for n in self.offsets(name)[patient : patient + 2])
        return self.rows_at(name, start, stop)

    def rows_at(self, name: str, start: int, stop: int) -> pa.Table:
        """Rows ``start`` to ``stop`` (exclusive) of a record table."""
        file = self._file(name)
        if stop <= start:
            return TABLES[name].schema.empty_table()
        bounds = self._row_groups(file)
        first = int(np.searchsorted(bounds, start, side="right")) - 1
        last = int(np.searchsorted(bounds, stop, side="left")) - 1
        held = file.read_row_groups(list(range(first, last + 1)))
        return typed(name, held.slice(start - int(bounds[first]), stop - start))

    def offsets(self, name: str) -> npt.NDArray[np.int64]:
        """``offsets[p] : offsets[p + 1]`` are the rows of patient ``p`` in a record table."""
        if name == "patient":
            return np.arange(self.n_patients + 1, dtype=np.int64)
        held: npt.NDArray[np.int64] = np.load(self.folder / "index" / f"{name}.offsets.npy", mmap_mode="r")
        return held

    def quarantine(self, companion: str = "") -> pa.Table:
        """The rows of the last submission that were not used: see ``intake.QUARANTINE``."""
        return pq.read_table(self.folder / quarantine_file(companion))

    def state_path(self, table: str, companion: str = "") -> Path:
        """Where the current rows of a supplier table are held; the file may not be there."""
        return self.folder / "state" / companion / f"{table}.parquet"

    @cached_property
    def files(self) -> tuple[SourceFile, ...]:
        return self.description.files

    def _file(self, name: str) -> pq.ParquetFile:
        if name not in self._open:
            self._open[name] = pq.ParquetFile(self.folder / f"{name}.parquet", memory_map=True)
        return self._open[name]

    @staticmethod
    def _row_groups(file: pq.ParquetFile) -> npt.NDArray[np.int64]:
        sizes = [file.metadata.row_group(i).num_rows for i in range(file.metadata.num_row_groups)]
        return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
