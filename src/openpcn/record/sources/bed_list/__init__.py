"""A care home's own list of beds and residents, as CSV: ``docs/reference/sources/bed_list.md``."""

from openpcn.record.sources.bed_list.source import SOURCE, BedList

__all__ = ["SOURCE", "BedList"]
