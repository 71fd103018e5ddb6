"""FHIR R4 as bundles or bulk NDJSON: UK Core and Synthea. See docs/reference/sources/fhir_r4.md."""

from pathlib import Path

from openpcn.record.sources.fhir_r4.source import FhirR4

SOURCE = FhirR4()


def entries_in(folder: Path) -> dict[str, int]:
    """File name -> rows of every file of a folder. Raises ValueError naming a file that is not FHIR."""
    return dict(SOURCE.rows_of(folder))


__all__ = ["SOURCE", "FhirR4", "entries_in"]
