"""Proactive (anticipatory) care."""

from openpcn.rules.language import Definition
from openpcn.rules.services.proactive_care import cohort, components, events, facts, recognition

DEFINITIONS: tuple[Definition, ...] = (
    *facts.REGISTERS,
    *cohort.DEFINITIONS,
    *components.DEFINITIONS,
    *events.DEFINITIONS,
    *recognition.DEFINITIONS,
)

__all__ = ["DEFINITIONS"]
