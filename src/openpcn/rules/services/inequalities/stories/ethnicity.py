"""Stories of HI02, HI04, HI08 and HI09."""

from __future__ import annotations

from dataclasses import replace

from openpcn.rules.language import (
    Expected,
    Story,
    StoryPerson,
    achieved,
    adjusted,
    amounts_to,
    bp,
    due,
    outside,
    person,
    story,
)
from openpcn.rules.language.definitions import Definition
from openpcn.rules.services.cardiovascular.stories import cvd01
from openpcn.rules.services.inequalities.ethnicity import HI02, HI04, HI08, HI09, NUMBERS

INDIAN, BRITISH = "976791000000107", "976631000000101"
_adult = person(born="1970-08-15")
_stated = _adult.has("ethnicity", on="2015-05-05")
_refused = _adult.has("ethnicity_not_stated", on="2020-01-01")
_indian = _adult.has("ethnicity", on="2015-05-05", code=INDIAN)


def _s(of: Definition, title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(of, title, about, expect=expect)


_RECORDED = (
    _s(HI02, "a group on record", _stated, achieved("R1")),
    _s(HI02, "nothing on record", _adult, due(by="2026-03-31")),
    _s(HI02, "not stated is no group", _refused, due()),
    _s(
        HI02,
        "stated, and later not stated",
        _stated.has("ethnicity_not_stated", on="2024-01-01"),
        achieved("R1"),
    ),
    _s(HI02, "recorded on the day of the data", _adult.has("ethnicity", on="2026-02-10"), achieved("R1")),
    _s(HI02, "dated after the data", _adult.has("ethnicity", on="2026-02-11"), due()),
    _s(HI02, "left the list", _stated.leaves(on="2026-02-10"), outside()),
    story(
        HI02,
        "recorded on 31 March, still there on 1 April",
        _adult.has("ethnicity", on="2026-03-31"),
        as_at="2026-04-01",
        achievement_date="2027-03-31",
        expect=achieved("R1"),
    ),
    _s(HI04, "chose not to say", _refused, amounts_to(1)),
    _s(HI04, "nothing on record", _adult, amounts_to(0)),
    _s(HI04, "a group on record", _stated, amounts_to(0)),
    _s(
        HI04,
        "stated, and later not stated",
        _stated.has("ethnicity_not_stated", on="2024-01-01"),
        amounts_to(0),
    ),
    _s(HI04, "chose not to say, and stated later", _refused.has("ethnicity", on="2024-01-01"), amounts_to(0)),
    _s(HI04, "left the list", _refused.leaves(on="2026-02-10"), outside()),
)

_raised = _indian.reads(bp(152, 94), on="2025-11-10")
_white = _adult.has("ethnicity", on="2015-05-05", code=BRITISH)


def _of_an_ethnic_minority(told: Story) -> Story:
    """A story of CVD01 as HI08 tells it: of an Indian person, with HI08's rule numbers."""
    rule = told.expect.rule
    return replace(
        told,
        definition=HI08,
        about=told.about.has("ethnicity", on="2015-05-05", code=INDIAN),
        expect=replace(told.expect, rule=NUMBERS.get(rule, rule) if rule else None),
    )


_HI08 = (
    *(_of_an_ethnic_minority(told) for told in cvd01.STORIES),
    *(
        story(HI08, title, somebody.reads(bp(152, 94), on="2025-11-10"), expect=outside())
        for title, somebody in (
            ("raised, of a white group", _white),
            ("raised, no group stated", _refused),
            ("raised, nothing about the group on record", _adult),
            (
                "raised, Indian and later White British",
                _indian.has("ethnicity", on="2024-01-01", code=BRITISH),
            ),
        )
    ),
    story(
        HI08,
        "raised, Indian and later not stated: the group stands",
        _raised.has("ethnicity_not_stated", on="2024-01-01"),
        expect=due(by="2026-05-10", episode_start="2025-11-10"),
    ),
)


def _nine(title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(HI09, title, about, expect=expect)


_HI09 = (
    _nine("never taken", _indian, due(by="2026-03-31")),
    _nine("taken on the first of the 5 years", _indian.reads(bp(130, 80), on="2021-04-01"), achieved("R3")),
    _nine("taken a day earlier", _indian.reads(bp(130, 80), on="2021-03-31"), due()),
    _nine("taken at home", _indian.reads(bp(130, 80), on="2024-04-01", at="home"), achieved("R3")),
    _nine("chose not to", _indian.declines("bp_declined", on="2021-04-01"), adjusted("R4")),
    _nine("chose not to, a day earlier", _indian.declines("bp_declined", on="2021-03-31"), due()),
    _nine("registered in the last 3 months", _indian.on_list_since("2026-01-01"), adjusted("R5")),
    _nine("registered 3 months ago to the day", _indian.on_list_since("2025-12-31"), due()),
    _nine(
        "45 on the last day of the year",
        person(born="1981-03-31").has("ethnicity", on="2015-05-05", code=INDIAN),
        due(),
    ),
    _nine(
        "45 a day later", person(born="1981-04-01").has("ethnicity", on="2015-05-05", code=INDIAN), outside()
    ),
    story(
        HI09,
        "taken 5 years before the year's end, due on 1 April",
        _indian.reads(bp(130, 80), on="2021-04-01"),
        as_at="2026-04-01",
        achievement_date="2027-03-31",
        expect=due(by="2027-03-31"),
    ),
    _nine("a white group", _white, outside()),
)

STORIES: tuple[Story, ...] = (*_RECORDED, *_HI08, *_HI09)
