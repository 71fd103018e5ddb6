"""Stories of the definitions of this service."""

from openpcn.rules.language import Story
from openpcn.rules.services.medication_review.stories import pincer, pincer_composites, smr01

STORIES: tuple[Story, ...] = (*smr01.STORIES, *pincer.STORIES, *pincer_composites.STORIES)

__all__ = ["STORIES"]
