"""Risk that kidneys fail: the four-variable kidney failure risk equation."""

from __future__ import annotations

import math

from openpcn.rules.language import (
    FEMALE,
    MALE,
    AgeOn,
    Input,
    LatestValue,
    Limit,
    NumberExpr,
    Scored,
    ScoreModule,
    Sex,
    Source,
    choose,
    exp,
    last,
    ln,
    months,
)
from openpcn.rules.registers.sources import UP_TO
from openpcn.rules.scores.ckd_epi import EGFR
from openpcn.terms.units import Unit

_MG_PER_G_IN_MG_PER_MMOL = 8.84

#: Share of people at the centre of the equation whose kidneys have not failed by then, by years. Modules use
#: the recalibration for the United Kingdom; the published examples are of the other two.
NORTH_AMERICA = {2: 0.9750, 5: 0.9240}
ELSEWHERE = {2: 0.9832, 5: 0.9365}
UNITED_KINGDOM = {2: 0.9878, 5: 0.9570}


def linear_predictor(age: NumberExpr, egfr: NumberExpr, acr: NumberExpr) -> NumberExpr:
    """The published sum. The centre of male sex is inside the bracket, as for every other variable.

    age in years, egfr in mL/min/1.73 m2, acr in mg/mmol. Missing for a sex that is neither.
    """
    male = choose((MALE, 1.0), (FEMALE, 0.0))
    return (
        -0.2201 * (age / 10 - 7.036)
        + 0.2467 * (male - 0.5642)
        - 0.5567 * (egfr.plain / 5 - 7.222)
        + 0.4510 * (ln(acr.plain * _MG_PER_G_IN_MG_PER_MMOL) - 5.137)
    )


def risk(survival: float, predictor: NumberExpr) -> NumberExpr:
    """Per cent, from the share that survives at the centre."""
    return 100 * (1 - exp(exp(predictor) * math.log(survival)))


_WINDOW = last(months(24), until=UP_TO)
_acr = LatestValue("albumin_creatinine_ratio", unit=Unit.MG_PER_MMOL, window=_WINDOW)
_egfr = Scored(EGFR)
_age = AgeOn(UP_TO)
_predictor = linear_predictor(_age, _egfr, _acr.value)


def _module(years: int, title: str, coded: str, reference: str) -> ScoreModule:
    return ScoreModule(
        f"kfre_{years}_years",
        title,
        version=f"four variables, {years} years, recalibrated for the United Kingdom",
        purpose=(
            "To tell who with chronic kidney disease should be seen by a kidney specialist: NICE NG203 names "
            "more than 5% over five years. Not for dialysis planning and not for people with a transplant."
        ),
        source=Source(
            "Tangri and others, A predictive model for progression of chronic kidney disease, JAMA",
            "2016;315:164-174; recalibration Major and others, PLoS Med 2019",
            reference,
            confirmed=False,
        ),
        inputs=(
            Input("age", _age),
            Input("sex", Sex()),
            Input("eGFR in the last 24 months", _egfr),
            Input("albumin to creatinine ratio in the last 24 months", _acr),
        ),
        coded=LatestValue(coded, unit=None, window=last(months(12), until=UP_TO)),
        value=risk(UNITED_KINGDOM[years], _predictor),
        limits=(
            Limit(_age < 18, "The equation is for adults"),
            Limit(_egfr >= 60, "The equation is for an eGFR below 60 (chronic kidney disease 3 to 5)"),
        ),
        decimals=1,
    )


KFRE_2_YEARS = _module(
    2,
    "Risk of kidney failure over two years",
    "kidney_failure_risk_2_years",
    "two-year UK survival 0.9878 unconfirmed: known to us, not read in a source",
)
KFRE_5_YEARS = _module(
    5,
    "Risk of kidney failure over five years",
    "kidney_failure_risk_5_years",
    "five-year UK survival 0.9570 as read in BRCLeicesterData/KFRE",
)
