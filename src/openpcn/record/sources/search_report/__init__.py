"""Searches and reports that a practice runs by hand in EMIS Web or SystmOne and saves as CSV or Excel."""

from openpcn.record.sources.search_report.source import SOURCE

__all__ = ["SOURCE"]
