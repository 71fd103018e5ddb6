"""What was decided about who is who, beyond what the extracts say: old numbers, merges, splits.

Persons are named by their ids, keyed hashes of their numbers: no number stands in a decision.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property


@dataclass(frozen=True, order=True)
class Merge:
    """Two persons are one: whoever has the id ``gone`` and this date of birth is ``into``.

    Also how a superseded number is said: ``gone`` is the id of the old number, ``into`` that of the current
    one. The date of birth is the one that both had when it was decided; with another, nothing is linked.
    """

    gone: int
    into: int
    birth_date: date


@dataclass(frozen=True, order=True)
class Split:
    """One number, two people: this registration is not the person who has the number's id ``person``.

    It is known by the practice's own id instead, for as long as it carries that number.
    """

    practice: str
    local_id: str
    person: int


@dataclass(frozen=True)
class Decisions:
    """Everything in force when a snapshot is put together. The order in which it is given does not matter."""

    merges: frozenset[Merge] = frozenset()
    splits: frozenset[Split] = frozenset()

    @classmethod
    def of(cls, merges: Iterable[Merge] = (), splits: Iterable[Split] = ()) -> Decisions:
        return cls(frozenset(merges), frozenset(splits))

    @cached_property
    def by_gone(self) -> Mapping[int, tuple[Merge, ...]]:
        """Merges by whom they end; more than one for a person disagree, and none of them holds."""
        found: dict[int, tuple[Merge, ...]] = {}
        for merge in sorted(self.merges):
            found[merge.gone] = (*found.get(merge.gone, ()), merge)
        return found

    @property
    def fingerprint(self) -> str:
        """The same for the same decisions: 16 hexadecimal digits."""
        text = repr((sorted(self.merges), sorted(self.splits)))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def survivor(self, person: int, birth_date: date) -> int | None:
        """Who somebody with this id and date of birth is, following merges of merges.

        None where the decisions contradict each other: several for one person, or a circle.
        """
        seen = {person}
        while True:
            merges = self.by_gone.get(person, ())
            holding = [merge for merge in merges if merge.birth_date == birth_date]
            if not holding:
                return person
            if len({merge.into for merge in merges}) > 1 or holding[0].into in seen:
                return None
            person = holding[0].into
            seen.add(person)
