"""How the SystmOne tables are declared: kinds of column, what is kept out of all of them, a table's frame."""

from __future__ import annotations

from datetime import date

from openpcn.record.sources.base import ColumnRule, Kind, Reference, SetAside, SupplierTable, because

_MOMENT = ("%d %b %Y %H:%M:%S", "%d %b %Y %H:%M", "%d %b %Y")
_TO_THE_MINUTE = ("%d %b %Y %H:%M", "%d %b %Y %H:%M:%S", "%d %b %Y")  # SRPatient's own habit
_PLACEHOLDER = date(1900, 1, 1)
_NOTHING = ("-1", "0")


def must(name: str, kind: Kind = Kind.TEXT, *, filled: bool = False) -> ColumnRule:
    """A column without which the file is refused; ``filled``: and a row without a value is quarantined."""
    return ColumnRule(name, kind, required=filled)


def may(name: str, kind: Kind = Kind.TEXT) -> ColumnRule:
    """A column that some layouts do not have."""
    return ColumnRule(name, kind, may_be_absent=True)


def row_number(name: str, *, filled: bool = False, absent: bool = False) -> ColumnRule:
    """A row number of this or another table."""
    return ColumnRule(name, Kind.ID, required=filled, nulls=_NOTHING, may_be_absent=absent)


def moment(
    name: str, kind: Kind = Kind.DATETIME, *, filled: bool = False, absent: bool = False
) -> ColumnRule:
    """A date-time such as ``29 Sep 2011 14:53:28``; as a DATE its time of day is dropped."""
    unknown = None if filled else _PLACEHOLDER  # where one is needed, long ago has to do
    return ColumnRule(
        name, kind, required=filled, formats=_MOMENT, unknown_until=unknown, may_be_absent=absent
    )


def to_the_minute(name: str, *, filled: bool = False) -> ColumnRule:
    """A day of a person's life, with a time of day that is dropped."""
    return ColumnRule(
        name, Kind.DATE, required=filled, formats=_TO_THE_MINUTE, future=False,
        unknown_until=None if filled else _PLACEHOLDER,
    )  # fmt: skip


def code(name: str, kind: Kind = Kind.SCTID) -> ColumnRule:
    """A code of some list; -1 and 0 stand for none."""
    return ColumnRule(name, kind, nulls=_NOTHING)


def looked_up(name: str) -> ColumnRule:
    """The number of a word in SRMapping or SRConfiguredListOption, or the word itself."""
    return ColumnRule(name, nulls=_NOTHING, may_be_absent=True)


ROW = row_number("RowIdentifier", filled=True)
VISIBLE = must("IDOrganisationVisibleTo", Kind.ODS, filled=True)
PATIENT = row_number("IDPatient", filled=True)
RECORDED_AT = ColumnRule("IDOrganisation", Kind.ODS, nulls=_NOTHING)
REMOVED = may("RemovedData", Kind.BOOL)
OF_PATIENT = Reference("IDPatient", "SRPatient", "RowIdentifier", "patient")

OTHER_PRACTICE = SetAside(
    "other_practice",
    "visible to another organisation of the reporting group, not to this practice",
    "IDOrganisationVisibleTo",
    "IDOrganisationVisibleTo <> {practice}",
    another=True,
)
SHARED_IN = SetAside(
    "shared_in",
    "recorded at another organisation and shared with the practice: not the practice's own record",
    "IDOrganisation",
    "IDOrganisation IS NOT NULL AND IDOrganisation <> {practice}",
)
OWN = (OTHER_PRACTICE, SHARED_IN)

# Reasons for leaving a column out that recur from table to table.
TYPIST = "who typed it: the record keeps whom the contact was with"
NO_PLACE = "no rule of this version reads it"

COMMON = because(
    {
        TYPIST: "IDProfileEnteredBy",
        "who did it: shown for contacts and appointments": "IDDoneBy TextualEventDoneBy",
        "IDOrganisation says where it was recorded": "IDOrganisationDoneAt",
        "the registration table says where the person was registered": "IDOrganisationRegisteredAt",
        "a referral to the practice: it is no community service": "IDReferralIn",
        "the contact is linked to by the coded entries": "IDEvent",
        "when it was typed": "DateEventRecorded",
    }
)
"""Columns that nearly every table has and that are not read, unless the table declares them."""


def table(
    name: str,
    *columns: ColumnRule,
    references: tuple[Reference, ...] = (),
    set_aside: tuple[SetAside, ...] = (),
    expected: bool = False,
    becomes: str = "",
    ignored: dict[str, str] | None = None,
    lacks: str = "",
) -> SupplierTable:
    """One supplier table: RowIdentifier is its key, RemovedData deletes.

    lacks: columns that nearly every table has, and this one has not.
    """
    read = {*(rule.name for rule in columns), *lacks.split()}
    left = {**(COMMON if PATIENT in columns else {}), **because(ignored or {})}
    return SupplierTable(
        name,
        name,
        (ROW, *columns, REMOVED),
        key=("RowIdentifier",),
        deleted="RemovedData",
        references=references,
        set_aside=set_aside,
        expected=expected,
        becomes=becomes,
        ignored={column: why for column, why in left.items() if column not in read},
    )
