"""Stories of what follows a fall or an admission: the data are of 10 February 2026."""

from __future__ import annotations

from openpcn.rules.language import (
    Story,
    StoryPerson,
    achieved,
    adjusted,
    due,
    excluded,
    outside,
    person,
    story,
)
from openpcn.rules.services.proactive_care.events import FALLS_REVIEWED, FOLLOWED_UP, REPEATED_ADMISSIONS

_old = person(born="1945-05-01")
_fell = _old.has("falls", on="2025-10-01")
_FALLS = (
    story(FALLS_REVIEWED, "nobody has asked", _fell, expect=due(by="2026-01-01", episode_start="2025-10-01")),
    story(
        FALLS_REVIEWED,
        "assessed on the day",
        _fell.has("falls_review", on="2025-10-01"),
        expect=achieved("F1"),
    ),
    story(FALLS_REVIEWED, "assessed a day before", _fell.has("falls_review", on="2025-09-30"), expect=due()),
    story(
        FALLS_REVIEWED,
        "assessed after 3 months",
        _fell.has("falls_review", on="2026-01-01"),
        expect=achieved("F1"),
    ),
    story(
        FALLS_REVIEWED,
        "assessed a day after 3 months",
        _fell.has("falls_review", on="2026-01-02"),
        expect=excluded("LATE"),
    ),
    story(
        FALLS_REVIEWED,
        "a falls risk assessment counts as well",
        _fell.has("falls_risk_assessment", on="2025-11-01"),
        expect=achieved("F1"),
    ),
    story(
        FALLS_REVIEWED,
        "fell again within 3 months: one episode",
        _fell.has("falls", on="2025-12-31").has("falls_review", on="2025-10-05"),
        expect=achieved("F1"),
    ),
    story(
        FALLS_REVIEWED,
        "fell again after 3 months: a new one",
        _fell.has("falls_review", on="2025-10-05").has("falls", on="2026-01-02"),
        expect=due(by="2026-04-02", episode_start="2026-01-02"),
    ),
    story(
        FALLS_REVIEWED, "seen by the practice, not assessed", _fell.consults(on="2025-10-09"), expect=due()
    ),
    story(
        FALLS_REVIEWED,
        "declined on the day of the fall",
        _fell.declines("falls_review_declined", on="2025-10-01"),
        expect=adjusted("F3"),
    ),
    story(
        FALLS_REVIEWED,
        "declined a day before the fall",
        _fell.declines("falls_review_declined", on="2025-09-30"),
        expect=due(),
    ),
    story(
        FALLS_REVIEWED,
        "receiving palliative care",
        _fell.has("palliative_care", on="2025-11-01"),
        expect=adjusted("F2"),
    ),
    story(
        FALLS_REVIEWED, "in a care home", _fell.has("care_home_permanent", on="2025-01-01"), expect=outside()
    ),
    story(FALLS_REVIEWED, "a fall a year ago", _old.has("falls", on="2025-02-10"), expect=outside()),
    story(FALLS_REVIEWED, "a fall a year ago less a day", _old.has("falls", on="2025-02-11"), expect=due()),
    story(
        FALLS_REVIEWED,
        "65 a day later",
        person(born="1961-02-11").has("falls", on="2025-10-01"),
        expect=outside(),
    ),
    story(
        FALLS_REVIEWED,
        "65 on the day of the data",
        person(born="1961-02-10").has("falls", on="2025-10-01"),
        expect=due(),
    ),
    story(FALLS_REVIEWED, "no fall", _old, expect=outside()),
)


_mild = _old.has("frailty_mild", on="2024-01-01")


def _home(on: str, of: StoryPerson = _mild) -> StoryPerson:
    return of.admitted("emergency_admission", on="2025-10-20", until=on)


_FOLLOW_UP = (
    story(
        FOLLOWED_UP,
        "home and nobody rang",
        _home("2026-01-20"),
        expect=due(by="2026-01-27", episode_start="2026-01-20"),
    ),
    story(
        FOLLOWED_UP,
        "rung on the seventh day",
        _home("2026-01-20").has("post_discharge_follow_up", on="2026-01-27"),
        expect=achieved("D1"),
    ),
    story(
        FOLLOWED_UP,
        "rung on the eighth day",
        _home("2026-01-20").has("post_discharge_follow_up", on="2026-01-28"),
        expect=excluded("LATE"),
    ),
    story(
        FOLLOWED_UP,
        "rung on the day of discharge",
        _home("2026-01-20").has("post_discharge_follow_up", on="2026-01-20"),
        expect=achieved("D1"),
    ),
    story(
        FOLLOWED_UP,
        "rung before the discharge",
        _home("2026-01-20").has("post_discharge_follow_up", on="2026-01-19"),
        expect=due(),
    ),
    story(
        FOLLOWED_UP,
        "a contact that is not coded as follow-up",
        _home("2026-01-20").consults(on="2026-01-22"),
        expect=due(),
    ),
    story(
        FOLLOWED_UP,
        "back in hospital within 7 days",
        _home("2026-01-20").admitted("emergency_admission", on="2026-01-27"),
        expect=excluded("X1"),
    ),
    story(
        FOLLOWED_UP,
        "back in hospital after 7 days",
        _home("2026-01-20").admitted("emergency_admission", on="2026-01-28"),
        expect=due(),
    ),
    story(FOLLOWED_UP, "home 3 months ago less a day", _home("2025-11-11"), expect=due()),
    story(FOLLOWED_UP, "home 3 months ago", _home("2025-11-10"), expect=outside()),
    story(
        FOLLOWED_UP,
        "still in hospital",
        _mild.admitted("emergency_admission", on="2026-01-20"),
        expect=outside(),
    ),
    story(
        FOLLOWED_UP,
        "a planned admission",
        _mild.admitted("elective_admission", on="2026-01-18", until="2026-01-20"),
        expect=outside(),
    ),
    story(
        FOLLOWED_UP,
        "no degree of frailty and not under proactive care",
        _home("2026-01-20", _old),
        expect=outside(),
    ),
    story(
        FOLLOWED_UP,
        "under proactive care without a degree",
        _home("2026-01-20", _old.has("proactive_care_started", on="2025-01-01")),
        expect=due(),
    ),
    story(
        FOLLOWED_UP,
        "receiving palliative care",
        _home("2026-01-20").has("palliative_care", on="2026-01-20"),
        expect=adjusted("D2"),
    ),
    story(
        FOLLOWED_UP,
        "declined on the day of the discharge",
        _home("2026-01-20").declines("proactive_care_declined", on="2026-01-20"),
        expect=adjusted("D3"),
    ),
    story(
        FOLLOWED_UP,
        "declined a day before the discharge",
        _home("2026-01-20").declines("proactive_care_declined", on="2026-01-19"),
        expect=due(),
    ),
    *(
        story(
            FOLLOWED_UP,
            title,
            _home("2026-01-20", person(born=born).has("frailty_mild", on="2024-01-01")),
            expect=expect,
        )
        for title, born, expect in (
            ("65 on the day of the data", "1961-02-10", due()),
            ("65 a day later", "1961-02-11", outside()),
        )
    ),
    story(
        FOLLOWED_UP,
        "in a care home",
        _home("2026-01-20").has("care_home_permanent", on="2026-01-20"),
        expect=outside(),
    ),
)


def _admitted_twice(of: StoryPerson) -> StoryPerson:
    first = of.admitted("emergency_admission", on="2025-06-01", until="2025-06-09")
    return first.admitted("emergency_admission", on="2025-12-01", until="2025-12-20")


_twice = _admitted_twice(_old)
_REPEATED = (
    story(REPEATED_ADMISSIONS, "not discussed", _twice, expect=due()),
    story(
        REPEATED_ADMISSIONS,
        "discussed on the day of the second",
        _twice.has("multidisciplinary_meeting", on="2025-12-01"),
        expect=achieved("M1"),
    ),
    story(
        REPEATED_ADMISSIONS,
        "discussed a day before it",
        _twice.has("multidisciplinary_meeting", on="2025-11-30"),
        expect=due(),
    ),
    story(
        REPEATED_ADMISSIONS,
        "assessed since",
        _twice.has("comprehensive_geriatric_assessment", on="2026-01-10"),
        expect=achieved("M1"),
    ),
    story(
        REPEATED_ADMISSIONS,
        "followed up only",
        _twice.has("post_discharge_follow_up", on="2025-12-22"),
        expect=due(),
    ),
    story(
        REPEATED_ADMISSIONS,
        "declined on the day of the second",
        _twice.declines("proactive_care_declined", on="2025-12-01"),
        expect=adjusted("M2"),
    ),
    story(
        REPEATED_ADMISSIONS,
        "declined a day before it",
        _twice.declines("proactive_care_declined", on="2025-11-30"),
        expect=due(),
    ),
    *(
        story(REPEATED_ADMISSIONS, title, _admitted_twice(person(born=born)), expect=expect)
        for title, born, expect in (
            ("65 on the day of the data", "1961-02-10", due()),
            ("65 a day later", "1961-02-11", outside()),
        )
    ),
    story(
        REPEATED_ADMISSIONS,
        "receiving palliative care",
        _twice.has("palliative_care", on="2025-12-22"),
        expect=excluded("X1"),
    ),
    *(
        story(
            REPEATED_ADMISSIONS,
            title,
            _old.admitted("emergency_admission", on=first, until=first).admitted(
                "emergency_admission", on="2025-12-01", until="2025-12-20"
            ),
            expect=expect,
        )
        for title, first, expect in (
            ("two admissions, the first a year ago less a day", "2025-02-11", due()),
            ("two admissions, the first a year ago", "2025-02-10", outside()),
        )
    ),
    story(
        REPEATED_ADMISSIONS,
        "one admission",
        _old.admitted("emergency_admission", on="2025-12-01", until="2025-12-20"),
        expect=outside(),
    ),
    story(
        REPEATED_ADMISSIONS,
        "one admission and one attendance",
        _old.admitted("emergency_admission", on="2025-12-01", until="2025-12-20").admitted(
            "emergency_attendance", on="2025-07-01"
        ),
        expect=outside(),
    ),
)

STORIES: tuple[Story, ...] = (*_FALLS, *_FOLLOW_UP, *_REPEATED)
