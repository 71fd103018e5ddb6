"""Stories of people whose record speaks of a social need."""

from __future__ import annotations

from openpcn.rules.language import Register, Story, member, outside, person, story
from openpcn.rules.registers.social_needs import (
    BEREAVEMENT,
    DEBT_NEED,
    FOOD_NEED,
    HOUSING_NEED,
    LIVES_ALONE,
    LONELINESS,
)

_someone = person(born="1948-03-09")


def _within_a_year(register: Register, codes: str) -> tuple[Story, ...]:
    """The data are of 10 February 2026: 12 months start on 11 February 2025."""
    return (
        story(register, "said a year ago less a day", _someone.has(codes, on="2025-02-11"), expect=member()),
        story(register, "said a year ago", _someone.has(codes, on="2025-02-10"), expect=outside()),
        story(register, "said on the day of the data", _someone.has(codes, on="2026-02-10"), expect=member()),
        story(register, "dated after the data", _someone.has(codes, on="2026-02-11"), expect=outside()),
        story(
            register,
            "said long ago and again lately",
            _someone.has(codes, on="2019-01-01").has(codes, on="2025-12-01"),
            expect=member(),
        ),
        story(register, "never said", _someone, expect=outside()),
    )


_alone = _someone.has("lives_alone", on="2015-06-01")

STORIES: tuple[Story, ...] = (
    *_within_a_year(LONELINESS, "loneliness"),
    *_within_a_year(BEREAVEMENT, "bereavement"),
    *_within_a_year(DEBT_NEED, "debt_need"),
    *_within_a_year(FOOD_NEED, "food_need"),
    *_within_a_year(HOUSING_NEED, "housing_need"),
    story(LIVES_ALONE, "said 10 years ago and nothing since", _alone, expect=member()),
    story(LIVES_ALONE, "never said", _someone, expect=outside()),
    story(
        LIVES_ALONE,
        "moved in with family later",
        _alone.has("lives_with_others", on="2020-01-01"),
        expect=outside(),
    ),
    story(
        LIVES_ALONE,
        "alone again after living with family",
        _alone.has("lives_with_others", on="2020-01-01").has("lives_alone", on="2024-01-01"),
        expect=member(),
    ),
    story(
        LIVES_ALONE,
        "both on one day",
        _alone.has("lives_with_others", on="2015-06-01"),
        expect=member(),
    ),
    story(
        LIVES_ALONE,
        "only ever with family",
        _someone.has("lives_with_others", on="2020-01-01"),
        expect=outside(),
    ),
)
