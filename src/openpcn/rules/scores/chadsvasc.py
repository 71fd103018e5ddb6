"""Risk of stroke in atrial fibrillation: CHA2DS2-VASc."""

from __future__ import annotations

from openpcn.rules.language import (
    FEMALE,
    AgeOn,
    Input,
    Latest,
    LatestValue,
    Limit,
    On,
    ScoreModule,
    Sex,
    Source,
    last,
    months,
    points,
    total,
)
from openpcn.rules.registers import HYPERTENSION
from openpcn.rules.registers.heart_and_vessels import (
    ATRIAL_FIBRILLATION,
    HEART_FAILURE,
    PERIPHERAL_ARTERIAL_DISEASE,
    STROKE_TIA,
)
from openpcn.rules.registers.metabolic_and_renal import DIABETES_TYPE1, DIABETES_TYPE2, with_diabetes
from openpcn.rules.registers.sources import UP_TO

_age = AgeOn(UP_TO)
_heart_failure = On(HEART_FAILURE) | Latest("lvsd").exists
_hypertension = On(HYPERTENSION)
_diabetes = with_diabetes | On(DIABETES_TYPE1) | On(DIABETES_TYPE2)
_stroke = On(STROKE_TIA) | Latest("systemic_embolism").exists
_vascular = (
    Latest("myocardial_infarction").exists | On(PERIPHERAL_ARTERIAL_DISEASE) | Latest("aortic_plaque").exists
)

CHADSVASC = ScoreModule(
    "chadsvasc",
    "Stroke risk in atrial fibrillation (CHA2DS2-VASc)",
    version="CHA2DS2-VASc, 2010, 0 to 9 points",
    purpose=(
        "To tell who with atrial fibrillation should be offered an anticoagulant: NICE NG196 names 2 or "
        "more, and for men 1 to consider. It stands in for a score nobody recorded and replaces none."
    ),
    source=Source(
        "Lip and others, Refining clinical risk stratification for predicting stroke and thromboembolism in "
        "atrial fibrillation, Chest",
        "2010;137:263-272",
        "points as NICE NG196 lists them; not re-read in the paper",
        confirmed=False,
    ),
    inputs=(
        Input("age", _age),
        Input("sex", Sex()),
        Input("heart failure or left ventricular systolic dysfunction", _heart_failure, needed=False),
        Input("hypertension", _hypertension, needed=False),
        Input("diabetes", _diabetes, needed=False),
        Input("stroke, transient ischaemic attack or systemic embolism", _stroke, needed=False),
        Input("myocardial infarction, peripheral arterial disease or aortic plaque", _vascular, needed=False),
    ),
    # The score only rises with age and events: an older low one says nothing of today.
    coded=LatestValue("chadsvasc_score", unit=None, window=last(months(12), until=UP_TO)),
    value=total(
        points(_heart_failure, 1, "heart failure"),
        points(_hypertension, 1, "hypertension"),
        points(_age >= 75, 2, "aged 75 or over"),
        points(_age.between(65, 74), 1, "aged 65 to 74"),
        points(_diabetes, 1, "diabetes"),
        points(_stroke, 2, "stroke, transient ischaemic attack or embolism"),
        points(_vascular, 1, "vascular disease"),
        points(FEMALE, 1, "female"),
    ),
    limits=(
        Limit(~On(ATRIAL_FIBRILLATION), "The score is for people with atrial fibrillation"),
        Limit(_age < 18, "The score is for adults"),
    ),
    decimals=0,
)
