"""The reports of a submission as staged rows: one for each report, person and entry, or a fault."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from openpcn.codes import codelist
from openpcn.record.sources.base import Fault, Staged, StagedTable
from openpcn.record.sources.search_report import layout as layouts
from openpcn.record.sources.search_report import mapping as mappings
from openpcn.record.sources.search_report.cells import FORMULA, ReportError
from openpcn.record.sources.search_report.headings import PERSON_ROLES, Role
from openpcn.record.sources.search_report.layout import Layout, Row
from openpcn.record.sources.search_report.mapping import MappedFile, ReportMapping, Section
from openpcn.record.sources.search_report.tables import REPORT, TABLES
from openpcn.record.sources.search_report.values import (
    is_scientific,
    read_amount,
    read_day,
    read_name,
    read_pressure,
)
from openpcn.terms import nhs_number, sctid, units

DOUBTFUL = 0.05  # a group of columns with more than this share set aside does not list anything completely

_SENTENCES = {
    "unterminated_quote": "a quotation mark is opened and not closed in this row",
    "ragged_row": "the row has more cells than there are headings",
    "no_number": "the row has neither an NHS number nor a number of the clinical system",
    "no_person": "the row continues one above, and no person stands there",
    "person_not_usable": "the person of this row could not be read, so nobody can be given the entry",
    "formula": "a formula: save the report with values only",
    "not_a_date": "no such date; expected one such as 21-Nov-2026",
    "not_a_number": "expected a plain number, with a comparator before it or a known unit after it",
    "not_a_pressure": "expected a blood pressure such as 140/85",
    "scientific_notation": "scientific notation: a spreadsheet has lost digits; run the report again and do "
    "not open it before sending",
    "damaged_code": "a code of 16 or more digits that ends in zeros and fails its check: a spreadsheet kept "
    "fifteen digits; run the report again and do not open it before sending",
    "bad_code": "not a SNOMED CT or dm+d identifier: the check digit does not agree",
    "no_code": "the entry has no code, and the mapping states none for it",
    "two_units": "the value and the unit column name different units",
}  # fmt: skip


class CellFault(Exception):
    """A cell that cannot be read: its role and the reason."""

    def __init__(self, role: Role, reason: str, sentence: str = "") -> None:
        super().__init__(reason)
        self.role, self.reason, self.sentence = role, reason, sentence or _SENTENCES[reason]


@dataclass
class _Read:
    """Everything read so far."""

    keep: bool = True  # False: only counts are wanted
    reports: list[dict[str, Any]] = field(default_factory=list)
    columns: dict[str, dict[str, list[Any]]] = field(default_factory=lambda: _no_rows())
    faults: list[Fault] = field(default_factory=list)
    rows_in: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


def stage(folder: Path, files: Sequence[str]) -> Staged:
    """Rows of every table, faults, counts, notes. A report that cannot be used is one fault of its file."""
    read = _Read()
    try:
        mapped = {each.file: each for each in mappings.read(folder)}
    except ReportError as error:
        name = mappings.NAME if mappings.NAME in files else next(iter(files), mappings.NAME)
        read.rows_in[name] += 1
        read.faults.append(Fault(name, 1, "", "no_mapping", str(error)))
        mapped = {}
    covered: dict[str, set[str]] = {}
    for name in files:
        if name == mappings.NAME or (not mapped and read.faults):
            continue
        if name not in mapped:
            _unusable(read, name, f"{name}: not named in {mappings.NAME}: save a mapping for it")
            continue
        try:
            _File(folder / name, mapped[name], read, covered).stage()
        except ReportError as error:
            _unusable(read, name, str(error))
    return Staged(
        # the report itself last: a file's faults are counted under the first table it gave rows to
        tuple(StagedTable(table.name, _table(table.name, read)) for table in reversed(TABLES)),
        dict(read.rows_in),
        tuple(read.faults),
        notes=tuple(read.notes),
    )


def count(path: Path, mapped: MappedFile) -> int:
    """How many rows a report comes to: the number its manifest names. Raises ReportError."""
    read = _Read(keep=False)
    _File(path, mapped, read, {}).stage()
    return read.rows_in[path.name]


def _unusable(read: _Read, name: str, sentence: str) -> None:
    read.rows_in[name] += 1
    read.faults.append(Fault(name, 1, "", "unreadable_report", sentence))


def check_headings(name: str, layout: Layout, mapping: ReportMapping) -> None:
    """Raises ReportError where a file has not the headings that its mapping was made for."""
    expected = tuple(column.heading for column in mapping.columns)
    if mappings.fingerprint(layout.headings) != mapping.fingerprint:
        other = next((h for h in layout.headings if h not in expected), None) or next(
            (h for h in expected if h not in layout.headings), "their order"
        )
        raise ReportError(
            f"{name}: line {layout.line}: the headings are not those of the mapping of {mapping.report} "
            f"({other}): look at the mapping and save it again"
        )


class _File:
    """One report while it is read."""

    def __init__(self, path: Path, mapped: MappedFile, read: _Read, covered: dict[str, set[str]]) -> None:
        self.path, self.mapping, self.run_on, self.read = path, mapped.mapping, mapped.run_on, read
        self.covered = covered
        self.latest = self.run_on + timedelta(days=3653)  # of a year written with two digits
        self.person_roles = self.mapping.of(0)
        self.addresses = [i for i, c in enumerate(self.mapping.columns) if c.role is Role.ADDRESS]
        self.identity = [i for i, c in enumerate(self.mapping.columns) if c.role in PERSON_ROLES]
        self.sections = [(section, self.mapping.of(section.number)) for section in self.mapping.sections]
        self.person: tuple[str, str | None] | None = None  # key, and what must agree
        self.person_fault = "no_person"
        self.again: Counter[str] = Counter()
        self.tried: Counter[int] = Counter()
        self.failed: Counter[int] = Counter()

    def stage(self) -> None:
        layout = layouts.find(self.path)
        check_headings(self.path.name, layout, self.mapping)
        kinds: Counter[str] = Counter()
        for row in layouts.rows(self.path, layout):
            kinds[row.kind] += 1
            if row.kind == "fault":
                reason = str(row.line.fault)
                self._fault(row, "", reason, _SENTENCES[reason])
            elif row.kind == "row":
                self._row(row)
        self._report(layout)
        self._note(layout, kinds)

    # Rows ---------------------------------------------------------------------------------------------

    def _row(self, row: Row) -> None:
        held = row.line.cells
        if any(held[at] for at in self.identity):
            self._identify(row)
        for section, roles in self.sections:
            if any(held[at] for role, at in roles.items() if role is not Role.UNIT):
                self.tried[section.number] += 1
                self._section(row, section, roles)

    def _identify(self, row: Row) -> None:
        """Who the row is about, and in a list of people the person themselves."""
        self.person = None
        try:
            key, number = self._key(row)
            born = self._day(row, Role.BIRTH_DATE, self.run_on)
            # without the century, which a report may leave out
            agrees = f"{key} {born.day:%d-%m-%y}" if born else None
            if self.mapping.population:
                self._add("ReportPerson", row, self._describe(row, key, number, agrees))
            self.person = (key, agrees)
        except CellFault as fault:
            self.person_fault = "person_not_usable"
            if self.mapping.population or not self.sections:
                self._cell_fault(row, 0, fault)

    def _key(self, row: Row) -> tuple[str, str | None]:
        """The key of the person, and the NHS number as written."""
        written = self._cell(row, Role.NHS_NUMBER)
        if written:
            try:
                return _number(written), written
            except nhs_number.NhsNumberError as error:
                raise CellFault(Role.NHS_NUMBER, "nhs_number", f"not an NHS number: {error}") from None
        own = self._cell(row, Role.LOCAL_NUMBER)
        if not own:
            raise CellFault(Role.NHS_NUMBER, "no_number")
        return f"no {own}", None

    def _describe(self, row: Row, key: str, number: str | None, agrees: str | None) -> dict[str, Any]:
        full = self._cell(row, Role.FULL_NAME)
        family, given, title = read_name(full) if full else (None, None, None)
        since = self._day(row, Role.REGISTERED_ON, self.run_on)
        born = self._day(row, Role.BIRTH_DATE, since.day if since else self.run_on)
        address = ", ".join(row.line.cells[at] for at in self.addresses if row.line.cells[at])
        return {
            "person": key,
            "nhs_number": number,
            "agrees": agrees,
            "address": address or None,
            "family_name": self._cell(row, Role.FAMILY_NAME) or family,
            "given_name": self._cell(row, Role.GIVEN_NAME) or given,
            "title": self._cell(row, Role.TITLE) or title,
            "birth_date": born.staged if born else None,
            **{
                role.value: found.staged if (found := self._day(row, role, self.run_on)) else None
                for role in (Role.DEATH_DATE, Role.REGISTERED_ON, Role.DEREGISTERED_ON)
            },
            **{
                role.value: self._cell(row, role)
                for role in (
                    Role.SEX, Role.POSTCODE, Role.REGISTRATION_TYPE, Role.USUAL_GP, Role.ORGANISATION,
                )
            },
        }  # fmt: skip

    def _section(self, row: Row, section: Section, roles: dict[Role, int]) -> None:
        try:
            if self.person is None:
                raise CellFault(Role.NHS_NUMBER, self.person_fault)
            entry = self._entry(row, section, roles)
        except CellFault as fault:
            self.failed[section.number] += 1
            self._cell_fault(row, section.number, fault)
            return
        said = "|".join(str(entry.get(each) or "") for each in _IDENTIFYING)
        same = f"{self.person[0]}|{section.kind}|{said}"
        self.again[same] += 1
        key = hashlib.sha256(f"{same}|{self.again[same]}".encode()).hexdigest()[:24]
        self._add("ReportEntry", row, {
            "section": section.name, "kind": section.kind, "entry": key, "person": self.person[0],
            "agrees": self.person[1], **entry,
        })  # fmt: skip

    def _entry(self, row: Row, section: Section, roles: dict[Role, int]) -> dict[str, Any]:
        def cell(role: Role) -> str | None:
            return self._at(row, roles, role)

        date_ = self._read_day(cell(Role.DATE), Role.DATE, self.latest)
        ended = self._read_day(cell(Role.END), Role.END, self.latest)
        code, stated = self._code(cell(Role.CODE), section, roles, cell(Role.STATED))
        value, diastolic, unit, comparator = None, None, None, None
        if (written := cell(Role.PRESSURE)) is not None:
            pressure = read_pressure(written)
            if pressure is None:
                raise CellFault(Role.PRESSURE, "not_a_pressure")
            value, diastolic = pressure
            unit = "mmHg"
        elif (written := cell(Role.VALUE)) is not None:
            amount = read_amount(written)
            if amount is None:
                raise CellFault(
                    Role.VALUE, "scientific_notation" if is_scientific(written) else "not_a_number"
                )
            named = cell(Role.UNIT)
            named = _SPELT.get(named.lower(), named) if named else None
            if amount.unit and named and amount.unit != named:
                raise CellFault(Role.UNIT, "two_units")
            value, comparator = amount.number, amount.comparator
            unit = amount.unit or named or section.unit
        return {
            "code": code, "stated": stated, "term": cell(Role.TERM),
            "date": date_.staged if date_ else None, "precision": date_.precision if date_ else None,
            "time": date_.time if date_ else None, "value": value, "unit": unit, "comparator": comparator,
            "diastolic": diastolic, "ended": ended.staged if ended else None, "course": cell(Role.COURSE),
        }  # fmt: skip

    def _code(
        self, written: str | None, section: Section, roles: dict[Role, int], cell: str | None
    ) -> tuple[str | None, str | None]:
        """The entry's code, or the one that the mapping states for it and who states it."""
        if Role.CODE in roles:
            if written is None:
                raise CellFault(Role.CODE, "no_code")
            if is_scientific(written):
                raise CellFault(Role.CODE, "scientific_notation")
            if not _is_code(written):
                damaged = written.isdigit() and len(written) > 15 and set(written[15:]) == {"0"}
                raise CellFault(Role.CODE, "damaged_code" if damaged else "bad_code")
            return written, None
        name = "systolic_clinic" if Role.PRESSURE in roles else section.stands_for
        if name is None:
            raise CellFault(Role.CODE, "no_code")
        said = f"report {self.mapping.report}: {section.name}" + (f": {cell}" if cell else "")
        return codelist(name).first.code, said[:120]

    # Cells --------------------------------------------------------------------------------------------

    def _cell(self, row: Row, role: Role) -> str | None:
        return self._at(row, self.person_roles, role)

    @staticmethod
    def _at(row: Row, roles: dict[Role, int], role: Role) -> str | None:
        if role not in roles:
            return None
        text = row.line.cells[roles[role]]
        if text == FORMULA:
            raise CellFault(role, "formula")
        return text or None

    def _day(self, row: Row, role: Role, latest: date) -> Any:
        return self._read_day(self._cell(row, role), role, latest)

    @staticmethod
    def _read_day(text: str | None, role: Role, latest: date) -> Any:
        if text is None:
            return None
        found = read_day(text, latest)
        if found is None:
            raise CellFault(role, "not_a_date")
        return found

    # What comes of it ---------------------------------------------------------------------------------

    def _add(self, table: str, row: Row, said: dict[str, Any]) -> None:
        self.read.rows_in[self.path.name] += 1
        if self.read.keep:
            said |= {"report": self.mapping.report, "file": self.path.name, "line": row.line.number}
            for name, column in self.read.columns[table].items():
                column.append(said.get(name))

    def _cell_fault(self, row: Row, section: int, fault: CellFault) -> None:
        at = self.mapping.of(section).get(fault.role)
        heading = self.mapping.columns[at].heading if at is not None else fault.role.value
        self._fault(row, heading, fault.reason, fault.sentence)

    def _fault(self, row: Row, named: str, reason: str, sentence: str) -> None:
        self.read.rows_in[self.path.name] += 1
        if not self.read.keep:
            return
        raw = ",".join(row.line.cells)
        self.read.faults.append(Fault(self.path.name, row.line.number, named, reason, sentence, raw))

    def _report(self, layout: Layout) -> None:
        """The report itself; a group of columns of which too much was set aside covers nothing."""
        doubtful = {n for n, tried in self.tried.items() if self.failed[n] > tried * DOUBTFUL}
        kept = tuple(s for s in self.mapping.sections if s.number not in doubtful)
        for section in self.mapping.sections:
            if section.number in doubtful and section.holds:
                self.read.notes.append(
                    f"{self.mapping.report}: {section.name}: {self.failed[section.number]} of "
                    f"{self.tried[section.number]} entries were set aside, so it does not count as complete: "
                    "definitions that need it are not assessed"
                )
        sound = ReportMapping(
            self.mapping.report, self.mapping.columns, kept, self.mapping.population, self.mapping.version
        )
        held = self.covered.get(self.mapping.report)
        tokens = set(sound.covered()) if held is None else held & set(sound.covered())
        self.covered[self.mapping.report] = tokens
        line, name = layout.line, self.path.name
        self.read.rows_in[name] += 1
        self.read.reports.append({
            "report": self.mapping.report, "part": name, "run_on": self.run_on.isoformat(),
            "title": layout.title, "practice": layout.practice,
            "population": "true" if self.mapping.population else "false",
            "mapping": str(self.mapping.version), "fingerprint": self.mapping.fingerprint,
            "file": name, "line": line,
        })  # fmt: skip
        for row in self.read.reports:  # a report in several files: one run, what all of them cover
            if row["report"] == self.mapping.report:
                row["covers"] = " ".join(sorted(tokens)) or None

    def _note(self, layout: Layout, kinds: Counter[str]) -> None:
        ignored = [c.heading for c in self.mapping.columns if c.role is Role.IGNORED and c.heading]
        self.read.notes.append(
            f"{self.path.name}: {self.mapping.report}, run on {self.run_on.isoformat()}, mapping version "
            f"{self.mapping.version}: headings on line {layout.line}, {kinds['row']} lines read, "
            f"{kinds['blank']} blank, {kinds['headings']} with headings again, {kinds['footer']} at the end"
            + (f"; columns not used: {', '.join(ignored)}" if ignored else "")
        )


_is_code = lru_cache(maxsize=20_000)(sctid.is_valid)


@lru_cache(maxsize=50_000)
def _number(written: str) -> str:
    return nhs_number.read(written).number


_IDENTIFYING = ("code", "stated", "term", "date", "time", "value", "unit", "comparator", "diastolic")
_SPELT = units.spellings()
_COLUMNS = {table.name: [rule.name for rule in table.columns] for table in TABLES}


def _no_rows() -> dict[str, dict[str, list[Any]]]:
    return {name: {column: [] for column in (*held, "file", "line")} for name, held in _COLUMNS.items()}


def _table(name: str, read: _Read) -> pa.Table:
    columns = read.columns[name]
    if name == REPORT.name:
        columns = {column: [row.get(column) for row in read.reports] for column in columns}
    return pa.table(
        {
            column: pa.array(held, pa.int32() if column == "line" else pa.string())
            for column, held in columns.items()
        }
    )
