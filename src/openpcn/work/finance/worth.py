"""What one more achieved person is worth, from an evaluation's counts and the contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from openpcn.rules.language import Definition, Indicator, On, Word, walk
from openpcn.work.finance.standing import WHOSE, Standing, standing
from openpcn.work.worklists.rows import UNCONFIRMED, Worth

if TYPE_CHECKING:
    from openpcn.record.store import Snapshot
    from openpcn.rules.engine import Evaluation


@dataclass(frozen=True)
class Tally:
    """Counts of an evaluation. ``of``: (definition, practice, word) -> subjects."""

    of: Mapping[tuple[str, str, str], int]

    @classmethod
    def from_evaluation(cls, evaluation: Evaluation) -> Tally:
        table = evaluation.outcomes.group_by(["definition", "practice", "word"]).aggregate(
            [([], "count_all")]
        )
        return cls(
            {(row["definition"], row["practice"], row["word"]): row["count_all"] for row in table.to_pylist()}
        )

    def count(self, definition: str, practices: Sequence[str], *words: Word) -> int:
        return sum(self.of.get((definition, p, word.value), 0) for p in practices for word in words)


def list_sizes_of(snapshot: Snapshot) -> dict[str, int]:
    """Practice -> people currently and regularly registered there."""
    return {ods: part.description.list_size for ods, part in snapshot.parts.items()}


def base_register(definition: Indicator) -> str | None:
    """The register at the bottom of an indicator's population: what its prevalence is about."""
    population = definition.population
    found = (
        [] if population is None else [node.register.id for node in walk(population) if isinstance(node, On)]
    )
    return found[-1] if found else None


def prevalence(members: int, list_size: int | None) -> Decimal | None:
    """Per cent of the list; None where either is not known or nobody is a member."""
    return Decimal(members) * 100 / Decimal(list_size) if members and list_size else None


def worth_table(
    evaluation: Evaluation, definitions: Sequence[Definition], *, on: date, list_sizes: Mapping[str, int]
) -> dict[tuple[str, str], Worth]:
    """(definition, practice) -> worth of one more there.

    on: the day whose contract values hold: the achievement date. list_sizes: list_sizes_of(snapshot).
    Network money is counted over all of its practices, and so is the same at each of them.
    """
    tally = Tally.from_evaluation(evaluation)
    table: dict[tuple[str, str], Worth] = {}
    practices = sorted(list_sizes)
    for definition in definitions:
        if not isinstance(definition, Indicator):
            continue
        network = definition.paid is not None and WHOSE[definition.paid.to] == "pcn"
        for group in [practices] if network else [[practice] for practice in practices]:
            worth = as_worth(_standing(definition, tally, group, on, list_sizes))
            table.update({(definition.id, practice): worth for practice in group})
    return table


def as_worth(held: Standing) -> Worth:
    """What a worklist shows of a standing."""
    note = held.note if held.paid else ""
    if held.paid and held.known and not held.confirmed and UNCONFIRMED not in note:
        note = "; ".join(filter(None, (UNCONFIRMED, note)))
    return Worth(held.worth_of_one_more, held.known, held.whose, note)


def _standing(
    definition: Indicator, tally: Tally, practices: Sequence[str], on: date, list_sizes: Mapping[str, int]
) -> Standing:
    achieved = tally.count(definition.id, practices, Word.ACHIEVED)
    due = tally.count(definition.id, practices, Word.DUE)
    size = sum(list_sizes[practice] for practice in practices)
    register = base_register(definition)
    members = tally.count(register, practices, Word.MEMBER) if register else 0
    return standing(
        definition.paid.to if definition.paid else "",
        definition.paid.indicator if definition.paid else "",
        achieved,
        achieved + due,
        on,
        list_size=size or None,
        prevalence=prevalence(members, size or None),
    )
