"""OpenPCN's own simple CSV form: five files, close to the record's tables: docs/reference/openpcn-csv.md."""

from openpcn.record.sources.openpcn_csv.source import SOURCE, OpenpcnCsv

__all__ = ["SOURCE", "OpenpcnCsv"]
