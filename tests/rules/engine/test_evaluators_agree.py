"""Generated people: the array evaluator and the plain one say the same, about everything, of everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openpcn.rules.engine import MemoryPractice, evaluate_practices
from openpcn.rules.engine.dates import Dates
from openpcn.rules.engine.explain import explain_person
from openpcn.rules.engine.parameters import Parameters
from openpcn.rules.engine.plain import outcomes
from openpcn.rules.engine.stories import as_outcome
from openpcn.rules.language import Definition, Indicator, Outcome, Person, Word

AS_AT, ACHIEVEMENT = date(2026, 2, 10), date(2026, 3, 31)
MOMENTS = (
    (AS_AT, ACHIEVEMENT),
    (AS_AT, ACHIEVEMENT),
    (ACHIEVEMENT, ACHIEVEMENT),
    (date(2026, 4, 1), date(2027, 3, 31)),
    (date(2026, 4, 1), ACHIEVEMENT),
    (AS_AT, date(2024, 3, 31)),
    (date(2024, 2, 29), date(2024, 2, 29)),
)


def by_arrays(
    members: Sequence[Person], definitions: Sequence[Definition], as_at: date, achievement_date: date
) -> list[list[Outcome]]:
    table = evaluate_practices(
        [MemoryPractice(tuple(members))], definitions, as_at=as_at, achievement_date=achievement_date
    ).outcomes
    found: list[list[Outcome]] = [[] for _ in members]
    for row in table.to_pylist():
        found[row["person_id"] - 1].append(as_outcome(row))
    return found


def by_plain(
    person: Person, definitions: Sequence[Definition], as_at: date, achievement_date: date
) -> list[Outcome]:
    return outcomes(person, definitions, Dates(as_at, achievement_date), Parameters(achievement_date))


def smallest(person: Person, definition: Definition, moments: tuple[date, date]) -> Person:
    """The person with as many entries taken away as still leave the evaluators apart."""

    def differs(candidate: Person) -> bool:
        return by_arrays([candidate], [definition], *moments)[0] != by_plain(
            candidate, [definition], *moments
        )

    going = True
    while going:
        going = False
        for row in person.rows:
            fewer = replace(person, rows=tuple(each for each in person.rows if each is not row))
            if differs(fewer):
                person, going = fewer, True
                break
    return person


def compare(
    members: Sequence[Person], definitions: Sequence[Definition], moments: tuple[date, date]
) -> Counter[tuple[str, Word, str]]:
    """Fails with the smallest person found as a story; else counts the outcomes by definition and rule."""
    told: Counter[tuple[str, Word, str]] = Counter()
    found = by_arrays(members, definitions, *moments)
    for person, arrays in zip(members, found, strict=True):
        plain = by_plain(person, definitions, *moments)
        told.update((each.definition, each.word, each.rule) for each in plain)
        if arrays == plain:
            continue
        for definition in definitions:
            mine = [each for each in arrays if each.definition == definition.id]
            theirs = [each for each in plain if each.definition == definition.id]
            if mine != theirs:
                small = smallest(person, definition, moments)
                lines = [
                    f"{r.date} {r.term} {r.comparator or ''}{r.value} {r.unit} {r.table}" for r in small.rows
                ]
                pytest.fail(
                    f"{definition.id} on {moments}: arrays {by_arrays([small], [definition], *moments)[0]}, "
                    f"plain {by_plain(small, [definition], *moments)}\n{small.registered}\n"
                    + "\n".join(lines)
                )
    return told


def never_decided(told: Counter[tuple[str, Word, str]], definition: Definition) -> list[str]:
    """Rules (and due) that no generated person met: a test of them would have tested nothing."""
    wanted = [(definition.id, Word.MEMBER, "")]
    if isinstance(definition, Indicator):
        wanted = [(definition.id, rule.kind.word, rule.code) for rule in definition.rules]
        wanted.append((definition.id, Word.DUE, ""))
    return [f"{id} {word} {rule}" for id, word, rule in wanted if not told[id, word, rule]]


def meets_every_rule(crowd_of: type, definition: Definition, size: int) -> None:
    """One crowd for each pair of dates, then more until every rule has decided about somebody."""
    told: Counter[tuple[str, Word, str]] = Counter()
    for seed in range(8 * len(MOMENTS)):
        crowd = crowd_of(Random(seed), [definition])
        moments = MOMENTS[seed % len(MOMENTS)]
        told += compare([crowd.person() for _ in range(size)], [definition], moments)
        if seed >= len(MOMENTS) and not never_decided(told, definition):
            return
    assert never_decided(told, definition) == []


def test_a_crowd_meets_every_rule_of_every_kind_of_definition(
    every_kind: tuple[Definition, ...], crowd_of: type
) -> None:
    for definition in every_kind:
        meets_every_rule(crowd_of, definition, 150 if isinstance(definition, Indicator) else 40)


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 2**32), moments=st.sampled_from(MOMENTS))
def test_any_crowd(
    seed: int, moments: tuple[date, date], every_kind: tuple[Definition, ...], crowd_of: type
) -> None:
    definitions = every_kind
    crowd = crowd_of(Random(seed), definitions)
    compare([crowd.person() for _ in range(25)], definitions, moments)


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 2**32), moments=st.sampled_from(MOMENTS))
def test_the_explanation_agrees(
    seed: int, moments: tuple[date, date], every_kind: tuple[Definition, ...], crowd_of: type
) -> None:
    """Its word and rule are the evaluation's, and each change it names gives another word."""
    random = Random(seed)
    for definition in random.sample(every_kind, 12):
        person = crowd_of(random, [definition]).person()
        explained = explain_person(person, definition, Dates(*moments), Parameters(moments[1]))
        (found,) = by_arrays([person], [definition], *moments)
        if explained.outcome.word is Word.OUTSIDE:
            assert all(outcome.episode_start != explained.outcome.episode_start for outcome in found)
        else:
            assert explained.outcome in found
        decided = [rule.code for rule in explained.rules if rule.decided]
        assert decided == ([explained.outcome.rule] if explained.outcome.rule else [])
        assert all(change.outcome.word is not explained.outcome.word for change in explained.changes)
