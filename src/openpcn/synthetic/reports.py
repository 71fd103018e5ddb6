"""A practice's data as the reports it would run by hand: the shapes of EMIS Web and SystmOne, per recipe.

EMIS Web: about eleven lines above the headings, an entry of the same person on a line of its own with the
person's columns left empty, a closing line, Windows-1252. SystmOne: headings on the first line, one row for
each entry, the person's number in each, a last column ``Patient Count``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpcn.record.store import Part
from openpcn.rules.catalogue.recipes import Kind, Recipe, System, recipes
from openpcn.terms import nhs_number

Row = dict[str, str]

_SEXES = {"female": "Female", "male": "Male", "other": "Indeterminate", "unknown": "Unknown"}
_DAYS = {System.EMIS: "%d-%b-%Y", System.SYSTMONE: "%d %b %Y"}


def write_reports(
    folder: Path, part: Part, system: System, *, run_on: date, which: Sequence[Recipe] | None = None
) -> list[Path]:
    """Write a practice's reports per recipe into a folder; returns the files in the recipes' order.

    The people are those of the practice's list: registered, regular, alive. Entries marked confidential and
    entries without a code are left out: such a report does not show them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    listed = [row for row in part.table("patient").to_pylist() if _is_listed(row, run_on)]
    written = []
    for recipe in recipes() if which is None else which:
        if recipe.kind is Kind.PEOPLE:
            groups = [[_person(row, part.practice, system)] for row in listed]
        else:
            groups = list(_entries(part, recipe, listed, system))
        headings = list(recipe.columns(system))
        name = f"{recipe.name}.csv" if system is System.SYSTMONE else f"{recipe.number}.csv"
        text = (
            _emis_text(recipe, part.practice, run_on, headings, groups, len(listed))
            if system is System.EMIS
            else _systmone_text(headings, groups)
        )
        (folder / name).write_bytes(text.encode("cp1252", "replace"))
        written.append(folder / name)
    return written


def _is_listed(row: dict[str, Any], day: date) -> bool:
    return (
        row["registration_type"] == "regular"
        and row["deregistered_on"] is None
        and row["death_date"] is None
        and row["registered_on"] <= day
    )


def _identity(row: dict[str, Any], system: System) -> Row:
    number = nhs_number.display(row["nhs_number"]) if row["nhs_number"] else ""
    own = {"EMIS Number": str(row["patient"] + 1)} if system is System.EMIS else {}
    born = f"{row['birth_date']:{_DAYS[system]}}"
    return own | {"NHS Number": number, "NHS number": number, "Date of Birth": born, "Date of birth": born}


def _person(row: dict[str, Any], practice: str, system: System) -> Row:
    since = f"{row['registered_on']:{_DAYS[system]}}"
    return _identity(row, system) | {
        "Organisation Code": practice,
        "Title": row["title"] or "",
        "Family Name": row["family_name"],
        "Surname": row["family_name"],
        "Given Name": row["given_name"],
        "First name": row["given_name"],
        "Gender": _SEXES[row["sex"]],
        "Number and Street": row["address"] or "",
        "Address": row["address"] or "",
        "Postcode": row["postcode"] or "",
        "Registered date": since,
        "Date of registration": since,
        "Usual GP's Full Name": row["usual_gp"] or "",
        "Usual GP": row["usual_gp"] or "",
    }


def _entries(
    part: Part, recipe: Recipe, listed: Sequence[dict[str, Any]], system: System
) -> Iterator[list[Row]]:
    """The rows of each person who has an entry, in the order of the list."""
    wanted = frozenset().union(*(each.ids for each in recipe.lists))
    dated = "start_date" if recipe.table == "medication" else "date"
    by_patient: dict[int, list[Row]] = {}
    for row in part.table(recipe.table).to_pylist():
        if row["code"] in wanted and not row["confidential"]:
            day = _day(row[dated], row.get("date_precision", "day"), system)
            by_patient.setdefault(row["patient"], []).append(_entry(row, day))
    for person in listed:
        identity = _identity(person, system)
        if rows := [identity | entry for entry in by_patient.get(person["patient"], ())]:
            yield rows


def _entry(row: dict[str, Any], day: str) -> Row:
    value = "" if row.get("value") is None else f"{row.get('comparator') or ''}{row['value']:g}"
    named = {"Code Term", "Code description", "Name, Dosage and Quantity", "Drug name"}
    return {
        **dict.fromkeys(named, row["term"] or ""),
        **dict.fromkeys({"Date", "Date of event", "Issue date", "Date of issue"}, day),
        "Value": value,
        "Numeric value": value,
        "Unit of Measure": row.get("unit") or "",
        "Unit": row.get("unit") or "",
        "SNOMED code": row["code"],
        "dm+d code": row["code"],
    }


def _day(day: date | None, precision: str, system: System) -> str:
    if day is None or precision == "unknown":
        return ""
    return day.strftime({"month": "%b-%Y", "year": "%Y"}.get(precision, _DAYS[system]))


def _emis_text(
    recipe: Recipe, practice: str, run_on: date, headings: list[str], groups: list[list[Row]], people: int
) -> str:
    above = [
        [recipe.name],
        ["Organisation:", f"The practice ({practice})"],
        ["Report:", recipe.name],
        [],
        ["Search:", "OpenPCN registered"],
        ["Last run:", f"{run_on:%d-%b-%Y} 06:15"],
        ["Population count:", str(people)],
        [],
        ["Run by:", "PRACTICE, Manager (Mr)"],
        [],
        [],
    ]
    own = {"EMIS Number", "NHS Number", "Date of Birth"}
    lines = [*above, headings]
    for rows in groups:
        for number, row in enumerate(rows):
            blank = own if number else set()
            lines.append(["" if heading in blank else row.get(heading, "") for heading in headings])
    lines.append([f"End of report: {people} patients"])
    return _csv(lines)


def _systmone_text(headings: list[str], groups: list[list[Row]]) -> str:
    lines = [[*headings, "Patient Count"]]
    lines += [[*(row.get(heading, "") for heading in headings), "1"] for rows in groups for row in rows]
    return _csv(lines)


def _csv(lines: list[list[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(lines)
    return text.getvalue()
