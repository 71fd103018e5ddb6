"""The clocks of a care home: a plan within seven working days, a look after hospital, a round each week."""

from __future__ import annotations

from openpcn.rules.language import (
    AS_AT,
    EPISODE_START,
    Episode,
    Indicator,
    Latest,
    Nearly,
    On,
    Show,
    Stays,
    Work,
    achieve,
    adjust,
    days,
    exclude,
    last,
    missing,
    months,
    on_or_after,
    within,
    working_days,
)
from openpcn.rules.registers.residence import CARE_HOME_BED_LIST, ON_BED_LIST
from openpcn.rules.services.care_homes.homes import (
    FRAMEWORK,
    INPATIENT,
    PLANNED,
    RESIDENT,
    SHOW_HOME,
    seen_in_home,
)

SEVEN_WORKING_DAYS = working_days(7)
_SINCE = on_or_after(EPISODE_START)
_planned = Latest(PLANNED, window=within(SEVEN_WORKING_DAYS, of=EPISODE_START))
_planned_late = Latest(PLANNED, window=_SINCE)
_declined = Latest("pcsp_declined", window=_SINCE)
_out_of_hospital = Stays("hospital_stay", kinds=INPATIENT, on="end", window=last(months(6), until=AS_AT))

_plan_work = Work(
    "care_home_plan",
    "Personalised care and support plan in the home",
    by=("care_coordinator", "nurse", "gp", "paramedic"),
    minutes=40,
    counts=PLANNED,
    window=SEVEN_WORKING_DAYS,
)
_plan_rules = (
    achieve("IN_TIME", _planned.exists, "Plan agreed or reviewed within seven working days"),
    achieve("LATE", _planned_late.exists, "Plan agreed or reviewed, but after the seven working days"),
    adjust("DECLINED", _declined.exists, "Chose not to have a personalised care and support plan"),
)
_plan_nearly = (
    Nearly(Latest(PLANNED).exists, "A plan is recorded, but from before this stay"),
    Nearly(Latest("other_care_plan", window=_SINCE).exists, "A care plan of another kind is recorded"),
)
_working_days = (
    "Seven working days of England, bank holidays left out: the contract counts working days, the "
    "framework's page says seven days. A later plan takes the person off the list too; the measure of those "
    "in time is apart."
)

PLAN_AFTER_MOVING_IN = Indicator(
    "care_home_plan_after_moving_in",
    "Plan within seven working days of moving into a care home",
    source=FRAMEWORK,
    rationale=(
        "The clock starts on the first day of a stay on the home's bed list, of the last six months; each "
        "stay has its own, and the latest counts. " + _working_days
    ),
    of=On(CARE_HOME_BED_LIST),
    per=Episode(
        start=Stays("care_home_stay", window=last(months(6), until=AS_AT)), close_within=SEVEN_WORKING_DAYS
    ),
    rules=_plan_rules,
    due_sentence="Moved into a care home, and no personalised care and support plan since",
    nearly=_plan_nearly,
    shows=SHOW_HOME,
    work=_plan_work,
)

PLAN_AFTER_HOSPITAL = Indicator(
    "care_home_plan_after_hospital",
    "Plan within seven working days of coming back from hospital",
    source=FRAMEWORK,
    rationale=(
        "The clock starts on the day a resident comes back after a stay in hospital, of the last six months. "
        "Who moved in only afterwards has the other clock. " + _working_days
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
    due_sentence="Back in the care home from hospital, and the plan not reviewed since",
    nearly=_plan_nearly,
    shows=(Show("Left hospital", _out_of_hospital.date), *SHOW_HOME),
    work=_plan_work,
)

_WEEK = days(7)
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
    shows=SHOW_HOME,
    work=Work(
        "care_home_visit",
        "Visit in the care home after hospital",
        by=("gp", "nurse", "paramedic", "clinical_pharmacist"),
        minutes=20,
        counts=("care_home_round", "pcsp_reviewed", "structured_medication_review"),
    ),
)

_this_week = seen_in_home(on_or_after(AS_AT - _WEEK))
_last_visit = Latest("care_home_round")
HOME_ROUND = Indicator(
    "care_home_round_due",
    "Seen in a home round within the last week",
    source=FRAMEWORK,
    rationale=(
        "The home has a round every week; whom it sees is for the team's judgement, not everybody. This "
        "list says who was not seen for more than seven days, for that judgement. A kept appointment of the "
        "round, or a coded visit, counts."
    ),
    of=RESIDENT,
    rules=(achieve("R1", _this_week, "Seen in the home in the last seven days"),),
    due_sentence="Lives in a care home, and not seen there for more than seven days",
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
    rationale="Agreed or reviewed in the twelve months to the day of the data, of whoever lives in a home.",
    of=RESIDENT,
    rules=(
        achieve("R1", _plan_in_year.exists, "Plan agreed or reviewed in the last twelve months"),
        adjust(
            "R2",
            Latest("pcsp_declined", window=last(months(12), until=AS_AT)).exists,
            "Chose not to have a personalised care and support plan",
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


def _on_time(of: Indicator, title: str) -> Indicator:
    """The measure beside the list: what came late does not count, and nobody is chased for it."""
    return Indicator(
        f"{of.id}_on_time",
        title,
        source=of.source,
        rationale=(
            f"The same people and clock as {of.id}, where only the latest clock of a person is on the list "
            "and what came late takes it off. Here every one counts, and what came late does not: the rate "
            "says how often the limit was kept."
        ),
        of=of.of,
        per=of.per and Episode(of.per.start, of.per.close_within, keep="each"),
        rules=tuple(rule for rule in of.rules if rule.code != "LATE"),
        due_sentence=f"{of.due_sentence}, or only after the limit",
        shows=of.shows,
        work=of.work,
        listed=False,
    )


PLAN_AFTER_MOVING_IN_ON_TIME = _on_time(
    PLAN_AFTER_MOVING_IN, "Plan after moving into a care home: how often in time"
)
PLAN_AFTER_HOSPITAL_ON_TIME = _on_time(
    PLAN_AFTER_HOSPITAL, "Plan after coming back from hospital: how often in time"
)
AFTER_DISCHARGE_ON_TIME = _on_time(AFTER_DISCHARGE, "Seen in the care home after hospital: how often in time")

DEFINITIONS = (
    PLAN_AFTER_MOVING_IN,
    PLAN_AFTER_MOVING_IN_ON_TIME,
    PLAN_AFTER_HOSPITAL,
    PLAN_AFTER_HOSPITAL_ON_TIME,
    AFTER_DISCHARGE,
    AFTER_DISCHARGE_ON_TIME,
    HOME_ROUND,
    PLAN_IN_YEAR,
)
