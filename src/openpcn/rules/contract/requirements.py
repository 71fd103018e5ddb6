"""What the contract asks networks to do, by date: from the seven services of 2019/20 to the merged functions.

The words are ours; the source says where the requirement was read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from openpcn.rules.contract.reading import check_dated_and_sourced, check_fields
from openpcn.rules.contract.values import ContractError
from openpcn.terms import yaml_file

FOLDER = Path(__file__).parent / "data" / "services"
SERVICES = frozenset(
    {
        "medication_review", "care_homes", "early_cancer", "cardiovascular", "inequalities", "proactive_care",
        "social_prescribing", "personalised_care", "enhanced_access",
    }
)  # fmt: skip
FUNCTIONS = {
    "resources": "Coordinate, organise and deploy shared resources to support resilience and care delivery",
    "outcomes": "Improve health outcomes through population health management and reduce inequalities",
    "need": "Target resource and effort to need, including proactive care",
    "collaboration": "Collaborate with other providers as part of an integrated neighbourhood team",
}
_NEEDED = {"id", "title", "text", "services", "valid_from", "valid_to", "source", "confirmed"}


@dataclass(frozen=True)
class Requirement:
    """One thing asked for, from a day to a day.

    services: of the eight (and enhanced access) it belongs to. functions: of the four of 2024/25 on; empty
    before. confirmed: False where it was not read in a source. place: None for all of England.
    """

    id: str
    title: str
    text: str
    services: tuple[str, ...]
    functions: tuple[str, ...]
    valid_from: date
    valid_to: date
    source: str
    confirmed: bool
    place: str | None = None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to


def national_requirements(on: date) -> tuple[Requirement, ...]:
    """Those of all of England on a day. Raises ContractError for a day outside the years held."""
    every = every_national()
    first, last = min(each.valid_from for each in every), max(each.valid_to for each in every)
    if not first <= on <= last:
        raise ContractError(f"service requirements are held from {first} to {last}, none for {on}")
    return tuple(each for each in every if each.holds_on(on))


def of_service(asked: Iterable[Requirement], service: str) -> tuple[Requirement, ...]:
    """Those of one service. Raises ContractError for a service that does not exist."""
    if service not in SERVICES:
        raise ContractError(f"there is no service {service!r}: it is one of {', '.join(sorted(SERVICES))}")
    return tuple(each for each in asked if service in each.services)


@cache
def every_national() -> tuple[Requirement, ...]:
    """Those of all of England, of every year held."""
    found = [
        requirement_of(path.name, entry)
        for path in sorted(FOLDER.glob("*.yaml"))
        for entry in yaml_file.read(path)
    ]
    ids = [each.id for each in found]
    repeated = sorted({id for id in ids if ids.count(id) > 1})
    if repeated:
        raise ContractError(f"two requirements share the id {', '.join(repeated)}")
    return tuple(found)


def requirement_of(file: str, entry: dict[str, Any]) -> Requirement:
    """A requirement from its YAML entry. Raises ContractError naming file, requirement and fault."""
    where = f"{file}, {entry.get('id', 'a requirement without an id')}"
    check_fields(where, entry, needed=_NEEDED, known=_NEEDED | {"functions", "place"})
    check_dated_and_sourced(where, entry)
    for kind, known in (("services", SERVICES), ("functions", frozenset(FUNCTIONS))):
        strange = sorted(set(entry.get(kind, ())) - known)
        if strange:
            raise ContractError(f"{where}: {kind} {', '.join(strange)}: known are {', '.join(sorted(known))}")
    return Requirement(
        id=entry["id"],
        title=entry["title"],
        text=" ".join(entry["text"].split()),
        services=tuple(entry["services"]),
        functions=tuple(entry.get("functions", ())),
        valid_from=entry["valid_from"],
        valid_to=entry["valid_to"],
        source=entry["source"],
        confirmed=entry["confirmed"],
        place=entry.get("place"),
    )
