"""The Cambridge Multimorbidity Score: the set of 20 conditions, weighted for the general outcome."""

from __future__ import annotations

from openpcn.rules.language import (
    AgeOn,
    BoolExpr,
    Input,
    Issues,
    Latest,
    LatestValue,
    Limit,
    NumberExpr,
    On,
    ScoreModule,
    Source,
    last,
    months,
    points,
    total,
)
from openpcn.rules.registers.conditions import HYPERTENSION
from openpcn.rules.registers.heart_and_vessels import (
    ATRIAL_FIBRILLATION,
    CORONARY_HEART_DISEASE,
    HEART_FAILURE,
    STROKE_TIA,
)
from openpcn.rules.registers.long_term import ASTHMA, COPD, EPILEPSY, RHEUMATOID_ARTHRITIS
from openpcn.rules.registers.mental_health import DEMENTIA, SERIOUS_MENTAL_ILLNESS
from openpcn.rules.registers.metabolic_and_renal import CHRONIC_KIDNEY_DISEASE, DIABETES
from openpcn.rules.registers.sources import UP_TO

_YEAR = last(months(12), until=UP_TO)


def _four_issues(*medicines: str) -> BoolExpr:
    """The treatment that stands for a condition: at least four issues in twelve months."""
    return Issues(medicines, window=_YEAR).count >= 4


#: Condition: who has it, and its weight. The set of 37 has other weights; the two are never mixed.
CONDITION: dict[str, tuple[BoolExpr, float]] = {
    "alcohol problems": (Latest("alcohol_misuse").exists, 0.65),
    "anxiety or depression": (
        Latest(("anxiety", "depression"), window=_YEAR).exists
        | _four_issues("antidepressant", "benzodiazepine", "z_drug"),
        0.50,
    ),
    "asthma": (On(ASTHMA), 0.19),
    "atrial fibrillation": (On(ATRIAL_FIBRILLATION), 1.34),
    "cancer in the last five years": (
        Latest("cancer", window=last(months(60), until=UP_TO)).exists,
        1.53,
    ),
    "chronic kidney disease": (On(CHRONIC_KIDNEY_DISEASE), 0.53),
    "chronic obstructive pulmonary disease": (On(COPD), 1.46),
    "connective tissue disease": (
        On(RHEUMATOID_ARTHRITIS) | Latest(("lupus", "connective_tissue_disease")).exists,
        0.43,
    ),
    "constipation": (_four_issues("laxative"), 1.12),
    "coronary heart disease": (On(CORONARY_HEART_DISEASE), 0.49),
    "dementia": (On(DEMENTIA), 2.50),
    "diabetes": (On(DIABETES), 0.75),
    "epilepsy": (On(EPILEPSY), 0.92),
    "hearing loss": (Latest("hearing_loss").exists, 0.09),
    "heart failure": (On(HEART_FAILURE), 1.18),
    "hypertension": (On(HYPERTENSION), 0.08),
    "irritable bowel syndrome": (Latest("irritable_bowel").exists | _four_issues("antispasmodic"), 0.21),
    "painful condition": (
        _four_issues("opioid_weak", "opioid_strong", "opioid_patch")
        | (_four_issues("gabapentinoid", "antiepileptic") & ~Latest("epilepsy").exists),
        0.92,
    ),
    "psychosis or bipolar disorder": (On(SERIOUS_MENTAL_ILLNESS), 0.64),
    "stroke or transient ischaemic attack": (On(STROKE_TIA), 0.80),
}

WEIGHT: NumberExpr = total(*(points(has, weight, name) for name, (has, weight) in CONDITION.items()))
_age = AgeOn(UP_TO)

CAMBRIDGE_MULTIMORBIDITY = ScoreModule(
    "cambridge_multimorbidity_20",
    "Cambridge Multimorbidity Score",
    version="20 conditions, weights of the general outcome (never mixed with the set of 37)",
    purpose=(
        "To put people with several conditions in order, so that those with the greatest burden are looked "
        "at first. Not a forecast for one person, and not to be sold as avoiding admissions."
    ),
    source=Source(
        "Payne and others, Development and validation of the Cambridge Multimorbidity Score, CMAJ",
        "2020;192:E107-E114",
        "weights as read in public OpenSAFELY code; that they are the paper's was not re-read",
        confirmed=False,
    ),
    inputs=(
        Input("age", _age),
        *(Input(name, has, needed=False) for name, (has, _) in CONDITION.items()),
    ),
    coded=LatestValue("cambridge_multimorbidity_score", unit=None, window=_YEAR),
    value=WEIGHT,
    limits=(Limit(_age < 20, "The score was made for people of 20 and over"),),
    decimals=2,
)
