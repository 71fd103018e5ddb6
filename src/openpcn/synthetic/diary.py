"""The diary of a day's work and events between two nights: what changed, and what a reader should find.

On a working day the pharmacists review the people at the top of the worklist, some checks and readings are
done (a few coded so that they will not count), people come, go, are born and die, and rows are taken back.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .lives import journal as j
from .lives.journal import Journal
from .lives.network_lives import Lives
from .randomness import Flags, Ints


@dataclass
class Day:
    """One day: its entries, and which existing rows changed or went."""

    night: int
    as_at: int
    book: Journal = field(default_factory=Journal)
    seen: dict[str, list[int]] = field(default_factory=dict)  # purpose -> people seen for it
    registrations: list[int] = field(default_factory=list)  # changed or new
    arrivals: list[tuple[int, int]] = field(default_factory=list)  # person, practice: send everything
    appointments: list[int] = field(default_factory=list)
    courses: list[int] = field(default_factory=list)
    issues: list[int] = field(default_factory=list)
    problems: list[int] = field(default_factory=list)  # changed without their event
    deleted_patients: list[int] = field(default_factory=list)  # registrations
    deleted_events: list[int] = field(default_factory=list)
    deleted_appointments: list[int] = field(default_factory=list)
    deleted_issues: list[int] = field(default_factory=list)
    notes: list[dict[str, object]] = field(default_factory=list)

    def note(self, lives: Lives, item: str, people: Ints | list[int], expected: str) -> None:
        """Remember what happened to whom, and what should follow."""
        codes = lives.places.practices
        for person in np.asarray(people, dtype=np.int64).tolist():
            self.notes.append(
                {
                    "night": self.night,
                    "item": item,
                    "person": person,
                    "practice": codes[int(lives.people.practice[person])].code,
                    "expected": expected,
                }
            )

    def write(self, people: Ints, code: Ints | int, **columns: object) -> None:
        """One entry today for each person."""
        if len(people):
            self.book.add(people, np.full(len(people), self.as_at), code, **columns)


def current(lives: Lives, as_at: int) -> Flags:
    """People on a list, alive, as of a day."""
    listed = np.zeros(len(lives.people), dtype=bool)
    registrations = lives.registrations
    open_ones = (registrations.end == j.NONE) & (registrations.start <= as_at)
    listed[registrations.person[open_ones]] = True
    alive: Flags = lives.death == j.NONE
    return listed & lives.people.regular & alive


def registered_since(lives: Lives) -> Ints:
    """Start of each person's open registration; far in the past for none."""
    start = np.full(len(lives.people), -100_000, dtype=np.int64)
    rows = np.flatnonzero(lives.registrations.end == j.NONE)
    start[lives.registrations.person[rows]] = lives.registrations.start[rows]
    return start


__all__ = ["Day", "current", "registered_since"]
