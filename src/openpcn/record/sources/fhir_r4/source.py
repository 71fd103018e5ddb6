"""The FHIR R4 source: bundles in, the record's tables out."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Literal

import duckdb

from openpcn.record.sources.base import RecordContext, Staged, SupplierTable
from openpcn.record.sources.fhir_r4 import stage as staging
from openpcn.record.sources.fhir_r4.derive import STATEMENTS
from openpcn.record.sources.fhir_r4.tables import TABLES

_BUNDLE = re.compile(rb'"resourceType"\s*:\s*"Bundle"')


class FhirR4:
    """FHIR R4 bundles, one or more a submission."""

    name: ClassVar[str] = "fhir_r4"
    encoding: ClassVar[Literal["utf-8", "cp1252"]] = "utf-8"
    tables: ClassVar[tuple[SupplierTable, ...]] = TABLES
    not_used: ClassVar[Mapping[str, str]] = {}
    group_files: ClassVar[bool] = False
    companion: ClassVar[bool] = False
    speaks_for: ClassVar[str | None] = None
    supplies: ClassVar[frozenset[str]] = frozenset({"patient", "event", "medication", "issue", "appointment"})

    def recognise(self, folder: Path) -> bool:
        """Every JSON file but the manifest says near its beginning that it is a bundle."""
        found = staging.bundles(folder)
        return bool(found) and all(_BUNDLE.search(_beginning(path)) for path in found)

    def stage(self, con: duckdb.DuckDBPyConnection, folder: Path, files: Sequence[str]) -> Staged | None:
        """One row or one fault for every entry."""
        return staging.stage(folder, files)

    def supplied(self, con: duckdb.DuckDBPyConnection) -> frozenset[str]:
        """Every table of ``supplies``."""
        return self.supplies

    def practice_of(self, con: duckdb.DuckDBPyConnection) -> set[str]:
        """The ODS codes that patients name as their managing organisation; empty where none does."""
        rows = con.execute(
            """
            SELECT DISTINCT coalesce(p.ods, o.ods)
            FROM new_FhirPatient p
            LEFT JOIN FhirNamed o ON o.type = 'Organization' AND o.id = p.organisation
            WHERE coalesce(p.ods, o.ods) IS NOT NULL
            """
        ).fetchall()
        return {code for (code,) in rows}

    def sent_whole(self, con: duckdb.DuckDBPyConnection) -> frozenset[str]:
        """Bundles say nothing of tables."""
        return frozenset()

    def check(self, con: duckdb.DuckDBPyConnection, kind: str) -> list[str]:
        """Bundles carry no manifest of their own to disagree with."""
        return []

    def held(self, con: duckdb.DuckDBPyConnection, kind: str) -> list[str]:
        """Nothing in a bundle asks for a person to look first."""
        return []

    def to_record(self, con: duckdb.DuckDBPyConnection, context: RecordContext) -> None:
        """Creates record.patient, event, medication, issue and appointment."""
        for statement in STATEMENTS:
            con.execute(statement)


def _beginning(path: Path) -> bytes:
    try:
        with gzip.open(path, "rb") if path.name.endswith(".gz") else path.open("rb") as stream:
            return stream.read(1 << 16)
    except (OSError, EOFError):
        return b""
