"""Generated people: the array evaluator and the plain one say the same, about everything, of everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openpcn.rules import catalogue
from openpcn.rules.engine import MemoryPractice, codelists_needed, evaluate_practices
from openpcn.rules.engine.dates import Dates
from openpcn.rules.engine.explain import explain_person
from openpcn.rules.engine.parameters import Parameters
from openpcn.rules.engine.plain import outcomes
from openpcn.rules.engine.stories import as_outcome
from openpcn.rules.language import Definition, Indicator, Outcome, Person, Registered, Row, Word

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
# Days on which windows, clocks, ages and years begin and end, and leap days; each is met with its neighbours.
EDGES = (
    AS_AT, ACHIEVEMENT, date(2025, 3, 31), date(2025, 4, 1), date(2025, 6, 30), date(2025, 11, 12),
    date(2024, 2, 29), date(2025, 8, 31), date(2025, 2, 28), date(2024, 9, 30), date(2021, 4, 1),
    date(2022, 4, 1), date(2008, 4, 1),
)  # fmt: skip
PRESSURES = {
    "systolic": (118, 134, 135, 136, 139, 140, 141, 170, 180),
    "diastolic": (76, 84, 85, 86, 89, 90, 91, 120),
}
VALUES = {"hba1c": (40, 41, 42, 47, 48, 58, 59, 75, 76, 90), "clinical_frailty_scale": (5, 6, 7, 8, 9)}
UNITS = {"hba1c": "mmol/mol", "systolic": "mmHg", "diastolic": "mmHg"}
AGES = (13, 14, 16, 17, 18, 49, 50, 79, 80)


class Crowd:
    """Makes people whose entries meet: few codes each, days bunched together and on the edges."""

    def __init__(self, random: Random, definitions: Sequence[Definition]) -> None:
        self.random = random
        self.codes = {
            each.id: [code.code for code in each.codes[:2]]
            for definition in definitions
            for each in codelists_needed(definition)
        }

    def person(self) -> Person:
        names = self.random.sample(sorted(self.codes), min(len(self.codes), self.random.randint(2, 8)))
        bunch = self._any_day()
        rows: list[Row] = []
        for _ in range(self.random.randint(0, 30) if names else 0):
            name = self.random.choice(names)
            day = self._day(bunch)
            rows.append(self._row(name, day))
            if name.startswith(("systolic", "diastolic")) and self.random.random() < 0.8:
                stem, _, setting = name.partition("_")
                other = f"{'diastolic' if stem == 'systolic' else 'systolic'}_{setting}"
                rows.append(self._row(other, day))
        return Person(self._registered(), tuple(rows))

    def _any_day(self) -> date:
        if self.random.random() < 0.5:
            return self.random.choice(EDGES) + timedelta(days=self.random.randint(-2, 2))
        return AS_AT - timedelta(days=int(self.random.expovariate(1 / 400)))

    def _day(self, bunch: date) -> date:
        if self.random.random() < 0.5:
            return bunch + timedelta(
                days=self.random.choice((0, 0, 1, 6, 7, 8, 10, 27, 28, 29, 60, 61, 181, 184))
            )
        return self._any_day()

    def _row(self, name: str, day: date) -> Row:
        chance = self.random.random
        stem = name.partition("_")[0] if name.startswith(("systolic", "diastolic")) else name
        values = PRESSURES.get(stem) or VALUES.get(name)
        value = float(self.random.choice(values)) if values and chance() < 0.95 else None
        return Row(
            self.random.choice(self.codes[name]),
            None if chance() < 0.02 else day,
            value,
            self.random.choice((None, "%", "mmHg")) if chance() < 0.05 else UNITS.get(stem),
            self.random.choice(("<", "<=", ">", ">=")) if value is not None and chance() < 0.15 else None,
            name,
            "issue" if name == "statin" and chance() < 0.8 else "event",
            implausible=chance() < 0.04,
            confidential=chance() < 0.03,
        )

    def _registered(self) -> Registered:
        chance = self.random.random
        if chance() < 0.4:
            edge = self.random.choice((AS_AT, ACHIEVEMENT, date(2025, 4, 1), date(2024, 2, 29)))
            year = edge.year - self.random.choice(AGES)
            born = date(year, edge.month, min(edge.day, 28)) + timedelta(days=self.random.randint(-2, 3))
        else:
            born = date(1930, 1, 1) + timedelta(days=self.random.randint(0, 30_000))
        since = date(2001, 1, 1) if chance() < 0.8 else self._any_day()
        return Registered(
            birth_date=born,
            sex=self.random.choice(("female", "female", "male", "male", "other", "unknown")),
            registered_on=max(since, born),
            deregistered_on=self._any_day() if chance() < 0.05 else None,
            registration_type="temporary" if chance() < 0.03 else "regular",
            death_date=self._any_day() if chance() < 0.05 else None,
            deprivation_decile=self.random.choice((None, *range(1, 11))),
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


def meets_every_rule(definition: Definition, size: int) -> None:
    """One crowd for each pair of dates, then more until every rule has decided about somebody."""
    told: Counter[tuple[str, Word, str]] = Counter()
    for seed in range(8 * len(MOMENTS)):
        crowd = Crowd(Random(seed), [definition])
        moments = MOMENTS[seed % len(MOMENTS)]
        told += compare([crowd.person() for _ in range(size)], [definition], moments)
        if seed >= len(MOMENTS) and not never_decided(told, definition):
            return
    assert never_decided(told, definition) == []


def test_a_crowd_meets_every_rule_of_every_kind_of_definition(every_kind: tuple[Definition, ...]) -> None:
    for definition in every_kind:
        meets_every_rule(definition, 150 if isinstance(definition, Indicator) else 40)


@pytest.mark.parametrize("definition", catalogue.definitions(), ids=lambda each: each.id)
def test_a_crowd_meets_every_rule_of_the_catalogue(definition: Definition) -> None:
    meets_every_rule(definition, 100)


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 2**32), moments=st.sampled_from(MOMENTS))
def test_any_crowd(seed: int, moments: tuple[date, date], every_kind: tuple[Definition, ...]) -> None:
    definitions = (*every_kind, *catalogue.definitions())
    crowd = Crowd(Random(seed), definitions)
    compare([crowd.person() for _ in range(25)], definitions, moments)


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 2**32), moments=st.sampled_from(MOMENTS))
def test_the_explanation_agrees(
    seed: int, moments: tuple[date, date], every_kind: tuple[Definition, ...]
) -> None:
    """Its word and rule are the evaluation's, and each change it names gives another word."""
    random = Random(seed)
    for definition in random.sample((*every_kind, *catalogue.definitions()), 12):
        person = Crowd(random, [definition]).person()
        explained = explain_person(person, definition, Dates(*moments), Parameters(moments[1]))
        (found,) = by_arrays([person], [definition], *moments)
        if explained.outcome.word is Word.OUTSIDE:
            assert all(outcome.episode_start != explained.outcome.episode_start for outcome in found)
        else:
            assert explained.outcome in found
        decided = [rule.code for rule in explained.rules if rule.decided]
        assert decided == ([explained.outcome.rule] if explained.outcome.rule else [])
        assert all(change.outcome.word is not explained.outcome.word for change in explained.changes)
