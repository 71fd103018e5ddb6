"""Stories of the needs that people have told about: the data are of 10 February 2026."""

from __future__ import annotations

from openpcn.rules.language import Indicator, Story, due, outside, person, story
from openpcn.rules.services.social_prescribing.stories.shared import of_every_need
from openpcn.rules.services.social_prescribing.told import (
    NEED_BEREAVEMENT,
    NEED_CARER,
    NEED_DEBT,
    NEED_FOOD,
    NEED_HOUSING,
    NEED_LONELINESS,
)

_someone = person(born="1948-03-09")


def _told(need: Indicator, codes: str, by: str = "2026-02-17") -> tuple[Story, ...]:
    """``by``: when it is due where it was said on 20 January 2026."""
    return (
        *of_every_need(need, _someone.has(codes, on="2025-10-01")),
        story(need, "said 3 weeks ago", _someone.has(codes, on="2026-01-20"), expect=due(by=by)),
        story(need, "said a year ago less a day", _someone.has(codes, on="2025-02-11"), expect=due()),
        story(need, "said a year ago", _someone.has(codes, on="2025-02-10"), expect=outside()),
        story(need, "never said", _someone, expect=outside()),
        story(
            need,
            "left the list",
            _someone.has(codes, on="2025-10-01").leaves(on="2026-02-01"),
            expect=outside(),
        ),
    )


_carer = _someone.has("carer", on="2021-06-01")

STORIES: tuple[Story, ...] = (
    *_told(NEED_LONELINESS, "loneliness"),
    *_told(NEED_BEREAVEMENT, "bereavement"),
    *_told(NEED_DEBT, "debt_need"),
    *_told(NEED_FOOD, "food_need", by="2026-01-27"),
    *_told(NEED_HOUSING, "housing_need"),
    *of_every_need(NEED_CARER, _carer),
    story(NEED_CARER, "due a year after it was recorded", _carer, expect=due(by="2022-06-01")),
    story(
        NEED_CARER,
        "due a year after the last referral",
        _carer.has("social_prescribing_referral", on="2024-09-30"),
        expect=due(by="2025-09-30"),
    ),
    story(NEED_CARER, "no longer a carer", _carer.has("carer_no_longer", on="2025-01-01"), expect=outside()),
    story(NEED_CARER, "not a carer", _someone, expect=outside()),
)
