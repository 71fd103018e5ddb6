"""Stories of the definitions of this service."""

from openpcn.rules.language import Story
from openpcn.rules.services.proactive_care.stories import cohort, components, events, recognition

STORIES: tuple[Story, ...] = (*cohort.STORIES, *components.STORIES, *events.STORIES, *recognition.STORIES)

__all__ = ["STORIES"]
