"""Stories of: registers of other long-term conditions."""

from __future__ import annotations

from openpcn.rules.language import Story

STORIES: tuple[Story, ...] = ()
