"""Personalised care."""

from openpcn.rules.language import Definition
from openpcn.rules.services.personalised_care import groups, upkeep

DEFINITIONS: tuple[Definition, ...] = (
    *groups.DEFINITIONS,
    *upkeep.REGISTERS,
    *upkeep.DEFINITIONS,
)

__all__ = ["DEFINITIONS"]
