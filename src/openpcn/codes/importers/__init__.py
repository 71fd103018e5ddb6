"""Codelists from the files that publish them: the official reference sets, and OpenCodelists CSV files."""

from openpcn.codes.importers.damage import suggest
from openpcn.codes.importers.reading import DamagedCodesError, ImportedList, read_codelists

__all__ = ["DamagedCodesError", "ImportedList", "read_codelists", "suggest"]
