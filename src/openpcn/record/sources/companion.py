"""What companion files written by hand have in common: how they name people, dates, other practices' rows."""

from __future__ import annotations

from typing import ClassVar

import duckdb

from openpcn.record.sources.base import ColumnRule, CsvSource, Kind, SetAside

DAYS = ("%Y-%m-%d", "%d/%m/%Y")  # the second as spreadsheets write it in this country: normalised

PRACTICE = ColumnRule("practice", Kind.ODS, may_be_absent=True, aliases=("gp_practice",))
NHS_NUMBER = ColumnRule("nhs_number", Kind.NHS_NUMBER, aliases=("NHS number", "nhsnumber"))
BIRTH_DATE = ColumnRule(
    "birth_date", Kind.DATE, formats=DAYS, future=False, aliases=("date of birth", "date_of_birth", "dob")
)

OTHER_PRACTICE = SetAside(
    "other_practice",
    "the person is on another practice's list",
    "practice",
    "practice IS NOT NULL AND practice <> {practice}",
    another=True,
)
NOBODY_NAMED = SetAside(
    "missing_value",
    "NHS number and date of birth are both required: the row names nobody without them",
    "nhs_number",
    "nhs_number IS NULL OR birth_date IS NULL",
)


def day(name: str, *, required: bool = False, future: bool = False, absent: bool = True) -> ColumnRule:
    """A column with a day, in ISO form or as day/month/year."""
    return ColumnRule(
        name,
        Kind.DATE,
        required=required,
        formats=DAYS,
        future=future,
        may_be_absent=absent and not required,
    )


def required(name: str, kind: Kind = Kind.TEXT, choices: tuple[str, ...] = ()) -> ColumnRule:
    """A column that has a value in every row."""
    return ColumnRule(name, kind, required=True, choices=choices)


def optional(name: str, kind: Kind = Kind.TEXT, choices: tuple[str, ...] = ()) -> ColumnRule:
    """A column that may be empty, or not there at all."""
    return ColumnRule(name, kind, may_be_absent=True, choices=choices)


class CompanionCsv(CsvSource):
    """A companion whose files may hold people of several practices; see ``record.intake.companions``."""

    companion: ClassVar[bool] = True
    group_files: ClassVar[bool] = True

    def practice_of(self, con: duckdb.DuckDBPyConnection) -> set[str]:
        """No contradiction: a home may have nobody of this practice, and still say who has left."""
        return set()
