"""More stories of the registers of frailty."""

from __future__ import annotations

from openpcn.rules.language import Story

STORIES: tuple[Story, ...] = ()
