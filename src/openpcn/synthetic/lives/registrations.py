"""Registrations: who was on which practice's list from when to when, one row for each record of a person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openpcn.synthetic.randomness import Ints, stream

from .journal import NONE
from .population import DIED, FUTURE, LEFT, LISTED, TEMPORARY, UNBORN, People


@dataclass
class Registrations:
    """Rows: person, practice, start, end (NONE while registered) and the night of their first extract."""

    person: Ints
    practice: Ints
    start: Ints
    end: Ints
    first_night: Ints

    def __len__(self) -> int:
        return len(self.person)


def make_registrations(seed: int, people: People, practices: int) -> tuple[Registrations, Ints, Ints]:
    """Registrations, the last day of each life here, and the day of death (NONE for the living)."""
    rng = stream(seed, "registrations")
    n, as_at = len(people), people.as_at
    tenure = np.maximum(rng.exponential(12.0, n) * 365, 1)
    lived = as_at - people.birth
    start = as_at - np.minimum(tenure, np.maximum(lived - 12, 0)).astype(np.int64)
    ended = as_at - rng.integers(2, 360, n)
    gone = np.isin(people.status, (LEFT, DIED))
    last = np.where(gone, np.maximum(ended, people.birth + 30), as_at)
    start = np.where(gone, np.minimum(start, np.maximum(last - 90, people.birth + 3)), start)
    start = np.where(people.status == TEMPORARY, as_at - rng.integers(1, 80, n), start)
    death = np.where(people.status == DIED, last, NONE)
    end = np.where(gone, last, NONE)
    regular = ~np.isin(people.status, (FUTURE, UNBORN))
    person = np.flatnonzero(regular)
    registrations = [(person, people.practice[person], start[person], end[person])]
    if practices > 1:  # moved between two practices of the network in the last year
        moved = np.flatnonzero(
            (people.status == LISTED) & (start > as_at - 360) & (lived > 800) & (rng.random(n) < 0.06)
        )
        before = (people.practice[moved] + rng.integers(1, practices, len(moved))) % practices
        earlier = start[moved] - rng.integers(200, 3000, len(moved))
        registrations.append((moved, before, np.maximum(earlier, people.birth[moved] + 10), start[moved]))
    columns = [np.concatenate(parts) for parts in zip(*registrations, strict=True)]
    who, where, since, until = columns
    return Registrations(who, where, since, until, np.ones(len(who), dtype=np.int64)), last, death
