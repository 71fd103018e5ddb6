"""What every shape does: people with a few rows each, one act of damage to a person, files and manifest."""

from __future__ import annotations

import copy
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, ClassVar

from .book import ANOTHERS, NORMALISED, QUARANTINED, Book, Line, csv_file, csv_line
from .row_faults import RowFault

PRACTICE = "Z99001"
AS_AT = "2026-02-09"


@dataclass(frozen=True)
class Place:
    """Where a role is found: the table, the column, and which of a person's lines there (part of its key)."""

    table: str
    column: str
    which: str = ""


@dataclass(frozen=True)
class Spelt:
    """How a column spells days."""

    name: str
    form: str

    def day(self, year: int, month: int, day: int) -> str:
        names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
        return self.form.format(y=f"{year:04d}", m=f"{month:02d}", d=f"{day:02d}", b=names[month - 1])


class Shape:
    """A clean extract that grows person by person, and is damaged person by person."""

    name: ClassVar[str]
    roles: ClassVar[dict[str, Place]]
    quote: ClassVar[bool] = False
    encoding: ClassVar[str] = "utf-8"
    day_form: ClassVar[str] = "{y}-{m}-{d}"
    day_forms: ClassVar[dict[str, str]] = {}  # roles that spell days in another way
    deleted: ClassVar[tuple[str, str]] = ("deleted", "true")

    def __init__(self, practice: str = PRACTICE) -> None:
        self.practice = practice
        self.book = Book()
        self.people = 0
        self.issues = 0  # numbers held with two dates of birth

    # What each shape says of itself

    def add_person(self) -> int:
        """Everything about one more person, all of it good; her number within the extract."""
        raise NotImplementedError

    def header(self, table: str) -> list[str]:
        raise NotImplementedError

    def file_name(self, table: str) -> str:
        return f"{table}.csv"

    def nobody(self, chance: Random) -> str:
        """A reference to somebody who is in no file."""
        return f"nobody-{chance.randrange(10_000)}"

    def fresh_key(self, line: Line) -> str:
        """A key that no line has."""
        return f"{line.values[self.roles['key'].column]}-never"

    def field_of(self, place: Place, reason: str) -> str:
        """What the receipt names: the column, or nothing where a line could not be cut into fields."""
        return place.column

    def same_field(self, expected: str, found: str) -> bool:
        """Whether a receipt names the field it should."""
        return expected == found

    def get(self, line: Line, column: str) -> str:
        return str(line.values.get(column, ""))

    def set(self, line: Line, column: str, text: str) -> None:
        line.values[column] = text

    def text_of(self, line: Line) -> str:
        fields = [line.values.get(column, "") for column in self.header(line.table)]
        return csv_line(fields, quote=self.quote)

    # Damage

    def find(self, person: int, place: Place) -> Line:
        lines = self.book.of(person, place.table)
        return next(line for line in lines if place.which in line.key)

    def damage(self, person: int, fault: RowFault, chance: Random) -> None:
        """Do one kind of damage to a person's rows, and write down what must come of it."""
        verdict, reason = fault.expected(self.name)
        if fault.role == "line":
            line = self.find(person, self.roles["value"])
            line.text = fault.change(self.text_of(line), chance, self._spelt(fault.role))
            line.expect(fault.name, verdict, reason, self.line_field(reason))
            return
        place = self.roles[fault.role]
        line = self.find(person, place)
        if fault.role == "twice":
            self._twice(line, fault, verdict, reason)
            return
        if fault.also == "two births":
            self._two_births(line, fault)
            return
        text = fault.change(self.get(line, place.column), chance, self._spelt(fault.role))
        if fault.also == "nobody":
            text = self.nobody(chance)
        named = self.field_of(place, reason)
        if named in line.refers:
            table, _, what = line.refers[named]
            line.refers[named] = (table, text, what)
        self.set(line, place.column, text)
        line.expect(fault.name, verdict, reason, named)
        for _, held in line.makes.values():
            held.update(fault.says)
        if fault.also.startswith("diastolic"):  # not below the systolic: both are suspect
            lower = fault.also.removeprefix("diastolic ")
            other = self.find(person, self.roles["diastolic"])
            self.set(other, self.roles["diastolic"].column, lower)
            next(iter(other.makes.values()))[1].update({"value": float(lower), "implausible": True})

    def line_field(self, reason: str) -> str:
        """The field a receipt names for a line that could not be read as a row at all."""
        return ""

    def _spelt(self, role: str) -> Spelt:
        return Spelt(self.name, self.day_forms.get(role, self.day_form))

    def _twice(self, line: Line, fault: RowFault, verdict: str, reason: str) -> None:
        other = self.book.add(copy.deepcopy(line))
        key, value = self.roles["key"].column, self.roles["value"].column
        self.renumber(other)
        if fault.also == "deletion":
            for column in list(other.values):
                if column not in (key, *self.kept_in_deletion):
                    other.values[column] = ""
            other.key = other.values[key] = self.fresh_key(line)
            other.values[self.deleted[0]] = self.deleted[1]
            other.makes, other.refers = {}, {}
            other.expect(fault.name, verdict, reason, "")
            return
        if fault.also == "two meanings":
            self.set(other, value, "190")
            for _, held in other.makes.values():
                held["value"] = 190.0
            line.expect(fault.name, verdict, reason, self.key_field)
            other.expect(fault.name, verdict, reason, self.key_field)
            line.repeats = verdict != QUARANTINED  # superseded
            return
        other.repeats = True
        other.expect(fault.name, verdict, reason, "")

    key_field: ClassVar[str] = ""  # set by each shape: the last column of a row's key
    kept_in_deletion: ClassVar[tuple[str, ...]] = ()

    def renumber(self, line: Line) -> None:
        """Give a copied line its own version number, where the shape has one."""

    def _two_births(self, line: Line, fault: RowFault) -> None:
        """Somebody else with the same number, born on another day: both set aside by identity, not here."""
        number, born = self.roles["nhs_number"].column, self.roles["birth_date"]
        other = self.find(self.add_person(), born)
        self.set(other, number, self.get(line, number))
        self.set(other, born.column, self._spelt("birth_date").day(1961, 7, 8))
        for _, held in other.makes.values():
            held["nhs_number"] = next(iter(line.makes.values()))[1]["nhs_number"]
        line.fault = other.fault = fault.name
        self.issues += 1

    # Writing

    def write(
        self, folder: Path, *, as_at: str = AS_AT, kind: str = "full", based_on: str | None = None
    ) -> Path:
        """Files and manifest."""
        folder.mkdir(parents=True)
        rows = {}
        for table in self.tables():
            name, lines = self.file_name(table), self.book.tables.get(table, [])
            data = csv_file(
                name, self.header(table), lines, quote=self.quote, encoding=self.encoding
            )  # fmt: skip
            (folder / name).write_bytes(data)
            rows[name] = len(lines)
        write_manifest(
            folder, rows, source=self.name, practice=self.practice, as_at=as_at, kind=kind, based_on=based_on
        )
        return folder

    def tables(self) -> list[str]:
        return list(self.book.tables)

    def expected_counts(self) -> dict[str, dict[str, int]]:
        """File -> accepted, normalised, quarantined, others."""
        counts: dict[str, dict[str, int]] = {}
        for line in self.book.lines():
            held = counts.setdefault(line.file, {"accepted": 0, NORMALISED: 0, QUARANTINED: 0, ANOTHERS: 0})
            held[line.verdict] += 1
        return counts


def write_manifest(folder: Path, rows: dict[str, int], **says: Any) -> None:
    """A manifest written from its published description, not by the product."""
    files = [
        {"name": name, "rows": rows[name], "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest()}
        for name in sorted(rows)
    ]
    held = {"format": "openpcn-submission/1", "test_data": True, "supplier": "damaged on purpose", **says}
    (folder / "manifest.json").write_text(json.dumps({**held, "files": files}))
