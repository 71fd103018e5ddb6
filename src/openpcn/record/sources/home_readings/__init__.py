"""Blood pressures from homes and pharmacies, as CSV: ``docs/reference/sources/home_readings.md``."""

from openpcn.record.sources.home_readings.source import SOURCE, HomeReadings

__all__ = ["SOURCE", "HomeReadings"]
