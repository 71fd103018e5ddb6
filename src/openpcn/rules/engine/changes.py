"""What would change an outcome: found by trying the few facts that the rules mention, one change at a time.

A change adds an entry that a fact looks for, on the last day its window lets through, or takes away the
entries that a fact found. Where no single addition settles a need, two or three together are tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from typing import Any

from openpcn.rules.language import expressions as x
from openpcn.rules.language.codelists import Codes
from openpcn.rules.language.combined import Pair
from openpcn.rules.language.definitions import Definition, Indicator
from openpcn.rules.language.facts import BloodPressure, Count, EntryFact, Fact, LatestValue, NumberOf
from openpcn.rules.language.outcomes import Outcome, Word
from openpcn.rules.language.parts import RuleKind
from openpcn.rules.language.people import Person, Row
from openpcn.rules.language.windows import Window
from openpcn.terms.units import Unit

from .plain import Plain

MOST_TRIED_TOGETHER = 300
MOST_SHOWN = 8


@dataclass(frozen=True)
class Edit:
    """Rows to add and rows to take away, and the change in words."""

    sentence: str
    add: tuple[Row, ...] = ()
    without: frozenset[Row] = frozenset()

    def apply(self, person: Person) -> Person:
        return replace(person, rows=(*(r for r in person.rows if r not in self.without), *self.add))


@dataclass(frozen=True)
class Change:
    """Changes that together give another outcome."""

    sentences: tuple[str, ...]
    outcome: Outcome

    def as_json(self) -> dict[str, Any]:
        return {
            "changes": list(self.sentences),
            "outcome": self.outcome.word.value,
            "rule": self.outcome.rule,
        }


def what_would_change(subject: Plain, definition: Definition, now: Outcome) -> list[Change]:
    """The smallest changes found that give the subject another word, settling ones first."""
    edits = _edits(subject, definition, now)
    found: list[Change] = []
    for edit in edits:
        outcome = _outcome_with(subject, definition, [edit])
        if outcome.word is not now.word:
            found.append(Change((edit.sentence,), outcome))
    if now.word is Word.DUE and not any(change.outcome.word is Word.ACHIEVED for change in found):
        found += _together(subject, definition, edits, Word.ACHIEVED)
    if now.word is Word.OUTSIDE and not found:
        found += _together(subject, definition, edits, None)
    order = {Word.ACHIEVED: 0, Word.DUE: 1, Word.ADJUSTED: 2}
    found.sort(key=lambda change: (order.get(change.outcome.word, 3), len(change.sentences)))
    return found[:MOST_SHOWN]


def _together(
    subject: Plain, definition: Definition, edits: Sequence[Edit], wanted: Word | None
) -> list[Change]:
    """The first additions, two or three together, that give the wanted word (None: anything but outside)."""
    additions = [edit for edit in edits if edit.add]
    tried = 0
    for size in (2, 3):
        for group in combinations(additions, size):
            tried += 1
            if tried > MOST_TRIED_TOGETHER:
                return []
            outcome = _outcome_with(subject, definition, group)
            if outcome.word is wanted or (wanted is None and outcome.word is not Word.OUTSIDE):
                return [Change(tuple(edit.sentence for edit in group), outcome)]
    return []


def _outcome_with(subject: Plain, definition: Definition, edits: Iterable[Edit]) -> Outcome:
    person = subject.person
    for edit in edits:
        person = edit.apply(person)
    changed = Plain(person, subject.dates, subject.parameters)
    outcomes = [each.outcome(definition) for each in changed.episodes(definition)]
    same = [each for each in outcomes if each.episode_start == subject.episode_start]
    if same:
        return same[0]
    return outcomes[-1] if outcomes else Outcome(definition.id, Word.OUTSIDE)


def _edits(subject: Plain, definition: Definition, now: Outcome) -> list[Edit]:
    """Every single change worth trying, achievements' facts first, without repetition."""
    edits: dict[str, Edit] = {}
    for fact in _facts(definition, now):
        for edit in (*_additions(subject, fact, definition), *_removals(subject, fact)):
            edits.setdefault(edit.sentence, edit)
    return list(edits.values())


def _facts(definition: Definition, now: Outcome) -> list[Fact]:
    roots: list[x.Node] = []
    if isinstance(definition, Indicator):
        if now.word is not Word.OUTSIDE:
            decided = [rule.code for rule in definition.rules].index(now.rule) if now.rule else None
            reached = definition.rules if decided is None else definition.rules[: decided + 1]
            roots += [rule.when for rule in definition.rules if rule.kind is RuleKind.ACHIEVE]
            roots += [rule.when for rule in reached if rule.kind is not RuleKind.ACHIEVE]
        if definition.per is not None:
            roots += definition.per.start
    if definition.population is not None:
        roots.append(definition.population)
    found = {node: None for root in roots for node in x.walk(root) if isinstance(node, Fact)}
    return [fact for fact in found if not isinstance(fact, Pair)] + [
        side for fact in found if isinstance(fact, Pair) for side in (fact.a, fact.b)
    ]


def _last_day(subject: Plain, window: Window) -> date | None:
    """The last day that a window lets through; None where it lets nothing through."""
    last, first = subject.dates.as_at, date.min
    for bound in window.bounds:
        day = subject.day(bound.date)
        if day is None:
            if bound.or_ever:
                continue
            return None
        match bound.op:
            case x.Op.LE:
                last = min(last, day)
            case x.Op.LT:
                last = min(last, day - timedelta(days=1))
            case x.Op.GE:
                first = max(first, day)
            case x.Op.GT:
                first = max(first, day + timedelta(days=1))
            case x.Op.EQ:
                first, last = max(first, day), min(last, day)
    return last if first <= last else None


def _additions(subject: Plain, fact: Fact, definition: Definition) -> list[Edit]:
    windows = fact.all_windows
    day = _last_day(subject, windows[0]) if windows else None
    if day is None:
        return []
    on = f"on {day:%-d %B %Y}"
    if isinstance(fact, BloodPressure):
        return [
            Edit(
                f"A {fact.setting} blood pressure of {s:g}/{d:g} mmHg {on}".replace("  ", " "),
                (_row(fact.systolic_codes, day, s, Unit.MMHG), _row(fact.diastolic_codes, day, d, Unit.MMHG)),
            )
            for s, d in _pressures_to_try(subject, fact, definition)
        ]
    if isinstance(fact, LatestValue):
        unit = f" {fact.unit.value}" if fact.unit else ""
        return [
            Edit(f"{fact.codes.title} of {value:g}{unit} {on}", (_row(fact.codes, day, value, fact.unit),))
            for value in _values_to_try(subject, fact, definition)
        ]
    if not isinstance(fact, EntryFact):
        return []
    value, unit_of = (fact.where.amount, fact.where.unit) if fact.where else (None, None)
    edits = [
        Edit(f"{fact.codes.title} recorded {on}", (_row(fact.codes, day, value, unit_of, fact.table.value),))
    ]
    if isinstance(fact, Count):
        earlier = day - timedelta(days=max(fact.apart, 1))
        both = tuple(_row(fact.codes, each, value, unit_of, fact.table.value) for each in (earlier, day))
        edits.append(Edit(f"{fact.codes.title} recorded on {earlier:%-d %B %Y} and {on}", both))
    return edits


def _row(codes: Codes, day: date, value: float | None, unit: Unit | None, table: str = "event") -> Row:
    first = codes.lists[0].codes[0]
    return Row(first.code, day, value, unit.value if unit else None, term=first.term, table=table)


@cache
def _comparisons(definition: Definition) -> tuple[tuple[NumberOf, x.NumberExpr], ...]:
    """Every comparison in the definition of a fact's number with another number."""
    found = {
        (node.left, node.right): None
        for root in definition.nodes
        for node in x.walk(root)
        if isinstance(node, x.Compare)
        and isinstance(node.left, NumberOf)
        and isinstance(node.right, x.NumberExpr)
    }
    return tuple(found)


def _limits(subject: Plain, fact: Fact, field: str, definition: Definition) -> list[float]:
    """The numbers that the definition compares a fact's number with."""
    limits = []
    for left, right in _comparisons(definition):
        if left.field == field and left.fact == fact:
            limit = subject.number(right)
            if limit is not None:
                limits.append(limit.low)
    return sorted(set(limits))


def _values_to_try(subject: Plain, fact: LatestValue, definition: Definition) -> list[float]:
    limits = _limits(subject, fact, "value", definition) + ([fact.where.amount] if fact.where else [])
    return sorted({value for limit in limits for value in (limit - 1, limit, limit + 1)})


def _pressures_to_try(
    subject: Plain, fact: BloodPressure, definition: Definition
) -> list[tuple[float, float]]:
    """The lowest and the highest pair of limits: at target, and raised."""
    systolic = _limits(subject, fact, "systolic", definition)
    diastolic = _limits(subject, fact, "diastolic", definition)
    if fact.where is not None:
        under = 1 if fact.where.op is x.Op.LT else 0
        systolic = [fact.where.systolic - under, *systolic]
        diastolic = [fact.where.diastolic - under, *diastolic]
    if not systolic or not diastolic:
        return []
    return sorted({(min(systolic), min(diastolic)), (max(systolic), max(diastolic))})


def _removals(subject: Plain, fact: Fact) -> list[Edit]:
    rows = subject.find(fact).rows
    if not rows:
        return []
    days = sorted({row.date for row in rows if row.date is not None})
    terms = sorted({row.term or row.code for row in rows})
    named = terms[0] if len(terms) == 1 else f"{terms[0]} and {len(terms) - 1} more"
    when = f"{days[0]:%-d %B %Y}" if len(days) == 1 else f"{days[0]:%-d %B %Y} to {days[-1]:%-d %B %Y}"
    return [Edit(f"Without the entry {named} of {when}", without=frozenset(rows))]
