"""Stories of the definitions of this service."""

from openpcn.rules.language import Story
from openpcn.rules.services.personalised_care.stories import dictionary, groups, upkeep

STORIES: tuple[Story, ...] = (*groups.STORIES, *upkeep.STORIES, *dictionary.STORIES)

__all__ = ["STORIES"]
