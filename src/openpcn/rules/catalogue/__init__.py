"""Every definition by id, in the order in which they can be evaluated, with its stories and its page."""

from openpcn.rules.catalogue.crosswalk import crosswalk, papers
from openpcn.rules.catalogue.fhir import as_fhir
from openpcn.rules.catalogue.index import (
    CatalogueError,
    called,
    codelists_of,
    definition,
    definitions,
    indicators,
    known_of,
    nearest,
    parameters_of,
    registers,
    registers_of,
    service_of,
    stories,
    tables_if_supplied,
    tables_of,
)
from openpcn.rules.catalogue.modules import readers_of, scores, scores_of
from openpcn.rules.catalogue.not_held import NOT_HELD
from openpcn.rules.catalogue.outline import outline
from openpcn.rules.catalogue.pages import render, render_index, render_names, render_scores

__all__ = [
    "NOT_HELD",
    "CatalogueError",
    "as_fhir",
    "called",
    "codelists_of",
    "crosswalk",
    "definition",
    "definitions",
    "indicators",
    "known_of",
    "nearest",
    "outline",
    "papers",
    "parameters_of",
    "readers_of",
    "registers",
    "registers_of",
    "render",
    "render_index",
    "render_names",
    "render_scores",
    "scores",
    "scores_of",
    "service_of",
    "stories",
    "tables_if_supplied",
    "tables_of",
]
