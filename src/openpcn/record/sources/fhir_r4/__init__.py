"""FHIR R4 bundles in simple form: Synthea's, and UK Core resources. See docs/reference/sources/fhir_r4.md."""

from openpcn.record.sources.fhir_r4.source import FhirR4
from openpcn.record.sources.fhir_r4.stage import entries_in

SOURCE = FhirR4()

__all__ = ["SOURCE", "FhirR4", "entries_in"]
