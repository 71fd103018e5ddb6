"""Where a report's headings stand, and what stands around them: title, day it was run, people counted.

A report of EMIS Web has some ten lines about itself first, a report of SystmOne none: the headings are the
first line of the first 40 on which three cells are known headings and after which the lines are as wide.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpcn.record.sources.search_report import cells
from openpcn.record.sources.search_report.cells import Line, ReportError
from openpcn.record.sources.search_report.headings import ANONYMISED, KNOWN, Role, fold, is_known
from openpcn.record.sources.search_report.values import read_day
from openpcn.terms import ods

SEARCHED = 40  # lines in which the headings must stand
_RUN = re.compile(r"\b(run|generated|printed|produced|exported|as at)\b", re.IGNORECASE)
_NAMED = re.compile(r"\b(report|search|title|report name|search name)\b", re.IGNORECASE)
_ORGANISATION = re.compile(r"\b(organisation|practice|ods|site) ?(code)?\b", re.IGNORECASE)
_DAY = re.compile(r"\d{1,2}[-/ ](?:[A-Za-z]{3,9}|\d{1,2})[-/ ]\d{4}|\d{4}-\d{2}-\d{2}")
_FOOTER = re.compile(
    r"(end of (report|file)|total|totals|patient count|count|page \d|printed|report (run|generated|ends))\b.*"
    r"|\d[\d,]* (patients?|rows?|records?|results?)\b.*",
    re.IGNORECASE,
)
_NUMBERING = re.compile(r"[\d_() .-]+$")


@dataclass(frozen=True)
class Layout:
    """headings as written, on ``line``; what the lines above them say: title, run_on, practice (ODS code)."""

    headings: tuple[str, ...]
    line: int
    delimiter: str
    title: str
    run_on: date | None = None
    practice: str | None = None
    looks_like: str = "emis"

    @property
    def anonymised(self) -> bool:
        return any(fold(heading) == ANONYMISED for heading in self.headings)


@dataclass(frozen=True)
class Row:
    """One record below the headings. kind: row, blank, headings (printed again), footer or fault."""

    line: Line
    kind: str


def find(path: Path, name: str = "") -> Layout:
    """Raises ReportError: no headings there, or a report without names. name: the file's own, if another."""
    name = name or path.name
    separators = (",",) if cells.is_workbook(path) else cells.DELIMITERS
    best: tuple[int, int, str, list[Line]] | None = None
    for separator in separators:
        start = list(itertools.islice(cells.lines(path, separator), SEARCHED + 1))
        at = _headings(start)
        if at is not None:
            known = sum(is_known(cell) for cell in start[at].cells)
            if best is None or known > best[0]:
                best = (known, at, separator, start)
    if best is None:
        raise ReportError(
            f"{name}: no line of headings among the first {SEARCHED}: expected columns such as "
            "NHS number, Date of birth and Code Term; check that this is the report, saved with its headings"
        )
    _, at, separator, start = best
    above = [line for line in start[:at] if not line.blank]
    headings = start[at].cells
    while headings and not headings[-1]:
        headings = headings[:-1]
    layout = Layout(
        headings=headings,
        line=start[at].number,
        delimiter=separator,
        title=_title(above).strip(" \"',;\t|")
        or _NUMBERING.sub("", name.split(".")[0].replace("_", " ")).strip(" _-")
        or name,
        run_on=_run_on(above),
        practice=_practice(above),
        looks_like="emis" if above else "systmone",
    )
    if layout.anonymised:
        raise ReportError(
            f"{name}: an anonymised report names nobody: run the report with NHS numbers instead"
        )
    return layout


def rows(path: Path, layout: Layout) -> Iterator[Row]:
    """Every record below the headings, each with what it is."""
    wide = len(layout.headings)
    printed = tuple(fold(cell) for cell in layout.headings)
    first = {layout.headings[0], layout.headings[0].upper(), layout.headings[0].lower()}
    for line in cells.lines(path, layout.delimiter):
        if line.number <= layout.line:
            continue
        if line.fault is not None:
            yield Row(line, "fault")
        elif line.blank:
            yield Row(line, "blank")
        elif line.cells[0] in first and tuple(fold(cell) for cell in line.cells[:wide]) == printed:
            yield Row(line, "headings")
        elif sum(bool(cell) for cell in line.cells) <= 2 and _FOOTER.fullmatch(
            next(cell for cell in line.cells if cell)
        ):
            yield Row(line, "footer")
        elif any(line.cells[wide:]):
            yield Row(Line(line.number, line.cells, "ragged_row"), "fault")
        else:
            held = line.cells[:wide] + ("",) * (wide - len(line.cells))
            yield Row(Line(line.number, held), "row")


def _headings(start: list[Line]) -> int | None:
    for at, line in enumerate(start[:SEARCHED]):
        if line.fault is None and sum(is_known(cell) for cell in line.cells) >= 3 and _as_wide(start, at):
            return at
    first = start[0] if start else None  # a narrow report of SystmOne: the number, and what was asked
    if first is not None and first.fault is None and len([cell for cell in first.cells if cell]) >= 2:
        roles = {KNOWN.get(fold(cell)) for cell in first.cells}
        if roles & {Role.NHS_NUMBER, Role.LOCAL_NUMBER} and _as_wide(start, 0):
            return 0
    return None


def _as_wide(start: list[Line], at: int) -> bool:
    """The next line that is not blank has as many cells; a report of nobody has none."""
    following = next((line for line in start[at + 1 :] if not line.blank and line.fault is None), None)
    if following is None:
        return True
    here, there = len(start[at].cells), len(following.cells)
    return here == there or sum(bool(cell) for cell in following.cells) == 1


def _title(above: list[Line]) -> str:
    for line in above:
        words = [cell for cell in line.cells if cell]
        key, _, rest = words[0].partition(":")
        if _NAMED.search(key):
            said = rest.strip() or (words[1] if len(words) > 1 else "")
            if said:
                return said
    return next(cell for cell in above[0].cells if cell) if above else ""


def _run_on(above: list[Line]) -> date | None:
    for line in above:
        said = " ".join(line.cells)
        if _RUN.search(said) and (found := _DAY.search(said)):
            day = read_day(found[0], date.max)
            if day is not None:
                return day.day
    return None


def _practice(above: list[Line]) -> str | None:
    for line in above:
        said = " ".join(line.cells)
        if _ORGANISATION.search(said):
            for word in re.findall(r"\b[A-Za-z]\d{5}\b", said):
                if ods.is_practice_code(word.upper()):
                    return str(word.upper())
    return None
