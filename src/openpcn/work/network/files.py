"""The public files of the directory, recognised by their shape, not by their name.

epraccur          27 columns without header; prescribing setting 4 is a GP practice
ePCN workbook     sheets of PCN details and of core partners; the core-partner report also alone, with or
                  without its header row
practice map      CSV of practice, PCN, sub-ICB, ICB (or CCG, STP), region; some name the system's supplier
list sizes        CSV of patients registered at a practice
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from itertools import chain
from pathlib import Path

import openpyxl

EPRACCUR, PCN_DETAILS, CORE_PARTNERS, PRACTICE_MAP, LIST_SIZE = (
    "practices (epraccur)",
    "PCN details",
    "core partners of PCNs",
    "practice map",
    "list sizes",
)
WANTED = (
    "the ePCN workbook or the epcncorepartnerdetails report (practices of each PCN)",
    "epraccur.csv (GP practices)",
    "the mapping and totals files of Patients Registered at a GP Practice (ICB, list sizes)",
)

Row = dict[str, str]
_CODE = re.compile(r"^[A-Z0-9]{3,8}$")
_DAY = re.compile(r"^[0-9]{8}$")


@dataclass(frozen=True)
class Sheet:
    """One recognised table: its shape, and its rows by plain column names, with the line each starts on."""

    path: Path
    shape: str
    rows: tuple[tuple[int, Row], ...]
    before_icbs: bool = False  # written in the words of before July 2022: CCG, STP

    @cached_property
    def newest(self) -> date:
        """The newest day that the table speaks of: which of two tables of one shape is the later."""
        days = [
            day
            for _, row in self.rows
            for name in ("starts", "ends", "extract_date", "opened", "closed")
            if (day := day_of(row.get(name, ""))) is not None
        ]
        return max(days, default=date.min)


def day_of(text: str) -> date | None:
    """A day written 20191001, 01May2022 or 2022-05-01; None for anything else."""
    for form in ("%Y%m%d", "%d%b%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def candidates(paths: Iterable[Path]) -> Iterator[Path]:
    """The CSV and Excel files named, or found in the folders named."""
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix.lower() in (".csv", ".xlsx"))
        else:
            yield path


def read(path: Path) -> list[Sheet]:
    """The recognised tables of a file; an empty list for a file of another kind."""
    if path.suffix.lower() == ".xlsx":
        with closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
            sheets = [
                _recognise(path, ([_cell(c) for c in row] for row in sheet.iter_rows(values_only=True)))
                for sheet in book.worksheets
            ]
        return [sheet for sheet in sheets if sheet]
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
        sheet = _recognise(path, csv.reader(file))
    return [sheet] if sheet else []


def _cell(value: object) -> str:
    return "" if value is None else str(value).strip()


def _recognise(path: Path, rows: Iterator[Sequence[str]] | Iterable[Sequence[str]]) -> Sheet | None:
    numbered = enumerate(rows, start=1)
    first = next(numbered, None)
    if first is None:
        return None
    header = [" ".join(cell.lower().replace("_", " ").split()) for cell in first[1]]
    if len(header) >= 11 and header[0] == "partner organisation code" and header[4] == "pcn code":
        return _sheet(path, CORE_PARTNERS, _CORE, numbered)
    if header[:2] == ["pcn code", "pcn name"] and "open date" in header:
        return _sheet(path, PCN_DETAILS, _details(header), numbered)
    if {"number of patients", "sex", "age"} <= set(header) and ("code" in header or "org code" in header):
        return _sheet(path, LIST_SIZE, _named(header, _SIZE), numbered)
    places = _named(header, _MAP)
    if {"practice", "pcn", "pcn_name", "sub_icb"} <= set(places.values()) and "icb_name" in places.values():
        return replace(_sheet(path, PRACTICE_MAP, places, numbered), before_icbs="icb name" not in header)
    values = [cell.strip() for cell in first[1]]
    if len(values) == 27 and _CODE.match(values[0]) and _DAY.match(values[10]):
        return _sheet(path, EPRACCUR, _EPRACCUR, chain([first], numbered))
    if len(values) == 11 and re.match(r"^U[0-9]{5}$", values[4]) and _DAY.match(values[8]):
        return _sheet(path, CORE_PARTNERS, _CORE, chain([first], numbered))
    return None


def _sheet(
    path: Path, shape: str, places: dict[int, str], rows: Iterable[tuple[int, Sequence[str]]]
) -> Sheet:
    last = max(places)
    return Sheet(
        path,
        shape,
        tuple(
            (line, {name: row[at].strip() for at, name in places.items()})
            for line, row in rows
            if len(row) > last
        ),
    )


_CORE = {0: "practice", 1: "name", 2: "sub_icb", 3: "sub_icb_name", 4: "pcn", 5: "pcn_name",
         6: "pcn_sub_icb", 7: "pcn_sub_icb_name", 8: "starts", 9: "ends"}  # fmt: skip
_EPRACCUR = {0: "practice", 1: "name", 3: "icb", 4: "line1", 5: "line2", 6: "line3", 7: "line4", 8: "line5",
             9: "postcode", 10: "opened", 11: "closed", 12: "status", 14: "sub_icb", 17: "phone",
             25: "setting"}  # fmt: skip
_SIZE = {"extract date": "extract_date", "type": "type", "code": "practice", "org code": "practice",
         "sex": "sex", "age": "age", "number of patients": "patients"}  # fmt: skip
_MAP = {
    "extract date": "extract_date", "practice code": "practice", "gp code": "practice",
    "practice name": "name", "gp name": "name", "practice postcode": "postcode",
    "pcn code": "pcn", "pcn ods code": "pcn", "pcn name": "pcn_name",
    "sub icb location code": "sub_icb", "ccg code": "sub_icb", "ccg ods code": "sub_icb",
    "sub icb location name": "sub_icb_name", "ccg name": "sub_icb_name",
    "icb code": "icb", "stp code": "icb", "stp ods code": "icb",
    "icb name": "icb_name", "stp name": "icb_name",
    "comm region name": "region_name", "region name": "region_name",
    "supplier": "supplier", "supplier name": "supplier",
}  # fmt: skip


def _named(header: Sequence[str], names: dict[str, str]) -> dict[int, str]:
    return {at: names[text] for at, text in enumerate(header) if text in names}


def _details(header: Sequence[str]) -> dict[int, str]:
    names = {"open date": "opened", "close date": "closed", "postcode": "postcode"}
    names |= {f"address line {n}": f"line{n}" for n in range(1, 6)}
    return {0: "pcn", 1: "pcn_name", 2: "sub_icb", 3: "sub_icb_name", **_named(header, names)}
