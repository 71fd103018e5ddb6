"""What would change an outcome: found by trying the few facts that the rules mention, one change at a time.

A change adds entries that a fact looks for, or takes away those that it found, see ``edits``. Where no single
addition settles a need, two or three together are tried. How many are tried is bounded, and each trial works
out anew only what the changed entries can reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from openpcn.rules.language import expressions as x
from openpcn.rules.language.combined import Pair
from openpcn.rules.language.definitions import Definition, Indicator
from openpcn.rules.language.facts import Fact
from openpcn.rules.language.outcomes import Outcome, Word
from openpcn.rules.language.parts import RuleKind

from .edits import Edit, additions, removals
from .plain import Plain

MOST_TRIED = 150
MOST_TRIED_TOGETHER = 100
MOST_SHOWN = 8


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
    edits = _edits(subject, definition, now)[:MOST_TRIED]
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
    added = [edit for edit in edits if edit.add]
    tried = 0
    for size in (2, 3):
        for group in combinations(added, size):
            tried += 1
            if tried > MOST_TRIED_TOGETHER:
                return []
            outcome = _outcome_with(subject, definition, group)
            if outcome.word is wanted or (wanted is None and outcome.word is not Word.OUTSIDE):
                return [Change(tuple(edit.sentence for edit in group), outcome)]
    return []


def _outcome_with(subject: Plain, definition: Definition, edits: Iterable[Edit]) -> Outcome:
    person, touched = subject.person, frozenset[tuple[str, str]]()
    for edit in edits:
        person, touched = edit.apply(person), touched | edit.touches
    changed = subject.with_changed(person, touched)
    outcomes = [each.outcome(definition) for each in changed.episodes(definition)]
    same = [each for each in outcomes if each.episode_start == subject.episode_start]
    if same:
        return same[0]
    return outcomes[-1] if outcomes else Outcome(definition.id, Word.OUTSIDE)


def _edits(subject: Plain, definition: Definition, now: Outcome) -> list[Edit]:
    """Every single change worth trying, achievements' facts first, without repetition."""
    edits: dict[str, Edit] = {}
    for fact in _facts(definition, now):
        for edit in (*additions(subject, fact, definition), *removals(subject, fact, definition)):
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
