"""The file of superseded NHS numbers: old_nhs_number, new_nhs_number, from_date, birth_date.

Read whole or not at all. A fault names line and field, never what stands in them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from openpcn.record.identity.decisions import Merge
from openpcn.record.identity.key import IdentityError
from openpcn.record.identity.placeholders import PLACEHOLDERS
from openpcn.terms import nhs_number, person_key

HEADER = ("old_nhs_number", "new_nhs_number", "from_date", "birth_date")


class SupersededError(IdentityError):
    """The file cannot be used; the message names the line, the field and what is expected."""


@dataclass(frozen=True)
class Superseded:
    """One number that was replaced by another one for a person born on a day. Numbers stay in this object."""

    old: str
    new: str
    from_date: date
    birth_date: date

    def as_merge(self, key: bytes) -> Merge:
        return Merge(
            person_key.person_id(key, f"nhs:{self.old}"),
            person_key.person_id(key, f"nhs:{self.new}"),
            self.birth_date,
        )


def read_superseded(lines: Iterable[str], *, today: date) -> list[Superseded]:
    """The rows of the file, once each. Raises SupersededError at the first line that cannot be."""
    reader = csv.DictReader(lines)
    if tuple(reader.fieldnames or ()) != HEADER:
        raise SupersededError(f"line 1: expected the columns {', '.join(HEADER)}, in this order")
    found: dict[Superseded, None] = {}
    new_of: dict[str, str] = {}
    for row in reader:
        line = reader.line_num
        if None in row or None in row.values():
            raise SupersededError(f"line {line}: expected {len(HEADER)} fields")
        old, new = (_number(row[name], line, name) for name in HEADER[:2])
        starts, born = (_day(row[name], line, name) for name in HEADER[2:])
        if old == new:
            raise SupersededError(f"line {line}: old and new number are the same")
        if new_of.setdefault(old, new) != new:
            raise SupersededError(f"line {line}, old_nhs_number: an earlier line gives another new number")
        if starts > today:
            raise SupersededError(f"line {line}, from_date: lies in the future: load the file again then")
        if born > today:
            raise SupersededError(f"line {line}, birth_date: lies in the future")
        found[Superseded(old, new, starts, born)] = None
    for old in new_of:
        seen, now = {old}, new_of[old]
        while now in new_of:
            if now in seen:
                raise SupersededError(
                    "the numbers supersede each other in a circle: ask where the file is from"
                )
            seen.add(now)
            now = new_of[now]
    return list(found)


def _number(text: str, line: int, field: str) -> str:
    try:
        number = nhs_number.read(text).number
    except nhs_number.NhsNumberError as fault:
        raise SupersededError(f"line {line}, {field}: {fault}") from None
    if number in PLACEHOLDERS:
        raise SupersededError(f"line {line}, {field}: a placeholder is nobody's number")
    return number


def _day(text: str, line: int, field: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise SupersededError(f"line {line}, {field}: expected a day such as 2026-02-09") from None
