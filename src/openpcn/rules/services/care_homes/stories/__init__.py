"""Stories of the definitions of this service."""

from openpcn.rules.language import Story
from openpcn.rules.services.care_homes.stories import clocks, ehch, safety

STORIES: tuple[Story, ...] = (*clocks.STORIES, *safety.STORIES, *ehch.STORIES)

__all__ = ["STORIES"]
