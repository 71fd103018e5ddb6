"""Whose number changed between two snapshots: the same practice, the same local id.

It says whom the work done so far belongs to. It never joins registrations: whether a number that somebody
else still holds is the same person is not for a program to guess (twins are born on one day, and a number
typed for the wrong twin is corrected like this).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openpcn.record.store import Part, Snapshot
from openpcn.terms.scope import Scope


class Carried(StrEnum):
    """What a changed number comes to."""

    LINKED = "linked"  # nobody has the old id any more: it is an alias of the new one
    BIRTH_DATE_DIFFERS = "birth_date_differs"  # number and date of birth changed: somebody else, perhaps
    STILL_HELD = "still_held"  # another registration goes on under the old id


@dataclass(frozen=True)
class NumberChange:
    """One registration whose NHS number was gained, lost or replaced since the snapshot before."""

    practice: str
    local_id: str
    before: int
    now: int
    carried: Carried


def number_changes(before: Snapshot, now: Snapshot) -> list[NumberChange]:
    """Every registration whose number changed and with it the person's id, by practice and local id.

    Somebody set aside in either snapshot has no id to compare and is left out.
    """
    present = now.people(Scope.evaluation(now.practices))["person_id"].to_numpy()
    found: list[NumberChange] = []
    for practice, part in now.parts.items():
        earlier = before.parts.get(practice)
        if earlier is not None and earlier.folder != part.folder:
            found += _of_practice(before, now, earlier, part, present)
    return sorted(found, key=lambda change: (change.practice, change.local_id))


def _of_practice(
    before: Snapshot, now: Snapshot, earlier: Part, part: Part, present: npt.NDArray[np.int64]
) -> list[NumberChange]:
    columns = ("local_id", "nhs_number", "birth_date")
    old, new = earlier.table("patient", columns), part.table("patient", columns)
    was = pc.index_in(new["local_id"], old["local_id"].combine_chunks()).to_numpy(zero_copy_only=False)
    both = np.flatnonzero(~np.isnan(was.astype(np.float64)))  # new patients that were there before
    at = was[both].astype(np.int64)
    one = before.places(part.practice).person_id[at]
    other = now.places(part.practice).person_id[both]
    differ = (one != other) & (one >= 0) & (other >= 0)
    changes = []
    for new_row, old_row, gone, person in zip(
        both[differ].tolist(), at[differ].tolist(), one[differ].tolist(), other[differ].tolist(), strict=True
    ):
        here, there = _row(new, new_row), _row(old, old_row)
        if here["nhs_number"] == there["nhs_number"]:
            continue  # a decision changed who this is, not the practice
        if here["birth_date"] != there["birth_date"]:
            carried = Carried.BIRTH_DATE_DIFFERS
        elif _in(present, gone):
            carried = Carried.STILL_HELD
        else:
            carried = Carried.LINKED
        changes.append(NumberChange(part.practice, str(here["local_id"]), gone, person, carried))
    return changes


def _row(table: pa.Table, row: int) -> dict[str, object]:
    values: dict[str, object] = table.slice(row, 1).to_pylist()[0]
    return values


def _in(people: npt.NDArray[np.int64], person: int) -> bool:
    """Whether a person is among people in order of id."""
    at = int(np.searchsorted(people, person))
    return at < len(people) and int(people[at]) == person
