"""Which of our definitions a published id means, whichever year's papers it stands in."""

from __future__ import annotations

import re

from openpcn.rules.catalogue.index import definitions
from openpcn.rules.language import Definition

_PAPERS = (
    (r"NCD", "Network Contract DES business rules, numbering to 2023/24"),
    (r"CVDP", "CVDPREVENT audit"),
    (r"[A-Z]+-\d+", "Contract papers, written with a hyphen"),
    (r"[A-Z]+_\d+", "North Central London case finding"),
)


def crosswalk() -> tuple[tuple[str, Definition], ...]:
    """Every other name with the definition it means, by name."""
    names = [(also, each) for each in definitions() for also in each.also_known_as]
    return tuple(sorted(names, key=lambda row: row[0]))


def papers(name: str) -> str:
    """Whose numbering a name is of, as far as its form says; empty where it does not."""
    return next((title for form, title in _PAPERS if re.match(form, name)), "")
