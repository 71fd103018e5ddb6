"""Stories of: registers of diabetes, kidneys, weight and lipids."""

from __future__ import annotations

from openpcn.rules.language import Story

STORIES: tuple[Story, ...] = ()
