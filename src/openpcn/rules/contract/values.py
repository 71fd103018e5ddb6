"""Contract values: amounts with their dates, place, publication and source.

A value asked for on a day no row covers is the *last published* one, unconfirmed, and says so; it is never
carried forward silently. Before its first row there is no value at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum

from openpcn.terms.dates import ContractYear


class ContractError(LookupError):
    """There is no such value, or the data are damaged; the message says which and what to do."""


class NotPublished(ContractError):
    """The value has no row on or before the day asked for."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The nearest of the known names, for the end of a message; empty where none is near."""
    near = get_close_matches(name, list(known), n=3, cutoff=0.4)
    return f"; did you mean {' or '.join(near)}?" if near else ""


class Base(StrEnum):
    """What a rate is multiplied by: a snapshot at 1 January before the year, supplied and never computed."""

    REGISTERED = "registered list"
    ADJUSTED = "PCN adjusted population"
    WEIGHTED = "contractor weighted population"
    BEDS = "care home beds"


@dataclass(frozen=True)
class Value:
    """One amount of one value.

    ``confirmed`` is False where the amount was not read in a source, and always where ``last_published`` is
    True: the row ended before the day asked for. ``published_on`` is None where it is not known. ``place`` is
    None for all of England, otherwise an ODS code of an integrated care board or network, or a pay area.
    ``base`` is None where the amount is no rate.
    """

    name: str
    title: str
    amount: Decimal
    unit: str
    valid_from: date
    valid_to: date
    published_on: date | None
    source: str
    confirmed: bool
    place: str | None = None
    backdated_to: date | None = None
    base: Base | None = None
    last_published: bool = False

    @property
    def known_from(self) -> date:
        """The day of publication; where that is not known, the first day it holds."""
        return self.published_on or self.valid_from

    @property
    def standing(self) -> str:
        """What a page says beside the number; empty where it is confirmed and current."""
        if self.last_published:
            return f"last published for {self.valid_from:%-d %B %Y} to {self.valid_to:%-d %B %Y}, unconfirmed"
        return "" if self.confirmed else "unconfirmed"


class Contract:
    """Every value by name. Immutable; ``reading.load`` reads the data that come with the project.

    places: where it is read, the narrowest first: a value asked for without a place is looked up there.
    """

    def __init__(self, rows: Iterable[Value], places: Sequence[str] = ()) -> None:
        self.places = tuple(places)
        self._rows: dict[str, list[Value]] = {}
        for row in rows:
            self._rows.setdefault(row.name, []).append(row)

    @classmethod
    def load(cls) -> Contract:
        """The national values that come with the project. Raises ContractError naming file and value."""
        from openpcn.rules.contract.reading import national

        return national()

    def at(self, *places: str) -> Contract:
        """The same contract as it reads in a place."""
        return Contract((row for rows in self._rows.values() for row in rows), places)

    def varied(self, rows: Iterable[Value], place: str) -> Contract:
        """The contract with rows of a local variation, read in its place before any other."""
        own = tuple(rows)
        everything = [row for held in self._rows.values() for row in held]
        return Contract([*everything, *own], (place, *(each for each in self.places if each != place)))

    @property
    def years(self) -> tuple[ContractYear, ...]:
        """The contract years that any row covers, first to last."""
        days = [day for rows in self._rows.values() for row in rows for day in (row.valid_from, row.valid_to)]
        if not days:
            return ()
        first, last = ContractYear.of(min(days)).starting, ContractYear.of(max(days)).starting
        return tuple(ContractYear(year) for year in range(first, last + 1))

    def outside(self, day: date) -> str:
        """A sentence where a day lies outside the years held; empty where it does not."""
        year = ContractYear.of(day)
        if not self.years or year in self.years:
            return ""
        return f"contract values are held for {self.years[0]} to {self.years[-1]}, none for {year}"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._rows))

    def rows(self, name: str) -> tuple[Value, ...]:
        """Every row of a value, by validity and publication. Raises ContractError for an unknown name."""
        if name not in self._rows:
            raise ContractError(f"there is no contract value {name!r}{did_you_mean(name, self._rows)}")
        return tuple(sorted(self._rows[name], key=lambda row: (row.valid_from, row.known_from)))

    def value(
        self, name: str, on: date, place: str | Sequence[str] | None = None, *, known_on: date | None = None
    ) -> Value:
        """The value on a day, for a place (the narrowest first; a national row serves every place).

        known_on: publications after that day are not seen: what was known then. Raises NotPublished where
        nothing was published for the day or before it.
        """
        places = (place,) if isinstance(place, str) else self.places if place is None else tuple(place)
        seen = [row for row in self.rows(name) if known_on is None or row.known_from <= known_on]
        widest_first = {where: rank for rank, where in enumerate((None, *reversed(places)))}
        here = [row for row in seen if row.place in widest_first]
        current = [row for row in here if row.valid_from <= on <= row.valid_to]
        if current:
            return max(current, key=lambda row: (widest_first[row.place], row.known_from))
        past = [row for row in here if row.valid_to < on]
        if not past:
            first = min((row.valid_from for row in seen), default=None)
            since = f"; the first is for {first}" if first else ""
            beyond = f" ({self.outside(on)})" if self.outside(on) else ""
            raise NotPublished(f"{name} was not published for {on} or before{since}{beyond}")
        latest = max(past, key=lambda row: (row.valid_to, widest_first[row.place], row.known_from))
        return replace(latest, confirmed=False, last_published=True)

    def known(self, name: str, on: date, place: str | Sequence[str] | None = None) -> Value | None:
        """The value, or None where nothing was published for the day or before: *not known*."""
        try:
            return self.value(name, on, place)
        except NotPublished:
            return None

    @property
    def version(self) -> str:
        """A hash of everything held: changes when any row does."""
        text = "\n".join(repr(row) for name in self.names for row in self.rows(name))
        return hashlib.sha256(text.encode()).hexdigest()[:16]
