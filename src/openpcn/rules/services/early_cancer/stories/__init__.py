"""Stories of the definitions of this service."""

from openpcn.rules.language import Story

STORIES: tuple[Story, ...] = ()

__all__ = ["STORIES"]
