"""Creatinine clearance after Cockcroft and Gault: what the dose of an anticoagulant is chosen by."""

from __future__ import annotations

from openpcn.rules.language import (
    FEMALE,
    MALE,
    AgeOn,
    Input,
    LatestValue,
    Limit,
    ScoreModule,
    Sex,
    Source,
    choose,
    last,
    months,
    on_or_after,
)
from openpcn.rules.registers.sources import UP_TO
from openpcn.terms.units import Unit

_YEAR = last(months(12), until=UP_TO)

AGE = AgeOn(UP_TO)
WEIGHT = LatestValue("weight", unit=Unit.KG, window=_YEAR)
CREATININE = LatestValue("creatinine", unit=Unit.UMOL_PER_L, window=_YEAR)
#: Of the day of the last creatinine or later: one that is older says nothing about a kidney that got worse.
CODED_CLEARANCE = LatestValue(
    "creatinine_clearance",
    unit=Unit.ML_PER_MINUTE,
    window=_YEAR & on_or_after(CREATININE.date, or_ever=True),
)
_BY_SEX = choose((MALE, 1.23), (FEMALE, 1.04))

COCKCROFT_GAULT = ScoreModule(
    "cockcroft_gault",
    "Creatinine clearance (Cockcroft-Gault)",
    version="Cockcroft and Gault 1976, SI form",
    purpose=(
        "Estimates how fast the kidneys clear creatinine, to choose and check doses of medicines that they "
        "remove. Not a diagnosis of kidney disease, and not to be replaced by an eGFR."
    ),
    source=Source(
        "Cockcroft DW, Gault MH. Prediction of creatinine clearance from serum creatinine",
        "Nephron 1976;16:31-41",
        "(140 - age) x weight x 1.23 (men) or 1.04 (women) / creatinine in umol/L, as the BNF gives it",
        confirmed=False,
    ),
    inputs=(
        Input("age", AGE),
        Input("sex", Sex()),
        Input("weight", WEIGHT),
        Input("creatinine", CREATININE),
    ),
    limits=(Limit(AGE < 18, "it is for adults only"),),
    value=((140 - AGE) * WEIGHT.value.plain * _BY_SEX / CREATININE.value.plain).as_unit(Unit.ML_PER_MINUTE),
    coded=CODED_CLEARANCE,
    unit=Unit.ML_PER_MINUTE,
    decimals=1,
    notice=(
        "Actual body weight is used. The estimate misleads at extremes of weight and while kidney function "
        "changes. A recorded clearance of the last twelve months is preferred, unless a creatinine was "
        "tested after it."
    ),
)
