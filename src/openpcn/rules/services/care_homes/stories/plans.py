"""Stories of plans in care homes: both sides of every limit, bank holidays included."""

from __future__ import annotations

from openpcn.rules.language import (
    Indicator,
    Story,
    StoryPerson,
    achieved,
    adjusted,
    due,
    excluded,
    outside,
    story,
)
from openpcn.rules.services.care_homes.plans import (
    PLAN_AFTER_CODING,
    PLAN_AFTER_HOSPITAL,
    PLAN_AFTER_HOSPITAL_ON_TIME,
    PLAN_AFTER_MOVING_IN,
    PLAN_AFTER_MOVING_IN_ON_TIME,
    PLAN_IN_YEAR,
)
from openpcn.rules.services.care_homes.stories.shared import IN_TIME, LATE, OLD, RESIDENT, back, on_time


def _plan_clock(definition: Indicator, before_christmas: StoryPerson) -> tuple[Story, ...]:
    """``before_christmas``: the clock started on 23 December; the seventh working day is 6 January."""
    return (
        story(
            definition,
            "the seventh working day, over Christmas and New Year",
            before_christmas.has("pcsp_agreed", on="2026-01-06"),
            expect=IN_TIME,
        ),
        story(
            definition,
            "the eighth working day",
            before_christmas.has("pcsp_agreed", on="2026-01-07"),
            expect=LATE,
        ),
        story(
            definition,
            "a review counts as a plan",
            before_christmas.has("pcsp_reviewed", on="2026-01-02"),
            expect=IN_TIME,
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
            expect=IN_TIME,
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
            "declined, then agreed in time",
            before_christmas.declines("pcsp_declined", on="2025-12-29").has("pcsp_agreed", on="2026-01-06"),
            expect=IN_TIME,
        ),
        story(
            definition,
            "declined the day before",
            before_christmas.declines("pcsp_declined", on="2025-12-22"),
            expect=due(),
        ),
    )


_MOVED_IN = (
    *_plan_clock(PLAN_AFTER_MOVING_IN, OLD.lives_in_home(since="2025-12-23")),
    story(
        PLAN_AFTER_MOVING_IN,
        "moved in on the day of the data",
        OLD.lives_in_home(since="2026-02-10"),
        expect=due(by="2026-02-19"),
    ),
    story(
        PLAN_AFTER_MOVING_IN,
        "declined while the clock runs",
        OLD.lives_in_home(since="2026-01-30").declines("pcsp_declined", on="2026-02-02"),
        expect=adjusted("DECLINED"),
    ),
    story(
        PLAN_AFTER_MOVING_IN,
        "the clock runs out on the day of the data",
        OLD.lives_in_home(since="2026-01-30"),
        expect=due(by="2026-02-10"),
    ),
    story(
        PLAN_AFTER_MOVING_IN,
        "the clock ran out the day before the data",
        OLD.lives_in_home(since="2026-01-29"),
        expect=due(by="2026-02-09"),
    ),
    story(
        PLAN_AFTER_MOVING_IN,
        "moved in on a Saturday",
        OLD.lives_in_home(since="2026-01-31"),
        expect=due(by="2026-02-10"),
    ),
    story(
        PLAN_AFTER_MOVING_IN,
        "there for a time",
        OLD.lives_in_home(since="2026-01-30", temporary=True),
        expect=due(by="2026-02-10"),
    ),
    story(
        PLAN_AFTER_MOVING_IN,
        "moved to another home: a new clock",
        OLD.lives_in_home(since="2025-10-01", until="2026-01-29")
        .has("pcsp_agreed", on="2025-10-02")
        .lives_in_home(since="2026-01-30"),
        expect=due(by="2026-02-10", episode_start="2026-01-30"),
    ),
    story(
        PLAN_AFTER_MOVING_IN,
        "moved in on the first day of the six months",
        OLD.lives_in_home(since="2025-08-11"),
        expect=due(),
    ),
    story(
        PLAN_AFTER_MOVING_IN,
        "moved in a day before the six months",
        OLD.lives_in_home(since="2025-08-10"),
        expect=outside(),
    ),
    story(
        PLAN_AFTER_MOVING_IN,
        "has left the home",
        OLD.lives_in_home(since="2026-01-05", until="2026-01-20"),
        expect=outside(),
    ),
    story(
        PLAN_AFTER_MOVING_IN,
        "coded, but on no bed list: no first day is known",
        OLD.has("care_home_permanent", on="2026-01-30"),
        expect=outside(),
    ),
)


def _late(definition: Indicator, before_christmas: StoryPerson) -> tuple[Story, ...]:
    """Only of the lists: their measures know nothing of what came late."""
    return (
        story(
            definition,
            "a review on the eighth working day counts as a plan",
            before_christmas.has("pcsp_reviewed", on="2026-01-07"),
            expect=LATE,
        ),
        story(
            definition,
            "declined, then agreed late",
            before_christmas.declines("pcsp_declined", on="2025-12-29").has("pcsp_agreed", on="2026-01-07"),
            expect=LATE,
        ),
    )


_long_coded = OLD.has("care_home_permanent", on="2024-03-01")
_CODED = (
    *_plan_clock(PLAN_AFTER_CODING, OLD.has("care_home_permanent", on="2025-12-23")),
    story(
        PLAN_AFTER_CODING,
        "coded again since: the first code starts the clock",
        OLD.has("care_home_temporary", on="2025-12-23").has("care_home_permanent", on="2026-02-02"),
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
        OLD.has("care_home_permanent", on="2026-01-05").has("care_home_left", on="2026-01-20"),
        expect=outside(),
    ),
    story(
        PLAN_AFTER_CODING,
        "there for a time",
        OLD.has("care_home_temporary", on="2026-01-30"),
        expect=due(by="2026-02-10"),
    ),
    story(
        PLAN_AFTER_CODING,
        "first coded on the first day of the six months",
        OLD.has("care_home_permanent", on="2025-08-11"),
        expect=due(),
    ),
    story(
        PLAN_AFTER_CODING,
        "first coded a day before the six months",
        OLD.has("care_home_permanent", on="2025-08-10"),
        expect=outside(),
    ),
    story(
        PLAN_AFTER_CODING,
        "on a bed list, not coded",
        OLD.lives_in_home(since="2026-01-30"),
        expect=outside(),
    ),
)

_HOSPITAL = (
    *_plan_clock(PLAN_AFTER_HOSPITAL, back("2025-12-23")),
    story(
        PLAN_AFTER_HOSPITAL,
        "came back on the day of the data",
        back("2026-02-10"),
        expect=due(by="2026-02-19"),
    ),
    story(
        PLAN_AFTER_HOSPITAL,
        "declined while the clock runs",
        back("2026-01-30").declines("pcsp_declined", on="2026-02-02"),
        expect=adjusted("DECLINED"),
    ),
    story(
        PLAN_AFTER_HOSPITAL,
        "moved in on leaving hospital, with a plan in time",
        back("2026-01-30", about=OLD.lives_in_home(since="2026-01-30")).has("pcsp_agreed", on="2026-02-02"),
        expect=excluded("NOT_THERE"),
    ),
    story(
        PLAN_AFTER_HOSPITAL,
        "after a planned stay",
        back("2026-01-30", "elective_admission"),
        expect=due(by="2026-02-10"),
    ),
    story(
        PLAN_AFTER_HOSPITAL,
        "the clock ran out the day before the data",
        back("2026-01-29"),
        expect=due(by="2026-02-09"),
    ),
    story(
        PLAN_AFTER_HOSPITAL,
        "came back on the first day of the six months",
        RESIDENT.admitted("emergency_admission", on="2025-08-01", until="2025-08-11"),
        expect=due(),
    ),
    story(
        PLAN_AFTER_HOSPITAL,
        "came back a day before the six months",
        RESIDENT.admitted("emergency_admission", on="2025-08-01", until="2025-08-10"),
        expect=outside(),
    ),
    story(
        PLAN_AFTER_HOSPITAL,
        "an attendance is no stay",
        RESIDENT.admitted("emergency_attendance", on="2026-01-30"),
        expect=outside(),
    ),
    story(
        PLAN_AFTER_HOSPITAL,
        "still in hospital",
        RESIDENT.admitted("emergency_admission", on="2026-01-30"),
        expect=outside(),
    ),
    story(
        PLAN_AFTER_HOSPITAL,
        "moved in on leaving hospital: the other clock",
        back("2026-01-30", about=OLD.lives_in_home(since="2026-01-30")),
        expect=excluded("NOT_THERE"),
    ),
    story(
        PLAN_AFTER_HOSPITAL,
        "moved in the day before leaving hospital",
        back("2026-01-30", about=OLD.lives_in_home(since="2026-01-29")),
        expect=due(by="2026-02-10"),
    ),
    story(PLAN_AFTER_HOSPITAL, "does not live in a home", back("2026-01-30", about=OLD), expect=outside()),
)

_YEAR = (
    story(PLAN_IN_YEAR, "no plan", RESIDENT, expect=due(by="2026-02-19")),
    story(
        PLAN_IN_YEAR, "coded, on no bed list", OLD.has("care_home_permanent", on="2024-03-01"), expect=due()
    ),
    story(
        PLAN_IN_YEAR,
        "coded, and on a bed list",
        RESIDENT.has("care_home_permanent", on="2024-03-01"),
        expect=due(),
    ),
    story(
        PLAN_IN_YEAR,
        "off the bed list, and not coded",
        OLD.lives_in_home(since="2024-03-01", until="2026-02-09"),
        expect=outside(),
    ),
    story(
        PLAN_IN_YEAR,
        "a plan on the day of the data",
        RESIDENT.has("pcsp_agreed", on="2026-02-10"),
        expect=achieved("R1"),
    ),
    story(
        PLAN_IN_YEAR,
        "declined, then agreed",
        RESIDENT.declines("pcsp_declined", on="2025-03-01").has("pcsp_agreed", on="2025-04-01"),
        expect=achieved("R1"),
    ),
    story(
        PLAN_IN_YEAR,
        "a plan on the first day of the year",
        RESIDENT.has("pcsp_agreed", on="2025-02-11"),
        expect=achieved("R1"),
    ),
    story(
        PLAN_IN_YEAR,
        "a plan a day before the year",
        RESIDENT.has("pcsp_agreed", on="2025-02-10"),
        expect=due(),
    ),
    story(
        PLAN_IN_YEAR,
        "an older plan, reviewed since",
        RESIDENT.has("pcsp_agreed", on="2023-02-10").has("pcsp_reviewed", on="2025-11-10"),
        expect=achieved("R1"),
    ),
    story(
        PLAN_IN_YEAR,
        "declined on the first day of the year",
        RESIDENT.declines("pcsp_declined", on="2025-02-11"),
        expect=adjusted("R2"),
    ),
    story(
        PLAN_IN_YEAR,
        "declined a day before the year",
        RESIDENT.declines("pcsp_declined", on="2025-02-10"),
        expect=due(),
    ),
    story(PLAN_IN_YEAR, "does not live in a home", OLD, expect=outside()),
)

STORIES: tuple[Story, ...] = (
    *_MOVED_IN,
    *_late(PLAN_AFTER_MOVING_IN, OLD.lives_in_home(since="2025-12-23")),
    *_CODED,
    *_late(PLAN_AFTER_CODING, OLD.has("care_home_permanent", on="2025-12-23")),
    *_HOSPITAL,
    *_late(PLAN_AFTER_HOSPITAL, back("2025-12-23")),
    *_YEAR,
    *on_time(_MOVED_IN, PLAN_AFTER_MOVING_IN_ON_TIME),
    *on_time(_HOSPITAL, PLAN_AFTER_HOSPITAL_ON_TIME),
)
