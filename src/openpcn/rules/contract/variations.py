"""Local variations: from 1 May 2026 a board may agree other amounts and requirements with a network.

A variation is a YAML file that a site adds. It counts only where every practice of the network has agreed, on
and after the last of those days; until then the national contract holds and the variation says what it waits
for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from openpcn.rules.contract.reading import read_yaml, rows_of
from openpcn.rules.contract.requirements import Requirement, requirement_of
from openpcn.rules.contract.values import Contract, ContractError, Value

EARLIEST = date(2026, 5, 1)
_NEEDED = {"place", "title", "source", "valid_from", "valid_to", "practices"}
_FIELDS = _NEEDED | {"values", "requirements", "replaces"}


@dataclass(frozen=True)
class LocalVariation:
    """What one place has instead of the national contract.

    place: ODS code of the network or board. practices: the day each agreed, None where it has not.
    replaces: ids of national requirements that do not hold here.
    """

    place: str
    title: str
    source: str
    valid_from: date
    valid_to: date
    practices: dict[str, date | None]
    values: tuple[Value, ...]
    requirements: tuple[Requirement, ...]
    replaces: frozenset[str]

    @property
    def waiting_for(self) -> tuple[str, ...]:
        """Practices that have not agreed."""
        return tuple(sorted(ods for ods, day in self.practices.items() if day is None))

    @property
    def in_force(self) -> bool:
        """Every practice agreed, in time for some of its days."""
        return self.holds_from is not None and self.holds_from <= self.valid_to

    @property
    def holds_from(self) -> date | None:
        """The first day it holds: its own, or that of the last practice to agree; None while one has not."""
        days = [day for day in self.practices.values() if day is not None]
        return None if self.waiting_for else max(self.valid_from, *days)

    def applied_to(self, contract: Contract) -> Contract:
        """The contract with this variation in its place; unchanged where somebody has not agreed."""
        first = self.holds_from
        if not self.in_force or first is None:
            return contract
        rows = [
            replace(each, valid_from=max(each.valid_from, first))
            for each in self.values
            if each.valid_to >= first
        ]
        return contract.varied(rows, self.place)


def read_variation(path: Path) -> LocalVariation:
    """Read a variation. Raises ContractError naming the file, the field and what was expected."""
    said = read_yaml(path)
    unknown, absent = sorted(set(said) - _FIELDS), sorted(_NEEDED - set(said))
    if unknown or absent:
        parts = [f"unknown field {', '.join(unknown)}"] * bool(unknown)
        parts += [f"missing {', '.join(absent)}"] * bool(absent)
        raise ContractError(f"{path.name}: {'; '.join(parts)} (a variation has {', '.join(sorted(_FIELDS))})")
    first, last = _day(path, said, "valid_from"), _day(path, said, "valid_to")
    if last < first:
        raise ContractError(f"{path.name}: valid_to is before valid_from")
    if first < EARLIEST:
        raise ContractError(f"{path.name}: local variations exist from {EARLIEST}; valid_from is {first}")
    practices = said["practices"]
    if not isinstance(practices, dict) or not practices:
        raise ContractError(f"{path.name}: practices names each practice with the day it agreed, or null")
    for ods, day in practices.items():
        if day is not None and type(day) is not date:
            raise ContractError(f"{path.name}: practices, {ods}: expected a date or null, found {day!r}")
    dates = {"valid_from": first, "valid_to": last, "place": said["place"]}
    return LocalVariation(
        place=said["place"],
        title=said["title"],
        source=said["source"],
        valid_from=first,
        valid_to=last,
        practices=practices,
        values=tuple(
            value
            for name, entry in (said.get("values") or {}).items()
            for value in _values(path, name, entry, {**dates, "source": said["source"]})
        ),
        requirements=tuple(
            requirement_of(path.name, {"source": said["source"], **dates, **each})
            for each in said.get("requirements") or ()
        ),
        replaces=frozenset(said.get("replaces") or ()),
    )


def _day(path: Path, said: dict[str, Any], field: str) -> date:
    if type(said[field]) is not date:
        raise ContractError(f"{path.name}: {field} must be a date such as 2026-05-01")
    found: date = said[field]
    return found


def _values(path: Path, name: str, entry: dict[str, Any], common: dict[str, Any]) -> list[Value]:
    """The rows of a value; title, unit and base are the national ones, so that the two can be compared."""
    national = Contract.load().rows(name)[0]
    rows = entry.get("rows") or [entry]
    whole = {
        "title": national.title,
        "unit": national.unit,
        "base": None if national.base is None else str(national.base),
        "rows": [{"confirmed": False, **common, **row} for row in rows],
    }
    return list(rows_of(path.name, name, whole))
