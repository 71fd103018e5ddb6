"""Which of our definitions a published id means, whichever year's papers it stands in; the nearest ids."""

from __future__ import annotations

import re
from difflib import get_close_matches

from openpcn.rules.catalogue.index import definitions
from openpcn.rules.language import Definition


def crosswalk() -> tuple[tuple[str, Definition], ...]:
    """Every other name with the definition it means, by name."""
    return tuple(
        sorted(
            ((also, each) for each in definitions() for also in each.also_known_as), key=lambda row: row[0]
        )
    )


_NOWHERE = "in no dictionary of the Network Contract DES that was found, 2022/23 to 2025/26"
#: Published names, or gaps in the numbering, that nothing here answers, and why.
NOT_HELD = (
    *((name, _NOWHERE) for name in ("CVD02", "CVD05", "CVD06", "CVD09", "CVD12")),
    (
        "NCD103",
        "a direct oral anticoagulant in atrial fibrillation, 2022/23: not defined; AF008 asks nearly that",
    ),
    ("NCD104", "edoxaban among the direct oral anticoagulants, 2022/23: not defined"),
    (
        "NCDMI205",
        "non-HDL cholesterol in cardiovascular disease, 2023/24: not defined; CHOL004 asks nearly the same",
    ),
)

_PAPERS = (
    (r"NCD", "Network Contract DES business rules, numbering to 2022/23"),
    (r"CVDP", "CVDPREVENT audit"),
    (r"[A-Z]+-?\d*-\d+[A-Z]?$|[A-Z]+-\d+", "Contract papers, written with a hyphen"),
    (r"[A-Z]+_\d+", "North Central London case finding"),
)


def papers(name: str) -> str:
    """Whose numbering a name is of, as far as its form says; empty where it does not."""
    return next((title for form, title in _PAPERS if re.match(form, name)), "")


def called(name: str) -> Definition | None:
    """The definition of an id or of another name, upper and lower case, hyphens and spaces aside."""
    return _names().get(_folded(name))


def nearest(name: str, most: int = 5) -> tuple[Definition, ...]:
    """The definitions whose ids, other names or titles are most like a name that nothing has."""
    names = _names() | {_folded(each.title): each for each in definitions()}
    close = get_close_matches(_folded(name), names, n=most, cutoff=0.5)
    return tuple(dict.fromkeys(names[each] for each in close))


def _names() -> dict[str, Definition]:
    others = {_folded(also): each for also, each in crosswalk()}
    return others | {_folded(each.id): each for each in definitions()}


def _folded(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
