"""Personalised care."""

from openpcn.rules.language import Definition
from openpcn.rules.services.personalised_care import dictionary, groups, upkeep

DEFINITIONS: tuple[Definition, ...] = (
    *groups.DEFINITIONS,
    *upkeep.REGISTERS,
    *upkeep.DEFINITIONS,
    *dictionary.DEFINITIONS,
)

__all__ = ["DEFINITIONS"]
