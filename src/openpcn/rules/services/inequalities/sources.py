"""Where the lists of this service that nobody publishes come from."""

from __future__ import annotations

from openpcn.rules.language import Source

LOCAL = Source(
    "Tackling neighbourhood health inequalities: lists of this project",
    "2026",
    "Network Contract DES: find and help people who meet inequality; no national search",
    confirmed=False,
)
