"""Stories of the definitions of this service."""

from openpcn.rules.language import Story
from openpcn.rules.services.inequalities.stories import hi03

STORIES: tuple[Story, ...] = (*hi03.STORIES,)

__all__ = ["STORIES"]
