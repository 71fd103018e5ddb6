"""What public files say about our practices and network: lists, weights, deprivation, staff, appointments.

Read from the loaded editions each time: a few rows of small files. Every figure carries its edition and the
day it is about. Nothing here is about a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openpcn.record.home import home
from openpcn.record.reference import Edition, Fact, editions, facts_of


@dataclass(frozen=True)
class Published:
    """One figure about one place, from one edition. value: as published, not rounded."""

    what: str
    value: float
    unit: str
    edition: Edition


@dataclass(frozen=True)
class Wanted:
    """A figure that the network's page shows: where it is found. part: None adds up all groups."""

    what: str
    dataset: str
    measure: str
    part: str | None = ""
    unit: str = ""


LIST = Wanted("Registered list", "list_size", "patients", "ALL · ALL", "people")
PRACTICE_FIGURES = (
    LIST,
    Wanted("Contractor weighted list", "practice_payments", "contractor weighted patients", "", "people"),
    Wanted("Need-weighted list", "weighted_population", "weighted, overall", "", "people"),
    Wanted(
        "Weighted for primary medical care", "weighted_population", "weighted, primary medical care, final",
        "", "people",
    ),
    Wanted("Deprivation decile, 1 is most deprived", "practice_deprivation", "IMD 2019 decile"),
    Wanted(
        "In ethnic groups other than White", "practice_ethnicity",
        "share in ethnic groups other than White", "", "share",
    ),
    Wanted("Appointments in the month", "gpad", "appointments", None, "appointments"),
)  # fmt: skip


def practice_figures(practices: Sequence[str]) -> dict[str, tuple[Published, ...]]:
    """Practice -> its published figures; what is not loaded, or names it not, is left out."""
    found: dict[str, list[Published]] = {ods: [] for ods in practices}
    for wanted in PRACTICE_FIGURES:
        edition = _newest(wanted.dataset)
        if edition is None:
            continue
        for ods, value in _values(edition, wanted, practices).items():
            found[ods].append(Published(wanted.what, value, wanted.unit, edition))
    return {ods: tuple(figures) for ods, figures in found.items()}


def published_list(practice: str) -> tuple[int, date] | None:
    """The newest published list of a practice and its day; None where no loaded file names it."""
    edition = _newest(LIST.dataset)
    value = None if edition is None else _values(edition, LIST, [practice]).get(practice)
    return None if edition is None or value is None else (int(value), edition.as_of)


@dataclass(frozen=True)
class StaffGroup:
    """Staff of the network of one role, as returned: people and full-time equivalents."""

    group: str
    role: str
    people: int
    full_time: float


def workforce(network: str) -> tuple[Edition | None, tuple[StaffGroup, ...]]:
    """The newest workforce return of a network, by staff group and role."""
    edition = _newest("pcn_workforce")
    if edition is None:
        return None, ()
    held: dict[str, dict[str, float]] = {}
    for fact in facts_of(edition, [network]):
        held.setdefault(fact.part, {})[fact.measure] = fact.value or 0.0
    groups = []
    for part, said in sorted(held.items()):
        group, _, role = part.partition(" · ")
        groups.append(StaffGroup(group, role, int(said["people"]), said.get("full-time equivalents", 0.0)))
    return edition, tuple(groups)


def registers(practices: Sequence[str]) -> tuple[Edition | None, dict[str, dict[str, Fact]]]:
    """Published QOF registers: practice -> group code -> people on it."""
    edition = _newest("qof_registers")
    if edition is None:
        return None, {}
    found: dict[str, dict[str, Fact]] = {}
    for fact in facts_of(edition, practices):
        if fact.measure == "register":
            found.setdefault(fact.place, {})[fact.part] = fact
    return edition, found


def _newest(dataset: str) -> Edition | None:
    return next(iter(editions(home(), dataset)), None)


def _values(edition: Edition, wanted: Wanted, places: Sequence[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for fact in facts_of(edition, places):
        if fact.measure != wanted.measure or fact.value is None:
            continue
        if wanted.part is None:
            found[fact.place] = found.get(fact.place, 0.0) + fact.value
        elif fact.part == wanted.part:
            found[fact.place] = fact.value
    return found
