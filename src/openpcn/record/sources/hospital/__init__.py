"""Admissions, discharges and attendances in a documented CSV form: ``docs/reference/sources/hospital.md``."""

from openpcn.record.sources.hospital.source import SOURCE, Hospital

__all__ = ["SOURCE", "Hospital"]
