"""One extract being written: its lines, what each one should come to, and why."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

ACCEPTED, NORMALISED, QUARANTINED = "accepted", "normalised", "quarantined"
ANOTHERS = "others"  # another practice's row in a group's file: counted apart, not this submission's at all
UNUSED = (QUARANTINED, ANOTHERS)

MARKER = "Zqxv"  # in every name, address and free text: found anywhere but in the record, it is a leak


@dataclass
class Line:
    """One row of a supplier's table.

    key: what other lines name it by. refers: column -> (table, key, what) that must be there, in the order in
    which the product looks. makes: record table -> (key, columns) of a good row. person: whose it is.
    """

    table: str
    values: dict[str, Any]
    key: str
    person: int
    refers: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    makes: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    verdict: str = ACCEPTED
    reason: str = ""
    field: str = ""
    fault: str = ""  # the kind of damage
    text: str | None = None  # the line as it stands in the file, where the damage is to the line itself
    number: int = 0  # of the line in its file, filled in when written
    file: str = ""
    repeats: bool = False  # a second row of a key that says the same: counted, not kept twice

    def expect(self, fault: str, verdict: str, reason: str, column: str) -> None:
        self.fault, self.verdict, self.reason, self.field = fault, verdict, reason, column
        if verdict != QUARANTINED:
            self.reason = self.field = ""


@dataclass
class Book:
    """All lines of one extract, by table, in file order."""

    tables: dict[str, list[Line]] = field(default_factory=dict)

    def add(self, line: Line) -> Line:
        self.tables.setdefault(line.table, []).append(line)
        return line

    def lines(self) -> Iterator[Line]:
        for held in self.tables.values():
            yield from held

    def of(self, person: int, table: str) -> list[Line]:
        return [line for line in self.tables.get(table, []) if line.person == person]

    def settle(self) -> None:
        """Lines that name something which is not there wait: quarantined, with what they wait for.

        Repeated until nothing changes, because what waits is not there for others either.
        """
        changed = True
        while changed:
            changed = False
            there = {
                (line.table, line.key) for line in self.lines() if line.verdict not in UNUSED
            }  # fmt: skip
            for line in self.lines():
                if line.verdict in UNUSED or line.repeats:
                    continue
                for column, (table, key, what) in line.refers.items():
                    if key and (table, key) not in there:
                        line.verdict = QUARANTINED
                        line.reason, line.field = f"unknown_{what.replace(' ', '_')}", column
                        changed = True
                        break


def csv_line(fields: list[str], *, quote: bool) -> str:
    """One record as a supplier's export writes it, with its line end."""
    out = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL
    csv.writer(out, quoting=quoting, lineterminator="\r\n").writerow(fields)
    return out.getvalue()


def csv_file(name: str, header: list[str], lines: list[Line], *, quote: bool, encoding: str) -> bytes:
    """The file's bytes; every line learns its file and its number, counted in line ends of the file."""
    written = [csv_line(header, quote=quote)]
    number = 2
    for line in lines:
        text = line.text
        if text is None:
            text = csv_line([line.values.get(column, "") for column in header], quote=quote)
        line.file, line.number = name, number
        number += text.count("\n")
        written.append(text)
    return "".join(written).encode(encoding)
