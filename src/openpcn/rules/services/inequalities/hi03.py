"""HI03: learning disability health check, health action plan and ethnicity."""

from __future__ import annotations

from dataclasses import replace

from openpcn.rules.language import (
    Earliest,
    Indicator,
    Latest,
    Nearly,
    NetworkPoints,
    Show,
    Work,
    achieve,
    adjust,
    all_of,
    last,
    missing,
    months,
)
from openpcn.rules.registers import LEARNING_DISABILITY_14_PLUS
from openpcn.rules.registers.sources import network_des

FIRST_CHECK = Earliest("ld_health_check", in_period=True)
_plan = Latest("ld_health_action_plan", in_period=True)
PLAN_COUNTS = _plan.date >= FIRST_CHECK.date
_ethnicity = Latest("ethnicity")
_not_stated = Latest("ethnicity_not_stated")

CHECK_DECLINED = adjust(
    "R4",
    Latest("ld_health_check_declined", window=last(months(12))).exists,
    "Chose not to have the health check",
)
PLAN_DECLINED = adjust(
    "R5",
    Latest("ld_action_plan_declined", window=last(months(12))).exists,
    "Chose not to have a health action plan",
)
NEARLY_A_PLAN = (
    Nearly(_plan.date < FIRST_CHECK.date, "The action plan is dated before the health check"),
    Nearly(
        _plan.exists & missing(FIRST_CHECK), "An action plan is recorded in the year, but no health check"
    ),
)
SHOW_CHECK = Show(
    "Last health check", Latest("ld_health_check"), if_missing="No learning disability health check on record"
)
SHOW_PLAN = Show(
    "Last health action plan", Latest("ld_health_action_plan"), if_missing="No action plan on record"
)
CHECK = Work(
    "ld_health_check",
    "Learning disability health check and action plan",
    by=("care_coordinator", "gp", "nurse"),
    minutes=40,
    counts=("ld_health_check", "ld_health_action_plan"),
)

HI03 = Indicator(
    "HI03",
    "Learning disability health check, action plan and ethnicity",
    source=network_des("HI03"),
    rationale=(
        "People with a learning disability die far too early, often of something treatable. Three parts, all "
        "needed: a health check in the contract year; a health action plan in the year, dated on or after "
        "the first check of the year; and an ethnic group on record at any time. 'Not stated' is no ethnic "
        "group here. Paid to the network by points."
    ),
    also_known_as=("HI-03", "NCD120"),
    of=LEARNING_DISABILITY_14_PLUS,
    rules=(
        achieve(
            "R3",
            all_of(check=FIRST_CHECK.exists, plan=PLAN_COUNTS, ethnicity=_ethnicity.exists),
            "Health check, action plan and ethnicity recorded",
        ),
        CHECK_DECLINED,
        PLAN_DECLINED,
    ),
    due_sentence="Health check, action plan and ethnicity are not all recorded for this contract year",
    nearly=(
        *NEARLY_A_PLAN,
        Nearly(
            _not_stated.exists & missing(_ethnicity),
            "Ethnicity is recorded as not stated; an ethnic group is asked for",
        ),
    ),
    shows=(
        SHOW_CHECK,
        SHOW_PLAN,
        Show("Ethnicity recorded", _ethnicity, if_missing="No ethnic group on record"),
    ),
    work=replace(CHECK, counts=(*CHECK.counts, "ethnicity")),
    paid=NetworkPoints("HI03"),
)
