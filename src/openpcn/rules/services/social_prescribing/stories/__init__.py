"""Stories of the definitions of this service."""

from openpcn.rules.language import Story
from openpcn.rules.services.social_prescribing.stories import counts, follow_up, found, told

STORIES: tuple[Story, ...] = (*told.STORIES, *found.STORIES, *counts.STORIES, *follow_up.STORIES)

__all__ = ["STORIES"]
