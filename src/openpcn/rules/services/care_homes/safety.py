"""Safety in care homes: the premium's codes, antipsychotics in dementia, advance care plans."""

from __future__ import annotations

from openpcn.rules.language import (
    AS_AT,
    Earliest,
    Indicator,
    Latest,
    Nearly,
    On,
    Show,
    Source,
    Work,
    achieve,
    after,
    before,
    days,
    exclude,
    last,
    missing,
    months,
    on_or_after,
)
from openpcn.rules.registers import CARE_HOME_PERMANENT, SEVERE_FRAILTY
from openpcn.rules.registers.frailty import CLINICAL_FRAILTY_SCALE
from openpcn.rules.registers.mental_health import DEMENTIA, SERIOUS_MENTAL_ILLNESS
from openpcn.rules.registers.residence import ON_ANY_BED_LIST
from openpcn.rules.services.care_homes.homes import FRAMEWORK, READS_BED_LISTS, RESIDENT, SHOW_HOME

_premium = Latest("care_home_premium")
_left_since = Latest("care_home_left", window=after(_premium.date))

PREMIUM_CODING = Indicator(
    "care_home_premium_coding",
    "Care home residents coded as the premium asks",
    source=Source(
        "Network Contract DES, care home premium",
        "2024/25, as Doncaster LMC restates it",
        "payable only where residents are coded with one of 160734000, 394923006 and 248171000000108",
    ),
    rationale=(
        "The premium is paid on beds, but only where residents carry one of three codes. Everybody coded as "
        "a permanent resident in any way, and everybody on a home's bed list where there is one: a practice "
        "without is assessed by code alone. Another care home code is not enough."
    ),
    of=On(CARE_HOME_PERMANENT) | ON_ANY_BED_LIST.exists,
    rules=(achieve("R1", _premium.exists & missing(_left_since), "Coded with one of the three codes"),),
    due_sentence="Lives in a care home, and none of the premium's three codes is recorded",
    nearly=(
        Nearly(
            missing(_premium) & Latest(("care_home_permanent", "care_home_temporary")).exists,
            "A care home code is recorded, but not one of the three",
        ),
        Nearly(_left_since.exists, "The record says that the person has left the home"),
    ),
    shows=SHOW_HOME,
    work=Work(
        "care_home_coding",
        "Code where the person lives",
        by=("care_coordinator", "receptionist", "practice_manager"),
        minutes=5,
        counts=("care_home_premium",),
        window=months(1),
    ),
)

_TWELVE_WEEKS, _SIX_WEEKS = days(84), days(42)
_antipsychotic = Latest("antipsychotic", table="issue", window=last(months(3), until=AS_AT))
_in_six_weeks = Earliest("antipsychotic", table="issue", window=after(AS_AT - _SIX_WEEKS))
_just_before = Latest(
    "antipsychotic",
    table="issue",
    window=on_or_after(_in_six_weeks.date - months(3)) & before(_in_six_weeks.date),
)
_REVIEWS = ("antipsychotic_review", "structured_medication_review")
_review = Latest(_REVIEWS, window=last(_TWELVE_WEEKS, until=AS_AT))

ANTIPSYCHOTIC_IN_DEMENTIA = Indicator(
    "antipsychotic_in_dementia",
    "Antipsychotic in dementia reviewed",
    source=Source(
        "NICE guideline NG97, Dementia",
        "June 2018",
        "reassess at least every six weeks; framework for care homes: review at six to twelve weeks",
        confirmed=False,
    ),
    rationale=(
        "Antipsychotics can shorten lives in dementia and are often not stopped. Reviewed at six weeks, and "
        "no later than twelve: somebody who started within six weeks, or started again after three months "
        "without, is not asked about yet; somebody without a review for twelve weeks is due. Serious mental "
        "illness is another reason to take one. Wherever the person lives."
    ),
    of=On(DEMENTIA) & _antipsychotic.exists & ~On(SERIOUS_MENTAL_ILLNESS),
    rules=(
        achieve("R1", _review.exists, "Antipsychotic or all medicines reviewed in the last twelve weeks"),
        exclude(
            "R2",
            _in_six_weeks.exists & missing(_just_before),
            "Started in the last six weeks, with none issued in the three months before",
        ),
    ),
    due_sentence="Dementia and an antipsychotic, and no review of it in twelve weeks",
    nearly=(
        Nearly(
            Latest("medication_review", window=last(_TWELVE_WEEKS, until=AS_AT)).exists,
            "A medication review of another kind is recorded; only a structured review counts",
        ),
    ),
    shows=(
        Show("Last issue", _antipsychotic),
        Show("First issue held", Earliest("antipsychotic", table="issue")),
        Show("Last review", Latest(_REVIEWS), if_missing="No review on record"),
    ),
    work=Work(
        "antipsychotic_review",
        "Review of an antipsychotic in dementia",
        by=("clinical_pharmacist", "gp", "mental_health_practitioner"),
        minutes=20,
        counts=_REVIEWS,
        window=months(1),
    ),
    listed=False,
)

_advance_plan = Latest("advance_care_plan")
ADVANCE_CARE_PLAN = Indicator(
    "care_home_advance_care_plan",
    "Advance care plan of residents with severe frailty",
    source=FRAMEWORK,
    rationale=(
        "Severe frailty, by code or by a Clinical Frailty Scale of 7 or more: 9, terminally ill, counts here "
        "although it does not on the register. An advance care plan at any time." + READS_BED_LISTS
    ),
    of=RESIDENT & (On(SEVERE_FRAILTY) | (CLINICAL_FRAILTY_SCALE.value >= 7)),
    rules=(achieve("R1", _advance_plan.exists, "Advance care plan recorded"),),
    due_sentence="Lives in a care home with severe frailty, and no advance care plan is recorded",
    nearly=(
        Nearly(
            Latest("preferred_place_of_death").exists, "A preferred place of death is recorded, but no plan"
        ),
    ),
    shows=(Show("Clinical Frailty Scale", CLINICAL_FRAILTY_SCALE), *SHOW_HOME),
    work=Work(
        "advance_care_plan",
        "Advance care planning conversation",
        by=("gp", "nurse", "paramedic"),
        minutes=40,
        counts=("advance_care_plan",),
        window=months(1),
    ),
    listed=False,
)

DEFINITIONS = (PREMIUM_CODING, ANTIPSYCHOTIC_IN_DEMENTIA, ADVANCE_CARE_PLAN)
