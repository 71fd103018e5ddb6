"""Who should be under proactive care, who is, and who has been discharged from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from openpcn.rules.language import (
    IN_PERIOD,
    YEAR_START,
    CaseFinding,
    Indicator,
    Latest,
    Nearly,
    On,
    Ratio,
    Show,
    Source,
    Work,
    achieve,
    adjust,
    exclude,
    last,
    months,
    on_or_after,
    points,
)
from openpcn.rules.registers.end_of_life import PALLIATIVE
from openpcn.rules.registers.sources import UP_TO, WIDER_SET, network_des
from openpcn.rules.services.proactive_care.facts import (
    ADMISSIONS,
    ASSESSED,
    CASELOAD,
    DECLINED,
    FALLS,
    FITS_PROACTIVE_CARE,
    GUIDANCE,
    MULTIMORBIDITY,
    PLANNED,
    SHOW_FRAILTY,
    SHOW_INDEX,
    STARTED,
    YEAR,
)

PROACTIVE_CARE_OFFERED = CaseFinding(
    "proactive_care_offered",
    "May benefit from proactive care: looked at and taken on",
    source=GUIDANCE,
    rationale=(
        "The first of the five components: identify the cohort. Those who fit it are taken on, decline, or "
        "turn out not to be frail once somebody has looked. Not sold as avoiding admissions: a trial of risk "
        "ranking in Wales found more of them, not fewer."
    ),
    of=FITS_PROACTIVE_CARE,
    rules=(
        exclude("X1", On(PALLIATIVE), "Receiving palliative care: another team leads"),
        achieve("C1", On(CASELOAD), "Under proactive care"),
        adjust("C2", DECLINED.exists, "Chose not to have proactive care in the last 12 months"),
        adjust(
            "C3",
            Latest("frailty_not_present", window=YEAR).exists,
            "Assessed in the last 12 months and not frail",
        ),
    ),
    due_sentence="Fits the cohort of proactive care, and nobody has taken the person on",
    nearly=(
        Nearly(ASSESSED.exists, "A holistic assessment is recorded; being taken on is not"),
        Nearly(
            Latest("proactive_care_ended").exists,
            "Was under proactive care before and has been discharged",
        ),
    ),
    shows=(
        SHOW_FRAILTY,
        SHOW_INDEX,
        Show("Cambridge Multimorbidity Score", MULTIMORBIDITY),
        Show("Emergency admissions in 12 months", ADMISSIONS.count),
        Show("Last fall", FALLS),
    ),
    work=Work(
        "proactive_care_identification",
        "Look at the person's situation and offer proactive care",
        by=("care_coordinator", "nurse", "gp"),
        minutes=20,
        counts=("proactive_care_started", "proactive_care_declined", "frailty_not_present"),
    ),
)

PR001 = Ratio(
    "PR001",
    "Registered people under proactive care",
    source=network_des("PR001", WIDER_SET),
    rationale=(
        "Everybody registered, and of them those under proactive care on the day of the data. The dictionary "
        "gives no rules between the two. Management information, last collected in 2024/25; the anticipatory "
        "care ids of 2022/23 counted the same."
    ),
    also_known_as=("PR-001", "NCDMI125"),
    numerator=points(On(CASELOAD), 1, "under proactive care"),
    per="100 people",
)

_ended = Latest("proactive_care_ended", window=IN_PERIOD)
PR002 = Ratio(
    "PR002",
    "Registered people discharged from proactive care",
    source=network_des("PR002", WIDER_SET),
    rationale=(
        "Everybody registered, and of them those with a discharge from proactive care in the contract year, "
        "whether or not they were taken on again."
    ),
    also_known_as=("PR-002", "NCDMI127"),
    numerator=points(_ended.exists, 1, "a discharge in the contract year"),
    per="100 people",
    shows=(Show("Discharged", _ended),),
)

_refused_care = Latest("proactive_care_declined", window=IN_PERIOD)
NCDMI126 = Ratio(
    "NCDMI126",
    "Registered people who declined proactive care",
    source=network_des("NCDMI126 (anticipatory care)", "2023/24"),
    rationale=(
        "Everybody registered, and of them those who chose not to have proactive care in the contract year. "
        "In the dictionary of 2023/24 only, under anticipatory care, as it was called."
    ),
    numerator=points(_refused_care.exists, 1, "a refusal in the contract year"),
    per="100 people",
    shows=(Show("Declined", _refused_care),),
)

_HALF_YEAR = last(months(6), until=UP_TO)
_REVIEWS = ("pcsp_reviewed", "comprehensive_geriatric_assessment", "multidisciplinary_meeting")

PROACTIVE_CARE_REVIEW = Indicator(
    "proactive_care_review",
    "Under proactive care and looked at in the last 6 months",
    source=GUIDANCE,
    rationale=(
        "The fifth component: continuity and follow-up. A caseload that nobody looks at again is a list. 6 "
        "months are ours; those taken on within them are not asked for yet."
    ),
    of=CASELOAD,
    rules=(
        achieve(
            "W1",
            Latest(_REVIEWS, window=_HALF_YEAR).exists,
            "Plan reviewed, assessed or discussed in the last 6 months",
        ),
        exclude(
            "X1",
            Latest("proactive_care_started", window=_HALF_YEAR).exists,
            "Taken on in the last 6 months",
        ),
    ),
    due_sentence="Under proactive care, and not looked at for 6 months",
    nearly=(
        Nearly(
            Latest("falls_risk_assessment", window=_HALF_YEAR).exists,
            "A falls risk assessment is recorded; it is not a review of the whole",
        ),
    ),
    shows=(Show("Under proactive care since", STARTED), SHOW_FRAILTY),
    work=Work(
        "proactive_care_review",
        "Review somebody under proactive care",
        by=("care_coordinator", "nurse", "gp"),
        minutes=30,
        counts=_REVIEWS,
    ),
    listed=False,
)

_FIRST_DAY = date(2026, 4, 1)
CONTINUITY = Source(
    "Network Contract DES, duty of continuity of care",
    "2026/27",
    "read in Management in Practice, April 2026: identify and code the cohort; whom it holds is not said",
    confirmed=False,
)
_coded = Latest("continuity_cohort", window=on_or_after(_FIRST_DAY))
_REFUSED = adjust(
    "K2",
    Latest("continuity_declined", window=YEAR).exists,
    "Chose not to have a named clinician in the last 12 months",
)

CONTINUITY_COHORT = CaseFinding(
    "continuity_cohort_coded",
    "Continuity of care cohort identified and coded",
    source=CONTINUITY,
    rationale=(
        "From 1 April 2026 the contract asks every network to identify and code those who most need to see "
        "the same clinician. Whom that holds is left to networks; here: those under proactive care and those "
        "who fit its cohort. A code from before that day was not this one."
    ),
    of=On(CASELOAD) | On(FITS_PROACTIVE_CARE),
    rules=(
        exclude("X1", YEAR_START < _FIRST_DAY, "Not asked for before the contract year 2026/27"),
        achieve("K1", _coded.exists, "Coded as in the continuity cohort"),
        _REFUSED,
    ),
    due_sentence="Belongs to the continuity cohort and is not coded",
    nearly=(
        Nearly(
            Latest("named_coordinator").exists,
            "A named coordinator is recorded; the code of the continuity cohort is not",
        ),
    ),
    shows=(SHOW_FRAILTY, SHOW_INDEX),
    work=Work(
        "continuity_cohort",
        "Code the continuity cohort",
        by=("care_coordinator", "gp"),
        minutes=5,
        counts=("continuity_cohort", "continuity_declined"),
    ),
)

CONTINUITY_PLAN = Indicator(
    "continuity_plan",
    "Continuity cohort with a plan for continuity and follow-up",
    source=CONTINUITY,
    rationale=(
        "A code alone changes nothing: those in the cohort have a plan, agreed in the last 12 months, that "
        "says whom they see and when."
    ),
    of=_coded.exists,
    rules=(
        achieve(
            "L1",
            Latest("continuity_plan", window=YEAR).exists,
            "Continuity plan in the last 12 months",
        ),
        replace(_REFUSED, code="L2"),
    ),
    due_sentence="In the continuity cohort, and no plan for continuity in 12 months",
    nearly=(Nearly(PLANNED.exists, "A personalised plan is recorded; the plan for continuity is not"),),
    shows=(Show("Coded", _coded),),
    work=Work(
        "continuity_plan",
        "Agree a plan for continuity and follow-up",
        by=("care_coordinator", "gp", "nurse"),
        minutes=15,
        counts=("continuity_plan",),
    ),
    listed=False,
)

DEFINITIONS = (
    PROACTIVE_CARE_OFFERED,
    PR001,
    PR002,
    NCDMI126,
    PROACTIVE_CARE_REVIEW,
    CONTINUITY_COHORT,
    CONTINUITY_PLAN,
)
