"""Enhanced health in care homes."""

from openpcn.rules.services.care_homes import ehch, plans, safety, visits, weight_loss

DEFINITIONS = (
    *plans.DEFINITIONS,
    *visits.DEFINITIONS,
    *safety.DEFINITIONS,
    *weight_loss.DEFINITIONS,
    *ehch.DEFINITIONS,
)

__all__ = ["DEFINITIONS"]
