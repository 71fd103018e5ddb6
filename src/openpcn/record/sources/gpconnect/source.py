"""The GP Connect source: one record a file, a folder of many; the record's tables out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import duckdb

from openpcn.record.sources.base import RecordContext, Staged, SupplierTable
from openpcn.record.sources.fhir import derive, files
from openpcn.record.sources.fhir import stage as staging
from openpcn.record.sources.fhir.files import Form
from openpcn.record.sources.fhir.shape import Shape
from openpcn.record.sources.fhir.source import FhirSource
from openpcn.record.sources.gpconnect import lists
from openpcn.record.sources.gpconnect.resources import SHAPE, TABLES


class GpConnect(FhirSource):
    """Access Record: Structured bundles of a practice's people."""

    name: ClassVar[str] = "gpconnect"
    shape: ClassVar[Shape] = SHAPE
    tables: ClassVar[tuple[SupplierTable, ...]] = TABLES
    supplies: ClassVar[frozenset[str]] = frozenset(lists.NEEDED)

    def is_this(self, found: Sequence[Path]) -> bool:
        """Bundles, each of which names a profile of STU3."""
        return all(files.form_of(path) is Form.BUNDLE and files.is_stu3(path) for path in found)

    def stage(self, con: duckdb.DuckDBPyConnection, folder: Path, files: Sequence[str]) -> Staged | None:
        """One row or one fault for every resource, and what the lists say is missing."""
        staged = staging.stage(con, SHAPE, folder, files)
        return staged if staged.torn else replace(staged, notes=(*staged.notes, *lists.notes(con)))

    def check(self, con: duckdb.DuckDBPyConnection, kind: str) -> list[str]:
        """A record is given whole: what is no longer in it would stay where only some are sent again."""
        if kind == "delta":
            return ["GP Connect gives whole records, no changes: send a full submission of everybody's"]
        return []

    def supplied(self, con: duckdb.DuckDBPyConnection) -> frozenset[str]:
        """The tables whose lists are in everybody's record."""
        return lists.supplied(con)

    def to_record(self, con: duckdb.DuckDBPyConnection, context: RecordContext) -> None:
        """Creates the record's tables of ``supplies``; appointments and episodes are not in this shape."""
        con.execute(derive.NO_EPISODES)
        for statement in derive.STATEMENTS:
            if statement is not derive.APPOINTMENT:
                con.execute(statement)
        con.execute(lists.LINKED)
