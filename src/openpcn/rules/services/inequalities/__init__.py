"""Tackling neighbourhood health inequalities."""

from openpcn.rules.language import Definition
from openpcn.rules.services.inequalities import (
    carers_and_access,
    counts,
    ethnicity,
    learning_disability,
    mental_illness,
)
from openpcn.rules.services.inequalities.hi03 import HI03
from openpcn.rules.services.inequalities.needs_profile import NEEDS_PROFILE

DEFINITIONS: tuple[Definition, ...] = (
    HI03,
    *learning_disability.DEFINITIONS,
    *mental_illness.DEFINITIONS,
    *ethnicity.DEFINITIONS,
    *carers_and_access.DEFINITIONS,
    *counts.DEFINITIONS,
)

__all__ = ["DEFINITIONS", "HI03", "NEEDS_PROFILE"]
