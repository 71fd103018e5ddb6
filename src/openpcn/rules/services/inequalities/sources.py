"""Where the definitions of this service are published."""

from __future__ import annotations

from openpcn.rules.language import Source
from openpcn.rules.registers.sources import DICTIONARY


def dictionary_2024_25(indicator: str) -> Source:
    """The indicator dictionary of 2024/25, the last year in which the wider set was collected."""
    return Source(
        "Network Contract DES indicator dictionary", "2024/25", f"{DICTIONARY}, {indicator}", confirmed=True
    )


LOCAL = Source(
    "Tackling neighbourhood health inequalities: lists of this project",
    "2026",
    "Network Contract DES: find and help people who meet inequality; no national search",
    confirmed=False,
)
