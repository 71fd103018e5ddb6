"""Stories of how many long-term conditions somebody lives with."""

from __future__ import annotations

from openpcn.rules.language import Story, StoryPerson, member, outside, person, story
from openpcn.rules.registers.multimorbidity import THREE_CONDITIONS, TWO_CONDITIONS

_healthy = person(born="1950-04-04")
_one = _healthy.has("hypertension", on="2012-01-01")
_two = _one.has("copd", on="2014-01-01")
_three = _two.has("dementia", on="2023-01-01")


def _both(title: str, about: StoryPerson, count: int) -> tuple[Story, Story]:
    return (
        story(TWO_CONDITIONS, title, about, expect=member() if count >= 2 else outside()),
        story(THREE_CONDITIONS, title, about, expect=member() if count >= 3 else outside()),
    )


STORIES: tuple[Story, ...] = (
    *_both("none", _healthy, 0),
    *_both("one", _one, 1),
    *_both("two", _two, 2),
    *_both("three", _three, 3),
    *_both("three, one of them resolved", _three.has("hypertension_resolved", on="2020-01-01"), 2),
    *_both("one condition coded twice is one", _one.has("hypertension", on="2019-01-01"), 1),
    *_both("two, and a risk state, which does not count", _two.has("ndh", on="2020-01-01"), 2),
    *_both("three, and left the list", _three.leaves(on="2026-02-10"), 0),
)
