"""What an evaluation gives: outcomes, the reasons behind those due, who could not be assessed, versions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import pyarrow as pa

from openpcn.rules.language.definitions import Definition, Indicator, On, Ratio, Register
from openpcn.rules.language.expressions import Node

from .dates import Dates
from .parameters import Parameters
from .requirements import codelists_needed

OUTCOMES = pa.schema(
    [
        pa.field("person_id", pa.int64(), nullable=False),
        pa.field("practice", pa.string(), nullable=False),  # of current registration
        pa.field("subject", pa.string(), nullable=False),  # person reference, and "/" + episode start
        pa.field("definition", pa.string(), nullable=False),
        pa.field("word", pa.string(), nullable=False),  # language.Word; outside is not stored
        pa.field("rule", pa.string()),  # code of the rule that decided; null: due, or a register
        pa.field("parts", pa.list_(pa.string())),  # named parts still missing; null unless due
        pa.field("due_by", pa.date32()),  # null unless due
        pa.field("episode_start", pa.date32()),  # null where the subject is a person
        pa.field("nearly", pa.list_(pa.string())),  # look-alike evidence, in words; null unless due
        pa.field("red_flag", pa.bool_(), nullable=False),
    ]
)
REASON = pa.struct(
    [
        pa.field("sentence", pa.string(), nullable=False),
        pa.field("value", pa.string()),
        pa.field("date", pa.date32()),
        pa.field("practice", pa.string()),  # whose record says so; null where something is missing
        pa.field("score", pa.string()),  # id of the module that worked the value out; null where recorded
    ]
)
SHOWN = pa.schema(
    [
        pa.field("person_id", pa.int64(), nullable=False),
        pa.field("subject", pa.string(), nullable=False),
        pa.field("definition", pa.string(), nullable=False),
        pa.field("reasons", pa.list_(REASON), nullable=False),
    ]
)
WORKED_OUT = "(worked out here, not recorded)"  # stands after a score that the record does not hold
AMOUNTS = pa.schema(
    [
        pa.field("person_id", pa.int64(), nullable=False),
        pa.field("definition", pa.string(), nullable=False),
        pa.field("amount", pa.float64()),  # null where it is missing, or only known to lie in a range
    ]
)


@dataclass(frozen=True)
class NotAssessed:
    """A definition that says nothing at a practice, and what is missing there, in words."""

    practice: str
    definition: str
    missing: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {"practice": self.practice, "definition": self.definition, "missing": list(self.missing)}


@dataclass(frozen=True)
class Evaluation:
    """outcomes as OUTCOMES, shown as SHOWN (due subjects only), both by practice, definition, patient.

    amounts as AMOUNTS: everybody in the population of a ratio, which has no outcomes. by_practice: the same,
    practice by practice, where it was made from several.
    """

    outcomes: pa.Table
    shown: pa.Table
    not_assessed: tuple[NotAssessed, ...]
    as_at: date
    achievement_date: date
    versions: dict[str, Any]
    amounts: pa.Table = field(default_factory=AMOUNTS.empty_table)
    by_practice: Mapping[str, Evaluation] = field(default_factory=dict, compare=False, repr=False)


def joined(found: Mapping[str, Evaluation], dates: Dates, versions: dict[str, Any]) -> Evaluation:
    """The evaluation of several practices, in their order."""
    each = found.values()
    return Evaluation(
        pa.concat_tables([OUTCOMES.empty_table(), *(of.outcomes for of in each)]),
        pa.concat_tables([SHOWN.empty_table(), *(of.shown for of in each)]),
        tuple(missing for of in each for missing in of.not_assessed),
        dates.as_at,
        dates.achievement_date,
        versions,
        pa.concat_tables([AMOUNTS.empty_table(), *(of.amounts for of in each)]),
        found,
    )


@lru_cache(maxsize=4096)
def definition_version(definition: Definition) -> str:
    """A hash of everything that a definition says: changes when its meaning or its words do.

    The registers it stands on are part of its meaning.
    """
    said: list[object] = [definition.id, definition.title, definition.population]
    said += [definition_version(register) for register in _registers(definition.nodes)]
    if isinstance(definition, Ratio):
        said += [definition.numerator, definition.per, definition.shows]
    if isinstance(definition, Register):
        said += [definition.shows]
    if isinstance(definition, Indicator):
        said += [definition.rules, definition.nearly, definition.shows, definition.work, definition.per]
        said += [definition.due_date, definition.numerator, definition.paid]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _registers(nodes: Iterable[Node]) -> list[Register]:
    """The registers that the nodes name, each once; not those below them, which are their parts."""
    found: dict[str, Register] = {}
    seen: set[Node] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, On):
            found[node.register.id] = node.register
        elif node not in seen:
            seen.add(node)
            waiting += node.children()
    return [found[id] for id in sorted(found)]


def versions_of(definitions: Sequence[Definition], parameters: Parameters) -> dict[str, Any]:
    """What was run: definitions and codelists by hash, contract values with how sure they are."""
    lists = {each.id: each for definition in definitions for each in codelists_needed(definition)}
    return {
        "definitions": {each.id: definition_version(each) for each in definitions},
        "codelists": {
            id: {
                "version": each.version,
                "status": each.status,
                "hash": hashlib.sha256("\n".join(sorted(each.ids)).encode()).hexdigest()[:16],
            }
            for id, each in sorted(lists.items())
        },
        "parameters": parameters.as_json(),
        "scores": sorted(parameters.scores),
    }
