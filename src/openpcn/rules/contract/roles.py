"""The additional roles: since when each is reimbursed, at which pay bands, and with how much at most."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from openpcn.rules.contract.reading import check_dated_and_sourced, check_fields, read_yaml
from openpcn.rules.contract.values import Contract, ContractError, Value, did_you_mean

FILE = Path(__file__).parent / "data" / "roles" / "additional_roles.yaml"
_NEEDED = {"title", "bands", "valid_from", "source", "confirmed"}


@dataclass(frozen=True)
class Role:
    """A role that the scheme reimburses.

    maximum: name of the contract value that limits it; None where no limit of its band is known. confirmed:
    its bands and its limits were read of this role; False where they are inferred or as commonly published.
    """

    id: str
    title: str
    bands: str
    maximum: str | None
    valid_from: date
    valid_to: date | None
    source: str
    confirmed: bool


@cache
def _every() -> tuple[Role, ...]:
    return read_roles(FILE)


def read_roles(path: Path) -> tuple[Role, ...]:
    """The roles of a file. Raises ContractError naming file, role and fault."""
    names = Contract.load().names
    found = []
    for id, entry in read_yaml(path).items():
        where = f"{path.name}, {id}"
        check_fields(where, entry, needed=_NEEDED, known=_NEEDED | {"maximum", "valid_to"})
        check_dated_and_sourced(where, entry)
        maximum = f"arrs.maximum.{entry['maximum']}" if "maximum" in entry else None
        if maximum is not None and maximum not in names:
            raise ContractError(f"{where}: no contract value {maximum!r}{did_you_mean(maximum, names)}")
        found.append(
            Role(
                id, entry["title"], entry["bands"], maximum, entry["valid_from"], entry.get("valid_to"),
                entry["source"], entry["confirmed"],
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

    Unconfirmed where the limit was read of the band, but not of this role. Raises ContractError for a role
    that is not reimbursed on that day.
    """
    held = {each.id: each for each in roles(on)}
    if role not in held:
        raise ContractError(f"{role!r} is no additional role on {on}{did_you_mean(role, held)}")
    chosen = held[role]
    value = None if chosen.maximum is None else contract.known(chosen.maximum, on, place)
    return value if value is None or chosen.confirmed else replace(value, confirmed=False)
