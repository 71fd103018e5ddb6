"""Enhanced health in care homes."""

from openpcn.rules.services.care_homes import ehch, plans, safety, visits

DEFINITIONS = (*plans.DEFINITIONS, *visits.DEFINITIONS, *safety.DEFINITIONS, *ehch.DEFINITIONS)

__all__ = ["DEFINITIONS"]
