"""What every FHIR shape does the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

import duckdb

from openpcn.record.sources.base import Encoding, RecordContext, Staged, SupplierTable
from openpcn.record.sources.fhir import derive, files
from openpcn.record.sources.fhir import stage as staging
from openpcn.record.sources.fhir.files import Form
from openpcn.record.sources.fhir.shape import Shape
from openpcn.record.sources.joins import Joins


class FhirSource:
    """The common part of FHIR shapes: a folder is recognised by what its files say they are."""

    name: ClassVar[str]
    shape: ClassVar[Shape]
    tables: ClassVar[tuple[SupplierTable, ...]]
    supplies: ClassVar[frozenset[str]] = frozenset(derive.FILLED_BY)
    encoding: ClassVar[Encoding] = "utf-8"
    not_used: ClassVar[Mapping[str, str]] = {}
    group_files: ClassVar[bool] = False
    companion: ClassVar[bool] = False
    joins: ClassVar[Joins | None] = None  # what it sends is always derived from everything
    speaks_for: ClassVar[str | None] = None

    def recognise(self, folder: Path) -> bool:
        """Every FHIR file is a bundle, NDJSON or a bulk data manifest, and together they are this shape."""
        found = files.fhir_files(folder)
        forms = {files.form_of(path) for path in found}
        if None in forms or not forms & {Form.BUNDLE, Form.NDJSON}:
            return False
        return self.is_this(found)

    def is_this(self, found: Sequence[Path]) -> bool:
        """Whether FHIR files are of this shape, by their names and beginnings."""
        raise NotImplementedError

    def rows_of(self, folder: Path) -> Mapping[str, int]:
        """Resources and deletions of every file: what its manifest says."""
        return staging.rows_in(folder, self.shape)

    def stage(self, con: duckdb.DuckDBPyConnection, folder: Path, files: Sequence[str]) -> Staged | None:
        """One row or one fault for every resource."""
        return staging.stage(con, self.shape, folder, files)

    def practice_of(self, con: duckdb.DuckDBPyConnection) -> set[str]:
        """The ODS codes that patients name as their managing organisation; empty where none does."""
        return derive.practices(con)

    def sent_whole(self, con: duckdb.DuckDBPyConnection) -> frozenset[str]:
        """None: a delta replaces by type and id."""
        return frozenset()

    def check(self, con: duckdb.DuckDBPyConnection, kind: str) -> list[str]:
        """Nothing to refuse beyond what the declarations say."""
        return []

    def held(self, con: duckdb.DuckDBPyConnection, kind: str) -> list[str]:
        """Nothing to look at first."""
        return []

    def supplied(self, con: duckdb.DuckDBPyConnection) -> frozenset[str]:
        """The tables that there is a resource for."""
        return derive.supplied(con)

    def to_record(self, con: duckdb.DuckDBPyConnection, context: RecordContext) -> None:
        """Creates the record's tables of ``supplies``."""
        for statement in derive.STATEMENTS:
            con.execute(statement)
