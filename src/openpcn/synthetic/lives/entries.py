"""What several parts of a life need to write entries: a pen that knows the day, and rates per person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openpcn.synthetic.codebook import Codebook
from openpcn.synthetic.randomness import Array, Flags, Floats, Ints, select

from . import journal as j
from .population import People


def by_age(people: People, *percent: float) -> Floats:
    """Chance by age from percent at 20, 40, 60 and 80."""
    chance: Floats = np.interp(people.age, (20, 40, 60, 80), np.array(percent)) / 100
    return chance


@dataclass
class Pen:
    """Writes entries of some people on some days; nothing is written for a day that has not come."""

    rng: np.random.Generator
    people: People
    codes: Codebook
    book: j.Journal

    def chosen(self, chance: Floats) -> Ints:
        """Some people, each with their chance."""
        return np.flatnonzero(select(self.rng, np.clip(chance, 0.0, 1.0)))

    def ago(self, size: int, longest: int, shortest: int = 1) -> Ints:
        """Days between ``shortest`` and ``longest`` days before the data."""
        return self.people.as_at - self.rng.integers(shortest, longest + 1, size)

    def part(self, size: int, share: float) -> Flags:
        """A part of ``size`` people."""
        return self.rng.random(size) < share

    def write(
        self,
        person: Ints,
        day: Ints,
        list_id: str,
        *,
        code: Ints | int | None = None,
        value: Array | None = None,
        unit: int = j.U_NONE,
        kind: int = j.OBSERVATION,
        setting: int = j.SURGERY,
    ) -> None:
        """An entry each: the list's first code unless another is given."""
        come = day < self.people.as_at
        what = self.codes.first(list_id) if code is None else code
        self.book.add(
            person[come],
            day[come],
            what[come] if isinstance(what, np.ndarray) else what,
            kind=j.VALUE if value is not None else kind,
            setting=setting,
            **({} if value is None else {"value": value[come], "unit": unit}),
        )

    def written(self, list_id: str) -> tuple[Ints, Ints]:
        """Person and day of every entry of a list by now."""
        codes = self.codes.all(list_id)
        parts = [(batch, np.isin(batch["code"], codes)) for batch in self.book.batches]
        person, day = (
            np.concatenate([batch[name][there] for batch, there in parts]).astype(np.int64)
            for name in ("person", "day")
        )
        return person, day

    def measure(self, person: Ints, day: Ints, list_id: str, value: Array, unit: int) -> None:
        """A result of the laboratory."""
        self.write(person, day, list_id, value=value, unit=unit, setting=j.LABORATORY)
