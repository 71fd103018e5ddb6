"""Social prescribing."""

from openpcn.rules.language import Definition
from openpcn.rules.services.social_prescribing import found, support, told

DEFINITIONS: tuple[Definition, ...] = (
    *told.DEFINITIONS,
    *found.DEFINITIONS,
    *support.REGISTERS,
    *support.DEFINITIONS,
)

__all__ = ["DEFINITIONS"]
