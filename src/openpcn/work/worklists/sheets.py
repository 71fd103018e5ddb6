"""A table as a file: CSV, or a workbook with notes. Digits that are no number are typed as text."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import xlsxwriter

from openpcn.work.entries.safe_text import csv_text
from openpcn.work.network.membership import our_network

Cell = str | int | float | date | None


@dataclass(frozen=True)
class Sheet:
    """A table and what a reader has to know about it. NHS numbers and codes are text, counts are numbers."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[tuple[str, str], ...]  # what, and its text


def fictional_note() -> tuple[tuple[str, str], ...]:
    """The first note of a file about a made-up network; none for a real one."""
    network = our_network()
    if network is None or not network.is_fictional:
        return ()
    return (("Fictional", f"{network} is made up. Nobody in this file exists."),)


def as_csv(sheet: Sheet) -> str:
    """The table alone, days in ISO 8601. Import NHS numbers and codes as text."""
    return csv_text(sheet.header, [[_plain(cell) for cell in row] for row in sheet.rows])


def as_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook with one page per table and one of notes. No cell is ever a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    text = book.add_format({"num_format": "@"})
    bold = book.add_format({"bold": True, "num_format": "@"})
    day = book.add_format({"num_format": "d mmmm yyyy"})
    for number, sheet in enumerate(sheets):
        page = book.add_worksheet(_page_name(sheet.title, number))
        for column, name in enumerate(sheet.header):
            page.write_string(0, column, name, bold)
        for line, row in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(row):
                if cell is None:
                    continue
                if isinstance(cell, date):
                    page.write_datetime(line, column, cell, day)
                elif isinstance(cell, str):
                    page.write_string(line, column, cell, text)
                else:
                    page.write_number(line, column, cell)
        page.freeze_panes(1, 0)
        page.autofit()
    notes = book.add_worksheet("Notes")
    line = 0
    for sheet in sheets:
        notes.write_string(line, 0, sheet.title, bold)
        for what, said in sheet.notes:
            line += 1
            notes.write_string(line, 0, what, text)
            notes.write_string(line, 1, said, text)
        line += 2
    notes.set_column(0, 0, 34)
    notes.set_column(1, 1, 100)
    book.close()
    return out.getvalue()


def _plain(cell: Cell) -> Cell:
    return cell.isoformat() if isinstance(cell, date) else cell


def _page_name(title: str, number: int) -> str:
    """At most 31 characters, none that a workbook refuses, unique by its number."""
    kept = "".join(" " if c in "[]:*?/\\" else c for c in title).strip("' ")
    return f"{number + 1} {kept}"[:31]
