"""QRISK3: risk of a heart attack or stroke within ten years, from the published figures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from openpcn.rules.language import (
    FEMALE,
    MALE,
    AgeOn,
    BoolExpr,
    In,
    Input,
    Issues,
    Latest,
    LatestValue,
    Limit,
    NumberExpr,
    On,
    ScoreModule,
    Sex,
    Source,
    at_least_of,
    at_most_of,
    choose,
    exp,
    last,
    ln,
    months,
    power,
    total,
)
from openpcn.rules.registers.conditions import HYPERTENSION
from openpcn.rules.registers.heart_and_vessels import ATRIAL_FIBRILLATION, CARDIOVASCULAR_DISEASE
from openpcn.rules.registers.long_term import RHEUMATOID_ARTHRITIS
from openpcn.rules.registers.mental_health import SERIOUS_MENTAL_ILLNESS
from openpcn.rules.registers.metabolic_and_renal import (
    CHRONIC_KIDNEY_DISEASE,
    DIABETES_TYPE1,
    DIABETES_TYPE2,
    FAMILIAL_HYPERCHOLESTEROLAEMIA,
)
from openpcn.rules.registers.sources import UP_TO
from openpcn.rules.scores.qrisk3_figures import MEN, WOMEN, Equation, Term
from openpcn.terms.units import Unit

#: The words that the licence of the published figures asks to be shown with every result.
DISCLAIMER = (
    "The initial version of this file, to be found at http://svn.clinrisk.co.uk/opensource/qrisk2, "
    "faithfully implements QRISK3-2017. ClinRisk Ltd. have released this code under the GNU Lesser "
    "General Public License to enable others to implement the algorithm faithfully. However, the nature "
    "of the GNU Lesser General Public License is such that we cannot prevent, for example, someone "
    "accidentally altering the coefficients, getting the inputs wrong, or just poor programming. ClinRisk"
    " Ltd. stress, therefore, that it is the responsibility of the end user to check that the source that"
    " they receive produces the same results as the original code found at https://qrisk.org. Inaccurate "
    "implementations of risk scores can lead to wrong patients being given the wrong treatment."
)


@dataclass(frozen=True)
class Inputs:
    """What the equation is fed with.

    smoking and ethnicity: one condition a category, under the names of the figures; none of them true is a
    non-smoker, and White or not stated. systolic_deviation None: fewer than two readings, the term is left
    out. townsend None: not known, taken as 0.
    """

    age: NumberExpr
    bmi: NumberExpr
    cholesterol_ratio: NumberExpr
    systolic: NumberExpr
    conditions: Mapping[str, BoolExpr]
    smoking: Mapping[str, BoolExpr]
    ethnicity: Mapping[str, BoolExpr]
    systolic_deviation: NumberExpr | None = None
    townsend: NumberExpr | None = None


def risk(by: Equation, given: Inputs) -> NumberExpr:
    """Per cent within ten years, by one of the two equations."""
    tenth = given.age / 10
    age_1 = power(tenth, by.age_powers[0]) - by.centres["age_1"]
    age_2 = power(tenth, by.age_powers[1]) - by.centres["age_2"]

    def weight(term: Term) -> NumberExpr:
        return term[0] + age_1 * term[1] + age_2 * term[2]

    # The published calculator works with a body mass index of at least 20 and at most 40.
    bmi = at_most_of(at_least_of(given.bmi.plain, 20), 40) / 10
    measured: dict[str, NumberExpr | float] = {
        "bmi_1": power(bmi, -2),
        "bmi_2": power(bmi, -2) * ln(bmi),
        "cholesterol_ratio": given.cholesterol_ratio.plain,
        "systolic": given.systolic.plain,
    }
    if given.systolic_deviation is not None:
        measured["systolic_deviation"] = given.systolic_deviation.plain
    measured["townsend"] = 0.0 if given.townsend is None else given.townsend.plain
    terms = [weight(by.measures[name]) * (value - by.centres[name]) for name, value in measured.items()]
    terms += [
        choose((given.conditions[name], weight(term)), otherwise=0.0) for name, term in by.conditions.items()
    ]
    terms.append(
        choose(*((given.smoking[name], weight(term)) for name, term in by.smoking.items()), otherwise=0.0)
    )
    terms.append(
        choose(*((given.ethnicity[name], added) for name, added in by.ethnicity.items()), otherwise=0.0)
    )
    predictor = total(age_1 * by.age[0], age_2 * by.age[1], *terms)
    return 100 * (1 - exp(exp(predictor) * math.log(by.survival)))


_FIVE_YEARS = last(months(60), until=UP_TO)
_HALF_A_YEAR = last(months(6), until=UP_TO)
_age = AgeOn(UP_TO)
_bmi = LatestValue("bmi", unit=Unit.KG_PER_M2, window=_FIVE_YEARS)
_cholesterol = LatestValue("cholesterol", unit=Unit.MMOL_PER_L, window=_FIVE_YEARS)
_hdl = LatestValue("hdl", unit=Unit.MMOL_PER_L, window=_FIVE_YEARS)
_systolic = LatestValue("systolic_clinic", unit=Unit.MMHG, window=_FIVE_YEARS)
_smoking = Latest("smoking_status")
_cigarettes = LatestValue("cigarettes_per_day", unit=None)
_ethnicity = Latest("ethnicity")
_ANTIHYPERTENSIVES = (
    "ace_inhibitor",
    "angiotensin_receptor_blocker",
    "beta_blocker",
    "calcium_channel_blocker",
    "thiazide",
)
_treated = Issues(_ANTIHYPERTENSIVES, window=_HALF_A_YEAR)
_ten_a_day = _cigarettes.exists & (_cigarettes.value >= 10)
_twenty_a_day = _cigarettes.exists & (_cigarettes.value >= 20)
_smokes = _smoking.has_code(In("smoking_status", "current"))
_ETHNIC_GROUPS = {
    "indian": ("H",),
    "pakistani": ("J",),
    "bangladeshi": ("K",),
    "other_asian": ("L",),
    "black_caribbean": ("M",),
    "black_african": ("N",),
    "chinese": ("R",),
    "other": ("D", "E", "F", "G", "P", "S"),
}


def _twice_lately(medicine: str) -> BoolExpr:
    return Issues(medicine, window=_HALF_A_YEAR).count >= 2


FROM_THE_RECORD = Inputs(
    age=_age,
    bmi=_bmi.value,
    cholesterol_ratio=_cholesterol.value / _hdl.value,
    systolic=_systolic.value,
    conditions={
        "atrial_fibrillation": On(ATRIAL_FIBRILLATION),
        "atypical_antipsychotic": _twice_lately("antipsychotic_atypical"),
        "corticosteroid": _twice_lately("oral_corticosteroid"),
        "erectile_dysfunction": Latest("erectile_dysfunction").exists,
        "migraine": Latest("migraine").exists,
        "rheumatoid_arthritis": On(RHEUMATOID_ARTHRITIS),
        "chronic_kidney_disease": On(CHRONIC_KIDNEY_DISEASE),
        "serious_mental_illness": On(SERIOUS_MENTAL_ILLNESS),
        "lupus": Latest("lupus").exists,
        "treated_hypertension": On(HYPERTENSION) & _treated.exists,
        "diabetes_type1": On(DIABETES_TYPE1),
        "diabetes_type2": On(DIABETES_TYPE2),
        "family_history": Latest("family_history_premature_cvd").exists,
    },
    smoking={
        "ex": _smoking.has_code(In("smoking_status", "ex")) & ~_smokes,
        "light": _smokes & ~_ten_a_day,
        "moderate": _smokes & _ten_a_day & ~_twenty_a_day,
        "heavy": _smokes & _twenty_a_day,
    },
    ethnicity={name: _ethnicity.has_code(In("ethnicity", *of)) for name, of in _ETHNIC_GROUPS.items()},
)

QRISK3 = ScoreModule(
    "qrisk3",
    "QRISK3, risk of a heart attack or stroke within ten years",
    version="QRISK3-2017 (published 2017, reference implementation of ClinRisk Ltd.)",
    purpose=(
        "An estimate, not validated here, to put people in order for a conversation about lipids. QRISK is a "
        "registered trade mark; a live site needs its owner's permission and a registered medical device. A "
        "coded QRISK score in the record always comes first."
    ),
    source=Source(
        "Hippisley-Cox, Coupland and Brindle, Development and validation of QRISK3, BMJ",
        "2017;357:j2099",
        "figures and test people as held in CRAN's QRISK3 0.6.0; all 97 results (of 49 people) agree to one "
        "decimal",
    ),
    inputs=(
        Input("age", _age),
        Input("sex", Sex()),
        Input("body mass index in the last five years", _bmi),
        Input("total cholesterol in the last five years", _cholesterol),
        Input("HDL cholesterol in the last five years", _hdl),
        Input("systolic blood pressure in the last five years", _systolic),
        Input("smoking status", _smoking),
        Input("cigarettes a day (a smoker without a number counts as light)", _cigarettes, needed=False),
        Input("ethnicity (White where it is not stated)", _ethnicity, needed=False),
        *(
            Input(name.replace("_", " "), condition, needed=False)
            for name, condition in FROM_THE_RECORD.conditions.items()
        ),
    ),
    coded=LatestValue("qrisk_score", unit=None, window=_FIVE_YEARS),
    value=choose((FEMALE, risk(WOMEN, FROM_THE_RECORD)), (MALE, risk(MEN, FROM_THE_RECORD))),
    limits=(
        Limit(_age < 25, "QRISK3 is for people aged 25 to 84"),
        Limit(_age > 84, "QRISK3 is for people aged 25 to 84"),
        Limit(On(CARDIOVASCULAR_DISEASE), "QRISK3 is not for people who already have cardiovascular disease"),
        Limit(
            On(FAMILIAL_HYPERCHOLESTEROLAEMIA),
            "QRISK3 is not for people with familial hypercholesterolaemia",
        ),
        Limit(
            Issues("statin", window=_HALF_A_YEAR).exists,
            "QRISK3 was made from people who took no statin: the risk of somebody who does is not estimated",
        ),
    ),
    decimals=1,
    notice=DISCLAIMER
    + " Here the Townsend score is taken as 0 and the variation between blood pressure readings is left out, "
    "because neither is known. Not for decisions in type 1 diabetes or chronic kidney disease.",
)
