"""Runs stories through every evaluator."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpcn.rules.language.definitions import Definition
from openpcn.rules.language.outcomes import Outcome, Word
from openpcn.rules.language.scores import scores_in
from openpcn.rules.language.stories import Story

from .dates import Dates
from .evaluate import evaluate_practices
from .evaluation import Evaluation
from .memory import MemoryPractice
from .parameters import Parameters
from .plain import outcomes


@dataclass(frozen=True)
class Told:
    """How a story ended: what each evaluator says, and the differences in words (none: it is true)."""

    story: Story
    plain: tuple[Outcome, ...]
    arrays: tuple[Outcome, ...]
    faults: tuple[str, ...]

    @property
    def true(self) -> bool:
        return not self.faults

    def __str__(self) -> str:
        return "\n".join((str(self.story), *self.faults))


def check_story(story: Story) -> Told:
    """Run one story. A person with no outcome is *outside*.

    Of several episodes the one that starts when the story says is compared, else the last.
    """
    return check_stories([story])[0]


def check_stories(stories: Sequence[Story]) -> list[Told]:
    """Run many, those of one definition and day together; in the order given. Every score is switched on."""
    together: dict[tuple[Definition, date, date], list[int]] = defaultdict(list)
    for at, story in enumerate(stories):
        together[story.definition, story.as_at, story.achievement_date].append(at)
    told: dict[int, Told] = {}
    for (definition, as_at, achievement_date), places in together.items():
        scores = switched_on([definition])
        members = [stories[at].about.person for at in places]
        evaluation = evaluate_practices(
            [MemoryPractice(tuple(members))],
            [definition],
            as_at=as_at,
            achievement_date=achievement_date,
            scores=scores,
        )
        arrays = outcomes_by_person(evaluation)
        parameters = Parameters(achievement_date, scores=scores)
        for number, at in enumerate(places, start=1):
            person = stories[at].about.person
            plain = outcomes(person, [definition], Dates(as_at, achievement_date), parameters)
            told[at] = _compared(stories[at], plain, arrays[number])
    return [told[at] for at in range(len(stories))]


def switched_on(definitions: Iterable[Definition]) -> frozenset[str]:
    """Every score module that some definitions ask for."""
    return frozenset(module.id for each in definitions for module in scores_in(each.nodes))


def outcomes_by_person(evaluation: Evaluation) -> defaultdict[int, list[Outcome]]:
    """What an evaluation says of each person, as the plain evaluator would say it."""
    found: defaultdict[int, list[Outcome]] = defaultdict(list)
    for row in evaluation.outcomes.to_pylist():
        found[row["person_id"]].append(as_outcome(row))
    for row in evaluation.amounts.to_pylist():
        found[row["person_id"]].append(Outcome(row["definition"], Word.MEMBER, amount=row["amount"]))
    return found


def as_outcome(row: dict[str, Any]) -> Outcome:
    """A row of Evaluation.outcomes as the plain evaluator would say it."""
    return Outcome(
        definition=row["definition"],
        word=Word(row["word"]),
        rule=row["rule"] or "",
        parts=tuple(row["parts"] or ()),
        due_by=row["due_by"],
        episode_start=row["episode_start"],
        nearly=tuple(row["nearly"] or ()),
        red_flag=row["red_flag"],
    )


def alike(a: Outcome, b: Outcome) -> bool:
    """The same, amounts to nine digits: libraries differ in the last digit of a logarithm."""
    if a.amount is None or b.amount is None:
        return a == b
    near = abs(a.amount - b.amount) <= 1e-9 * max(abs(a.amount), abs(b.amount), 1.0)
    return near and a == Outcome(**{**vars(b), "amount": a.amount})


def agree(some: Sequence[Outcome], others: Sequence[Outcome]) -> bool:
    """Two evaluators say the same of one person."""
    return len(some) == len(others) and all(alike(a, b) for a, b in zip(some, others, strict=True))


def _compared(story: Story, plain: list[Outcome], arrays: list[Outcome]) -> Told:
    faults = []
    if not agree(plain, arrays):
        faults.append(f"the evaluators differ: plain {plain}, arrays {arrays}")
    found = plain[-1] if plain else Outcome(story.definition.id, Word.OUTSIDE)
    named = [each for each in plain if each.episode_start == story.expect.episode_start]
    faults += _differences(story, named[0] if story.expect.episode_start and named else found)
    return Told(story, tuple(plain), tuple(arrays), tuple(faults))


def _differences(story: Story, found: Outcome) -> list[str]:
    expect = story.expect
    pairs = [
        ("word", expect.word, found.word),
        ("rule", expect.rule, found.rule),
        ("missing parts", expect.parts, found.parts),
        ("due by", expect.due_by, found.due_by),
        ("episode", expect.episode_start, found.episode_start),
        ("amount", expect.amount, None if found.amount is None else round(found.amount, 6)),
    ]
    return [f"{name}: expected {e}, found {f}" for name, e, f in pairs if e is not None and e != f]
