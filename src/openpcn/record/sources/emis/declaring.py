"""How the EMIS tables are declared: kinds of column, file names, what is kept out of all of them."""

from __future__ import annotations

from datetime import date

from openpcn.record.sources.base import ColumnRule, Kind, Reference, SetAside

_DAY = ("%Y-%m-%d",)
_MOMENT = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
_PLACEHOLDER = date(1900, 1, 1)  # 1899-12-31 and 1900-01-01 stand for "not known"


def must(name: str, kind: Kind = Kind.TEXT, *, filled: bool = False) -> ColumnRule:
    """A column without which the file is refused; ``filled``: and a row without a value is quarantined."""
    return ColumnRule(name, kind, required=filled)


def may(name: str, kind: Kind = Kind.TEXT, *aliases: str) -> ColumnRule:
    """A column that some versions do not have, or spell otherwise."""
    return ColumnRule(name, kind, may_be_absent=True, aliases=aliases)


def day(name: str, *, filled: bool = False, future: bool = True) -> ColumnRule:
    """A date; the supplier's placeholder days are read as nothing, or as long ago where one is needed."""
    unknown = None if filled else _PLACEHOLDER
    return ColumnRule(name, Kind.DATE, required=filled, formats=_DAY, future=future, unknown_until=unknown)


def day_of_moment(name: str) -> ColumnRule:
    """The day of a date-time that some versions do not have."""
    return ColumnRule(name, Kind.DATE, may_be_absent=True, formats=_MOMENT, unknown_until=_PLACEHOLDER)


def born(name: str) -> ColumnRule:
    """A date of birth: required, and never a placeholder to be read as nothing."""
    return ColumnRule(name, Kind.DATE, required=True, formats=_DAY, future=False)


def sct(name: str) -> ColumnRule:
    """A SNOMED CT or dm+d id; 0 and -1 stand for none."""
    return ColumnRule(name, Kind.SCTID, nulls=("0", "-1"))


def precision(name: str = "EffectiveDatePrecision") -> ColumnRule:
    """How much of a date is known."""
    return ColumnRule(name, choices=("U", "Y", "YM", "YMD", "YMDT"))


def pattern(table: str) -> str:
    """``bulk_123_<table>_20260209203000_<agreement>`` and the older ``291-293_<table>_...``."""
    return rf"[A-Za-z0-9-]+(_[A-Za-z0-9-]+)*_{table}_[0-9]{{14}}_\{{?[0-9A-Fa-f-]{{36}}\}}?"


DELETED = must("Deleted", Kind.BOOL)
SEQUENCE = must("ProcessingId", Kind.INTEGER)
ORGANISATION = must("OrganisationGuid", Kind.GUID)
PATIENT = must("PatientGuid", Kind.GUID, filled=True)
CLINICIAN = may("ClinicianUserInRoleGuid", Kind.GUID, "ClinicanUserInRoleGuid")

OF_PATIENT = Reference("PatientGuid", "Admin_Patient", "PatientGuid", "patient")

ELSEWHERE = SetAside(
    "other_practice",
    "of another organisation in the same delivery, not of this practice",
    "OrganisationGuid",
    "OrganisationGuid NOT IN"
    " (SELECT OrganisationGuid FROM Admin_Organisation WHERE upper(ODSCode) = {practice})",
    another=True,
)

# Reasons for leaving a column out that recur from table to table.
TYPIST = "who typed it: the record keeps whom the contact was with"
FREE_TEXT = "free text: no rule reads it, and it may name other people"
AGREEMENT = "versions up to 5.2 repeat the agreement of the file name in every row"
ALWAYS_EMPTY = "the supplier leaves it empty"
NO_PLACE = "no rule of this version reads it"
