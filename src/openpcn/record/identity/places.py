"""Registrations: the patient rows of all parts, and which person each is taken to be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openpcn.record.identity.decisions import Decisions
from openpcn.record.identity.placeholders import PLACEHOLDERS
from openpcn.record.store import Part
from openpcn.terms import person_key

COLUMNS = (
    "person_id", "patient", "local_id", "nhs_number", "birth_date", "death_date", "registered_on",
    "deregistered_on", "confidential", "spine_sensitive",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """One patient row: a registration, past or present, at one practice."""

    practice: str
    person_id: int
    patient: int
    local_id: str
    nhs_number: str | None
    birth_date: date
    death_date: date | None
    registered_on: date
    deregistered_on: date | None
    confidential: bool
    spine_sensitive: bool


@dataclass(frozen=True)
class Resolved:
    """Every registration with the person it is taken to be.

    table: columns of Place. own: the person id as the number alone gives it. notes: row -> kind of issue
    (see kinds.KINDS) for rows that something was decided about.
    """

    table: pa.Table
    own: npt.NDArray[np.int64]
    notes: dict[int, str]


def places(parts: Sequence[Part], decisions: Decisions, key: bytes) -> Resolved:
    """The registrations of all parts. Only rows that a decision or a placeholder touches are looked at."""
    table = pa.concat_tables([_rows(part) for part in parts]).combine_chunks()
    own = table["person_id"].to_numpy().copy()
    number = table["nhs_number"]
    notes: dict[int, str] = {}

    def by_own_id(row: int) -> int:
        practice, local = table["practice"][row].as_py(), table["local_id"][row].as_py()
        return person_key.person_id(key, f"local:{practice}:{local}")

    without: set[int] = set()  # rows whose number is not theirs
    for row in _where(pc.is_in(number, pa.array(sorted(PLACEHOLDERS)))):
        own[row], notes[row] = by_own_id(row), "number_is_placeholder"
        without.add(row)
    apart = {(split.practice, split.local_id, split.person) for split in decisions.splits}
    for row in _among(own, {person for _, _, person in apart}):
        if (table["practice"][row].as_py(), table["local_id"][row].as_py(), int(own[row])) in apart:
            own[row], notes[row] = by_own_id(row), "split"
            without.add(row)
    final = _merged(table, own, decisions, notes)
    if without:
        kept = np.ones(table.num_rows, np.bool_)
        kept[sorted(without)] = False
        blank = pc.if_else(pa.array(kept), number, pa.scalar(None, pa.string()))
        table = table.set_column(table.schema.get_field_index("nhs_number"), "nhs_number", blank)
    at = table.schema.get_field_index("person_id")
    return Resolved(table.set_column(at, "person_id", pa.array(final)), own, notes)


def _merged(
    table: pa.Table, own: npt.NDArray[np.int64], decisions: Decisions, notes: dict[int, str]
) -> npt.NDArray[np.int64]:
    """The ids after merges. Somebody is linked only where every date of birth agrees."""
    final = own.copy()
    if not decisions.merges:
        return final
    named = {person for merge in decisions.merges for person in (merge.gone, merge.into)}
    rows_of: dict[int, list[int]] = defaultdict(list)
    for row in _among(own, named):
        rows_of[int(own[row])].append(row)
    born = {person: {table["birth_date"][row].as_py() for row in rows} for person, rows in rows_of.items()}
    for person in sorted(rows_of):
        if person not in decisions.by_gone or len(born[person]) > 1:
            continue  # a number with two dates of birth is set aside as it stands
        [birth] = born[person]
        survivor = decisions.survivor(person, birth)
        note = "superseded_number"
        if survivor is None:
            note = "decisions_disagree"
        elif survivor == person or born.get(survivor, {birth}) != {birth}:
            note = "superseded_birth_date_differs"
        else:
            final[rows_of[person]] = survivor
        for row in rows_of[person]:
            notes.setdefault(row, note)
    return final


def _rows(part: Part) -> pa.Table:
    rows = part.table("patient", COLUMNS)
    return rows.append_column("practice", pa.array([part.practice] * rows.num_rows, pa.string()))


def _where(mask: pa.ChunkedArray) -> list[int]:
    return [int(row) for row in np.flatnonzero(mask.to_numpy(zero_copy_only=False))]


def _among(ids: npt.NDArray[np.int64], wanted: set[int]) -> list[int]:
    if not wanted:
        return []
    return [int(row) for row in np.flatnonzero(np.isin(ids, np.array(sorted(wanted), np.int64)))]
