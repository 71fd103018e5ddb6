"""Stories of the definitions of this service."""

from openpcn.rules.language import Story
from openpcn.rules.services.cardiovascular.stories import (
    case_atrial_fibrillation,
    case_diabetes,
    case_heart_failure,
    case_hypertension,
    case_kidney,
    case_risk,
    cvd01,
    familial,
    hyp008,
    network,
    qof_atrial_fibrillation,
    qof_blood_pressure,
    qof_glucose,
    qof_lipids,
)

STORIES: tuple[Story, ...] = (
    *hyp008.STORIES,
    *qof_blood_pressure.STORIES,
    *qof_lipids.STORIES,
    *qof_atrial_fibrillation.STORIES,
    *qof_glucose.STORIES,
    *cvd01.STORIES,
    *network.STORIES,
    *familial.STORIES,
    *case_hypertension.STORIES,
    *case_atrial_fibrillation.STORIES,
    *case_kidney.STORIES,
    *case_diabetes.STORIES,
    *case_heart_failure.STORIES,
    *case_risk.STORIES,
)

__all__ = ["STORIES"]
