"""Stories of the definitions of this service."""

from openpcn.rules.language import Story
from openpcn.rules.services.medication_review.stories import (
    pincer,
    pincer_composites,
    smr01,
    smr01a,
    smr01c,
    smr02,
    smr03,
    smr25_to_37,
)

STORIES: tuple[Story, ...] = (
    *smr01.STORIES,
    *smr01a.STORIES,
    *smr01c.STORIES,
    *smr02.STORIES,
    *smr03.STORIES,
    *smr25_to_37.STORIES,
    *pincer.STORIES,
    *pincer_composites.STORIES,
)

__all__ = ["STORIES"]
