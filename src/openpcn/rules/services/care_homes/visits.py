"""Visits in care homes: within a week of leaving hospital, and the weekly round."""

from __future__ import annotations

from openpcn.rules.language import (
    AS_AT,
    EPISODE_START,
    Appointments,
    Episode,
    Indicator,
    Latest,
    Nearly,
    Show,
    Stays,
    Window,
    Work,
    achieve,
    days,
    last,
    on_or_after,
    within,
)
from openpcn.rules.services.care_homes.homes import (
    ATTENDED,
    FRAMEWORK,
    INPATIENT,
    NOT_ATTENDED,
    READS_BED_LISTS,
    RESIDENT,
    SHOW_HOME,
    VISITS,
    seen_in_home,
)
from openpcn.rules.services.care_homes.on_time import on_time

_SINCE = on_or_after(EPISODE_START)
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
        "week is the framework's priority list read as a limit." + READS_BED_LISTS
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
        + READS_BED_LISTS
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

AFTER_DISCHARGE_ON_TIME = on_time(
    AFTER_DISCHARGE, "Seen in the care home after hospital: how often in time", _WEEK
)

DEFINITIONS = (AFTER_DISCHARGE, AFTER_DISCHARGE_ON_TIME, HOME_ROUND)
