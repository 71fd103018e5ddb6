"""What the columns of a practice's report mean: proposed from known headings, decided by a person, kept.

A mapping belongs to a practice, a report and the fingerprint of its headings, and has a version. It is sent
with every submission, in ``mapping.json``, so that a submission says by itself how it was read::

    {"format": "openpcn-report-mapping/1", "files": [
      {"file": "people.csv", "run_on": "2026-02-09", "mapping": {"report": "OpenPCN people", "version": 1,
       "population": true, "columns": [{"heading": "NHS Number", "is": "nhs_number", "section": 0}, ...],
       "sections": [{"number": 1, "name": "...", "kind": "event", "holds": ["hypertension"],
                     "stands_for": null, "unit": null, "all_entries": true}]}}]}

``holds`` are the codelists of which the section lists every entry of everybody on the practice's list (for
all_entries=false, the latest of each person): only a person can say that, and rules rely on it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from openpcn.codes import CodelistError, codelist
from openpcn.record.sources.search_report.cells import ReportError
from openpcn.record.sources.search_report.headings import (
    ENTRY_ROLES,
    KNOWN,
    PERSON_ROLES,
    WORDS,
    Role,
    fold,
)
from openpcn.record.sources.search_report.layout import Layout

FORMAT = "openpcn-report-mapping/1"
NAME = "mapping.json"
KINDS = ("event", "issue", "medication")


@dataclass(frozen=True)
class Column:
    """One column. section: 0 what is said of the person, else the number of the group of columns."""

    heading: str
    role: Role = Role.IGNORED
    section: int = 0


@dataclass(frozen=True)
class Section:
    """A group of columns that together say one entry.

    kind: event, issue or medication. holds: codelists it lists completely. stands_for: the codelist whose
    first code its entries get where no column gives a code. unit: of values that come without one, as a
    person has stated it. all_entries: False where only the latest of each person is listed. built_with: the
    versions (name@fingerprint) of the codelists that ``holds`` was said of.
    """

    number: int
    name: str
    kind: str = "event"
    holds: tuple[str, ...] = ()
    stands_for: str | None = None
    unit: str | None = None
    all_entries: bool = True
    built_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReportMapping:
    """What a report's columns mean. population: it lists everybody on the practice's list."""

    report: str
    columns: tuple[Column, ...]
    sections: tuple[Section, ...] = ()
    population: bool = False
    version: int = 1

    @property
    def fingerprint(self) -> str:
        return fingerprint([column.heading for column in self.columns])

    def of(self, section: int) -> dict[Role, int]:
        """Position of each role's column in a section (0: the person); of several, the first."""
        found: dict[Role, int] = {}
        for at, column in enumerate(self.columns):
            if column.section == section and column.role is not Role.IGNORED:
                found.setdefault(column.role, at)
        return found

    def covered(self) -> tuple[str, ...]:
        """What the report says completely, as tokens: see ``openpcn.rules.language.coverage``."""
        tokens: list[str] = []
        if self.population:
            tokens.append("people")
            tokens += ["people/postcode"] if Role.POSTCODE in self.of(0) else []
        for section in self.sections:
            roles = self.of(section.number)
            flags = "" if section.all_entries else ":latest"
            if Role.PRESSURE not in roles:
                flags += "" if Role.VALUE in roles else ":no_value"
                flags += "" if Role.UNIT in roles or section.unit else ":no_unit"
            prefix = "" if section.kind == "event" else f"{section.kind}/"
            tokens += [f"{prefix}{name}{flags}" for name in section.holds]
            tokens += [
                f"codes/{each}" for each in section.built_with if each.partition("@")[0] in section.holds
            ]
        return tuple(tokens)


@dataclass(frozen=True)
class MappedFile:
    """A file of a submission with its mapping and the day the report was run."""

    file: str
    run_on: date
    mapping: ReportMapping


@dataclass(frozen=True)
class Expected:
    """A report that the practice was asked to build: name, what it lists completely."""

    name: str
    population: bool = False
    holds: tuple[str, ...] = ()
    kind: str = "event"


@dataclass(frozen=True)
class Proposal:
    """A mapping with how sure each column's role is (by position): certain, likely or none."""

    mapping: ReportMapping
    sure: tuple[str, ...] = field(default=())


def as_built_now(mapping: ReportMapping) -> ReportMapping:
    """The mapping, said of the codelists as they are now."""
    sections = (
        replace(each, built_with=tuple(f"{name}@{codelist(name).fingerprint}" for name in each.holds))
        for each in mapping.sections
    )
    return replace(mapping, sections=tuple(sections))


def fingerprint(headings: Iterable[str]) -> str:
    """Of the headings in their order: a report with other headings is another report."""
    return hashlib.sha256("\n".join(fold(each) for each in headings).encode()).hexdigest()[:16]


def propose(layout: Layout, expected: Sequence[Expected] = ()) -> Proposal:
    """Known headings get their role; an unknown one is ignored until a person says what it is."""
    known = next((each for each in expected if fold(each.name) in fold(layout.title)), None)
    listed = {fold(codelist(name).title): name for each in expected for name in each.holds}
    listed |= {fold(name): name for name in listed.values()}
    columns: list[Column] = []
    sure: list[str] = []
    sections: list[Section] = []
    used: set[Role] = set()
    stated: dict[int, str] = {}
    for heading in layout.headings:
        folded = fold(heading)
        name = listed.get(folded)
        role = KNOWN.get(folded, Role.STATED if name else Role.IGNORED)
        dated = next((n for at, n in stated.items() if folded in _dates_of(n)), None)
        if dated is not None:
            role = Role.DATE
        sure.append("certain" if folded in KNOWN else "likely" if name or dated else "none")
        if role in PERSON_ROLES:
            if role is not Role.ADDRESS and any(c.role is role and not c.section for c in columns):
                role, sure[-1] = Role.IGNORED, "none"
            columns.append(Column(heading, role))
        elif role in ENTRY_ROLES:
            if not sections or role in used:
                sections.append(Section(len(sections) + 1, heading))
                used = set()
            used.add(role)
            number = len(sections)
            if role is Role.STATED and name:
                stated[number] = name
                sections[-1] = replace(sections[-1], name=heading, stands_for=name)
            columns.append(Column(heading, role, number))
        else:
            columns.append(Column(heading))
    sections = [_as_expected(section, known, columns, len(sections)) for section in sections]
    mapping = ReportMapping(
        known.name if known else layout.title,
        tuple(columns),
        tuple(sections),
        population=known.population if known else False,
    )
    return Proposal(mapping, tuple(sure))


def _dates_of(name: str) -> set[str]:
    """Headings that a date beside a column named after a codelist has."""
    title = fold(codelist(name).title)
    return {f"{title} date", f"date of {title}", f"{fold(name)} date"}


def _as_expected(
    section: Section, known: Expected | None, columns: Sequence[Column], sections: int
) -> Section:
    """What a report that was asked for under this name was asked to hold."""
    roles = {column.role for column in columns if column.section == section.number}
    if Role.COURSE in roles:
        section = replace(section, kind="issue")
    if known is None or known.population:
        return section
    section = replace(section, kind=known.kind if section.kind == "event" else section.kind)
    if section.stands_for is not None:
        return replace(section, holds=(section.stands_for,))
    if sections == 1:
        section = replace(section, name=known.name, holds=known.holds)
        if Role.CODE not in roles and len(known.holds) == 1:
            section = replace(section, stands_for=known.holds[0])
    return section


def wrong_with(mapping: ReportMapping) -> list[str]:
    """What keeps a mapping from being used, each a sentence; empty: nothing."""
    found: list[str] = []
    person = mapping.of(0)
    if not mapping.report.strip():
        found.append("Give the report a name")
    for role in sorted(PERSON_ROLES - {Role.ADDRESS}):
        if sum(c.role is role and not c.section for c in mapping.columns) > 1:
            found.append(f"Two columns are marked as {WORDS[role]}: choose one")
    if Role.NHS_NUMBER not in person and Role.LOCAL_NUMBER not in person:
        found.append("Say which column holds the NHS number")
    if mapping.population:
        needed = [Role.BIRTH_DATE, Role.SEX, Role.REGISTERED_ON]
        found += [f"A list of people needs a column for: {WORDS[r]}" for r in needed if r not in person]
        if Role.FULL_NAME not in person and not {Role.FAMILY_NAME, Role.GIVEN_NAME} <= person.keys():
            found.append("A list of people needs a column for the full name, or family name and given name")
    elif not mapping.sections:
        found.append("Say which columns hold an entry, or that this report lists everybody on the list")
    for section in mapping.sections:
        found += _wrong_with_section(mapping, section)
    return found


def _wrong_with_section(mapping: ReportMapping, section: Section) -> list[str]:
    found: list[str] = []
    roles = [column.role for column in mapping.columns if column.section == section.number]
    what = f"Group {section.number} ({section.name})"
    if section.kind not in KINDS:
        found.append(f"{what}: kind: expected one of {', '.join(KINDS)}")
    for name in {*section.holds, *((section.stands_for,) if section.stands_for else ())}:
        try:
            codelist(name)
        except CodelistError as fault:
            found.append(f"{what}: {fault}")
    found += [
        f"{what}: two columns are marked as {WORDS[role]}: choose one"
        for role in sorted(set(roles))
        if roles.count(role) > 1
    ]
    if Role.DATE not in roles:
        found.append(f"{what}: say which column holds the date; rules do not see an entry without one")
    if Role.CODE not in roles and Role.PRESSURE not in roles and section.stands_for is None:
        found.append(f"{what}: say which column holds the code, or which codelist the column stands for")
    if section.holds and Role.CODE not in roles and Role.PRESSURE not in roles:
        extra = sorted(set(section.holds) - {section.stands_for})
        if extra:
            found.append(
                f"{what}: without codes it can list {section.stands_for} only, not {', '.join(extra)}"
            )
    return found


def as_json(files: Sequence[MappedFile]) -> str:
    """The text of ``mapping.json``."""
    held = [{"file": f.file, "run_on": f.run_on.isoformat(), "mapping": dump(f.mapping)} for f in files]
    return json.dumps({"format": FORMAT, "files": held}, indent=1, sort_keys=True)


def dump(mapping: ReportMapping) -> dict[str, Any]:
    """As plain values, for a file or a database."""
    return {
        "report": mapping.report,
        "version": mapping.version,
        "population": mapping.population,
        "columns": [
            {"heading": c.heading, "is": c.role.value, "section": c.section} for c in mapping.columns
        ],
        "sections": [asdict(section) for section in mapping.sections],
    }


def load(held: Mapping[str, Any]) -> ReportMapping:
    """The mapping of plain values. Raises ReportError saying what is not as it should be."""
    try:
        columns = tuple(
            Column(str(each["heading"]), Role(each["is"]), int(each.get("section", 0)))
            for each in held["columns"]
        )
        sections = tuple(
            Section(**{**each, **{name: tuple(each.get(name, ())) for name in ("holds", "built_with")}})
            for each in held.get("sections", ())
        )
        mapping = ReportMapping(
            str(held["report"]), columns, sections, held.get("population") is True, int(held["version"])
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ReportError(f"{NAME}: not a mapping ({error}): save the mapping again on its page") from None
    if faults := wrong_with(mapping):
        raise ReportError(f"{NAME}: {mapping.report}: {faults[0]}")
    return mapping


def read(folder: Path) -> tuple[MappedFile, ...]:
    """The mappings that a submission comes with. Raises ReportError."""
    path = folder / NAME
    if not path.is_file():
        raise ReportError(
            f"{folder.name}: there is no {NAME}: upload the reports on the page Searches to run, or let "
            "./openpcn manifest propose one"
        )
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        if held["format"] != FORMAT:
            raise ValueError(f'format: expected "{FORMAT}"')
        return tuple(
            MappedFile(str(each["file"]), date.fromisoformat(each["run_on"]), load(each["mapping"]))
            for each in held["files"]
        )
    except ReportError:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReportError(f"{NAME}: not readable ({error})") from None
