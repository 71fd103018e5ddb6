"""Runs a story through every evaluator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from openpcn.rules.language.outcomes import Outcome, Word
from openpcn.rules.language.stories import Story

from .dates import Dates
from .evaluate import evaluate_practices
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


def check_story(story: Story) -> Told:
    """Run one story. A person with no outcome is *outside*; of several episodes the last is compared."""
    person = story.about.person
    dates = Dates(story.as_at, story.achievement_date)
    plain = outcomes(person, [story.definition], dates, Parameters(story.achievement_date))
    table = evaluate_practices(
        [MemoryPractice((person,))],
        [story.definition],
        as_at=story.as_at,
        achievement_date=story.achievement_date,
    ).outcomes
    arrays = [as_outcome(row) for row in table.to_pylist()]
    faults = []
    if plain != arrays:
        faults.append(f"the evaluators differ: plain {plain}, arrays {arrays}")
    faults += _differences(story, plain[-1] if plain else Outcome(story.definition.id, Word.OUTSIDE))
    return Told(story, tuple(plain), tuple(arrays), tuple(faults))


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


def _differences(story: Story, found: Outcome) -> list[str]:
    expect = story.expect
    pairs = [
        ("word", expect.word, found.word),
        ("rule", expect.rule, found.rule),
        ("missing parts", expect.parts, found.parts),
        ("due by", expect.due_by, found.due_by),
        ("episode", expect.episode_start, found.episode_start),
    ]
    return [f"{name}: expected {e}, found {f}" for name, e, f in pairs if e is not None and e != f]
