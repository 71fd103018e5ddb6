"""EHCH02, 04, 05, 14, 24, 27, 28 and 29: care home indicators of the contract, collected until 2024/25.

EHCH01 (residents per eligible bed) is not here: its beds are entered by hand.
"""

from __future__ import annotations

from openpcn.rules.language import (
    IN_PERIOD,
    YEAR_START,
    BoolExpr,
    Count,
    Indicator,
    Latest,
    Nearly,
    NumberExpr,
    On,
    Ratio,
    Rule,
    Show,
    Work,
    achieve,
    adjust,
    before,
    last,
    missing,
    months,
    on_or_after,
    points,
)
from openpcn.rules.registers.mental_health import DEMENTIA
from openpcn.rules.registers.sources import WIDER_SET, network_des
from openpcn.rules.services.care_homes.homes import (
    ADULT_PERMANENT,
    ADULT_RESIDENT,
    ALIGNMENT_DECLINED,
    PLAN_DECLINED,
    PLAN_DECLINED_SENTENCE,
    PLAN_WORK,
    PLANNED,
    SHOW_CODED,
    rounds,
)

_UNPAID = " Not paid: management information, collected until 2024/25."


def _declined_practice(code: str) -> Rule:
    return adjust(
        code, ALIGNMENT_DECLINED.exists, "Declined to register with the practice aligned to the home"
    )


def _recorded(
    id: str,
    earlier: str,
    title: str,
    of: BoolExpr,
    evidence: Latest,
    code: str,
    sentence: str,
    due_sentence: str,
    why: str,
    work: Work,
    *,
    adjustments: tuple[Rule, ...] = (),
    nearly: tuple[Nearly, ...] = (),
) -> Indicator:
    return Indicator(
        id,
        title,
        source=network_des(id, WIDER_SET),
        rationale=why + _UNPAID,
        also_known_as=(f"EHCH-{id[-2:]}", earlier),
        of=of,
        rules=(achieve(code, evidence.exists, sentence), *adjustments),
        due_sentence=due_sentence,
        nearly=nearly,
        shows=SHOW_CODED,
        work=work,
        listed=False,
    )


def _assessment(id: str, title: str, codelist: str, minutes: int) -> Work:
    return Work(
        id,
        title,
        by=("care_coordinator", "nurse", "gp", "paramedic", "occupational_therapist", "physiotherapist"),
        minutes=minutes,
        counts=(codelist,),
    )


_plan = Latest(PLANNED, in_period=True)

EHCH02 = _recorded(
    "EHCH02",
    "NCD018",
    "Care home residents with a personalised care and support plan",
    ADULT_RESIDENT,
    _plan,
    "R2",
    "Plan agreed or reviewed in the contract year",
    "Lives in a care home, and no plan agreed or reviewed in this contract year",
    "Residents of 18 or over, temporary ones too; a plan agreed or reviewed in the contract year.",
    PLAN_WORK,
    adjustments=(
        _declined_practice("R3"),
        adjust("R4", Latest(PLAN_DECLINED, window=last(months(12))).exists, PLAN_DECLINED_SENTENCE),
    ),
    nearly=(
        Nearly(
            Latest(PLANNED, window=before(YEAR_START)).exists,
            "The last plan is from before this contract year",
        ),
    ),
)

_confusion = Latest("acute_confusion", in_period=True)
EHCH05 = _recorded(
    "EHCH05",
    "NCDMI010",
    "Delirium assessment of residents with acute confusion",
    ADULT_PERMANENT & _confusion.exists,
    Latest("delirium_assessment", window=IN_PERIOD & on_or_after(_confusion.date)),
    "R2",
    "Delirium assessed since the confusion",
    "Acute confusion recorded in a care home, and delirium not assessed since",
    "Permanent residents with acute confusion in the contract year. That the assessment is not before the "
    "latest confusion is our reading.",
    _assessment("delirium_assessment", "Delirium assessment", "delirium_assessment", 15),
    adjustments=(_declined_practice("R3"),),
    nearly=(
        Nearly(
            Latest("delirium_assessment", window=before(_confusion.date)).exists,
            "Delirium was assessed, but before the latest confusion",
        ),
    ),
)
EHCH14 = _recorded(
    "EHCH14",
    "NCDMI167",
    "Falls risk assessment of permanent residents",
    ADULT_PERMANENT,
    Latest("falls_risk_assessment", in_period=True),
    "R2",
    "Falls risk assessed in the contract year",
    "Lives in a care home, and falls risk not assessed in this contract year",
    "Permanent residents of 18 or over; one assessment in the contract year.",
    _assessment("falls_risk_assessment", "Falls risk assessment", "falls_risk_assessment", 20),
    adjustments=(_declined_practice("R3"),),
    nearly=(
        Nearly(
            Latest("falls_risk_assessment", window=before(YEAR_START)).exists,
            "Falls risk was assessed, but before this contract year",
        ),
    ),
)
EHCH24 = _recorded(
    "EHCH24",
    "NCDMI170",
    "Psychosocial assessment of permanent residents",
    ADULT_PERMANENT,
    Latest("psychosocial_assessment", in_period=True),
    "R3",
    "Psychosocial assessment in the contract year",
    "Lives in a care home, and no psychosocial assessment in this contract year",
    "Permanent residents of 18 or over; one assessment in the contract year.",
    _assessment("psychosocial_assessment", "Psychosocial assessment", "psychosocial_assessment", 30),
    adjustments=(_declined_practice("R4"),),
    nearly=(
        Nearly(
            Latest("psychosocial_assessment", window=before(YEAR_START)).exists,
            "A psychosocial assessment is recorded, but from before this contract year",
        ),
    ),
)
EHCH28 = _recorded(
    "EHCH28",
    "NCDMI113",
    "Preferred place of death of permanent residents",
    ADULT_PERMANENT,
    Latest("preferred_place_of_death"),
    "R3",
    "Preferred place of death recorded",
    "Lives in a care home, and no preferred place of death is recorded",
    "Permanent residents of 18 or over; recorded at any time. No adjustment is published for it.",
    Work(
        "preferred_place_of_death",
        "Conversation about the last days of life",
        by=("gp", "nurse", "paramedic"),
        minutes=30,
        counts=("preferred_place_of_death",),
    ),
    nearly=(
        Nearly(
            Latest("advance_care_plan").exists,
            "An advance care plan is recorded, but no preferred place of death",
        ),
    ),
)


def _per_resident(
    id: str,
    earlier: tuple[str, ...],
    title: str,
    numerator: NumberExpr,
    why: str,
    *shows: Show,
    adjusted: bool = True,
    per: str = "person",
) -> Ratio:
    return Ratio(
        id,
        title,
        source=network_des(id, WIDER_SET),
        rationale=why + _UNPAID,
        also_known_as=(f"EHCH-{id[-2:]}", *earlier),
        of=ADULT_RESIDENT & missing(ALIGNMENT_DECLINED) if adjusted else ADULT_RESIDENT,
        numerator=numerator,
        per=per,
        shows=(*shows, *SHOW_CODED),
    )


_rounds = rounds(IN_PERIOD)
EHCH04 = _per_resident(
    "EHCH04",
    ("NCD013", "NCDMI198"),
    "Home round contacts per care home resident",
    _rounds.count,
    "Appointments kept in the contract year under the national category Patient contact during Care Home "
    "Round, of residents of 18 or over. Those who declined the aligned practice (R3) are left out.",
    Show("Last contact in a home round", _rounds.date),
)
EHCH27 = _per_resident(
    "EHCH27",
    ("NCDMI112",),
    "Care home residents on the dementia register, per hundred",
    points(On(DEMENTIA), 1, "on the dementia register"),
    "How many of the residents of 18 or over are on the dementia register. Not care that is due: a low "
    "figure may mean dementia that nobody recorded.",
    adjusted=False,
    per="100 people",
)
_meetings = Count("multidisciplinary_meeting", in_period=True, per="day")
EHCH29 = _per_resident(
    "EHCH29",
    ("NCDMI114",),
    "Multidisciplinary meetings per care home resident",
    _meetings.count,
    "Days in the contract year with a coded multidisciplinary meeting about a resident of 18 or over. Those "
    "who declined the aligned practice (R3) are left out.",
    Show("Last meeting", _meetings.date),
)

DEFINITIONS = (EHCH02, EHCH04, EHCH05, EHCH14, EHCH24, EHCH27, EHCH28, EHCH29)
