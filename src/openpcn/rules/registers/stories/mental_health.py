"""Stories of the registers of serious mental illness, depression, dementia."""

from __future__ import annotations

from openpcn.rules.language import Expected, Story, StoryPerson, member, outside, person, story
from openpcn.rules.registers.mental_health import (
    DEMENTIA,
    DEPRESSION,
    SERIOUS_MENTAL_ILLNESS,
    SMI_FOR_HEALTH_CHECK,
)

_adult = person(born="1975-03-08")
_ill = _adult.has("serious_mental_illness", on="2009-06-01")
_low = _adult.has("depression", on="2018-10-01")


def _s(title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(SERIOUS_MENTAL_ILLNESS, title, about, expect=expect)


def _check(title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(SMI_FOR_HEALTH_CHECK, title, about, expect=expect)


def _d(title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(DEPRESSION, title, about, expect=expect)


_SMI = (
    _s("a diagnosis long ago", _ill, member()),
    _s("nothing recorded", _adult, outside()),
    _s("in remission stays on", _ill.has("mental_illness_in_remission", on="2020-01-01"), member()),
    _s("lithium 6 months ago less a day", _adult.issued("lithium", on="2025-08-11"), member()),
    _s("lithium 6 months ago to the day", _adult.issued("lithium", on="2025-08-10"), outside()),
    _s("lithium issued after the data", _adult.issued("lithium", on="2026-02-11"), outside()),
    story(
        SERIOUS_MENTAL_ILLNESS,
        "on lithium, and a new year has begun",
        _adult.issued("lithium", on="2026-03-20"),
        as_at="2026-04-01",
        achievement_date="2027-03-31",
        expect=member(),
    ),
    _check("a diagnosis", _ill, member()),
    _check("lithium alone", _adult.issued("lithium", on="2026-01-05"), outside()),
    _check("a diagnosis and lithium", _ill.issued("lithium", on="2026-01-05"), member()),
    _check(
        "in remission a day after the diagnosis",
        _ill.has("mental_illness_in_remission", on="2009-06-02"),
        outside(),
    ),
    _check(
        "in remission on the day of the diagnosis",
        _ill.has("mental_illness_in_remission", on="2009-06-01"),
        member(),
    ),
    _check(
        "ill again after remission",
        _ill.has("mental_illness_in_remission", on="2012-01-01").has(
            "serious_mental_illness", on="2021-05-01"
        ),
        member(),
    ),
    _check("nothing recorded", _adult, outside()),
)

_DEPRESSION = (
    _d("a diagnosis", _low, member()),
    _d("on 1 April 2006", _adult.has("depression", on="2006-04-01"), member()),
    _d("on 31 March 2006", _adult.has("depression", on="2006-03-31"), outside()),
    _d("resolved a day later", _low.has("depression_resolved", on="2018-10-02"), outside()),
    _d("resolved on the same day", _low.has("depression_resolved", on="2018-10-01"), member()),
    _d(
        "resolved, and diagnosed again",
        _low.has("depression_resolved", on="2019-05-01").has("depression", on="2024-02-02"),
        member(),
    ),
    _d("18 on the last day", person(born="2008-03-31").has("depression", on="2025-01-01"), member()),
    _d("18 a day later", person(born="2008-04-01").has("depression", on="2025-01-01"), outside()),
    _d("nothing recorded", _adult, outside()),
)

_old = person(born="1940-01-20")
_DEMENTIA = (
    story(DEMENTIA, "a diagnosis", _old.has("dementia", on="2022-09-09"), expect=member()),
    story(DEMENTIA, "a diagnosis long ago", _old.has("dementia", on="1999-01-01"), expect=member()),
    story(DEMENTIA, "at a young age", _adult.has("dementia", on="2022-09-09"), expect=member()),
    story(DEMENTIA, "on the day of the data", _old.has("dementia", on="2026-02-10"), expect=member()),
    story(DEMENTIA, "dated after the data", _old.has("dementia", on="2026-02-11"), expect=outside()),
    story(DEMENTIA, "nothing recorded", _old, expect=outside()),
)

STORIES: tuple[Story, ...] = (*_SMI, *_DEPRESSION, *_DEMENTIA)
