"""The electronic frailty index of 2016: 36 deficits, each as much as another."""

from __future__ import annotations

from openpcn.rules.language import (
    FEMALE,
    MALE,
    AgeOn,
    BoolExpr,
    Codes,
    CountDistinct,
    In,
    Input,
    Latest,
    LatestValue,
    Limit,
    NumberExpr,
    ScoreModule,
    Source,
    last,
    months,
    points,
    total,
    value_above,
    value_at_least,
    value_at_most,
    value_below,
)
from openpcn.rules.language.facts import ValueIs
from openpcn.rules.registers.sources import UP_TO
from openpcn.terms.units import Unit

DEFICITS = 36
#: More than so many deficits of 36 make each degree: 0.12 is between 4 and 5, 0.24 between 8 and 9, 0.36
#: between 12 and 13. Thirteen deficits are 0.361 and therefore severe.
MILD, MODERATE, SEVERE = 0.12, 0.24, 0.36


def _ever(*codes: str) -> BoolExpr:
    return Latest(codes).exists


def _value(codes: str | Codes, where: ValueIs) -> BoolExpr:
    """Some value on record meets the condition, however long ago: a deficit stays."""
    return LatestValue(codes, unit=where.unit, where=where).exists


def _ambulatory(pressure: str, limit: float) -> BoolExpr:
    """Some average of ambulatory monitoring is above the limit; readings taken at home are not that."""
    return _value(In(pressure, "ambulatory"), value_above(limit, Unit.MMHG))


MEDICINES = CountDistinct("polypharmacy_scope", window=last(months(12), until=UP_TO))

#: The 36 deficits in the order of the paper's table, each with what counts as having it.
DEFICIT: dict[str, BoolExpr] = {
    "activity limitation": _ever("activity_limitation") | _value("barthel_index", value_at_most(18, None)),
    "anaemia": (
        _ever("anaemia", "iron_deficiency_anaemia")
        | (MALE & _value("haemoglobin", value_below(130, Unit.G_PER_L)))
        | (FEMALE & _value("haemoglobin", value_below(115, Unit.G_PER_L)))
    ),
    "arthritis": _ever("arthritis", "rheumatoid_arthritis"),
    "atrial fibrillation": _ever("af"),
    "cerebrovascular disease": _ever("stroke_tia"),
    "chronic kidney disease": (
        _ever("ckd")
        | _value("egfr", value_below(60, Unit.ML_PER_MIN))
        | _value("albumin_creatinine_ratio", value_above(3, Unit.MG_PER_MMOL))
        | _value("protein_creatinine_ratio", value_above(50, Unit.MG_PER_MMOL))
    ),
    "diabetes": _ever("diabetes"),
    "dizziness": _ever("dizziness"),
    "dyspnoea": _ever("dyspnoea"),
    "falls": _ever("falls") | _value("falls_in_last_year", value_above(0, None)),
    "foot problems": _ever("foot_problem"),
    "fragility fracture": _ever("fragility_fracture"),
    "hearing loss": _ever("hearing_loss"),
    "heart failure": _ever("heart_failure"),
    "heart valve disease": _ever("heart_valve_disease"),
    "housebound": _ever("housebound"),
    "hypertension": (
        _ever("hypertension") | _ambulatory("systolic_home", 135) | _ambulatory("diastolic_home", 85)
    ),
    "hypotension or syncope": _ever("hypotension"),
    "ischaemic heart disease": _ever("chd"),
    "memory and cognitive problems": _ever("memory_problem", "dementia")
    | _value("six_item_cognitive_test", value_at_least(8, None)),
    "mobility and transfer problems": _ever("mobility_problem"),
    "osteoporosis": _ever("osteoporosis") | _value("hip_t_score", value_at_most(-2.5, None)),
    "parkinsonism and tremor": _ever("parkinsonism"),
    "peptic ulcer": _ever("peptic_ulcer"),
    "peripheral vascular disease": _ever("pad") | _value("ankle_brachial_index", value_below(0.95, None)),
    "polypharmacy": MEDICINES.count >= 5,
    "requirement for care": _ever("care_requirement", "care_home_permanent"),
    "respiratory disease": _ever("asthma", "copd")
    | _value("copd_exacerbations_in_last_year", value_at_least(1, None)),
    "skin ulcer": _ever("skin_ulcer"),
    "sleep disturbance": _ever("sleep_disturbance"),
    "social vulnerability": _ever(
        "social_vulnerability", "lives_alone", "loneliness", "bereavement", "housing_need"
    ),
    "thyroid disease": (
        _ever("thyroid_disorder")
        | _value("thyroid_stimulating_hormone", value_below(0.36, Unit.MILLIUNITS_PER_L))
        | _value("thyroid_stimulating_hormone", value_above(5.5, Unit.MILLIUNITS_PER_L))
    ),
    "urinary incontinence": _ever("urinary_incontinence"),
    "urinary system disease": _ever("urinary_system_disease"),
    "visual impairment": _ever("vision_problem"),
    "weight loss and anorexia": _ever("weight_loss", "appetite_loss")
    | _value("malnutrition_score", value_at_least(1, None)),
}

NUMBER_OF_DEFICITS: NumberExpr = total(*(points(has, 1, name) for name, has in DEFICIT.items()))
_age = AgeOn(UP_TO)

EFI = ScoreModule(
    "electronic_frailty_index",
    "Electronic frailty index",
    version="eFI 2016, 36 deficits",
    purpose=(
        "To find people of 65 and over who may live with frailty, so that a clinician can look. An index is "
        "not a diagnosis: a degree of frailty is recorded only after somebody has confirmed it, and a "
        "recorded degree always comes first."
    ),
    source=Source(
        "Clegg and others, Development and validation of an electronic frailty index, Age and Ageing",
        "2016;45:353-360",
        "deficits and numeric triggers as read in UoM-Data-Science-Platforms/gm-sde; where a QOF list of the "
        "same condition exists it stands for the authors' own",
        confirmed=False,
    ),
    inputs=(
        Input("age", _age),
        *(Input(name, has, needed=False) for name, has in DEFICIT.items()),
    ),
    coded=LatestValue("electronic_frailty_index", unit=None, window=last(months(24), until=UP_TO)),
    value=NUMBER_OF_DEFICITS / DEFICITS,
    limits=(Limit(_age < 65, "The electronic frailty index is for people of 65 and over"),),
    decimals=3,
)
