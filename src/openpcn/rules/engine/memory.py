"""A practice held in memory, built from people row by row: what stories and generated populations run on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from openpcn.record.store import (
    COMPARATORS,
    INDEXED,
    STATUSES,
    STILL_CURRENT,
    UNITS,
    EventRows,
    supplied_until,
)
from openpcn.rules.language.people import Person, Row

from .dates import to_days
from .kernels import MISSING, Days
from .practice import SEXES, People, Rows

_UNIT_POSITIONS = {unit.value: position for position, unit in enumerate(UNITS, start=1)}


class MemoryIndex:
    """The rows of one table, as record.store.ConceptIndex gives them."""

    def __init__(self, rows: Iterable[tuple[int, Row]]) -> None:
        dated = [
            (patient, row.date, row) for patient, row in rows if row.date is not None and not row.confidential
        ]
        dated.sort(key=lambda each: each[:2])
        seen = [row for _, _, row in dated]
        self.codes: tuple[str, ...] = tuple(sorted({row.code for row in seen}))
        self._concepts = {code: at for at, code in enumerate(self.codes)}

        def column(values: Iterable[Any], kind: Any) -> Any:
            return np.array(list(values), dtype=kind)

        self._columns = {
            "patient": column((patient for patient, _, _ in dated), np.int32),
            "date": column((to_days(day) for _, day, _ in dated), np.int32),
            "value": column(
                (np.nan if row.value is None or row.implausible else row.value for row in seen), np.float64
            ),
            "comparator": column((COMPARATORS.index(row.comparator or "") for row in seen), np.int8),
            "unit": column(
                (0 if row.unit is None else _UNIT_POSITIONS.get(row.unit, -1) for row in seen), np.int8
            ),
            "row": np.arange(len(seen), dtype=np.int32),
            "concept": column((self._concepts[row.code] for row in seen), np.int32),
            "end": column((_end(day, row) for _, day, row in dated), np.int32),
            "status": column((STATUSES.index(row.status) for row in seen), np.int8),
        }

    def rows(self, codes: Iterable[str] | None) -> EventRows:
        if codes is None:
            return EventRows(**self._columns)
        wanted = [self._concepts[code] for code in codes if code in self._concepts]
        found = np.isin(self._columns["concept"], wanted)
        return EventRows(**{name: values[found] for name, values in self._columns.items()})


def _end(day: date, row: Row) -> int:
    """When a row ends, as the store's index has it."""
    if row.table == "issue":
        return to_days(supplied_until(day, row.days))
    if row.table in {"consultation", "appointment"} or (row.end is None and row.code.endswith("_attendance")):
        return to_days(day)
    return int(STILL_CURRENT) if row.end is None else to_days(row.end)


@dataclass(frozen=True)
class MemoryPractice:
    """People numbered as given; person ids are their numbers plus one."""

    members: tuple[Person, ...]
    ods: str = "Z99001"
    supplies: frozenset[str] = frozenset({"patient", *INDEXED})
    covers: tuple[str, ...] | None = None

    @cached_property
    def people(self) -> People:
        registered = [each.registered for each in self.members]

        def days(values: Iterable[date | None]) -> Days:
            return np.array([MISSING if v is None else to_days(v) for v in values], dtype=np.int64)

        return People(
            person_id=np.arange(1, len(registered) + 1, dtype=np.int64),
            current=np.ones(len(registered), dtype=np.bool_),
            birth=days(r.birth_date for r in registered),
            death=days(r.death_date for r in registered),
            sex=np.array([SEXES.index(r.sex) for r in registered], dtype=np.int8),
            registered_on=days(r.registered_on for r in registered),
            deregistered_on=days(r.deregistered_on for r in registered),
            regular=np.array([r.registration_type == "regular" for r in registered], dtype=np.bool_),
            decile=np.array([r.deprivation_decile or 0 for r in registered], dtype=np.int8),
        )

    @cached_property
    def _indexes(self) -> dict[str, MemoryIndex]:
        rows: dict[str, list[tuple[int, Row]]] = defaultdict(list)
        for number, each in enumerate(self.members):
            for row in each.rows:
                rows[row.table].append((number, row))
        return {table: MemoryIndex(rows[table]) for table in INDEXED}

    def index_of(self, table: str) -> Rows:
        return self._indexes[table]
