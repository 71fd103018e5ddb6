"""Codelists: which codes mean what, from where, and whether that was read in a published list."""

from openpcn.codes.codelist import Code, Codelist, CodelistError
from openpcn.codes.core_lists import codelist, core_codelists

__all__ = ["Code", "Codelist", "CodelistError", "codelist", "core_codelists"]
