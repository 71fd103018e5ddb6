"""The cells of a saved report: CSV in any of the ways people save it, or the one filled sheet of a workbook.

Everything is text here. Nothing is computed: a formula is not evaluated, a number that a spreadsheet has
rounded is written so that it is recognised as damaged. What is larger than the limits is refused by name.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

LARGEST = 50 << 20  # bytes of a file
LARGEST_UNPACKED = 400 << 20  # bytes of everything in a workbook
LARGEST_TEXTS = 120 << 20  # bytes of a workbook's shared texts, which are held in memory
MOST_LINES = 500_000
MOST_COLUMNS = 500
LONGEST_RECORD = 200  # lines that one quoted record may go on for
FORMULA = "=formula"  # stands for a formula, whatever it says

DELIMITERS = (",", ";", "\t", "|")
_PROTECTED = re.compile(r'="([^"]*)"')
_NOT_READ = (
    (b"\xd0\xcf\x11\xe0", "an Excel 97 workbook (.xls)"),
    (b"%PDF", "a PDF"),
    (b"<html", "a web page saved as .xls"),
    (b"<!doc", "a web page saved as .xls"),
    (b"<table", "a web page saved as .xls"),
)


class ReportError(ValueError):
    """The file cannot be used at all; the message names it, says what was found and what to do."""


@dataclass(frozen=True)
class Line:
    """One record: the line it starts on (1 is the first) and its cells, trimmed.

    fault: why the record could not be cut into cells; then ``cells`` holds its text alone.
    """

    number: int
    cells: tuple[str, ...]
    fault: str | None = None

    @property
    def blank(self) -> bool:
        return not any(self.cells)


def is_workbook(path: Path) -> bool:
    """Whether the file is a zip archive, as .xlsx is."""
    with path.open("rb") as stream:
        return stream.read(4) == b"PK\x03\x04"


def check(path: Path) -> None:
    """Raises ReportError for a file that is too large or of a kind that is not read."""
    if path.stat().st_size > LARGEST:
        raise ReportError(
            f"{path.name}: larger than {LARGEST >> 20} MB: save the report in parts, by year or by section"
        )
    with path.open("rb") as stream:
        start = stream.read(512)
    shown = start.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    for magic, what in _NOT_READ:
        if start.startswith(magic) or shown.startswith(magic):
            raise ReportError(f"{path.name}: {what}: save the report as CSV or as an Excel workbook (.xlsx)")
    if not start.strip():
        raise ReportError(f"{path.name}: the file is empty: run and save the report again")


def lines(path: Path, delimiter: str = ",") -> Iterator[Line]:
    """Every record of the file, blank ones included. Raises ReportError."""
    check(path)
    found = _workbook(path) if is_workbook(path) else _csv(path, delimiter)
    for count, line in enumerate(found, start=1):
        if count > MOST_LINES:
            raise ReportError(f"{path.name}: more than {MOST_LINES:,} lines: save the report in parts")
        yield line


def decoded(path: Path) -> str:
    """The text of a CSV file: by its byte-order mark, else UTF-8, else Windows-1252."""
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise ReportError(f"{path.name}: not readable as text: save the report as CSV again")


def _csv(path: Path, delimiter: str) -> Iterator[Line]:
    """Records of a CSV file. One whose quotes never close is set aside by itself, and the next is read."""
    text = io.StringIO(decoded(path), newline="")
    physical = [line.rstrip("\r\n") for line in text]
    at = 0
    while at < len(physical):
        end = at
        quotes = physical[at].count('"')
        while quotes % 2 and end + 1 < min(len(physical), at + LONGEST_RECORD):
            end += 1
            quotes += physical[end].count('"')
        record = "\n".join(physical[at : end + 1])
        cells = _cut(record, delimiter) if quotes % 2 == 0 else None
        if cells is None:
            yield Line(at + 1, (physical[at],), "unterminated_quote")
            at += 1
            continue
        yield Line(at + 1, cells)
        at = end + 1


def _cut(record: str, delimiter: str) -> tuple[str, ...] | None:
    if '"' not in record and record:  # most lines of most reports
        plain = record.split(delimiter)
        return tuple(map(_plain, plain)) if len(plain) <= MOST_COLUMNS else None
    try:
        rows = list(csv.reader([record], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    if len(rows) > 1 or (rows and len(rows[0]) > MOST_COLUMNS):
        return None
    return tuple(_plain(cell) for cell in rows[0]) if rows else ("",)


def _plain(cell: str) -> str:
    """Trimmed, and out of the ``="..."`` that keeps a spreadsheet from touching a number."""
    cell = cell.strip().strip("\u00a0")
    protected = _PROTECTED.fullmatch(cell) if cell.startswith("=") else None
    return protected.group(1) if protected else cell


def _workbook(path: Path) -> Iterator[Line]:
    """Rows of the one filled sheet. A damaged archive makes its readers raise whatever they come upon."""
    try:
        _check_archive(path)
        yield from _sheet(path)
    except ReportError:
        raise
    except Exception as error:
        raise ReportError(
            f"{path.name}: the workbook is damaged ({type(error).__name__}): save it again"
        ) from None


def _sheet(path: Path) -> Iterator[Line]:
    import openpyxl

    with path.open("rb") as stream:  # by its content: an uploaded file has a name of our own
        book = openpyxl.load_workbook(stream, read_only=True, data_only=False, keep_links=False)
        try:
            filled = [sheet for sheet in book.worksheets if _has_cells(sheet)]
            if len(filled) != 1:
                raise ReportError(
                    f"{path.name}: {len(filled)} filled sheets, expected one: save each as a file of its own"
                )
            for number, row in enumerate(filled[0].iter_rows(), start=1):
                if len(row) > MOST_COLUMNS:
                    raise ReportError(f"{path.name}: more than {MOST_COLUMNS} columns: not a report")
                yield Line(number, tuple(_text(cell) for cell in row))
        finally:
            book.close()


def _check_archive(path: Path) -> None:
    """Raises ReportError for what unpacks to too much: by what it declares, which zipfile enforces."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise ReportError(
                f"{path.name}: unpacks to more than {LARGEST_UNPACKED >> 20} MB: save the report as CSV"
            )
        for part in parts:
            if part.filename.endswith("sharedStrings.xml") and part.file_size > LARGEST_TEXTS:
                raise ReportError(f"{path.name}: too much text for a workbook: save the report as CSV")
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as stream:
                    if b"<!DOCTYPE" in stream.read(2048).upper():
                        raise ReportError(f"{path.name}: holds a document type: not written by Excel")
        if not any(part.filename == "xl/workbook.xml" for part in parts):
            raise ReportError(f"{path.name}: a zip archive, not a workbook: send the report itself")


def _has_cells(sheet: Any) -> bool:
    return any(
        cell.value is not None for _, row in zip(range(60), sheet.iter_rows(), strict=False) for cell in row
    )


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if getattr(cell, "data_type", "") == "f":
        return FORMULA
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float() if abs(value) >= 1e15:  # a spreadsheet keeps fifteen digits: the rest is made up
            return f"{float(value):.5E}"
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case datetime():
            return value.strftime("%Y-%m-%d" if value.time() == time(0) else "%Y-%m-%d %H:%M:%S")
        case date():
            return value.isoformat()
        case _:
            return str(value).strip()
