"""FHIR R4 as bundles or bulk NDJSON: UK Core and Synthea. See docs/reference/sources/fhir_r4.md."""

from openpcn.record.sources.fhir_r4.source import FhirR4

SOURCE = FhirR4()

__all__ = ["SOURCE", "FhirR4"]
