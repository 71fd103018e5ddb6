"""Stories of: people whose record speaks of a social need."""

from __future__ import annotations

from openpcn.rules.language import Story

STORIES: tuple[Story, ...] = ()
