"""Chronic kidney disease: uncoded, at risk of failing, and not monitored."""

from __future__ import annotations

from dataclasses import replace

from openpcn.rules.language import (
    AgeOn,
    BoolExpr,
    CaseFinding,
    Indicator,
    Latest,
    LatestValue,
    Nearly,
    On,
    Pair,
    Scored,
    Show,
    Source,
    Work,
    achieve,
    adjust,
    all_of,
    last,
    months,
    on_or_after,
    value_at_least,
    value_below,
)
from openpcn.rules.registers import PALLIATIVE
from openpcn.rules.registers.metabolic_and_renal import CHRONIC_KIDNEY_DISEASE
from openpcn.rules.registers.sources import UP_TO
from openpcn.rules.scores.kfre import KFRE_5_YEARS
from openpcn.terms.units import Unit

_CKD = On(CHRONIC_KIDNEY_DISEASE)
_age = AgeOn(UP_TO)
_ACR = "albumin_creatinine_ratio"
_egfr = LatestValue("egfr", unit=Unit.ML_PER_MIN)
_acr = LatestValue(_ACR, unit=Unit.MG_PER_MMOL)
#: R9 in every definition of this file, wherever it stands, so that a rule added before it moves no code.
_PALLIATIVE = adjust("R9", On(PALLIATIVE), "Receiving palliative care")
_UNDER_60 = value_below(60, Unit.ML_PER_MIN)
_low = LatestValue("egfr", unit=Unit.ML_PER_MIN, where=_UNDER_60, same_day="highest")
_TEN_YEARS = 3650  # days; a pair needs an end, and this one is ours
_low_egfrs = Pair(_low, _low, at_least_days=90, within_days=_TEN_YEARS, a_first=True)
_raised = LatestValue(_ACR, unit=Unit.MG_PER_MMOL, where=value_at_least(3, Unit.MG_PER_MMOL))
_raised_acrs = Pair(_raised, _raised, at_least_days=90, within_days=_TEN_YEARS, a_first=True)

_CODE = Work(
    "code_kidney_disease",
    "Confirm and record chronic kidney disease",
    by=("clinical_pharmacist", "gp", "nurse"),
    minutes=15,
    counts=("ckd", "ckd_stage_1_2", _ACR),
    window=months(3),
)

_RESOLVED = Nearly(Latest("ckd_resolved").exists, "Chronic kidney disease was recorded as resolved")


def _ng203(reference: str) -> Source:
    return Source("NICE NG203", "2021", reference)


CKD_UNCODED_EGFR = CaseFinding(
    "ckd_uncoded_egfr",
    "Chronic kidney disease by two eGFRs, not recorded",
    source=_ng203("eGFR under 60 on two occasions at least 90 days apart; NCL CKD_61 asks for no gap"),
    rationale=(
        "Two eGFRs under 60, at least 90 days and at most 10 years apart (the 10 years are ours), and the "
        "latest one still under 60: that is chronic kidney disease, and without its code nobody checks doses "
        "and blood pressure for it. An acute dip that recovered is left out by the latest value."
    ),
    also_known_as=("CKD_61",),
    of=(_age >= 18) & _low_egfrs.exists & (_egfr.value < 60),
    rules=(
        achieve("R1", _CKD, "Chronic kidney disease is recorded"),
        _PALLIATIVE,
    ),
    due_sentence="Two eGFRs under 60 at least 90 days apart, and chronic kidney disease is not recorded",
    nearly=(
        Nearly(
            Latest("ckd_stage_1_2", window=on_or_after(_low_egfrs.date)).exists,
            "Stage 1 or 2 is recorded, but the eGFRs say stage 3 or more",
        ),
        _RESOLVED,
    ),
    shows=(
        Show("Last eGFR", _egfr),
        Show("Last albumin to creatinine ratio", _acr),
    ),
    work=replace(_CODE, counts=("ckd", "egfr")),
)

_any_kidney_code: BoolExpr = _CKD | Latest("ckd_stage_1_2").exists

CKD_UNCODED_ACR = CaseFinding(
    "ckd_uncoded_acr",
    "Chronic kidney disease by two albumin to creatinine ratios, not recorded",
    source=_ng203(
        "ratio of 3 mg/mmol or more on two occasions at least 90 days apart; NCL CKD_62 uses over 4"
    ),
    rationale=(
        "Two urine albumin to creatinine ratios of 3 mg/mmol or more, at least 90 days and at most 10 years "
        "apart (the 10 years are ours), and the latest not under 3: kidney disease at any eGFR. NICE's limit "
        "is used rather than the local one of over 4."
    ),
    also_known_as=("CKD_62",),
    of=(_age >= 18) & _raised_acrs.exists & (_acr.value >= 3),
    rules=(
        achieve("R1", _any_kidney_code, "Chronic kidney disease of any stage is recorded"),
        _PALLIATIVE,
    ),
    due_sentence="Two raised albumin to creatinine ratios, and chronic kidney disease is not recorded",
    nearly=(_RESOLVED,),
    shows=(
        Show("Last albumin to creatinine ratio", _acr),
        Show("Last eGFR", _egfr),
    ),
    work=_CODE,
    listed=False,
)

CKD_HIGH_ACR = CaseFinding(
    "ckd_high_acr",
    "Very high albumin to creatinine ratio, not recorded and not referred",
    source=_ng203("ratio of 70 mg/mmol or more: refer; NCL CKD_63, a single ratio over 70"),
    rationale=(
        "A ratio of 70 mg/mmol or more needs no second one: it is heavy protein loss, and NICE advises to "
        "refer unless diabetes explains it and is treated. NICE's limit is used rather than the local one of "
        "over 70. The latest ratio counts."
    ),
    also_known_as=("CKD_63",),
    of=(_age >= 18) & (_acr.value >= 70),
    rules=(
        achieve("R1", _any_kidney_code, "Chronic kidney disease of any stage is recorded"),
        achieve(
            "R2",
            Latest("renal_referral", window=on_or_after(_acr.date)).exists,
            "Referred to a kidney service since",
        ),
        _PALLIATIVE,
    ),
    due_sentence="Albumin to creatinine ratio of 70 or more, neither recorded as kidney disease nor referred",
    nearly=(
        Nearly(
            Latest("renal_referral").exists,
            "The referral to a kidney service was before this ratio",
        ),
    ),
    shows=(
        Show("Last albumin to creatinine ratio", _acr),
        Show("Last eGFR", _egfr),
    ),
    work=replace(_CODE, counts=(*_CODE.counts, "renal_referral")),
    listed=False,
)

_failure = Scored(KFRE_5_YEARS)

CKD_FAILURE_RISK = Indicator(
    "ckd_failure_risk",
    "Five-year risk of kidney failure over 5%, not referred",
    source=_ng203("refer adults with a five-year risk of needing renal replacement therapy over 5%"),
    rationale=(
        "NICE asks to refer adults with chronic kidney disease whose five-year risk by the four-variable "
        "equation is over 5%. The coded risk decides; where there is none, the one worked out here, if that "
        "calculator is switched on. A referral within 2 years counts."
    ),
    of=_CKD & (_failure > 5),
    rules=(
        achieve(
            "R1",
            Latest("renal_referral", window=last(months(24), until=UP_TO)).exists,
            "Referred to a kidney service in the last 2 years",
        ),
        _PALLIATIVE,
    ),
    due_sentence="Risk of kidney failure over 5% in 5 years, and no referral",
    nearly=(
        Nearly(
            Latest("renal_referral").exists,
            "The last referral to a kidney service is more than 2 years old",
        ),
    ),
    shows=(
        Show("Five-year risk of kidney failure (%)", _failure),
        Show("Last eGFR", _egfr),
        Show("Last albumin to creatinine ratio", _acr),
    ),
    work=Work(
        "kidney_referral",
        "Review and refer to a kidney service",
        by=("clinical_pharmacist", "gp"),
        minutes=20,
        counts=("renal_referral",),
        window=months(1),
    ),
    listed=False,
)

_YEAR = last(months(12), until=UP_TO)
_last_egfr = Latest("egfr", window=_YEAR)
_last_acr = Latest(_ACR, window=_YEAR)

CKD_MONITORING = Indicator(
    "ckd_monitoring",
    "eGFR and albumin to creatinine ratio every year in chronic kidney disease",
    source=Source(
        "NICE NG203, and CVDPREVENT",
        "2021; list read in 2026",
        "CVDP004CKD and CVDP006CKD; their metadata annex was not obtained",
        confirmed=False,
    ),
    rationale=(
        "Both tests in the last 12 months. Once a year is the least that NICE's table asks for; higher "
        "categories need more, which is not counted here."
    ),
    of=CHRONIC_KIDNEY_DISEASE,
    rules=(
        achieve(
            "R1",
            all_of(egfr=_last_egfr.exists, albumin_to_creatinine_ratio=_last_acr.exists),
            "Both tests in the last 12 months",
        ),
        adjust("R2", Latest("blood_test_declined", window=_YEAR).exists, "Chose not to have a blood test"),
        _PALLIATIVE,
    ),
    due_sentence="Chronic kidney disease, and a yearly test is missing",
    nearly=(
        Nearly(
            Latest("creatinine", window=_YEAR).exists,
            "Creatinine was tested, but the eGFR or the urine ratio is missing",
        ),
    ),
    shows=(
        Show("Last eGFR", _egfr, if_missing="eGFR has never been recorded"),
        Show("Last albumin to creatinine ratio", _acr, if_missing="The urine ratio has never been recorded"),
    ),
    work=Work(
        "kidney_tests",
        "Blood and urine test",
        by=("healthcare_assistant", "nurse"),
        minutes=10,
        counts=("egfr", _ACR),
    ),
    listed=False,
)

INDICATORS = (CKD_UNCODED_EGFR, CKD_UNCODED_ACR, CKD_HIGH_ACR, CKD_FAILURE_RISK, CKD_MONITORING)
