"""Which searches a practice without a bulk feed has to build, worked out from the definitions themselves.

One report of people, one of coded entries, one of readings with their values, and one each of issues and
courses of medicines where a definition asks for them: the fewest that answer everything, because what costs a
practice its time is every further report that has to be run and saved each week.

The words for the two systems follow public descriptions of them; nobody has yet followed them at a practice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from openpcn.codes import Codelist, codelist
from openpcn.record.sources.search_report.mapping import Expected
from openpcn.rules.catalogue.index import definitions, tables_of
from openpcn.rules.language import Definition
from openpcn.rules.language.coverage import (
    NO_VALUE,
    PEOPLE,
    POSTCODE,
    Need,
    needs,
    needs_postcode,
    not_covered,
)

_TABLES = frozenset({"patient", "event", "issue", "medication"})
MINUTES_EACH = 2.0  # a week, for each report
MINUTES_TO_BUILD = 10.0  # once, for each report
BASIS = (
    "an estimate, not timed at a practice: a minute to run a saved report, half a minute to save it, half a "
    "minute to upload it; the columns are remembered after the first time"
)
NOT_TRIED = (
    "These steps follow public descriptions of the two systems. Nobody has followed them at a practice yet: "
    "names of menus may differ in your version."
)


class System(StrEnum):
    """The clinical systems whose words are known."""

    EMIS = "emis"
    SYSTMONE = "systmone"

    @property
    def label(self) -> str:
        return "EMIS Web" if self is System.EMIS else "SystmOne"


class Kind(StrEnum):
    """What a row of a report is about."""

    PEOPLE = "people"
    CODED = "coded-entries"
    READINGS = "readings"
    ISSUES = "issues"
    COURSES = "courses"


_TITLES = {
    Kind.PEOPLE: "People",
    Kind.CODED: "Coded entries",
    Kind.READINGS: "Readings",
    Kind.ISSUES: "Medicines issued",
    Kind.COURSES: "Medicines authorised",
}
_COLUMNS: dict[System, dict[Kind, tuple[str, ...]]] = {
    System.EMIS: {
        Kind.PEOPLE: (
            "EMIS Number", "Organisation Code", "NHS Number", "Title", "Family Name", "Given Name",
            "Date of Birth", "Gender", "House Name / Flat Number", "Number and Street", "Town", "Postcode",
            "Registered date", "Usual GP's Full Name",
        ),
        Kind.CODED: ("EMIS Number", "NHS Number", "Date of Birth", "Code Term", "Date", "SNOMED code"),
        Kind.READINGS: (
            "EMIS Number", "NHS Number", "Date of Birth", "Code Term", "Date", "Value", "Unit of Measure",
            "SNOMED code",
        ),
        Kind.ISSUES: (
            "EMIS Number", "NHS Number", "Date of Birth", "Name, Dosage and Quantity", "Issue date",
            "dm+d code",
        ),
        Kind.COURSES: (
            "EMIS Number", "NHS Number", "Date of Birth", "Name, Dosage and Quantity", "Date", "dm+d code",
        ),
    },
    System.SYSTMONE: {
        Kind.PEOPLE: (
            "NHS number", "Title", "First name", "Surname", "Date of birth", "Gender", "Address",
            "Postcode", "Date of registration", "Usual GP",
        ),
        Kind.CODED: ("NHS number", "Date of birth", "Code description", "Date of event", "SNOMED code"),
        Kind.READINGS: (
            "NHS number", "Date of birth", "Code description", "Date of event", "Numeric value", "Unit",
            "SNOMED code",
        ),
        Kind.ISSUES: ("NHS number", "Date of birth", "Drug name", "Date of issue", "dm+d code"),
        Kind.COURSES: ("NHS number", "Date of birth", "Drug name", "Date", "dm+d code"),
    },
}  # fmt: skip


@dataclass(frozen=True)
class Recipe:
    """One report to build. lists: the codelists whose entries it has to list, completely."""

    number: int
    kind: Kind
    lists: tuple[Codelist, ...]
    postcode: bool = False

    @property
    def name(self) -> str:
        """What to call it: it is recognised by this when it is uploaded."""
        return f"OpenPCN {self.number} {_TITLES[self.kind]}"

    @property
    def table(self) -> str:
        return {Kind.ISSUES: "issue", Kind.COURSES: "medication"}.get(self.kind, "event")

    @property
    def tokens(self) -> tuple[str, ...]:
        """What it covers when it is built as described, see ``language.coverage``."""
        if self.kind is Kind.PEOPLE:
            return (PEOPLE, POSTCODE)
        prefix = "" if self.table == "event" else f"{self.table}/"
        flags = "" if self.kind is Kind.READINGS else ":no_value:no_unit"
        return tuple(f"{prefix}{each.id}{flags}" for each in self.lists)

    def columns(self, system: System) -> tuple[str, ...]:
        """Headings to tick, in the words of the system."""
        return _COLUMNS[system][self.kind]

    def steps(self, system: System) -> tuple[str, ...]:
        """What to do once, and then every week, in the words of the system."""
        return (_emis if system is System.EMIS else _systmone)(self)


def answerable(definition: Definition) -> bool:
    """Whether any reports could answer it: those on stays, contacts or lengths of supply need a bulk feed."""
    return tables_of(definition) <= _TABLES and not any(need.supply for need in needs(definition))


def recipes(chosen: tuple[Definition, ...] | None = None) -> tuple[Recipe, ...]:
    """The fewest reports that answer some definitions; None: all of the catalogue that reports can answer."""
    wanted = [each for each in (definitions() if chosen is None else chosen) if answerable(each)]
    asked: dict[Kind, dict[str, Codelist]] = {kind: {} for kind in Kind}
    valued = {each.token for one in wanted for each in needs(one) if NO_VALUE not in each.may_lack}
    for one in wanted:
        for need in needs(one):
            asked[_kind(need, valued)][need.codelist] = codelist(need.codelist)
    kinds = [kind for kind in Kind if kind is Kind.PEOPLE or asked[kind]]
    return tuple(
        Recipe(
            number,
            kind,
            tuple(asked[kind][id] for id in sorted(asked[kind])),
            kind is Kind.PEOPLE and any(needs_postcode(one) for one in wanted),
        )
        for number, kind in enumerate(kinds, start=1)
    )


def minutes_a_week(of: Sequence[Recipe]) -> float:
    """What running, saving and uploading some reports is expected to take; see BASIS."""
    return MINUTES_EACH * len(of)


def expected() -> tuple[Expected, ...]:
    """The reports as an upload recognises them by name."""
    return tuple(
        Expected(each.name, each.kind is Kind.PEOPLE, tuple(one.id for one in each.lists), each.table)
        for each in recipes()
    )


def standing(covers: Iterable[str] | None) -> dict[str, tuple[str, ...]]:
    """Each definition by id, and what loaded reports lack for it; None: a feed that holds everything."""
    if covers is None:
        return {one.id: () for one in definitions()}
    held = tuple(covers)
    return {one.id: (*_in_no_report(one), *not_covered(one, held)) for one in definitions()}


def _in_no_report(definition: Definition) -> tuple[str, ...]:
    """What a definition reads that no report holds, in words."""
    return tuple(
        f"no report holds {table.replace('_', ' ')}s" for table in sorted(tables_of(definition) - _TABLES)
    )


def adds(recipe: Recipe) -> tuple[Definition, ...]:
    """The definitions that this report, on top of those before it, is the last one needed for."""
    before = [token for each in recipes() if each.number < recipe.number for token in each.tokens]
    after = [*before, *recipe.tokens]
    return tuple(
        one
        for one in definitions()
        if answerable(one) and not_covered(one, after) == () != not_covered(one, before)
    )


def _kind(need: Need, valued: set[str]) -> Kind:
    if need.table == "issue":
        return Kind.ISSUES
    if need.table == "medication":
        return Kind.COURSES
    return Kind.READINGS if need.token in valued else Kind.CODED


def _emis(recipe: Recipe) -> tuple[str, ...]:
    columns = ", ".join(recipe.columns(System.EMIS))
    once: tuple[str, ...]
    if recipe.kind is Kind.PEOPLE:
        once = (
            "In Population Reporting, make a folder called OpenPCN, and in it a search called OpenPCN "
            "registered: currently registered patients, patient type Regular, no other rule.",
            f"On that search, add a patient report called {recipe.name}. Add the patient details: {columns}.",
        )
    else:
        feature = "clinical codes" if recipe.table == "event" else "medication"
        once = (
            f"On the search OpenPCN registered, add a patient report called {recipe.name}.",
            f"Add one feature, {feature}: choose every code of the file of codes below, with their "
            "descendants left out.",
            "List all entries, not the latest one only, and set no limit on their dates.",
            f"Columns: {columns}.",
        )
    return (
        *once,
        "Every week: run the report, export it as CSV, and upload it here without opening it in Excel "
        "(Excel damages long codes).",
    )


def _systmone(recipe: Recipe) -> tuple[str, ...]:
    columns = ", ".join(recipe.columns(System.SYSTMONE))
    once: tuple[str, ...]
    if recipe.kind is Kind.PEOPLE:
        once = (
            "In Reporting, Clinical Reporting, make a category called OpenPCN and in it a report called "
            f"{recipe.name}: registration status currently registered, GMS, nothing else.",
        )
    else:
        once = (
            f"In the category OpenPCN, make a report called {recipe.name}: people of the report "
            "OpenPCN 1 People who have any of the codes of the file of codes below, at any date.",
        )
    return (
        *once,
        f"Show Breakdown Results with these columns ticked: {columns}."
        + ("" if recipe.kind is Kind.PEOPLE else " There has to be one row for each entry."),
        "Every week: run the report, save the breakdown as CSV under the name of the report, and upload it "
        "here without opening it in Excel (Excel damages long codes).",
    )
