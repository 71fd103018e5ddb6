"""Stories of visits in care homes: after hospital, and in the weekly round."""

from __future__ import annotations

from openpcn.rules.language import Story, achieved, due, outside, story
from openpcn.rules.services.care_homes.homes import PLANNING, ROUND, VISIT
from openpcn.rules.services.care_homes.stories.shared import IN_TIME, LATE, OLD, RESIDENT, back, on_time
from openpcn.rules.services.care_homes.visits import AFTER_DISCHARGE, AFTER_DISCHARGE_ON_TIME, HOME_ROUND

_home = back("2026-01-28")
_DISCHARGE = (
    story(AFTER_DISCHARGE, "not seen", _home, expect=due(by="2026-02-04", episode_start="2026-01-28")),
    story(
        AFTER_DISCHARGE,
        "the week ends on the day of the data",
        back("2026-02-03"),
        expect=due(by="2026-02-10"),
    ),
    story(
        AFTER_DISCHARGE,
        "the week ended the day before the data",
        back("2026-02-02"),
        expect=due(by="2026-02-09"),
    ),
    story(
        AFTER_DISCHARGE,
        "seen in the round on the seventh day",
        _home.appointment(ROUND, on="2026-02-04"),
        expect=IN_TIME,
    ),
    story(
        AFTER_DISCHARGE,
        "seen in the round on the eighth day",
        _home.appointment(ROUND, on="2026-02-05"),
        expect=LATE,
    ),
    story(
        AFTER_DISCHARGE, "seen on the day itself", _home.appointment(VISIT, on="2026-01-28"), expect=IN_TIME
    ),
    story(AFTER_DISCHARGE, "seen the day before", _home.appointment(VISIT, on="2026-01-27"), expect=due()),
    story(
        AFTER_DISCHARGE,
        "an appointment that was cancelled",
        _home.appointment(ROUND, on="2026-02-02", status="cancelled"),
        expect=due(),
    ),
    *(
        story(
            AFTER_DISCHARGE,
            f"coded on the seventh day: {codes.replace('_', ' ')}",
            _home.has(codes, on="2026-02-04"),
            expect=IN_TIME,
        )
        for codes in ("care_home_round", "pcsp_agreed", "pcsp_reviewed", "structured_medication_review")
    ),
    story(
        AFTER_DISCHARGE,
        "a coded visit on the eighth day",
        _home.has("care_home_round", on="2026-02-05"),
        expect=LATE,
    ),
    story(
        AFTER_DISCHARGE,
        "a coded visit on the day itself",
        _home.has("care_home_round", on="2026-01-28"),
        expect=IN_TIME,
    ),
    story(
        AFTER_DISCHARGE,
        "a coded visit the day before",
        _home.has("care_home_round", on="2026-01-27"),
        expect=due(),
    ),
    story(
        AFTER_DISCHARGE,
        "seen while the week runs",
        back("2026-02-05").has("care_home_round", on="2026-02-06"),
        expect=IN_TIME,
    ),
    story(
        AFTER_DISCHARGE,
        "left hospital on the day of the data",
        back("2026-02-10"),
        expect=due(by="2026-02-17"),
    ),
    story(
        AFTER_DISCHARGE,
        "an attendance is no stay",
        RESIDENT.admitted("emergency_attendance", on="2026-01-28"),
        expect=outside(),
    ),
    story(
        AFTER_DISCHARGE,
        "still in hospital",
        RESIDENT.admitted("emergency_admission", on="2026-01-28"),
        expect=outside(),
    ),
    story(
        AFTER_DISCHARGE,
        "an appointment in the surgery",
        _home.appointment("General Consultation Routine", on="2026-02-02"),
        expect=due(),
    ),
    story(AFTER_DISCHARGE, "left hospital on the first of the 28 days", back("2026-01-14"), expect=due()),
    story(AFTER_DISCHARGE, "left hospital a day before them", back("2026-01-13"), expect=outside()),
    story(
        AFTER_DISCHARGE,
        "coded as a resident, on no bed list",
        back("2026-01-28", about=OLD.has("care_home_permanent", on="2024-01-01")),
        expect=due(),
    ),
    story(
        AFTER_DISCHARGE,
        "coded, and on a bed list",
        back("2026-01-28", about=RESIDENT.has("care_home_permanent", on="2024-03-01")),
        expect=due(),
    ),
    story(AFTER_DISCHARGE, "does not live in a home", back("2026-01-28", about=OLD), expect=outside()),
)

_ROUND = (
    story(HOME_ROUND, "never seen", RESIDENT, expect=due(by="2026-02-17")),
    story(
        HOME_ROUND,
        "seen seven days ago",
        RESIDENT.appointment(ROUND, on="2026-02-03"),
        expect=achieved("R1"),
    ),
    story(HOME_ROUND, "seen eight days ago", RESIDENT.appointment(ROUND, on="2026-02-02"), expect=due()),
    story(
        HOME_ROUND,
        "did not attend",
        RESIDENT.appointment(ROUND, on="2026-02-05", status="noshow"),
        expect=due(),
    ),
    story(
        HOME_ROUND,
        "booked for tomorrow",
        RESIDENT.appointment(ROUND, on="2026-02-11", status="booked"),
        expect=due(),
    ),
    story(
        HOME_ROUND,
        "a coded visit seven days ago",
        RESIDENT.has("care_home_round", on="2026-02-03"),
        expect=achieved("R1"),
    ),
    story(
        HOME_ROUND,
        "a coded visit eight days ago",
        RESIDENT.has("care_home_round", on="2026-02-02"),
        expect=due(),
    ),
    *(
        story(
            HOME_ROUND,
            f"{named} seven days ago",
            RESIDENT.has(codes, on="2026-02-03"),
            expect=achieved("R1"),
        )
        for codes, named in (
            ("pcsp_agreed", "plan agreed"),
            ("pcsp_reviewed", "plan reviewed"),
            ("structured_medication_review", "medicines reviewed"),
        )
    ),
    *(
        story(
            HOME_ROUND,
            f"an appointment of another kind in the home: {kind}",
            RESIDENT.appointment(kind, on="2026-02-03"),
            expect=achieved("R1"),
        )
        for kind in (VISIT, PLANNING)
    ),
    story(
        HOME_ROUND,
        "an appointment in the surgery",
        RESIDENT.appointment("General Consultation Routine", on="2026-02-05"),
        expect=due(),
    ),
    story(HOME_ROUND, "coded, on no bed list", OLD.has("care_home_permanent", on="2024-01-01"), expect=due()),
    story(
        HOME_ROUND,
        "coded, and on a bed list",
        RESIDENT.has("care_home_permanent", on="2024-03-01"),
        expect=due(),
    ),
    story(
        HOME_ROUND,
        "coded as left, still on a bed list",
        RESIDENT.has("care_home_permanent", on="2024-03-01").has("care_home_left", on="2026-01-01"),
        expect=due(),
    ),
    story(
        HOME_ROUND,
        "off the bed list, and not coded",
        OLD.lives_in_home(since="2024-03-01", until="2026-02-09"),
        expect=outside(),
    ),
    story(HOME_ROUND, "does not live in a home", OLD, expect=outside()),
)

STORIES: tuple[Story, ...] = (
    *_DISCHARGE,
    *_ROUND,
    *on_time(_DISCHARGE, AFTER_DISCHARGE_ON_TIME),
)
