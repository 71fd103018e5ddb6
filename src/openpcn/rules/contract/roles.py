"""The additional roles: since when each is reimbursed, at which pay bands, and with how much at most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from openpcn.rules.contract.values import Contract, ContractError, Value
from openpcn.terms import yaml_file

FILE = Path(__file__).parent / "data" / "roles" / "additional_roles.yaml"


@dataclass(frozen=True)
class Role:
    """A role that the scheme reimburses.

    maximum: name of the contract value that limits it. bands: as commonly published; confirmed is False where
    that was not read in a source.
    """

    id: str
    title: str
    bands: str
    maximum: str
    valid_from: date
    valid_to: date | None
    source: str
    confirmed: bool


@cache
def _every() -> tuple[Role, ...]:
    held = yaml_file.read(FILE)
    names = Contract.load().names
    found = []
    for id, entry in held.items():
        maximum = f"arrs.maximum.{entry['maximum']}"
        if maximum not in names:
            raise ContractError(f"{FILE.name}, {id}: there is no contract value {maximum}")
        found.append(
            Role(
                id, entry["title"], entry["bands"], maximum, entry["valid_from"], entry.get("valid_to"),
                entry["source"], bool(entry["confirmed"]),
            )
        )  # fmt: skip
    return tuple(found)


def roles(on: date) -> tuple[Role, ...]:
    """The roles that are reimbursed on a day."""
    return tuple(
        each for each in _every() if each.valid_from <= on and (each.valid_to is None or on <= each.valid_to)
    )


def highest_reimbursement(contract: Contract, role: str, on: date, place: str | None = None) -> Value | None:
    """Most that a whole-time equivalent of a role is reimbursed with; None where it is not known.

    Raises ContractError for a role that is not reimbursed on that day.
    """
    held = {each.id: each for each in roles(on)}
    if role not in held:
        near = get_close_matches(role, held, n=3, cutoff=0.5)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise ContractError(f"{role!r} is no additional role on {on}{hint}")
    return contract.known(held[role].maximum, on, place)
