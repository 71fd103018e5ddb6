"""Stories of: registers of mental health and dementia."""

from __future__ import annotations

from openpcn.rules.language import Story

STORIES: tuple[Story, ...] = ()
