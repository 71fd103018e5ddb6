"""Stories of the definitions of this service."""

from openpcn.rules.language import Story
from openpcn.rules.services.personalised_care.stories import groups, upkeep

STORIES: tuple[Story, ...] = (*groups.STORIES, *upkeep.STORIES)

__all__ = ["STORIES"]
