"""Glomerular filtration rate from creatinine: CKD-EPI 2009 as NICE asks for it, and 2021 beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from openpcn.rules.language import (
    FEMALE,
    MALE,
    AgeOn,
    Input,
    LatestValue,
    Limit,
    NumberExpr,
    ScoreModule,
    Sex,
    Source,
    at_least_of,
    at_most_of,
    choose,
    exp,
    last,
    months,
    power,
)
from openpcn.rules.registers.sources import UP_TO
from openpcn.terms.units import Unit

_UMOL_IN_MG_PER_DL = 88.4


@dataclass(frozen=True)
class Coefficients:
    """of a woman, of a man: the kink (mg/dL) and the power below it; the rest is common to both."""

    factor: float
    kinks: tuple[float, float]
    below: tuple[float, float]
    above: float
    each_year: float
    woman: float


CKD_EPI_2009 = Coefficients(141, (0.7, 0.9), (-0.329, -0.411), -1.209, 0.993, 1.018)
#: No module uses it, NICE asking for 2009: a second set of published figures tries the shape of the equation.
CKD_EPI_2021 = Coefficients(142, (0.7, 0.9), (-0.241, -0.302), -1.200, 0.9938, 1.012)


def estimated(of: Coefficients, creatinine: NumberExpr, age: NumberExpr) -> NumberExpr:
    """mL/min/1.73 m2, from creatinine in umol/L. Missing for a sex that is neither: the equation has two."""

    def one(kink: float, below: float, factor: float) -> NumberExpr:
        ratio = creatinine.plain / (_UMOL_IN_MG_PER_DL * kink)
        ageing = exp(age * math.log(of.each_year))
        return factor * power(at_most_of(ratio, 1), below) * power(at_least_of(ratio, 1), of.above) * ageing

    woman = one(of.kinks[0], of.below[0], of.factor * of.woman)
    man = one(of.kinks[1], of.below[1], of.factor)
    return choose((FEMALE, woman), (MALE, man))


_WINDOW = last(months(24), until=UP_TO)
_creatinine = LatestValue("creatinine", unit=Unit.UMOL_PER_L, window=_WINDOW)
_reported = LatestValue("egfr", unit=Unit.ML_PER_MIN, window=_WINDOW)
_age = AgeOn(UP_TO)

EGFR = ScoreModule(
    "egfr_ckd_epi_2009",
    "Estimated glomerular filtration rate",
    version="CKD-EPI 2009, creatinine, without a factor for ethnicity",
    purpose="To tell how well the kidneys filter, where the laboratory reported creatinine only.",
    source=Source(
        "Levey and others, A new equation to estimate glomerular filtration rate, Ann Intern Med",
        "2009;150:604-612",
        "NICE NG203 asks for this equation without the ethnicity factor; figures as held in CRAN's nephro",
    ),
    inputs=(
        Input("creatinine", _creatinine),
        Input("age", _age),
        Input("sex", Sex()),
    ),
    coded=_reported,
    unit=Unit.ML_PER_MIN,
    value=estimated(CKD_EPI_2009, _creatinine.value, _age).as_unit(Unit.ML_PER_MIN),
    limits=(Limit(_age < 18, "The equation is for adults"),),
    decimals=0,
)
