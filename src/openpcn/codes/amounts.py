"""Amounts per unit of a code, such as the oral morphine in one tablet: numbers with their source."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from openpcn.codes.codelist import CodelistError
from openpcn.terms import sctid

FOLDER = Path(__file__).parent / "core" / "amounts"
_HEADER = ["code", "amount", "source"]


@dataclass(frozen=True)
class Amount:
    """What one unit of a code holds, and where that was read."""

    code: str
    amount: float
    source: str


def names() -> tuple[str, ...]:
    """The tables that come with the project."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.csv")))


@cache
def table(name: str) -> tuple[Amount, ...]:
    """The rows of a table that comes with the project. Raises CodelistError for another name."""
    if name not in names():
        raise CodelistError(f"there is no table of amounts {name!r}; known: {', '.join(names())}")
    return read_amounts(FOLDER / f"{name}.csv")


def read_amounts(path: Path) -> tuple[Amount, ...]:
    """The rows of a CSV file ``code,amount,source``. Raises CodelistError naming file and line."""
    rows: dict[str, Amount] = {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        if next(reader, []) != _HEADER:
            raise CodelistError(f"{path.name}, line 1: expected the header {','.join(_HEADER)}")
        for row in reader:
            where = f"{path.name}, line {reader.line_num}"
            if len(row) != len(_HEADER) or not sctid.is_valid(row[0]) or not row[2].strip():
                raise CodelistError(f"{where}: expected a code with its check digit, an amount and a source")
            if row[0] in rows:
                raise CodelistError(f"{where}: {row[0]} is in the table twice")
            rows[row[0]] = Amount(row[0], _number(row[1], where), row[2].strip())
    return tuple(rows.values())


@cache
def amounts(name: str) -> Mapping[str, float]:
    """Code -> amount."""
    return MappingProxyType({each.code: each.amount for each in table(name)})


def _number(text: str, where: str) -> float:
    try:
        amount = float(text)
    except ValueError:
        amount = -1.0
    if not 0 <= amount < float("inf"):
        raise CodelistError(f"{where}: {text!r} is not an amount of zero or more")
    return amount
