"""One practice's rows as the engine reads them: people by dense number, and coded rows by code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openpcn.record.store import EventRows, Snapshot

from .dates import to_days
from .kernels import MISSING, Days, Mask

SEXES = ("unknown", "female", "male", "other")
_COLUMNS = (
    "birth_date", "death_date", "sex", "registered_on", "deregistered_on", "registration_type",
    "deprivation_decile",
)  # fmt: skip


@dataclass(frozen=True)
class People:
    """The people of one practice's part, arrays by dense patient number.

    Dates: days since 1970-01-01, MISSING where none. sex: position in SEXES. decile: 0 where not known.
    current: their current (else last) registration is here, so this practice's rows decide.
    """

    person_id: npt.NDArray[np.int64]
    current: Mask
    birth: Days
    death: Days
    sex: npt.NDArray[np.int8]
    registered_on: Days
    deregistered_on: Days
    regular: Mask
    decile: npt.NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.person_id)

    def on_list(self, as_at: date) -> Mask:
        """Regularly registered here, alive, and this their current registration, on a day."""
        day = to_days(as_at)
        listed: Mask = (
            self.current
            & self.regular
            & (self.birth != MISSING)
            & (self.birth <= day)
            & (self.registered_on != MISSING)
            & (self.registered_on <= day)
            & ((self.deregistered_on == MISSING) | (self.deregistered_on > day))
            & ((self.death == MISSING) | (self.death > day))
        )
        return listed


class Rows(Protocol):
    """What the engine asks of an index: see record.store.ConceptIndex."""

    @property
    def codes(self) -> tuple[str, ...]: ...

    def rows(self, codes: Iterable[str] | None) -> EventRows: ...


class Practice(Protocol):
    """What the engine asks of one practice's data."""

    @property
    def ods(self) -> str: ...

    @property
    def supplies(self) -> frozenset[str]: ...

    @property
    def covers(self) -> tuple[str, ...] | None: ...

    @property
    def people(self) -> People: ...

    def index_of(self, table: str) -> Rows: ...


class StoredPractice:
    """A practice's part of a snapshot in the store."""

    def __init__(self, snapshot: Snapshot, ods: str) -> None:
        self.ods = ods
        self._part = snapshot.parts[ods]
        self.supplies: frozenset[str] = self._part.supplies
        self.covers: tuple[str, ...] | None = self._part.covers
        places = snapshot.places(ods)
        held = self._part.table("patient", _COLUMNS)
        death = _days(held["death_date"]).copy()
        for patient, day in snapshot.deaths(ods).items():  # another practice may know of it first
            death[patient] = to_days(day)
        self.people = People(
            person_id=places.person_id,
            current=places.current & (places.person_id >= 0),
            birth=_days(held["birth_date"]),
            death=death,
            sex=_sexes(held["sex"]),
            registered_on=_days(held["registered_on"]),
            deregistered_on=_days(held["deregistered_on"]),
            regular=pc.equal(held["registration_type"], "regular").to_numpy().astype(np.bool_),
            decile=pc.fill_null(held["deprivation_decile"], 0).to_numpy().astype(np.int8),
        )

    def index_of(self, table: str) -> Rows:
        return self._part.index_of(table)


def _days(column: pa.ChunkedArray) -> Days:
    days: Any = pc.fill_null(column.cast(pa.int32()).cast(pa.int64()), MISSING).to_numpy()
    return np.asarray(days, dtype=np.int64)


def _sexes(column: pa.ChunkedArray) -> npt.NDArray[np.int8]:
    positions = pc.fill_null(pc.index_in(column, pa.array(SEXES)), 0)
    return np.asarray(positions.to_numpy(), dtype=np.int8)
