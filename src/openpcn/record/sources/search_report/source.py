"""The search report source: what a practice can run by hand, with the mapping that says what it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar, Literal

import duckdb

from openpcn.record.sources.base import RecordContext, Staged, SupplierTable
from openpcn.record.sources.joins import Joins
from openpcn.record.sources.search_report import layout, stage
from openpcn.record.sources.search_report import mapping as mappings
from openpcn.record.sources.search_report.cells import ReportError
from openpcn.record.sources.search_report.derive import statements
from openpcn.record.sources.search_report.headings import KNOWN, Role, fold
from openpcn.record.sources.search_report.mapping import Expected, MappedFile, ReportMapping
from openpcn.record.sources.search_report.tables import TABLES

FRESH_DAYS = 14  # a report run more than this before the newest list of people lists nothing completely
ENDINGS = (".csv", ".txt", ".tsv", ".xlsx")


class SearchReport:
    """Reports of one practice, kept side by side: a new run of one replaces that one alone."""

    name: ClassVar[str] = "search_report"
    encoding: ClassVar[Literal["utf-8", "cp1252"]] = "utf-8"
    tables: ClassVar[tuple[SupplierTable, ...]] = TABLES
    supplies: ClassVar[frozenset[str]] = frozenset({"patient", "event", "medication", "issue"})
    not_used: ClassVar[Mapping[str, str]] = {}
    group_files: ClassVar[bool] = False
    companion: ClassVar[bool] = False
    joins: ClassVar[Joins | None] = None  # what it sends is always derived from everything
    speaks_for: ClassVar[str | None] = None

    def recognise(self, folder: Path) -> bool:
        """The folder has a mapping, or every file of it has headings as reports have them."""
        if (folder / mappings.NAME).is_file():
            return True
        found = reports_in(folder)
        return bool(found) and all(_is_report(path) for path in found)

    def stage(self, con: duckdb.DuckDBPyConnection, folder: Path, files: Sequence[str]) -> Staged | None:
        """Reports, people and entries."""
        return stage.stage(folder, files)

    def rows_of(self, folder: Path) -> Mapping[str, int]:
        """Rows of every report, and none of the mapping. Raises ReportError, a ValueError."""
        rows = {each.file: stage.count(folder / each.file, each) for each in mappings.read(folder)}
        return rows | {mappings.NAME: 0}

    def practice_of(self, con: duckdb.DuckDBPyConnection) -> set[str]:
        """The codes that reports and people name; none where no column says."""
        rows = con.execute(
            'SELECT practice FROM "new_Report" WHERE practice IS NOT NULL '
            'UNION SELECT organisation FROM "new_ReportPerson" WHERE organisation IS NOT NULL'
        ).fetchall()
        return {code for (code,) in rows}

    def check(self, con: duckdb.DuckDBPyConnection, kind: str) -> list[str]:
        """A submission in which no report could be read says nothing."""
        if con.execute('SELECT count(*) FROM "new_Report"').fetchall()[0][0]:
            return []
        return ["none of the reports could be read: the rows set aside say why; correct and send them again"]

    def held(self, con: duckdb.DuckDBPyConnection, kind: str) -> list[str]:
        """Nothing a person should look at first."""
        return []

    def supplied(self, con: duckdb.DuckDBPyConnection) -> frozenset[str]:
        """Every table a report can fill; ``covers`` says what of them is complete."""
        return self.supplies

    def sent_whole(self, con: duckdb.DuckDBPyConnection) -> frozenset[str]:
        """Reports come whole, but they are no deltas."""
        return frozenset()

    def covers(self, con: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
        """What the reports held now list completely, as tokens of ``rules.language.coverage``.

        A report much older than the newest list of people misses whoever came since: it covers nothing.
        """
        rows = con.execute(
            'SELECT covers FROM "Report" WHERE covers IS NOT NULL AND run_on >= '
            f'(SELECT max(run_on) FROM "Report" WHERE population) - INTERVAL {FRESH_DAYS} DAY'
        ).fetchall()
        return tuple(sorted({token for (text,) in rows for token in text.split()}))

    def to_record(self, con: duckdb.DuckDBPyConnection, context: RecordContext) -> None:
        """Creates record.patient, event, medication and issue."""
        for statement in statements():
            con.execute(statement)


def reports_in(folder: Path) -> list[Path]:
    """The files of a folder that may be reports."""
    return sorted(path for path in folder.iterdir() if path.name.lower().endswith(ENDINGS))


def write_proposed(folder: Path, expected: Sequence[Expected], as_at: date) -> tuple[ReportMapping, ...]:
    """Write ``mapping.json`` for a folder of reports whose headings leave nothing to decide.

    as_at: the day of reports that do not say when they were run. Raises ReportError naming what is to decide.
    """
    mapped: list[MappedFile] = []
    for path in reports_in(folder):
        found = layout.find(path)
        mapping = mappings.propose(found, expected).mapping
        if faults := mappings.wrong_with(mapping):
            raise ReportError(
                f"{path.name}: {faults[0]}. Upload it on the page Searches to run, where its columns can be "
                f"explained, or write {mappings.NAME} by hand"
            )
        mapped.append(MappedFile(path.name, found.run_on or as_at, mappings.as_built_now(mapping)))
    (folder / mappings.NAME).write_text(mappings.as_json(mapped), encoding="utf-8")
    return tuple(each.mapping for each in mapped)


def _is_report(path: Path) -> bool:
    try:
        found = layout.find(path)
    except ReportError:
        return False
    return any(KNOWN.get(fold(each)) in {Role.NHS_NUMBER, Role.LOCAL_NUMBER} for each in found.headings)


SOURCE = SearchReport()
