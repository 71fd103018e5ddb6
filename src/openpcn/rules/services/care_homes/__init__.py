"""Enhanced health in care homes."""

from openpcn.rules.services.care_homes import clocks, ehch, safety

DEFINITIONS = (*clocks.DEFINITIONS, *safety.DEFINITIONS, *ehch.DEFINITIONS)

__all__ = ["DEFINITIONS"]
