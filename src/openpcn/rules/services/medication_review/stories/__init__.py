"""Stories of the definitions of this service."""

from openpcn.rules.language import Story
from openpcn.rules.services.medication_review.stories import (
    anticholinergic,
    dependence,
    doac,
    eligibility,
    monitoring,
    pincer,
    pincer_composites,
    pincer_monitoring,
    polypharmacy,
    smr01,
    smr01_cohorts,
    smr01a,
    smr01c,
    smr02,
    smr03,
    smr25_to_37,
)

STORIES: tuple[Story, ...] = (
    *anticholinergic.STORIES,
    *dependence.STORIES,
    *doac.STORIES,
    *eligibility.STORIES,
    *monitoring.STORIES,
    *pincer.STORIES,
    *pincer_composites.STORIES,
    *pincer_monitoring.STORIES,
    *polypharmacy.STORIES,
    *smr01.STORIES,
    *smr01_cohorts.STORIES,
    *smr01a.STORIES,
    *smr01c.STORIES,
    *smr02.STORIES,
    *smr03.STORIES,
    *smr25_to_37.STORIES,
)

__all__ = ["STORIES"]
