"""Stories of the definitions of this service."""

from openpcn.rules.language import Story
from openpcn.rules.services.social_prescribing.stories import found, support, told

STORIES: tuple[Story, ...] = (*told.STORIES, *found.STORIES, *support.STORIES)

__all__ = ["STORIES"]
