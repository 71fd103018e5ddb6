"""Stories of the care home clocks: both sides of every limit, bank holidays included."""

from __future__ import annotations

from dataclasses import replace

from openpcn.rules.language import (
    Expected,
    Indicator,
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
from openpcn.rules.services.care_homes.clocks import (
    AFTER_DISCHARGE,
    AFTER_DISCHARGE_ON_TIME,
    HOME_ROUND,
    PLAN_AFTER_CODING,
    PLAN_AFTER_HOSPITAL,
    PLAN_AFTER_HOSPITAL_ON_TIME,
    PLAN_AFTER_MOVING_IN,
    PLAN_AFTER_MOVING_IN_ON_TIME,
    PLAN_IN_YEAR,
)
from openpcn.rules.services.care_homes.homes import PLANNING, ROUND, VISIT

_old = person(born="1938-11-11")
_IN_TIME, _LATE = achieved("IN_TIME"), achieved("LATE")


def _plan_clock(definition: Indicator, before_christmas: StoryPerson) -> tuple[Story, ...]:
    """``before_christmas``: the clock started on 23 December; the seventh working day is 6 January."""
    return (
        story(
            definition,
            "the seventh working day, over Christmas and New Year",
            before_christmas.has("pcsp_agreed", on="2026-01-06"),
            expect=_IN_TIME,
        ),
        story(
            definition,
            "the eighth working day",
            before_christmas.has("pcsp_agreed", on="2026-01-07"),
            expect=_LATE,
        ),
        story(
            definition,
            "a review counts as a plan",
            before_christmas.has("pcsp_reviewed", on="2026-01-02"),
            expect=_IN_TIME,
        ),
        story(
            definition,
            "a plan of the day before the clock",
            before_christmas.has("pcsp_agreed", on="2025-12-22"),
            expect=due(by="2026-01-06"),
        ),
        story(
            definition,
            "a plan on the day the clock starts",
            before_christmas.has("pcsp_agreed", on="2025-12-23"),
            expect=_IN_TIME,
        ),
        story(
            definition, "no plan", before_christmas, expect=due(by="2026-01-06", episode_start="2025-12-23")
        ),
        story(
            definition,
            "a care plan of another kind",
            before_christmas.has("other_care_plan", on="2025-12-29"),
            expect=due(),
        ),
        story(
            definition,
            "declined on the day the clock starts",
            before_christmas.declines("pcsp_declined", on="2025-12-23"),
            expect=adjusted("DECLINED"),
        ),
        story(
            definition,
            "declined the day before",
            before_christmas.declines("pcsp_declined", on="2025-12-22"),
            expect=due(),
        ),
    )


_MOVED_IN = (
    *_plan_clock(PLAN_AFTER_MOVING_IN, _old.lives_in_home(since="2025-12-23")),
    story(
        PLAN_AFTER_MOVING_IN,
        "the clock runs out on the day of the data",
        _old.lives_in_home(since="2026-01-30"),
        expect=due(by="2026-02-10"),
    ),
    story(
        PLAN_AFTER_MOVING_IN,
        "the clock ran out the day before the data",
        _old.lives_in_home(since="2026-01-29"),
        expect=due(by="2026-02-09"),
    ),
    story(
        PLAN_AFTER_MOVING_IN,
        "moved in on a Saturday",
        _old.lives_in_home(since="2026-01-31"),
        expect=due(by="2026-02-10"),
    ),
    story(
        PLAN_AFTER_MOVING_IN,
        "there for a time",
        _old.lives_in_home(since="2026-01-30", temporary=True),
        expect=due(by="2026-02-10"),
    ),
    story(
        PLAN_AFTER_MOVING_IN,
        "moved to another home: a new clock",
        _old.lives_in_home(since="2025-10-01", until="2026-01-29")
        .has("pcsp_agreed", on="2025-10-02")
        .lives_in_home(since="2026-01-30"),
        expect=due(by="2026-02-10", episode_start="2026-01-30"),
    ),
    story(
        PLAN_AFTER_MOVING_IN,
        "moved in on the first day of the six months",
        _old.lives_in_home(since="2025-08-11"),
        expect=due(),
    ),
    story(
        PLAN_AFTER_MOVING_IN,
        "moved in a day before the six months",
        _old.lives_in_home(since="2025-08-10"),
        expect=outside(),
    ),
    story(
        PLAN_AFTER_MOVING_IN,
        "has left the home",
        _old.lives_in_home(since="2026-01-05", until="2026-01-20"),
        expect=outside(),
    ),
    story(
        PLAN_AFTER_MOVING_IN,
        "coded, but on no bed list: no first day is known",
        _old.has("care_home_permanent", on="2026-01-30"),
        expect=outside(),
    ),
)

_long_coded = _old.has("care_home_permanent", on="2024-03-01")
_CODED = (
    *_plan_clock(PLAN_AFTER_CODING, _old.has("care_home_permanent", on="2025-12-23")),
    story(
        PLAN_AFTER_CODING,
        "coded again since: the first code starts the clock",
        _old.has("care_home_temporary", on="2025-12-23").has("care_home_permanent", on="2026-02-02"),
        expect=due(by="2026-01-06", episode_start="2025-12-23"),
    ),
    story(
        PLAN_AFTER_CODING,
        "coded for years, and again last month: nobody moved",
        _long_coded.has("care_home_permanent", on="2026-01-20"),
        expect=outside(),
    ),
    story(
        PLAN_AFTER_CODING,
        "coded again after having left",
        _long_coded.has("care_home_left", on="2025-06-01").has("care_home_permanent", on="2026-01-30"),
        expect=due(by="2026-02-10", episode_start="2026-01-30"),
    ),
    story(
        PLAN_AFTER_CODING,
        "left one home for another on one day",
        _long_coded.has("care_home_left", on="2026-01-30").has("care_home_permanent", on="2026-01-30"),
        expect=due(by="2026-02-10", episode_start="2026-01-30"),
    ),
    story(
        PLAN_AFTER_CODING,
        "has left since",
        _old.has("care_home_permanent", on="2026-01-05").has("care_home_left", on="2026-01-20"),
        expect=outside(),
    ),
    story(
        PLAN_AFTER_CODING,
        "there for a time",
        _old.has("care_home_temporary", on="2026-01-30"),
        expect=due(by="2026-02-10"),
    ),
    story(
        PLAN_AFTER_CODING,
        "first coded on the first day of the six months",
        _old.has("care_home_permanent", on="2025-08-11"),
        expect=due(),
    ),
    story(
        PLAN_AFTER_CODING,
        "first coded a day before the six months",
        _old.has("care_home_permanent", on="2025-08-10"),
        expect=outside(),
    ),
    story(
        PLAN_AFTER_CODING,
        "on a bed list, not coded",
        _old.lives_in_home(since="2026-01-30"),
        expect=outside(),
    ),
)

_resident = _old.lives_in_home(since="2024-03-01")


def _back(on: str, kind: str = "emergency_admission", about: StoryPerson = _resident) -> StoryPerson:
    return about.admitted(kind, on="2025-12-01", until=on)


_HOSPITAL = (
    *_plan_clock(PLAN_AFTER_HOSPITAL, _back("2025-12-23")),
    story(
        PLAN_AFTER_HOSPITAL,
        "after a planned stay",
        _back("2026-01-30", "elective_admission"),
        expect=due(by="2026-02-10"),
    ),
    story(
        PLAN_AFTER_HOSPITAL,
        "the clock ran out the day before the data",
        _back("2026-01-29"),
        expect=due(by="2026-02-09"),
    ),
    story(
        PLAN_AFTER_HOSPITAL,
        "came back on the first day of the six months",
        _resident.admitted("emergency_admission", on="2025-08-01", until="2025-08-11"),
        expect=due(),
    ),
    story(
        PLAN_AFTER_HOSPITAL,
        "came back a day before the six months",
        _resident.admitted("emergency_admission", on="2025-08-01", until="2025-08-10"),
        expect=outside(),
    ),
    story(
        PLAN_AFTER_HOSPITAL,
        "an attendance is no stay",
        _resident.admitted("emergency_attendance", on="2026-01-30"),
        expect=outside(),
    ),
    story(
        PLAN_AFTER_HOSPITAL,
        "still in hospital",
        _resident.admitted("emergency_admission", on="2026-01-30"),
        expect=outside(),
    ),
    story(
        PLAN_AFTER_HOSPITAL,
        "moved in on leaving hospital: the other clock",
        _back("2026-01-30", about=_old.lives_in_home(since="2026-01-30")),
        expect=excluded("NOT_THERE"),
    ),
    story(
        PLAN_AFTER_HOSPITAL,
        "moved in the day before leaving hospital",
        _back("2026-01-30", about=_old.lives_in_home(since="2026-01-29")),
        expect=due(by="2026-02-10"),
    ),
    story(PLAN_AFTER_HOSPITAL, "does not live in a home", _back("2026-01-30", about=_old), expect=outside()),
)

_home = _back("2026-01-28")
_DISCHARGE = (
    story(AFTER_DISCHARGE, "not seen", _home, expect=due(by="2026-02-04", episode_start="2026-01-28")),
    story(
        AFTER_DISCHARGE,
        "the week ends on the day of the data",
        _back("2026-02-03"),
        expect=due(by="2026-02-10"),
    ),
    story(
        AFTER_DISCHARGE,
        "the week ended the day before the data",
        _back("2026-02-02"),
        expect=due(by="2026-02-09"),
    ),
    story(
        AFTER_DISCHARGE,
        "seen in the round on the seventh day",
        _home.appointment(ROUND, on="2026-02-04"),
        expect=_IN_TIME,
    ),
    story(
        AFTER_DISCHARGE,
        "seen in the round on the eighth day",
        _home.appointment(ROUND, on="2026-02-05"),
        expect=_LATE,
    ),
    story(
        AFTER_DISCHARGE, "seen on the day itself", _home.appointment(VISIT, on="2026-01-28"), expect=_IN_TIME
    ),
    story(AFTER_DISCHARGE, "seen the day before", _home.appointment(VISIT, on="2026-01-27"), expect=due()),
    story(
        AFTER_DISCHARGE,
        "an appointment that was cancelled",
        _home.appointment(ROUND, on="2026-02-02", status="cancelled"),
        expect=due(),
    ),
    story(AFTER_DISCHARGE, "a coded visit", _home.has("care_home_round", on="2026-02-02"), expect=_IN_TIME),
    story(
        AFTER_DISCHARGE,
        "medicines reviewed",
        _home.has("structured_medication_review", on="2026-02-02"),
        expect=_IN_TIME,
    ),
    story(AFTER_DISCHARGE, "plan reviewed", _home.has("pcsp_reviewed", on="2026-02-02"), expect=_IN_TIME),
    story(
        AFTER_DISCHARGE,
        "an attendance is no stay",
        _resident.admitted("emergency_attendance", on="2026-01-28"),
        expect=outside(),
    ),
    story(
        AFTER_DISCHARGE,
        "still in hospital",
        _resident.admitted("emergency_admission", on="2026-01-28"),
        expect=outside(),
    ),
    story(
        AFTER_DISCHARGE,
        "an appointment in the surgery",
        _home.appointment("General Consultation Routine", on="2026-02-02"),
        expect=due(),
    ),
    story(AFTER_DISCHARGE, "left hospital on the first of the 28 days", _back("2026-01-14"), expect=due()),
    story(AFTER_DISCHARGE, "left hospital a day before them", _back("2026-01-13"), expect=outside()),
    story(
        AFTER_DISCHARGE,
        "coded as a resident, on no bed list",
        _back("2026-01-28", about=_old.has("care_home_permanent", on="2024-01-01")),
        expect=due(),
    ),
    story(AFTER_DISCHARGE, "does not live in a home", _back("2026-01-28", about=_old), expect=outside()),
)

_ROUND = (
    story(HOME_ROUND, "never seen", _resident, expect=due(by="2026-02-17")),
    story(
        HOME_ROUND,
        "seen seven days ago",
        _resident.appointment(ROUND, on="2026-02-03"),
        expect=achieved("R1"),
    ),
    story(HOME_ROUND, "seen eight days ago", _resident.appointment(ROUND, on="2026-02-02"), expect=due()),
    story(
        HOME_ROUND,
        "did not attend",
        _resident.appointment(ROUND, on="2026-02-05", status="noshow"),
        expect=due(),
    ),
    story(
        HOME_ROUND,
        "booked for tomorrow",
        _resident.appointment(ROUND, on="2026-02-11", status="booked"),
        expect=due(),
    ),
    story(
        HOME_ROUND, "a coded visit", _resident.has("care_home_round", on="2026-02-09"), expect=achieved("R1")
    ),
    *(
        story(
            HOME_ROUND,
            f"{named} seven days ago",
            _resident.has(codes, on="2026-02-03"),
            expect=achieved("R1"),
        )
        for codes, named in (
            ("pcsp_reviewed", "plan reviewed"),
            ("structured_medication_review", "medicines reviewed"),
        )
    ),
    *(
        story(
            HOME_ROUND,
            f"an appointment of another kind in the home: {kind}",
            _resident.appointment(kind, on="2026-02-03"),
            expect=achieved("R1"),
        )
        for kind in (VISIT, PLANNING)
    ),
    story(
        HOME_ROUND,
        "an appointment in the surgery",
        _resident.appointment("General Consultation Routine", on="2026-02-05"),
        expect=due(),
    ),
    story(
        HOME_ROUND, "coded, on no bed list", _old.has("care_home_permanent", on="2024-01-01"), expect=due()
    ),
    story(HOME_ROUND, "does not live in a home", _old, expect=outside()),
)

_YEAR = (
    story(PLAN_IN_YEAR, "no plan", _resident, expect=due()),
    story(
        PLAN_IN_YEAR,
        "a plan on the first day of the year",
        _resident.has("pcsp_agreed", on="2025-02-11"),
        expect=achieved("R1"),
    ),
    story(
        PLAN_IN_YEAR,
        "a plan a day before the year",
        _resident.has("pcsp_agreed", on="2025-02-10"),
        expect=due(),
    ),
    story(
        PLAN_IN_YEAR,
        "an older plan, reviewed since",
        _resident.has("pcsp_agreed", on="2023-02-10").has("pcsp_reviewed", on="2025-11-10"),
        expect=achieved("R1"),
    ),
    story(
        PLAN_IN_YEAR,
        "declined on the first day of the year",
        _resident.declines("pcsp_declined", on="2025-02-11"),
        expect=adjusted("R2"),
    ),
    story(
        PLAN_IN_YEAR,
        "declined a day before the year",
        _resident.declines("pcsp_declined", on="2025-02-10"),
        expect=due(),
    ),
    story(PLAN_IN_YEAR, "does not live in a home", _old, expect=outside()),
)


def _counted(told: Story) -> Expected:
    """In time counts, late stays due, and a limit that has not passed counts nowhere yet."""
    if told.expect == _LATE:
        return due()
    running = told.expect.due_by is not None and told.expect.due_by >= told.as_at
    return excluded("RUNNING") if running else told.expect


def _on_time(of: tuple[Story, ...], measure: Indicator) -> tuple[Story, ...]:
    """The same people as those of the list."""
    return tuple(replace(each, definition=measure, expect=_counted(each)) for each in of)


_MEASURES = (
    *_on_time(_MOVED_IN, PLAN_AFTER_MOVING_IN_ON_TIME),
    *_on_time(_HOSPITAL, PLAN_AFTER_HOSPITAL_ON_TIME),
    *_on_time(_DISCHARGE, AFTER_DISCHARGE_ON_TIME),
)

STORIES: tuple[Story, ...] = (*_MOVED_IN, *_CODED, *_HOSPITAL, *_DISCHARGE, *_ROUND, *_YEAR, *_MEASURES)
