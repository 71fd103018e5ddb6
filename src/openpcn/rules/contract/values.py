"""Contract values: amounts with their dates, place, publication and source.

A value asked for on a day no row covers is the *last published* one, unconfirmed, and says so; it is never
carried forward silently. Before its first row there is no value at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"
_FIELDS = {"amount", "valid_from", "valid_to", "published_on", "backdated_to", "source", "confirmed", "place"}


class ContractError(LookupError):
    """There is no such value, or the data are damaged; the message says which and what to do."""


class NotPublished(ContractError):
    """The value has no row on or before the day asked for."""


@dataclass(frozen=True)
class Value:
    """One amount of one value.

    ``confirmed`` is False where the amount was not read in a source, and always where ``last_published`` is
    True: the row ended before the day asked for. ``published_on`` is None where it is not known. ``place`` is
    None for all of England, otherwise an ODS code of an integrated care board or network, or a pay area.
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
    """Every value by name. Immutable; ``load`` reads the data that come with the project."""

    def __init__(self, rows: Iterable[Value]) -> None:
        self._rows: dict[str, list[Value]] = {}
        for row in rows:
            self._rows.setdefault(row.name, []).append(row)

    @classmethod
    def load(cls, folder: Path = DATA) -> Contract:
        """The values of every YAML file of a folder. Raises ContractError naming file and value."""
        return _load(folder)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._rows))

    def rows(self, name: str) -> tuple[Value, ...]:
        """Every row of a value, by validity and publication. Raises ContractError for an unknown name."""
        if name not in self._rows:
            near = get_close_matches(name, self._rows, n=3, cutoff=0.4)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            raise ContractError(f"there is no contract value {name!r}{hint}")
        return tuple(sorted(self._rows[name], key=lambda row: (row.valid_from, row.known_from)))

    def value(
        self, name: str, on: date, place: str | Sequence[str] | None = None, *, known_on: date | None = None
    ) -> Value:
        """The value on a day, for a place (the narrowest first; a national row serves every place).

        known_on: publications after that day are not seen: what was known then. Raises NotPublished where
        nothing was published for the day or before it.
        """
        places = (place,) if isinstance(place, str) else tuple(place or ())
        seen = [row for row in self.rows(name) if known_on is None or row.known_from <= known_on]
        for where in (*places, None):
            here = [row for row in seen if row.place == where]
            current = [row for row in here if row.valid_from <= on <= row.valid_to]
            if current:
                return max(current, key=lambda row: row.known_from)
        past = [row for row in seen if row.valid_to < on and (row.place is None or row.place in places)]
        if not past:
            first = min((row.valid_from for row in seen), default=None)
            since = f"; the first is for {first}" if first else ""
            raise NotPublished(f"{name} was not published for {on} or before{since}")
        newest = max(row.valid_to for row in past)
        latest = [row for row in past if row.valid_to == newest]
        order = {where: rank for rank, where in enumerate((*places, None))}
        nearest = min(order[row.place] for row in latest)
        row = max((row for row in latest if order[row.place] == nearest), key=lambda each: each.known_from)
        return replace(row, confirmed=False, last_published=True)

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


@cache
def _load(folder: Path) -> Contract:
    rows: list[Value] = []
    names: set[str] = set()
    for path in sorted(folder.glob("*.yaml")):
        entries: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
        for name, entry in entries.items():
            if name in names:
                raise ContractError(f"{path.name}: {name} is declared twice; keep all its rows together")
            names.add(name)
            rows += [
                _row(f"{path.name}, {name}, row {number}", name, entry, row)
                for number, row in enumerate(entry["rows"], 1)
            ]
    return Contract(rows)


def _row(where: str, name: str, entry: dict[str, Any], row: dict[str, Any]) -> Value:
    unknown = set(row) - _FIELDS
    if unknown:
        raise ContractError(f"{where}: unknown field {', '.join(sorted(unknown))}")
    if not isinstance(row.get("amount"), str):
        raise ContractError(f'{where}: write the amount as text, "8.427", so that no digit is lost')
    try:
        amount = Decimal(row["amount"])
    except InvalidOperation:
        raise ContractError(f"{where}: {row['amount']!r} is not a number") from None
    for key in ("valid_from", "valid_to", "published_on", "backdated_to"):
        needed = key in ("valid_from", "valid_to")
        if (needed or key in row) and type(row.get(key)) is not date:
            raise ContractError(f"{where}: {key} must be a date such as 2025-04-01")
    if row["valid_to"] < row["valid_from"]:
        raise ContractError(f"{where}: valid_to is before valid_from")
    if not isinstance(row.get("confirmed"), bool) or not row.get("source"):
        raise ContractError(
            f"{where}: say where it is from (source) and whether it was read there (confirmed)"
        )
    return Value(
        name=name,
        title=entry["title"],
        amount=amount,
        unit=entry["unit"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        published_on=row.get("published_on"),
        source=row["source"],
        confirmed=row["confirmed"],
        place=row.get("place"),
        backdated_to=row.get("backdated_to"),
    )
