"""The real definitions on generated people: the arrays evaluator says what the plain one says, of everybody.

People are made from the definitions themselves, see ``generated_people``: 300 on every change, 10,000 in the
long campaign, on three pairs of dates. On a difference the person is printed as a story.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import pytest
from generated_people import MOMENTS, people, targets, told

from openpcn.rules import catalogue
from openpcn.rules.engine import MemoryPractice, evaluate_practices
from openpcn.rules.engine.dates import Dates
from openpcn.rules.engine.parameters import Parameters
from openpcn.rules.engine.plain import outcomes
from openpcn.rules.engine.stories import agree, outcomes_by_person, switched_on
from openpcn.rules.language import Definition, Indicator, Person, Word

DEFINITIONS = catalogue.definitions()


def compare(
    members: Sequence[Person], definitions: Sequence[Definition], moments: tuple[date, date]
) -> Counter[tuple[str, str]]:
    """Every outcome of everybody by both evaluators; how often each rule of each definition decided."""
    as_at, achievement_date = moments
    scores = switched_on(definitions)
    arrays = outcomes_by_person(
        evaluate_practices(
            [MemoryPractice(tuple(members))],
            definitions,
            as_at=as_at,
            achievement_date=achievement_date,
            scores=scores,
        )
    )
    dates, parameters = Dates(as_at, achievement_date), Parameters(achievement_date, scores=scores)
    order = {each.id: at for at, each in enumerate(definitions)}
    decided: Counter[tuple[str, str]] = Counter()
    for number, person in enumerate(members, start=1):
        plain = outcomes(person, definitions, dates, parameters)
        found = sorted(arrays[number], key=lambda each: order[each.definition])
        if not agree(plain, found):
            apart = (
                [each for each in plain if each not in found],
                [each for each in found if each not in plain],
            )
            pytest.fail(f"{moments}: plain {apart[0]}, arrays {apart[1]}\n{told(person)}")
        decided.update((each.definition, each.rule or each.word.value) for each in plain)
    return decided


def _everybody(count: int, seed: int) -> Counter[tuple[str, str]]:
    """Two thirds on the main dates, a sixth on each of the others."""
    decided: Counter[tuple[str, str]] = Counter()
    for at, moments in enumerate(MOMENTS):
        share = count * 2 // 3 if at == 0 else count // 6
        decided += compare(
            people(share, DEFINITIONS, seed=seed + at, moments=moments, together=6), DEFINITIONS, moments
        )
    return decided


def _never(decided: Counter[tuple[str, str]]) -> list[str]:
    """Outcomes that nobody had."""
    answers = {
        (each.id, Word.DUE.value if isinstance(each, Indicator) else Word.MEMBER.value)
        for each in DEFINITIONS
    }
    rules = {(each.id, rule.code) for each in catalogue.indicators() for rule in each.rules}
    return sorted(f"{id} {rule}" for id, rule in (answers | rules) - set(decided))


@pytest.mark.hazard("H02", "two separately written evaluators agree on people made from every definition")
def test_the_evaluators_agree_on_300_people() -> None:
    never = _never(_everybody(300, seed=1))
    assert len(never) <= 0.15 * len(targets(DEFINITIONS)), f"met by nobody: {never}"


@pytest.mark.deep
def test_the_evaluators_agree_on_10_000_people_and_every_rule_decides() -> None:
    decided: Counter[tuple[str, str]] = Counter()
    for seed in range(20):
        decided += _everybody(510, seed=100 + 10 * seed)  # at least 10,000 in all
    never = _never(decided)
    assert len(never) <= 0.02 * len(targets(DEFINITIONS)), f"met by nobody: {never}"
