"""GP Connect Access Record: Structured (FHIR STU3). See docs/reference/sources/gpconnect.md."""

from openpcn.record.sources.gpconnect.source import GpConnect

SOURCE = GpConnect()

__all__ = ["SOURCE", "GpConnect"]
