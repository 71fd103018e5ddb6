"""Plans in care homes: within seven working days of moving in or coming back, and looked at every year."""

from __future__ import annotations

from dataclasses import replace

from openpcn.rules.language import (
    AS_AT,
    EPISODE_START,
    Earliest,
    Episode,
    Indicator,
    Latest,
    Nearly,
    On,
    Show,
    Stays,
    achieve,
    adjust,
    exclude,
    last,
    missing,
    months,
    on_or_after,
    on_or_before,
    within,
    working_days,
)
from openpcn.rules.registers import CARE_HOME
from openpcn.rules.registers.residence import CARE_HOME_BED_LIST, ON_BED_LIST
from openpcn.rules.services.care_homes.homes import (
    FRAMEWORK,
    INPATIENT,
    PLAN_DECLINED,
    PLAN_DECLINED_SENTENCE,
    PLAN_WORK,
    PLANNED,
    READS_BED_LISTS,
    RESIDENT,
    SHOW_CODED,
    SHOW_HOME,
)
from openpcn.rules.services.care_homes.on_time import on_time

SEVEN_WORKING_DAYS = working_days(7)
_SINCE = on_or_after(EPISODE_START)
_planned = Latest(PLANNED, window=within(SEVEN_WORKING_DAYS, of=EPISODE_START))
_planned_late = Latest(PLANNED, window=_SINCE)
_out_of_hospital = Stays("hospital_stay", kinds=INPATIENT, on="end", window=last(months(6), until=AS_AT))

_plan_work = replace(PLAN_WORK, window=SEVEN_WORKING_DAYS)
_plan_rules = (
    achieve("IN_TIME", _planned.exists, "Plan agreed or reviewed within seven working days"),
    achieve("LATE", _planned_late.exists, "Plan agreed or reviewed, but after the seven working days"),
    adjust("DECLINED", Latest(PLAN_DECLINED, window=_SINCE).exists, PLAN_DECLINED_SENTENCE),
)


def _plan_nearly(then: str) -> tuple[Nearly, ...]:
    return (
        Nearly(Latest(PLANNED).date < EPISODE_START, f"A plan is recorded, but from before {then}"),
        Nearly(Latest("other_care_plan", window=_SINCE).exists, "A care plan of another kind is recorded"),
    )


_working_days = (
    "Seven working days of England, bank holidays left out: the contract counts working days, the "
    "framework's page says seven days. A later plan takes the person off the list too; the measure of those "
    "in time is apart."
)
_BED_LIST_ALONE = (
    "Only a home's bed list tells when somebody moved: a practice without one is not assessed for this, "
    "see care_home_plan_after_coding. "
)

PLAN_AFTER_MOVING_IN = Indicator(
    "care_home_plan_after_moving_in",
    "Plan within seven working days of moving into a care home",
    source=FRAMEWORK,
    rationale=(
        "The clock starts on the first day of a stay on the home's bed list, of the last six months; each "
        "stay has its own, and the latest counts. " + _BED_LIST_ALONE + _working_days
    ),
    of=On(CARE_HOME_BED_LIST),
    per=Episode(
        start=Stays("care_home_stay", window=last(months(6), until=AS_AT)), close_within=SEVEN_WORKING_DAYS
    ),
    rules=_plan_rules,
    due_sentence="Moved into a care home, and no personalised care and support plan since",
    nearly=_plan_nearly("the move"),
    shows=SHOW_HOME,
    work=_plan_work,
)

_LIVES_THERE = ("care_home_permanent", "care_home_temporary")
_first_code = Earliest(_LIVES_THERE, window=on_or_after(Latest("care_home_left").date, or_ever=True))
_that_day = on_or_after(_first_code.date) & on_or_before(_first_code.date)

PLAN_AFTER_CODING = Indicator(
    "care_home_plan_after_coding",
    "Plan within seven working days of the first care home code",
    source=FRAMEWORK,
    rationale=(
        "For a network whose homes send no bed lists, to be switched on instead of "
        "care_home_plan_after_moving_in. The clock starts on the day of the first care home code, permanent "
        "or temporary, since the record last said that the person had left a home, of the last six months. "
        "Codes after it start no clock. The code may be written days after the move, so the true clock may "
        "have started earlier. " + _working_days
    ),
    of=On(CARE_HOME),
    per=Episode(
        start=Latest(_LIVES_THERE, window=_that_day & last(months(6), until=AS_AT)),
        close_within=SEVEN_WORKING_DAYS,
    ),
    rules=_plan_rules,
    due_sentence="Coded as living in a care home, and no personalised care and support plan since",
    nearly=_plan_nearly("that code"),
    shows=SHOW_CODED,
    work=_plan_work,
    listed=False,
)

PLAN_AFTER_HOSPITAL = Indicator(
    "care_home_plan_after_hospital",
    "Plan within seven working days of coming back from hospital",
    source=FRAMEWORK,
    rationale=(
        "The clock starts on the day a resident comes back after a stay in hospital, of the last six months. "
        "Somebody who moved in only then has the other clock. Only a home's bed list tells which of the two: "
        "a practice without one is not assessed for this. " + _working_days
    ),
    of=On(CARE_HOME_BED_LIST),
    per=Episode(start=_out_of_hospital, close_within=SEVEN_WORKING_DAYS),
    rules=(
        exclude(
            "NOT_THERE",
            ON_BED_LIST.date >= EPISODE_START,
            "Moved into the home on leaving hospital, or later",
        ),
        *_plan_rules,
    ),
    due_sentence="Back in the care home from hospital, and no plan agreed or reviewed since",
    nearly=_plan_nearly("the return from hospital"),
    shows=(Show("Left hospital", _out_of_hospital.date), *SHOW_HOME),
    work=_plan_work,
)

_plan_in_year = Latest(PLANNED, window=last(months(12), until=AS_AT))
PLAN_IN_YEAR = Indicator(
    "care_home_plan_in_year",
    "Care home plan not older than twelve months",
    source=FRAMEWORK,
    rationale=(
        "A plan is looked at again at least once a year: agreed or reviewed in the twelve months to the day "
        "of the data, for everybody who lives in a home." + READS_BED_LISTS
    ),
    of=RESIDENT,
    rules=(
        achieve("R1", _plan_in_year.exists, "Plan agreed or reviewed in the last twelve months"),
        adjust(
            "R2",
            Latest(PLAN_DECLINED, window=last(months(12), until=AS_AT)).exists,
            PLAN_DECLINED_SENTENCE,
        ),
    ),
    due_sentence="Lives in a care home, and the plan is missing or more than twelve months old",
    nearly=(
        Nearly(
            missing(_plan_in_year) & Latest(PLANNED).exists, "The last plan is more than twelve months old"
        ),
    ),
    shows=(Show("Last plan", Latest(PLANNED), if_missing="No plan on record"), *SHOW_HOME),
    work=_plan_work,
    listed=False,
)

PLAN_AFTER_MOVING_IN_ON_TIME = on_time(
    PLAN_AFTER_MOVING_IN, "Plan after moving into a care home: how often in time", SEVEN_WORKING_DAYS
)
PLAN_AFTER_HOSPITAL_ON_TIME = on_time(
    PLAN_AFTER_HOSPITAL, "Plan after coming back from hospital: how often in time", SEVEN_WORKING_DAYS
)

DEFINITIONS = (
    PLAN_AFTER_MOVING_IN,
    PLAN_AFTER_MOVING_IN_ON_TIME,
    PLAN_AFTER_CODING,
    PLAN_AFTER_HOSPITAL,
    PLAN_AFTER_HOSPITAL_ON_TIME,
    PLAN_IN_YEAR,
)
