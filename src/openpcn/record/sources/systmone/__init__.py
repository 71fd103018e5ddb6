"""SystmOne strategic reporting extracts: SRManifest.csv and one CSV a table, full and delta.

See docs/reference/sources/systmone.md.
"""

from openpcn.record.sources.systmone.source import SystmOne

SOURCE = SystmOne()

__all__ = ["SOURCE", "SystmOne"]
