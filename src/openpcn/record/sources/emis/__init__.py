"""EMIS Web bulk extracts: one CSV file a table, full and delta. See docs/reference/sources/emis.md."""

from openpcn.record.sources.emis.source import Emis

SOURCE = Emis()

__all__ = ["SOURCE", "Emis"]
