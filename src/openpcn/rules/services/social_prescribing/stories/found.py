"""Stories of the needs that the record suggests: the data are of 10 February 2026."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from openpcn.rules.language import (
    Indicator,
    Story,
    StoryPerson,
    due,
    excluded,
    outside,
    person,
    story,
)
from openpcn.rules.services.social_prescribing.found import (
    NEED_CONDITIONS_AND_DEPRIVATION,
    NEED_DISCHARGED_ALONE,
    NEED_FRAIL_ALONE,
    NEED_FREQUENT_ATTENDANCE,
    NEED_INACTIVITY,
    NEED_LOW_MOOD,
)
from openpcn.rules.services.social_prescribing.stories.shared import of_every_need

_someone = person(born="1956-03-09")


def _palliative(need: Indicator, somebody: StoryPerson) -> Story:
    dying = somebody.has("palliative_care", on="2025-09-01")
    return story(need, "receiving palliative care", dying, expect=excluded("X1"))


def _consulting(somebody: StoryPerson, days: int, first: str = "2025-03-01") -> StoryPerson:
    for number in range(days):
        day = date.fromisoformat(first) + timedelta(days=11 * number)
        somebody = somebody.consults(on=day, kind="telephone" if number % 2 else "face to face")
    return somebody


def _of_age(need: Indicator, told: Callable[[StoryPerson], StoryPerson]) -> tuple[Story, ...]:
    """``told``: who is in the population but for the age."""
    return (
        story(need, "18 on the day of the data", told(person(born="2008-02-10")), expect=due()),
        story(need, "18 a day later", told(person(born="2008-02-11")), expect=outside()),
    )


_often = _consulting(_someone, 12)
_ATTENDANCE = (
    *of_every_need(NEED_FREQUENT_ATTENDANCE, _often),
    _palliative(NEED_FREQUENT_ATTENDANCE, _often),
    story(NEED_FREQUENT_ATTENDANCE, "11 days", _consulting(_someone, 11), expect=outside()),
    story(
        NEED_FREQUENT_ATTENDANCE,
        "12 contacts on 11 days",
        _consulting(_someone, 11).consults(on="2025-03-01", kind="video"),
        expect=outside(),
    ),
    story(
        NEED_FREQUENT_ATTENDANCE,
        "11 days and one a year ago",
        _consulting(_someone, 11).consults(on="2025-02-10", kind="video"),
        expect=outside(),
    ),
    story(
        NEED_FREQUENT_ATTENDANCE,
        "11 days and one a year ago less a day",
        _consulting(_someone, 11).consults(on="2025-02-11", kind="video"),
        expect=due(),
    ),
    story(
        NEED_FREQUENT_ATTENDANCE,
        "11 days and a note in the record",
        _consulting(_someone, 11).consults(on="2025-02-20", kind="other"),
        expect=outside(),
    ),
    *_of_age(NEED_FREQUENT_ATTENDANCE, lambda somebody: _consulting(somebody, 12)),
)

_two = _someone.has("copd", on="2015-01-01").has("dementia", on="2022-01-01")
_deprived = _two.lives(deprivation_decile=2)
_CONDITIONS = (
    *of_every_need(NEED_CONDITIONS_AND_DEPRIVATION, _deprived),
    _palliative(NEED_CONDITIONS_AND_DEPRIVATION, _deprived),
    story(NEED_CONDITIONS_AND_DEPRIVATION, "decile 3", _two.lives(deprivation_decile=3), expect=outside()),
    story(NEED_CONDITIONS_AND_DEPRIVATION, "the area is not known", _two, expect=outside()),
    *_of_age(
        NEED_CONDITIONS_AND_DEPRIVATION,
        lambda somebody: (
            somebody.has("af", on="2015-01-01").has("copd", on="2015-01-01").lives(deprivation_decile=1)
        ),
    ),
    story(
        NEED_CONDITIONS_AND_DEPRIVATION,
        "one condition",
        _someone.has("copd", on="2015-01-01").lives(deprivation_decile=1),
        expect=outside(),
    ),
)


def _phq(score: float | None, on: str = "2025-12-01", of: StoryPerson = _someone) -> StoryPerson:
    return of.measures("phq9_score", score, None, on=on)


def _gad(score: float, on: str = "2025-12-01", of: StoryPerson = _someone) -> StoryPerson:
    return of.measures("gad7_score", score, None, on=on)


_MOOD = (
    *of_every_need(NEED_LOW_MOOD, _phq(9)),
    _palliative(NEED_LOW_MOOD, _phq(9)),
    story(NEED_LOW_MOOD, "PHQ-9 of 4", _phq(4), expect=outside()),
    story(NEED_LOW_MOOD, "PHQ-9 of 5", _phq(5), expect=due()),
    story(NEED_LOW_MOOD, "PHQ-9 of 14", _phq(14), expect=due()),
    story(NEED_LOW_MOOD, "PHQ-9 of 15", _phq(15), expect=outside()),
    story(NEED_LOW_MOOD, "GAD-7 of 4", _gad(4), expect=outside()),
    story(NEED_LOW_MOOD, "GAD-7 of 5", _gad(5), expect=due()),
    story(NEED_LOW_MOOD, "GAD-7 of 14", _gad(14), expect=due()),
    story(NEED_LOW_MOOD, "GAD-7 6 months ago less a day", _gad(9, "2025-08-11"), expect=due()),
    story(NEED_LOW_MOOD, "GAD-7 6 months ago", _gad(9, "2025-08-10"), expect=outside()),
    story(NEED_LOW_MOOD, "GAD-7 of 15", _gad(15), expect=outside()),
    story(NEED_LOW_MOOD, "PHQ-9 of 9 and GAD-7 of 15", _gad(15, of=_phq(9)), expect=excluded("X2")),
    story(NEED_LOW_MOOD, "PHQ-9 of 15 and GAD-7 of 8", _gad(8, of=_phq(15)), expect=excluded("X2")),
    story(
        NEED_LOW_MOOD,
        "severe in autumn, mild since",
        _phq(8, "2026-01-05", _phq(19, "2025-10-05")),
        expect=due(),
    ),
    story(NEED_LOW_MOOD, "6 months ago less a day", _phq(9, "2025-08-11"), expect=due()),
    story(NEED_LOW_MOOD, "6 months ago", _phq(9, "2025-08-10"), expect=outside()),
    story(NEED_LOW_MOOD, "a questionnaire without its score", _phq(None), expect=outside()),
    story(
        NEED_LOW_MOOD,
        "serious mental illness",
        _phq(9).has("serious_mental_illness", on="2010-01-01"),
        expect=excluded("X3"),
    ),
    *_of_age(NEED_LOW_MOOD, lambda somebody: _phq(9, of=somebody)),
)

_alone = _someone.has("lives_alone", on="2019-01-01")


def _home(of: StoryPerson, until: str | None, kind: str = "emergency_admission") -> StoryPerson:
    return of.admitted(kind, on="2026-01-02", until=until)


_DISCHARGE = (
    *of_every_need(NEED_DISCHARGED_ALONE, _home(_alone, "2026-01-20")),
    _palliative(NEED_DISCHARGED_ALONE, _home(_alone, "2026-01-20")),
    story(NEED_DISCHARGED_ALONE, "home for 27 days", _home(_alone, "2026-01-14"), expect=due()),
    story(NEED_DISCHARGED_ALONE, "home for 28 days", _home(_alone, "2026-01-13"), expect=outside()),
    story(NEED_DISCHARGED_ALONE, "still in hospital", _home(_alone, None), expect=outside()),
    story(
        NEED_DISCHARGED_ALONE,
        "planned admission",
        _home(_alone, "2026-01-20", "elective_admission"),
        expect=due(),
    ),
    story(
        NEED_DISCHARGED_ALONE,
        "an attendance is no stay",
        _alone.admitted("emergency_attendance", on="2026-01-20"),
        expect=outside(),
    ),
    story(
        NEED_DISCHARGED_ALONE,
        "lives with family now",
        _home(_alone.has("lives_with_others", on="2023-01-01"), "2026-01-20"),
        expect=outside(),
    ),
    story(NEED_DISCHARGED_ALONE, "household unknown", _home(_someone, "2026-01-20"), expect=outside()),
    *_of_age(
        NEED_DISCHARGED_ALONE,
        lambda somebody: _home(somebody.has("lives_alone", on="2025-06-01"), "2026-01-20"),
    ),
)

_inactive = _someone.has("physical_inactivity", on="2025-10-01")
_INACTIVITY = (
    *of_every_need(NEED_INACTIVITY, _inactive),
    _palliative(NEED_INACTIVITY, _inactive),
    story(
        NEED_INACTIVITY,
        "active since",
        _inactive.has("physical_activity_met", on="2025-11-01"),
        expect=outside(),
    ),
    story(
        NEED_INACTIVITY,
        "two answers of one day",
        _inactive.has("physical_activity_met", on="2025-10-01"),
        expect=outside(),
    ),
    story(
        NEED_INACTIVITY,
        "inactive a year ago less a day",
        _someone.has("physical_inactivity", on="2025-02-11"),
        expect=due(),
    ),
    story(
        NEED_INACTIVITY,
        "inactive a year ago",
        _someone.has("physical_inactivity", on="2025-02-10"),
        expect=outside(),
    ),
    *_of_age(NEED_INACTIVITY, lambda somebody: somebody.has("physical_inactivity", on="2025-10-01")),
    story(NEED_INACTIVITY, "never asked", _someone, expect=outside()),
)

_frail_alone = _alone.has("frailty_mild", on="2024-01-01")
_FRAIL = (
    *of_every_need(NEED_FRAIL_ALONE, _frail_alone),
    _palliative(NEED_FRAIL_ALONE, _frail_alone),
    story(NEED_FRAIL_ALONE, "moderate", _frail_alone.has("frailty_moderate", on="2025-01-01"), expect=due()),
    story(NEED_FRAIL_ALONE, "severe", _frail_alone.has("frailty_severe", on="2025-01-01"), expect=outside()),
    story(
        NEED_FRAIL_ALONE,
        "moved into a care home",
        _frail_alone.has("care_home_permanent", on="2025-01-01"),
        expect=excluded("X2"),
    ),
    story(
        NEED_FRAIL_ALONE,
        "with family",
        _frail_alone.has("lives_with_others", on="2025-01-01"),
        expect=outside(),
    ),
    story(NEED_FRAIL_ALONE, "alone, no frailty", _alone, expect=outside()),
)

STORIES: tuple[Story, ...] = (*_ATTENDANCE, *_CONDITIONS, *_MOOD, *_DISCHARGE, *_INACTIVITY, *_FRAIL)
