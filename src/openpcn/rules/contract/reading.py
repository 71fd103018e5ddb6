"""Reads contract values from YAML: every row with its dates, its source and whether it was read there."""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from openpcn.rules.contract.values import Base, Contract, ContractError, Value
from openpcn.terms import yaml_file

DATA = Path(__file__).parent / "data"
_VALUE = {"title", "unit", "rows"}
_ROW = {"amount", "valid_from", "valid_to", "source", "confirmed"}
_DATES = ("valid_from", "valid_to", "published_on", "backdated_to")


@cache
def national() -> Contract:
    """The values that come with the project, read once."""
    return load(DATA)


def load(folder: Path) -> Contract:
    """The values of every YAML file of a folder. Raises ContractError naming file and value."""
    rows: list[Value] = []
    names: set[str] = set()
    for path in sorted(folder.glob("*.yaml")):
        for name, entry in read_yaml(path).items():
            if name in names:
                raise ContractError(f"{path.name}: {name} is declared twice; keep all its rows together")
            names.add(name)
            rows += rows_of(path.name, name, entry)
    return Contract(rows)


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping that a file holds. Raises ContractError where it is no YAML or no mapping."""
    try:
        held = yaml_file.read(path)
    except yaml.YAMLError as fault:
        raise ContractError(f"{path.name}: is not YAML: {str(fault).splitlines()[0]}") from None
    if not isinstance(held, dict):
        raise ContractError(f"{path.name}: expected names with their entries")
    return held


def rows_of(file: str, name: str, entry: dict[str, Any]) -> Iterator[Value]:
    """The rows of one value. Raises ContractError naming file, value and row."""
    check_fields(f"{file}, {name}", entry, needed=_VALUE, known=_VALUE | {"base"})
    base = entry.get("base")
    if base is not None and base not in set(Base):
        raise ContractError(f"{file}, {name}: base is one of {', '.join(Base)}, found {base!r}")
    for number, row in enumerate(entry["rows"], 1):
        yield _row(f"{file}, {name}, row {number}", name, entry, row)


def check_fields(where: str, entry: object, *, needed: Set[str], known: Set[str]) -> None:
    """Raises ContractError for what is no mapping, and naming the fields that are missing or not known."""
    if not isinstance(entry, dict):
        raise ContractError(f"{where}: expected {', '.join(sorted(needed))}, found {entry!r}")
    unknown, absent = sorted(set(entry) - known), sorted(needed - set(entry))
    faults = [f"unknown field {', '.join(unknown)}"] * bool(unknown)
    faults += [f"missing {', '.join(absent)}"] * bool(absent)
    if faults:
        raise ContractError(f"{where}: {'; '.join(faults)} (the fields are {', '.join(sorted(known))})")


def check_dated_and_sourced(where: str, entry: dict[str, Any]) -> None:
    """Raises ContractError for a date that is none, an end before its start, or no word of the source."""
    for name in _DATES:
        if name in entry and type(entry[name]) is not date:
            raise ContractError(f"{where}: {name} must be a date such as 2025-04-01, found {entry[name]!r}")
    if "valid_to" in entry and entry["valid_to"] < entry["valid_from"]:
        raise ContractError(f"{where}: valid_to is before valid_from")
    if not entry["source"] or not isinstance(entry.get("confirmed", False), bool):
        raise ContractError(
            f"{where}: say where it is from (source) and whether it was read there (confirmed)"
        )


def _row(where: str, name: str, entry: dict[str, Any], row: dict[str, Any]) -> Value:
    check_fields(where, row, needed=_ROW, known=_ROW | {"published_on", "backdated_to", "place"})
    check_dated_and_sourced(where, row)
    if not isinstance(row["amount"], str):
        raise ContractError(f'{where}: write the amount as text, "8.427", so that no digit is lost')
    try:
        amount = Decimal(row["amount"])
    except InvalidOperation:
        amount = Decimal("nan")
    if not amount.is_finite():
        raise ContractError(f"{where}: {row['amount']!r} is not a number")
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
        base=Base(entry["base"]) if entry.get("base") else None,
    )
