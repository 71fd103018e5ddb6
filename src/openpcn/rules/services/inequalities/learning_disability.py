"""HI01 and HI27: the yearly learning disability health check, with and without the action plan."""

from __future__ import annotations

from openpcn.rules.language import (
    Earliest,
    Indicator,
    Latest,
    Nearly,
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
from openpcn.rules.services.inequalities.sources import dictionary_2024_25

_first_check = Earliest("ld_health_check", in_period=True)
_plan = Latest("ld_health_action_plan", in_period=True)
_check_declined = adjust(
    "R4",
    Latest("ld_health_check_declined", window=last(months(12))).exists,
    "Chose not to have the health check",
)
_plan_declined = adjust(
    "R5",
    Latest("ld_action_plan_declined", window=last(months(12))).exists,
    "Chose not to have a health action plan",
)
_last_check = Show("Last health check", Latest("ld_health_check"), if_missing="No health check on record")
_last_plan = Show("Last health action plan", Latest("ld_health_action_plan"), if_missing="No action plan")
_SUPERSEDED = " Collected until 2024/25; HI03, which also asks for the ethnic group, is the paid one."


def _work(*counts: str) -> Work:
    return Work(
        "ld_health_check",
        "Learning disability health check and action plan",
        by=("care_coordinator", "gp", "nurse"),
        minutes=40,
        counts=counts,
    )


HI01 = Indicator(
    "HI01",
    "Learning disability health check and action plan",
    source=dictionary_2024_25("HI01"),
    rationale=(
        "A health check in the contract year, and an action plan in the year dated on or after the first "
        "check of the year, as HI03 counts it." + _SUPERSEDED
    ),
    also_known_as=("HI-01", "NCD005", "NCDMI182"),
    of=LEARNING_DISABILITY_14_PLUS,
    rules=(
        achieve(
            "R3",
            all_of(check=_first_check.exists, plan=_plan.date >= _first_check.date),
            "Health check and action plan recorded",
        ),
        _check_declined,
        _plan_declined,
    ),
    due_sentence="Health check and action plan are not both recorded for this contract year",
    nearly=(
        Nearly(_plan.date < _first_check.date, "The action plan is dated before the health check"),
        Nearly(_plan.exists & missing(_first_check), "An action plan is recorded in the year, but no check"),
    ),
    shows=(_last_check, _last_plan),
    work=_work("ld_health_check", "ld_health_action_plan"),
    listed=False,
)

HI27 = Indicator(
    "HI27",
    "Learning disability health check",
    source=dictionary_2024_25("HI27"),
    rationale="A health check in the contract year; the plan is not asked for." + _SUPERSEDED,
    also_known_as=("HI-27", "NCDMI028"),
    of=LEARNING_DISABILITY_14_PLUS,
    rules=(
        achieve("R3", _first_check.exists, "Health check done in the contract year"),
        _check_declined,
    ),
    due_sentence="No learning disability health check in this contract year",
    shows=(_last_check,),
    work=_work("ld_health_check"),
    listed=False,
)

DEFINITIONS = (HI01, HI27)
