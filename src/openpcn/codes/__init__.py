"""Codelists: which codes mean what, from where, and whether that was read in a published list."""

from openpcn.codes.codelist import Code, Codelist, CodelistError
from openpcn.codes.core_lists import core_codelists
from openpcn.codes.library import Library, codelist

__all__ = ["Code", "Codelist", "CodelistError", "Library", "codelist", "core_codelists"]
