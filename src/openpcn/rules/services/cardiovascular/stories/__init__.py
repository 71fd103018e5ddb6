"""Stories of the definitions of this service."""

from openpcn.rules.language import Story
from openpcn.rules.services.cardiovascular.stories import blood_pressure

STORIES: tuple[Story, ...] = (*blood_pressure.STORIES,)

__all__ = ["STORIES"]
