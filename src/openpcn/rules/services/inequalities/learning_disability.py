"""HI01 and HI27: the yearly learning disability health check, with and without the action plan."""

from __future__ import annotations

from dataclasses import replace

from openpcn.rules.language import YEAR_START, Indicator, Latest, Nearly, achieve, all_of
from openpcn.rules.registers import LEARNING_DISABILITY_14_PLUS
from openpcn.rules.registers.sources import WIDER_SET, network_des
from openpcn.rules.services.inequalities.hi03 import (
    CHECK,
    CHECK_DECLINED,
    FIRST_CHECK,
    NEARLY_A_PLAN,
    PLAN_COUNTS,
    PLAN_DECLINED,
    SHOW_CHECK,
    SHOW_PLAN,
)

_SUPERSEDED = " Collected until 2024/25; HI03, which also asks for the ethnic group, is the paid one."

HI01 = Indicator(
    "HI01",
    "Learning disability health check and action plan",
    source=network_des("HI01", WIDER_SET),
    rationale=(
        "A health check in the contract year, and an action plan in the year dated on or after the first "
        "check of the year, as HI03 counts it." + _SUPERSEDED
    ),
    also_known_as=("HI-01", "NCD005", "NCDMI182"),
    of=LEARNING_DISABILITY_14_PLUS,
    rules=(
        achieve(
            "R3",
            all_of(check=FIRST_CHECK.exists, plan=PLAN_COUNTS),
            "Health check and action plan recorded",
        ),
        CHECK_DECLINED,
        PLAN_DECLINED,
    ),
    due_sentence="Health check and action plan are not both recorded for this contract year",
    nearly=NEARLY_A_PLAN,
    shows=(SHOW_CHECK, SHOW_PLAN),
    work=CHECK,
    listed=False,
)

HI27 = Indicator(
    "HI27",
    "Learning disability health check",
    source=network_des("HI27", WIDER_SET),
    rationale="A health check in the contract year; the plan is not asked for." + _SUPERSEDED,
    also_known_as=("HI-27", "NCDMI028"),
    of=LEARNING_DISABILITY_14_PLUS,
    rules=(
        achieve("R3", FIRST_CHECK.exists, "Health check done in the contract year"),
        CHECK_DECLINED,
    ),
    due_sentence="No learning disability health check in this contract year",
    nearly=(
        Nearly(
            Latest("ld_health_check").date < YEAR_START,
            "The last health check is from before this contract year",
        ),
    ),
    shows=(SHOW_CHECK,),
    work=replace(CHECK, counts=("ld_health_check",)),
    listed=False,
)

DEFINITIONS = (HI01, HI27)
