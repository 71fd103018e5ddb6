"""Stories of the definitions of this service."""

from openpcn.rules.language import Story
from openpcn.rules.services.medication_review.stories import smr01

STORIES: tuple[Story, ...] = (*smr01.STORIES,)

__all__ = ["STORIES"]
