"""What people are told apart by, to see who misses out: fifth, ethnicity, age, sex, registers.

Sources: the person's state in a snapshot, and membership of a few registers, which every night evaluates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from openpcn.rules import catalogue
from openpcn.rules.engine import Evaluation
from openpcn.terms.dates import age_on
from openpcn.work.people.describing import unknown_at
from openpcn.work.people.models import PersonState
from openpcn.work.submissions.evaluating import evaluate_live
from openpcn.work.submissions.live import live_row
from openpcn.work.worklists.reach import ON_A_LIST


@dataclass(frozen=True)
class Attribute:
    """One way to tell people apart. groups: key -> title, in the order shown; any other key follows them.

    registers: key -> the register whose members have it, no two with a member in common; whoever is on none
    has the key ``otherwise``. None where the state of a person says it.
    """

    id: str
    title: str
    groups: Mapping[str, str]
    registers: Mapping[str, str] = field(default_factory=dict)
    otherwise: str = ""


def _on(id: str, title: str, register: str) -> Attribute:
    """On a register or not."""
    return Attribute(id, title, {"yes": "Yes", "no": "No"}, {"yes": register}, otherwise="no")


AGE_BANDS = (
    ("0 to 17", 0),
    ("18 to 39", 18),
    ("40 to 64", 40),
    ("65 to 74", 65),
    ("75 to 84", 75),
    ("85 and over", 85),
)
FIFTH = Attribute(
    "deprivation_fifth", "Deprivation fifth",
    {"1": "1, most deprived", "2": "2", "3": "3", "4": "4", "5": "5, least deprived", "0": "Not known"},
)  # fmt: skip
ETHNICITY = Attribute("ethnic_group", "Ethnic group", {})
FURTHER = (
    Attribute("age", "Age", {name: name for name, _ in AGE_BANDS}),
    Attribute("sex", "Sex", {"female": "Female", "male": "Male", "other": "Other or not recorded"}),
    _on("learning_disability", "Learning disability", "learning_disability"),
    _on("serious_mental_illness", "Serious mental illness", "serious_mental_illness"),
    Attribute(
        "language",
        "Preferred language",
        {"other": "Other than English", "english": "English", "": "Not recorded"},
        {"other": "language_other", "english": "language_english"},
    ),
    _on("interpreter", "Needs an interpreter", "interpreter_needed"),
    _on("care_home", "Lives in a care home", "care_home"),
)
EVERY = (FIFTH, ETHNICITY, *FURTHER)
REGISTERS = tuple(register for one in FURTHER for register in one.registers.values())


@dataclass(frozen=True)
class Population:
    """Everybody on a list in a snapshot: person ids in order, and of each attribute everybody's key.

    age and sex say how old and of which sex on the day of the snapshot.
    """

    person: npt.NDArray[np.int64]
    practice: npt.NDArray[np.object_]
    keys: Mapping[str, npt.NDArray[np.object_]]

    def at(self, people: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """The position of each person, and whether they are here at all."""
        if not len(self.person):
            return np.zeros(len(people), np.int64), np.zeros(len(people), np.bool_)
        at = np.minimum(np.searchsorted(self.person, people), len(self.person) - 1)
        return at, self.person[at] == people


def population(snapshot_id: str, evaluation: Evaluation) -> Population:
    """From the states of a snapshot, and an evaluation of it that holds REGISTERS.

    At a practice whose feed cannot say who is on a register nobody is known to be off it: not recorded.
    """
    rows = list(
        PersonState.objects.filter(ON_A_LIST, snapshot_id=snapshot_id)
        .order_by("person_id")
        .values_list("person_id", "practice", "deprivation_fifth", "ethnic_group", "birth_date", "sex")
    )
    person = np.array([row[0] for row in rows], np.int64)
    practice = np.array([row[1] for row in rows], object)
    keys = {
        FIFTH.id: np.array([str(row[2] or 0) for row in rows], object),
        ETHNICITY.id: np.array([row[3] for row in rows], object),
        "age": np.array([band(row[4], evaluation.as_at) for row in rows], object),
        "sex": np.array([row[5] if row[5] in ("female", "male") else "other" for row in rows], object),
    }
    members = _members(evaluation)
    for one in FURTHER:
        if one.registers:
            keys[one.id] = np.full(len(person), one.otherwise, object)
        for key, register in one.registers.items():
            keys[one.id][np.isin(person, members[register])] = key
            keys[one.id][np.isin(practice, sorted(unknown_at(evaluation, register)))] = ""
    return Population(person, practice, keys)


def of_live() -> Population | None:
    """The live snapshot's; worked out once for each snapshot. None before the first night."""
    live = live_row()
    return None if live is None else _of_live(live.snapshot_id)


@lru_cache(maxsize=1)
def _of_live(snapshot_id: str) -> Population:
    found = evaluate_live([catalogue.definition(name) for name in REGISTERS])
    if found is None:
        raise RuntimeError("no snapshot is live")
    return population(snapshot_id, found)


def _members(evaluation: Evaluation) -> dict[str, npt.NDArray[np.int64]]:
    """Who is on each register that tells people apart."""
    outcomes = evaluation.outcomes
    return {
        name: outcomes.filter(pc.equal(outcomes["definition"], name))["person_id"].to_numpy()
        for name in REGISTERS
    }


def band(born: date, on: date) -> str:
    """The age band of a day of birth."""
    age = age_on(born, on)
    return next(name for name, lowest in reversed(AGE_BANDS) if age >= lowest)


def ordered(attribute: Attribute, keys: Iterable[str]) -> list[str]:
    """The keys as shown: the known groups first, then the others by name, not recorded last."""
    others = sorted(set(keys) - set(attribute.groups), key=lambda key: (key == "", key))
    return [*attribute.groups, *others]


def title_of(attribute: Attribute, key: str) -> str:
    return attribute.groups.get(key, key or "Not recorded")
