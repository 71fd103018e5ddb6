"""Local variations: from 1 May 2026 a board may agree other amounts and requirements with a network.

A variation is a YAML file that a site adds. It counts only where every practice of the network has agreed, on
and after the last of those days; until then the national contract holds and the variation says what it waits
for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from openpcn.rules.contract.reading import check_dated_and_sourced, check_fields, read_yaml, rows_of
from openpcn.rules.contract.requirements import Requirement, every_national, requirement_of
from openpcn.rules.contract.values import Contract, ContractError, Value, did_you_mean

EARLIEST = date(2026, 5, 1)
_NEEDED = {"place", "title", "source", "valid_from", "valid_to", "practices"}


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
        if first is None or first > self.valid_to:
            return contract
        rows = [
            replace(each, valid_from=max(each.valid_from, first))
            for each in self.values
            if each.valid_to >= first
        ]
        return contract.varied(rows, self.place)

    def asks(self, asked: Sequence[Requirement], on: date) -> tuple[Requirement, ...]:
        """What is asked for on a day where ``asked`` was without this variation."""
        first = self.holds_from
        if first is None or not first <= on <= self.valid_to:
            return tuple(asked)
        kept = [each for each in asked if each.id not in self.replaces]
        return (*kept, *(each for each in self.requirements if each.holds_on(on)))


def read_variation(path: Path) -> LocalVariation:
    """Read a variation. Raises ContractError naming the file, the field and what was expected."""
    said = read_yaml(path)
    check_fields(path.name, said, needed=_NEEDED, known=_NEEDED | {"values", "requirements", "replaces"})
    check_dated_and_sourced(path.name, said)
    if said["valid_from"] < EARLIEST:
        raise ContractError(
            f"{path.name}: local variations exist from {EARLIEST}; valid_from is {said['valid_from']}"
        )
    practices = said["practices"]
    if not isinstance(practices, dict) or not practices:
        raise ContractError(f"{path.name}: practices names each practice with the day it agreed, or null")
    for ods, day in practices.items():
        if day is not None and type(day) is not date:
            raise ContractError(f"{path.name}: practices, {ods}: expected a date or null, found {day!r}")
    replaces = frozenset(said.get("replaces") or ())
    national = {each.id for each in every_national()}
    for id in sorted(replaces - national):
        raise ContractError(f"{path.name}: replaces: no requirement {id!r}{did_you_mean(id, national)}")
    common = {name: said[name] for name in ("place", "source", "valid_from", "valid_to")}
    common["confirmed"] = False
    return LocalVariation(
        place=said["place"],
        title=said["title"],
        source=said["source"],
        valid_from=said["valid_from"],
        valid_to=said["valid_to"],
        practices=practices,
        values=tuple(
            value
            for name, entry in (said.get("values") or {}).items()
            for value in _values(path, name, entry, common)
        ),
        requirements=tuple(
            requirement_of(path.name, {**common, **each}) for each in said.get("requirements") or ()
        ),
        replaces=replaces,
    )


def _values(path: Path, name: str, entry: dict[str, Any], common: dict[str, Any]) -> list[Value]:
    """The rows of a value; title, unit and base are the national ones, so that the two can be compared."""
    try:
        national = Contract.load().rows(name)[0]
    except ContractError as fault:
        raise ContractError(f"{path.name}: {fault}") from fault
    rows = entry.get("rows") or [entry]
    whole = {
        "title": national.title,
        "unit": national.unit,
        "base": None if national.base is None else str(national.base),
        "rows": [{**common, **row} for row in rows],
    }
    return list(rows_of(path.name, name, whole))
