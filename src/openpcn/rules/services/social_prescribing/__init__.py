"""Social prescribing."""

from openpcn.rules.language import Definition
from openpcn.rules.services.social_prescribing import counts, follow_up, found, told

DEFINITIONS: tuple[Definition, ...] = (
    *told.DEFINITIONS,
    *found.DEFINITIONS,
    *counts.REGISTERS,
    *counts.DEFINITIONS,
    *follow_up.DEFINITIONS,
)

__all__ = ["DEFINITIONS"]
