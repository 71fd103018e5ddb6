"""Stories of the registers of frailty."""

from __future__ import annotations

from openpcn.rules.language import Register, Story, StoryPerson, member, outside, person, story
from openpcn.rules.registers.frailty import MILD_FRAILTY, MODERATE_FRAILTY, MODERATE_OR_SEVERE_FRAILTY

_someone = person(born="1938-11-11")
_mild = _someone.has("frailty_mild", on="2022-02-01")
_moderate = _someone.has("frailty_moderate", on="2022-02-01")
_severe = _someone.has("frailty_severe", on="2022-02-01")


def _story(register: Register, title: str, about: StoryPerson, on: bool) -> Story:
    return story(register, title, about, expect=member() if on else outside())


def _every_degree(
    title: str, about: StoryPerson, *, mild: bool, moderate: bool, both: bool
) -> tuple[Story, ...]:
    return (
        _story(MILD_FRAILTY, title, about, mild),
        _story(MODERATE_FRAILTY, title, about, moderate),
        _story(MODERATE_OR_SEVERE_FRAILTY, title, about, both),
    )


STORIES: tuple[Story, ...] = (
    *_every_degree("mild", _mild, mild=True, moderate=False, both=False),
    *_every_degree("moderate", _moderate, mild=False, moderate=True, both=True),
    *_every_degree("severe", _severe, mild=False, moderate=False, both=True),
    *_every_degree(
        "mild, then moderate",
        _mild.has("frailty_moderate", on="2023-02-01"),
        mild=False,
        moderate=True,
        both=True,
    ),
    *_every_degree(
        "severe, then mild: better than it was",
        _severe.has("frailty_mild", on="2023-02-01"),
        mild=True,
        moderate=False,
        both=False,
    ),
    *_every_degree(
        "mild and moderate on one day: the more severe counts",
        _mild.has("frailty_moderate", on="2022-02-01"),
        mild=False,
        moderate=True,
        both=True,
    ),
    *_every_degree(
        "moderate and severe on one day: the more severe counts",
        _moderate.has("frailty_severe", on="2022-02-01"),
        mild=False,
        moderate=False,
        both=True,
    ),
    *_every_degree(
        "no code, a Clinical Frailty Scale of 7",
        _someone.measures("clinical_frailty_scale", 7, None, on="2025-01-01"),
        mild=False,
        moderate=False,
        both=False,
    ),
    *_every_degree("nothing about frailty", _someone, mild=False, moderate=False, both=False),
)
