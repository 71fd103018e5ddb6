"""Stories of the definitions of this service."""

from openpcn.rules.language import Story
from openpcn.rules.services.cardiovascular.stories import (
    blood_pressure,
    qof_atrial_fibrillation,
    qof_blood_pressure,
    qof_glucose,
    qof_lipids,
)

STORIES: tuple[Story, ...] = (
    *blood_pressure.STORIES,
    *qof_blood_pressure.STORIES,
    *qof_lipids.STORIES,
    *qof_atrial_fibrillation.STORIES,
    *qof_glucose.STORIES,
)

__all__ = ["STORIES"]
