"""The FHIR R4 source: bundles or bulk NDJSON in, the record's tables out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import duckdb

from openpcn.record.sources.base import Staged, SupplierTable
from openpcn.record.sources.fhir import files
from openpcn.record.sources.fhir import stage as staging
from openpcn.record.sources.fhir.shape import Shape
from openpcn.record.sources.fhir.source import FhirSource
from openpcn.record.sources.fhir.tables import TABLES
from openpcn.record.sources.fhir_r4 import observations
from openpcn.record.sources.fhir_r4.resources import SHAPE


class FhirR4(FhirSource):
    """FHIR R4, one or more bundles or NDJSON files a submission."""

    name: ClassVar[str] = "fhir_r4"
    shape: ClassVar[Shape] = SHAPE
    tables: ClassVar[tuple[SupplierTable, ...]] = TABLES

    def stage(self, con: duckdb.DuckDBPyConnection, folder: Path, files: Sequence[str]) -> Staged | None:
        """One row or one fault for every resource; files of observations where they are parsed."""
        return staging.stage(con, SHAPE, folder, files, observations.take)

    def is_this(self, found: Sequence[Path]) -> bool:
        """Anything but STU3, which is GP Connect's, and encounters alone, which are a hospital's."""
        return not files.encounters_only(found) and not any(files.is_stu3(path) for path in found)
