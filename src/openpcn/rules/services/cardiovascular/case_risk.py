"""Primary prevention: who is at risk of a first heart attack or stroke and not treated, or never assessed."""

from __future__ import annotations

from dataclasses import replace

from openpcn.rules.language import (
    AgeOn,
    BoolExpr,
    CaseFinding,
    Issues,
    Latest,
    LatestValue,
    Nearly,
    On,
    Scored,
    Show,
    Source,
    Work,
    achieve,
    adjust,
    exclude,
    last,
    months,
)
from openpcn.rules.registers import HYPERTENSION, PALLIATIVE
from openpcn.rules.registers.heart_and_vessels import (
    ATRIAL_FIBRILLATION,
    CARDIOVASCULAR_DISEASE,
    HEART_FAILURE,
)
from openpcn.rules.registers.metabolic_and_renal import (
    CHRONIC_KIDNEY_DISEASE,
    FAMILIAL_HYPERCHOLESTEROLAEMIA,
    with_diabetes,
)
from openpcn.rules.registers.sources import UP_TO
from openpcn.rules.scores.qrisk3 import QRISK3
from openpcn.rules.services.cardiovascular.network_statins import QRISK
from openpcn.rules.services.cardiovascular.qof_lipids import STATIN_UNSUITABLE, TREATMENT
from openpcn.rules.services.cardiovascular.sources import ncl
from openpcn.terms.units import Unit

_age = AgeOn(UP_TO)
_HALF_YEAR, _YEAR = last(months(6), until=UP_TO), last(months(12), until=UP_TO)
_THREE_YEARS, _FIVE_YEARS = last(months(36), until=UP_TO), last(months(60), until=UP_TO)
_risk = Scored(QRISK3)
_statin_half_year = Issues("statin", window=_HALF_YEAR)
_statin_year = Issues("statin", window=_YEAR)
_high_intensity = Issues("statin_high_intensity", window=_HALF_YEAR)
_non_hdl = LatestValue("non_hdl", unit=Unit.MMOL_PER_L, window=_YEAR)
#: R7 and R9 in every list of this file but the health check, so that a rule added before moves no code.
_PALLIATIVE = adjust("R9", On(PALLIATIVE), "Receiving palliative care")
_REVIEW_DECLINED = adjust(
    "R7",
    Latest("cvd_review_declined", window=_THREE_YEARS).exists,
    "Chose not to have the review in the last 3 years",
)
_OTHER_REGISTER: BoolExpr = (
    On(CARDIOVASCULAR_DISEASE)
    | On(CHRONIC_KIDNEY_DISEASE)
    | On(FAMILIAL_HYPERCHOLESTEROLAEMIA)
    | with_diabetes
)
_ELSEWHERE = exclude(
    "R1",
    _OTHER_REGISTER,
    "Cardiovascular or kidney disease, diabetes or familial hypercholesterolaemia: treated for that",
)
_UNSUITABLE = exclude(
    "R3",
    Latest(STATIN_UNSUITABLE).exists,
    "Statins are contraindicated or not tolerated",
)
_MAXIMAL = adjust(
    "R4", Latest("maximal_lipid_treatment", window=_YEAR).exists, "On maximal tolerated treatment"
)


def _no_statin(id: str, known_as: str, of: BoolExpr, words: str, *, listed: bool = False) -> CaseFinding:
    return CaseFinding(
        id,
        f"Cardiovascular risk of {words} without a statin",
        source=ncl(f"{known_as}; NICE NG238"),
        rationale=(
            f"Aged 40 to 84 with a QRISK of {words}, no statin for 12 months, and none declined in 5 years. "
            "The coded score decides; where there is none, the one worked out here, if that calculator is "
            "switched on. The bands exclude each other. The reference also leaves out people who had a "
            "health check in the last 24 months; here they stay. People on the registers of cardiovascular "
            "or kidney disease, diabetes or familial hypercholesterolaemia are treated for that, whatever a "
            "score says."
        ),
        also_known_as=(known_as,),
        of=_age.between(40, 84) & of,
        rules=(
            _ELSEWHERE,
            achieve("R2", _statin_year.exists, "A statin issued in the last 12 months"),
            _UNSUITABLE,
            adjust(
                "R4",
                Latest("statin_declined", window=_FIVE_YEARS).exists,
                "Chose not to have a statin in the last 5 years",
            ),
            _REVIEW_DECLINED,
            _PALLIATIVE,
        ),
        due_sentence=f"Cardiovascular risk of {words}, and no statin in the last 12 months",
        nearly=(
            Nearly(
                Latest("statin_declined").exists,
                "A statin was declined more than 5 years ago: ask again",
            ),
        ),
        shows=(
            Show("QRISK (%)", _risk),
            Show("Last statin issued", Issues("statin")),
        ),
        work=TREATMENT,
        listed=listed,
    )


QRISK_20 = _no_statin("qrisk_20_no_statin", "CVD_61", _risk >= 20, "20% or more", listed=True)
QRISK_15 = _no_statin("qrisk_15_no_statin", "CVD_62", (_risk >= 15) & (_risk < 20), "15% to under 20%")
QRISK_10 = _no_statin("qrisk_10_no_statin", "CVD_64", (_risk >= 10) & (_risk < 15), "10% to under 15%")

STATIN_ABOVE_TARGET = CaseFinding(
    "statin_above_target",
    "On a statin, and non-HDL cholesterol above 2.5",
    source=ncl("CVD_63; NICE NG238"),
    rationale=(
        "Aged 40 to 84 with a coded QRISK of 10% or more, on a statin in the last 6 months, and the last "
        "non-HDL cholesterol of 12 months over 2.5 mmol/L: the dose or how it is taken can be improved. "
        "NICE asks for a fall of 40% in primary prevention, which needs a value from before treatment; the "
        "local limit stands in for it."
    ),
    also_known_as=("CVD_63",),
    of=_age.between(40, 84) & (QRISK.value >= 10) & _statin_half_year.exists & _non_hdl.exists,
    rules=(
        _ELSEWHERE,
        achieve("R2", _non_hdl.value <= 2.5, "Last non-HDL cholesterol is at most 2.5"),
        _MAXIMAL,
        _REVIEW_DECLINED,
        _PALLIATIVE,
    ),
    due_sentence="On a statin, and the last non-HDL cholesterol is above 2.5",
    nearly=(
        Nearly(
            _non_hdl.value <= 2.6,
            "Non-HDL cholesterol is at most 2.6, the limit of CHOL004; here 2.5 is the limit",
        ),
    ),
    shows=(
        Show("Last non-HDL cholesterol", _non_hdl),
        Show("QRISK (%)", QRISK),
        Show("Last statin issued", Issues("statin")),
    ),
    work=replace(
        TREATMENT,
        counts=("non_hdl", "maximal_lipid_treatment", "cvd_review_declined"),
    ),
    listed=False,
)

STATIN_INTENSITY = CaseFinding(
    "statin_not_high_intensity",
    "On a statin that is not of high intensity",
    source=ncl("CVD_65; NICE NG238"),
    rationale=(
        "Aged 40 to 84 with a coded QRISK of 10% or more, and a statin in the last 6 months, none of it of "
        "high intensity (atorvastatin 20 mg and more, rosuvastatin 10 mg and more). The strength of a tablet "
        "is read, not how many are taken."
    ),
    also_known_as=("CVD_65",),
    of=_age.between(40, 84) & (QRISK.value >= 10) & _statin_half_year.exists,
    rules=(
        _ELSEWHERE,
        achieve("R2", _high_intensity.exists, "A high-intensity statin issued in the last 6 months"),
        _UNSUITABLE,
        _MAXIMAL,
        _REVIEW_DECLINED,
        _PALLIATIVE,
    ),
    due_sentence="On a statin that is not of high intensity",
    nearly=(
        Nearly(
            Issues("statin_high_intensity").exists,
            "A high-intensity statin was issued before, not in the last 6 months",
        ),
    ),
    shows=(
        Show("Last statin issued", Issues("statin")),
        Show("QRISK (%)", QRISK),
        Show("Last non-HDL cholesterol", _non_hdl),
    ),
    work=replace(
        TREATMENT,
        counts=("statin_high_intensity", *STATIN_UNSUITABLE, "maximal_lipid_treatment"),
    ),
    listed=False,
)

QRISK_MISSING = CaseFinding(
    "qrisk_missing_75_84",
    "Cardiovascular risk not assessed, 75 to 84",
    source=ncl("CVD_66; NICE NG238"),
    rationale=(
        "Aged 75 to 84, past the age of the NHS Health Check, without a QRISK in 5 years and without a "
        "statin. A score worked out here is no assessment: only a coded one counts."
    ),
    also_known_as=("CVD_66",),
    of=_age.between(75, 84),
    rules=(
        _ELSEWHERE,
        exclude("R3", _statin_year.exists, "A statin issued in the last 12 months"),
        achieve("R4", Latest("qrisk_score", window=_FIVE_YEARS).exists, "QRISK recorded in the last 5 years"),
        _REVIEW_DECLINED,
        _PALLIATIVE,
    ),
    due_sentence="Aged 75 to 84, and no QRISK in the last 5 years",
    nearly=(Nearly(Latest("qrisk_score").exists, "The last QRISK is more than 5 years old"),),
    shows=(Show("Last QRISK (%)", QRISK, if_missing="Cardiovascular risk has never been scored"),),
    work=Work(
        "cardiovascular_risk_assessment",
        "Assess cardiovascular risk",
        by=("clinical_pharmacist", "healthcare_assistant", "nurse"),
        minutes=20,
        counts=("qrisk_score",),
    ),
    listed=False,
)

HEALTH_CHECK = CaseFinding(
    "nhs_health_check_due",
    "NHS Health Check due",
    source=Source(
        "NHS Health Check programme, national guidance",
        "2019",
        "ages 40 to 74, every 5 years; conditions that exclude, of England, not of a local search",
        confirmed=False,
    ),
    rationale=(
        "Everybody aged 40 to 74 without a known condition is offered a check every 5 years. The "
        "conditions are those of the national programme: a local search leaves out hypertension, peripheral "
        "arterial disease and statins, and would invite people who are cared for already. Palliative care "
        "is ours."
    ),
    of=_age.between(40, 74),
    rules=(
        exclude(
            "R1", On(CARDIOVASCULAR_DISEASE), "Coronary heart disease, stroke or peripheral arterial disease"
        ),
        exclude("R2", On(HYPERTENSION), "Hypertension"),
        exclude("R3", with_diabetes, "Diabetes"),
        exclude("R4", On(CHRONIC_KIDNEY_DISEASE), "Chronic kidney disease stage 3 to 5"),
        exclude("R5", On(ATRIAL_FIBRILLATION) | On(HEART_FAILURE), "Atrial fibrillation or heart failure"),
        exclude("R6", On(FAMILIAL_HYPERCHOLESTEROLAEMIA), "Familial hypercholesterolaemia"),
        exclude("R7", _statin_year.exists, "A statin issued in the last 12 months"),
        achieve(
            "R8",
            Latest("nhs_health_check", window=_FIVE_YEARS).exists,
            "Checked in the last 5 years",
        ),
        exclude("R9", QRISK.value >= 20, "A QRISK of 20% or more: on the list for that"),
        adjust(
            "R10",
            Latest("nhs_health_check_declined", window=_YEAR).exists,
            "Chose not to have the check in the last 12 months",
        ),
        adjust("R11", On(PALLIATIVE), "Receiving palliative care"),
    ),
    due_sentence="No NHS Health Check in the last 5 years",
    nearly=(
        Nearly(
            Latest("nhs_health_check").exists,
            "The last check is more than 5 years old",
        ),
    ),
    shows=(
        Show("Last NHS Health Check", Latest("nhs_health_check"), if_missing="Never checked"),
        Show("Last QRISK (%)", QRISK),
    ),
    work=Work(
        "nhs_health_check",
        "NHS Health Check",
        by=("healthcare_assistant", "nurse"),
        minutes=30,
        counts=("nhs_health_check", "nhs_health_check_declined"),
    ),
    listed=False,
)

INDICATORS = (
    QRISK_20,
    QRISK_15,
    QRISK_10,
    STATIN_ABOVE_TARGET,
    STATIN_INTENSITY,
    QRISK_MISSING,
    HEALTH_CHECK,
)
