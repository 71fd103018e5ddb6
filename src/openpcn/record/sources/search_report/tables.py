"""What is staged of reports: the report itself, the people it lists, the entries it lists.

A row in is one of these: a line of a file may say a person and an entry of each group of columns, and each
is accounted for by itself, under the line it stands on.
"""

from __future__ import annotations

from openpcn.record.sources.base import ColumnRule, Kind, Reference, SideBySide, SupplierTable

_NO_FILE = r"(?!)"  # no file holds one table: reports are read by ``stage``
_DAYS = ("%Y-%m-%d", "%d/%m/%Y")  # the second: written otherwise than the clinical systems do
_REPORT = ColumnRule("report", required=True)


def _day(name: str, *, required: bool = False, future: bool = False) -> ColumnRule:
    return ColumnRule(name, Kind.DATE, required=required, formats=_DAYS, future=future)


def _side_by_side() -> SideBySide:
    return SideBySide("report", "Report", "run_on")


REPORT = SupplierTable(
    "Report",
    _NO_FILE,
    (
        _REPORT,
        ColumnRule("part", required=True),  # name of the file: a report may be saved in several
        _day("run_on", required=True),
        ColumnRule("title"),
        ColumnRule("practice", Kind.ODS),  # as the lines above the headings say
        ColumnRule("population", Kind.BOOL, required=True),
        ColumnRule("mapping", Kind.INTEGER, required=True),  # version
        ColumnRule("fingerprint", required=True),
        ColumnRule("covers"),  # tokens, separated by spaces
    ),
    key=("report", "part"),
    side_by_side=_side_by_side(),
)

PERSON = SupplierTable(
    "ReportPerson",
    _NO_FILE,
    (
        _REPORT,
        ColumnRule("person", required=True),  # NHS number, else "no " and the system's own number
        ColumnRule("nhs_number", Kind.NHS_NUMBER),
        _day("birth_date", required=True),
        ColumnRule("agrees"),  # person and date of birth
        _day("death_date"),
        ColumnRule("sex"),
        ColumnRule("family_name", required=True),
        ColumnRule("given_name", required=True),
        ColumnRule("title"),
        ColumnRule("address"),
        ColumnRule("postcode", Kind.POSTCODE),
        _day("registered_on", required=True),
        _day("deregistered_on"),
        ColumnRule("registration_type"),
        ColumnRule("usual_gp"),
        ColumnRule("organisation", Kind.ODS),
    ),
    key=("report", "person"),
    side_by_side=_side_by_side(),
)

ENTRY = SupplierTable(
    "ReportEntry",
    _NO_FILE,
    (
        _REPORT,
        ColumnRule("section", required=True),
        ColumnRule("kind", required=True),
        ColumnRule("entry", required=True),  # made of what it says: the same in every run
        ColumnRule("person", required=True),
        ColumnRule("agrees"),
        ColumnRule("code", Kind.SCTID),
        ColumnRule("stated"),  # who says so, where the code is one that the mapping states
        ColumnRule("term"),
        _day("date"),
        ColumnRule("precision"),
        ColumnRule("time", Kind.TIME),
        ColumnRule("value", Kind.NUMBER),
        ColumnRule("unit"),
        ColumnRule("comparator"),
        ColumnRule("diastolic", Kind.NUMBER),  # of a pressure written as 140/85
        _day("ended", future=True),
        ColumnRule("course"),
    ),
    key=("report", "entry"),
    references=(
        Reference("person", "ReportPerson", "person", "patient"),
        Reference("agrees", "ReportPerson", "agrees", "patient with this number and date of birth"),
    ),
    side_by_side=_side_by_side(),
)

TABLES = (REPORT, ENTRY, PERSON)
