"""A hospital's encounters as FHIR R4. See docs/reference/sources/hospital_fhir.md."""

from openpcn.record.sources.hospital_fhir.source import HospitalFhir

SOURCE = HospitalFhir()

__all__ = ["SOURCE", "HospitalFhir"]
