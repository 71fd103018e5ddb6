"""CVD07: the risk of cardiovascular disease assessed from fresh measurements."""

from __future__ import annotations

from openpcn.rules.language import (
    YEAR_START,
    AgeOn,
    Indicator,
    Issues,
    Latest,
    LatestValue,
    Nearly,
    On,
    Sex,
    Show,
    Work,
    achieve,
    adjust,
    all_of,
    exclude,
    last,
    months,
)
from openpcn.rules.registers import PALLIATIVE
from openpcn.rules.registers.frailty import MODERATE_OR_SEVERE_FRAILTY
from openpcn.rules.registers.heart_and_vessels import CARDIOVASCULAR_DISEASE
from openpcn.rules.registers.metabolic_and_renal import with_diabetes
from openpcn.rules.registers.sources import SERVICE_YEAR_END, WIDER_SET, network_des
from openpcn.rules.services.cardiovascular.network_statins import QRISK
from openpcn.rules.services.cardiovascular.qof_lipids import STATIN

_AGE = AgeOn(SERVICE_YEAR_END)
_score = LatestValue("qrisk_score", unit=None, window=last(months(60)), same_day="highest")
_YEAR_BEFORE_SCORE = last(months(12), until=_score.date)
_PRESSURE = ("systolic_clinic", "systolic_home")
_LIPIDS = ("cholesterol", "hdl", "ldl", "non_hdl")

CVD07 = Indicator(
    "CVD07",
    "Cardiovascular risk assessed from fresh measurements",
    source=network_des("CVD07", WIDER_SET),
    rationale=(
        "Men from 50 and women from 55, on the 31 March that ends the year (rule 1 makes the population), "
        "without cardiovascular disease or lipid-lowering treatment. A QRISK score of the last 5 years, "
        "and a cholesterol, a blood pressure and a smoking status in the 12 months up to its day: a "
        "score is only as good as what it was made from. Somebody whose sex is not recorded is left out. Not "
        "paid."
    ),
    also_known_as=("NCD117",),
    of=(Sex().is_("male") & (_AGE >= 50)) | (Sex().is_("female") & (_AGE >= 55)),
    rules=(
        exclude("R2", On(CARDIOVASCULAR_DISEASE), "Cardiovascular disease"),
        exclude(
            "R3",
            with_diabetes & ~On(MODERATE_OR_SEVERE_FRAILTY) & STATIN.exists,
            "Diabetes without moderate or severe frailty, and on a statin",
        ),
        exclude("R4", On(PALLIATIVE), "Receiving palliative care"),
        exclude(
            "R5",
            Issues(("lipid_lowering_other", "statin"), window=last(months(6), until=YEAR_START)).exists,
            "On lipid-lowering treatment when the contract year started",
        ),
        achieve(
            "R6",
            all_of(
                risk_score=_score.exists,
                cholesterol=Latest(_LIPIDS, window=_YEAR_BEFORE_SCORE).exists,
                blood_pressure=Latest(_PRESSURE, window=_YEAR_BEFORE_SCORE).exists,
                smoking_status=Latest("smoking_status", window=_YEAR_BEFORE_SCORE).exists,
            ),
            "Risk scored from measurements of the 12 months before",
        ),
        adjust(
            "R7",
            Latest(
                ("bp_declined", "cholesterol_declined", "smoking_status_declined"),
                window=_YEAR_BEFORE_SCORE,
            ).exists,
            "Chose not to give one of the measurements when risk was scored",
        ),
    ),
    due_sentence="Cardiovascular risk is not assessed, or not from fresh measurements",
    nearly=(Nearly(QRISK.exists, "The last risk score is more than 5 years old, or lacks a measurement"),),
    shows=(
        Show("Last QRISK score (%)", QRISK, if_missing="Cardiovascular risk has never been scored"),
        Show("Last cholesterol", Latest(_LIPIDS)),
        Show("Smoking status recorded", Latest("smoking_status")),
    ),
    work=Work(
        "cardiovascular_risk_assessment",
        "Assess cardiovascular risk",
        by=("clinical_pharmacist", "healthcare_assistant", "nurse"),
        minutes=20,
        counts=("qrisk_score", "cholesterol", "smoking_status", *_PRESSURE),
    ),
    listed=False,
)

INDICATORS = (CVD07,)
