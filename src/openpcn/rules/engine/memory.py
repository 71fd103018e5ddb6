"""A practice held in memory, built from people row by row: what stories and generated populations run on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from openpcn.record.store import COMPARATORS, STILL_CURRENT, UNITS, EventRows
from openpcn.rules.language.people import Person, Row

from .dates import to_days
from .kernels import MISSING, Days
from .practice import SEXES, People, Rows

_UNIT_POSITIONS = {unit.value: position for position, unit in enumerate(UNITS, start=1)}


class MemoryIndex:
    """The rows of one table, as record.store.ConceptIndex gives them."""

    def __init__(self, rows: Iterable[tuple[int, Row]]) -> None:
        seen = [(patient, row) for patient, row in rows if row.date is not None and not row.confidential]
        self._rows = sorted(seen, key=lambda each: (each[0], each[1].date))
        self._concepts = {code: at for at, code in enumerate(sorted({row.code for _, row in seen}))}

    def rows(self, codes: Iterable[str] | None) -> EventRows:
        wanted = frozenset(self._concepts if codes is None else codes)
        found = [(at, p, row) for at, (p, row) in enumerate(self._rows) if row.code in wanted]

        def column(values: Sequence[Any], kind: Any) -> Any:
            return np.array(values, dtype=kind)

        return EventRows(
            patient=column([p for _, p, _ in found], np.int32),
            date=column([to_days(row.date) for _, _, row in found if row.date is not None], np.int32),
            value=column(
                [np.nan if row.value is None or row.implausible else row.value for _, _, row in found],
                np.float64,
            ),
            comparator=column([COMPARATORS.index(row.comparator or "") for _, _, row in found], np.int8),
            unit=column(
                [0 if row.unit is None else _UNIT_POSITIONS.get(row.unit, -1) for _, _, row in found], np.int8
            ),
            row=column([at for at, _, _ in found], np.int32),
            concept=column([self._concepts[row.code] for _, _, row in found], np.int32),
            end=column([STILL_CURRENT] * len(found), np.int32),
            status=column([0] * len(found), np.int8),
        )


@dataclass(frozen=True)
class MemoryPractice:
    """People numbered as given; person ids are their numbers plus one."""

    members: tuple[Person, ...]
    ods: str = "Z99001"
    supplies: frozenset[str] = frozenset({"patient", "event", "medication", "issue", "appointment"})
    covers: tuple[str, ...] | None = None

    @property
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

    def index_of(self, table: str) -> Rows:
        return MemoryIndex(
            (number, row)
            for number, each in enumerate(self.members)
            for row in each.rows
            if row.table == table
        )
