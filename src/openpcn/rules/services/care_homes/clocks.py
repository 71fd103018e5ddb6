"""The clocks of a care home: a plan within seven working days, a look after hospital, a round each week."""

from __future__ import annotations

from dataclasses import replace

from openpcn.rules.language import (
    AS_AT,
    EPISODE_START,
    Appointments,
    Earliest,
    Episode,
    Indicator,
    Latest,
    Nearly,
    On,
    Period,
    Show,
    Stays,
    Window,
    Work,
    achieve,
    adjust,
    days,
    exclude,
    last,
    missing,
    months,
    on_or_after,
    on_or_before,
    within,
    working_days,
)
from openpcn.rules.registers.residence import CARE_HOME, CARE_HOME_BED_LIST, ON_BED_LIST
from openpcn.rules.services.care_homes.homes import (
    ATTENDED,
    FRAMEWORK,
    INPATIENT,
    NOT_ATTENDED,
    PLAN_DECLINED,
    PLAN_DECLINED_SENTENCE,
    PLAN_WORK,
    PLANNED,
    RESIDENT,
    SHOW_CODED,
    SHOW_HOME,
    VISITS,
    seen_in_home,
)

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

_WEEK = days(7)


def _looks_seen(window: Window, when: str) -> tuple[Nearly, ...]:
    """An appointment that was not kept, or kept and not in the home."""
    return (
        Nearly(
            Appointments(VISITS, statuses=NOT_ATTENDED, window=window).exists,
            f"An appointment in the home {when} is not recorded as kept",
        ),
        Nearly(
            Appointments(statuses=ATTENDED, window=window).exists,
            f"Seen or spoken with {when}, but not in the home",
        ),
    )


AFTER_DISCHARGE = Indicator(
    "care_home_after_discharge",
    "Seen in the care home within a week of leaving hospital",
    source=FRAMEWORK,
    rationale=(
        "Medicines and needs change in hospital. Seen in the home, or plan or medicines reviewed, within "
        "seven days of leaving hospital, of the last four weeks: older ones are for the next round. The "
        "week is the framework's priority list read as a limit."
    ),
    of=RESIDENT,
    per=Episode(
        start=Stays("hospital_stay", kinds=INPATIENT, on="end", window=last(days(28), until=AS_AT)),
        close_within=_WEEK,
    ),
    rules=(
        achieve(
            "IN_TIME", seen_in_home(within(_WEEK, of=EPISODE_START)), "Seen within a week of leaving hospital"
        ),
        achieve("LATE", seen_in_home(_SINCE), "Seen, but after the week"),
    ),
    due_sentence="Back in the care home from hospital, and not seen since",
    nearly=_looks_seen(_SINCE, "since then"),
    shows=SHOW_HOME,
    work=Work(
        "care_home_visit",
        "Visit in the care home after hospital",
        by=("gp", "nurse", "paramedic", "clinical_pharmacist"),
        minutes=20,
        counts=("care_home_round", "pcsp_reviewed", "structured_medication_review"),
    ),
)

_THIS_WEEK = on_or_after(AS_AT - _WEEK)
_last_visit = Latest("care_home_round")
HOME_ROUND = Indicator(
    "care_home_round_due",
    "Seen in a home round within the last week",
    source=FRAMEWORK,
    rationale=(
        "The home has a round every week; whom it sees is for the team's judgement, not everybody. This "
        "list says who was not seen for more than seven days, for that judgement. A kept appointment in the "
        "home (round, visit or planning) counts, and so does a coded visit, plan or structured review."
    ),
    of=RESIDENT,
    rules=(achieve("R1", seen_in_home(_THIS_WEEK), "Seen in the home in the last seven days"),),
    due_sentence="Lives in a care home, and not seen there for more than seven days",
    nearly=_looks_seen(_THIS_WEEK, "in the last seven days"),
    shows=(Show("Last coded visit in the home", _last_visit, if_missing="No visit coded"), *SHOW_HOME),
    work=Work(
        "home_round",
        "Home round contact",
        by=("gp", "nurse", "paramedic", "clinical_pharmacist", "care_coordinator"),
        minutes=10,
        counts=("care_home_round",),
        window=_WEEK,
    ),
    listed=False,
)

_plan_in_year = Latest(PLANNED, window=last(months(12), until=AS_AT))
PLAN_IN_YEAR = Indicator(
    "care_home_plan_in_year",
    "Care home plan not older than twelve months",
    source=FRAMEWORK,
    rationale=(
        "A plan is looked at again at least once a year: agreed or reviewed in the twelve months to the day "
        "of the data, for everybody who lives in a home."
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


def _on_time(of: Indicator, title: str, limit: Period) -> Indicator:
    """The measure beside the list: every clock that has run out counts, and what came late does not."""
    return Indicator(
        f"{of.id}_on_time",
        title,
        source=of.source,
        rationale=(
            f"The same people and clock as {of.id}, where only the latest clock of a person is on the list "
            "and what came late takes it off. Here every one counts, and what came late does not: the rate "
            "says how often the limit was kept. A clock that still runs is not counted yet."
        ),
        of=of.of,
        per=of.per and Episode(of.per.start, of.per.close_within, keep="each"),
        rules=(
            *(rule for rule in of.rules if rule.code != "LATE"),
            exclude("RUNNING", EPISODE_START + limit >= AS_AT, "The limit has not passed yet"),
        ),
        due_sentence=f"{of.due_sentence}, or only after the limit",
        nearly=(
            *of.nearly,
            *(Nearly(rule.when, rule.sentence) for rule in of.rules if rule.code == "LATE"),
        ),
        shows=of.shows,
        work=of.work,
        listed=False,
    )


PLAN_AFTER_MOVING_IN_ON_TIME = _on_time(
    PLAN_AFTER_MOVING_IN, "Plan after moving into a care home: how often in time", SEVEN_WORKING_DAYS
)
PLAN_AFTER_HOSPITAL_ON_TIME = _on_time(
    PLAN_AFTER_HOSPITAL, "Plan after coming back from hospital: how often in time", SEVEN_WORKING_DAYS
)
AFTER_DISCHARGE_ON_TIME = _on_time(
    AFTER_DISCHARGE, "Seen in the care home after hospital: how often in time", _WEEK
)

DEFINITIONS = (
    PLAN_AFTER_MOVING_IN,
    PLAN_AFTER_MOVING_IN_ON_TIME,
    PLAN_AFTER_CODING,
    PLAN_AFTER_HOSPITAL,
    PLAN_AFTER_HOSPITAL_ON_TIME,
    AFTER_DISCHARGE,
    AFTER_DISCHARGE_ON_TIME,
    HOME_ROUND,
    PLAN_IN_YEAR,
)
