"""What the eight services ask for, one package per service. So far: three of them, in part."""

from openpcn.rules.language import Indicator
from openpcn.rules.services import cardiovascular, inequalities, medication_review

INDICATORS: tuple[Indicator, ...] = (
    *medication_review.DEFINITIONS,
    *inequalities.DEFINITIONS,
    *cardiovascular.DEFINITIONS,
)

__all__ = ["INDICATORS"]
