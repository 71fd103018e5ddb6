"""The Ibis evaluator on DuckDB says of generated people what the array evaluator says, of every definition.

The array evaluator is compared with the plain one in tests/rules/content; here the third reading joins them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from generated_people import MOMENTS, people, told

from openpcn.rules import catalogue
from openpcn.rules.engine import MemoryPractice, evaluate_practices, ibis
from openpcn.rules.engine.stories import agree, outcomes_by_person, switched_on
from openpcn.rules.language import Person

DEFINITIONS = catalogue.definitions()


def compare(members: Sequence[Person], moments: tuple[date, date], backend: ibis.DuckDB) -> int:
    """How many outcomes there are; fails with the story of the first person they differ about."""
    practices = [MemoryPractice(tuple(members))]
    given = {
        "as_at": moments[0],
        "achievement_date": moments[1],
        "scores": switched_on(DEFINITIONS),
    }
    arrays = outcomes_by_person(evaluate_practices(practices, DEFINITIONS, **given))
    queries = outcomes_by_person(ibis.evaluate_practices(backend, practices, DEFINITIONS, **given))
    order = {each.id: at for at, each in enumerate(DEFINITIONS)}
    for number, person in enumerate(members, start=1):
        one, other = (
            sorted(found[number], key=lambda each: (order[each.definition], str(each.episode_start)))
            for found in (arrays, queries)
        )
        if not agree(one, other):
            apart = ([e for e in one if e not in other], [e for e in other if e not in one])
            pytest.fail(f"{moments}: arrays {apart[0]}, queries {apart[1]}\n{told(person)}")
    return sum(len(each) for each in arrays.values())


@pytest.mark.hazard("H02", "a third evaluator, in another language and engine, agrees on every definition")
def test_arrays_and_queries_agree_on_300_people() -> None:
    made = people(300, DEFINITIONS, seed=41, together=6)
    assert compare(made, MOMENTS[0], ibis.DuckDB()) > 10 * len(made)


@pytest.mark.deep
@pytest.mark.parametrize("moments", MOMENTS, ids=str)
def test_arrays_and_queries_agree_on_10_000_people(moments: tuple[date, date]) -> None:
    for seed in range(4):  # in all 10,200
        compare(
            people(850, DEFINITIONS, seed=400 + seed, moments=moments, together=6), moments, ibis.DuckDB()
        )
