"""Stories of the definitions of this service."""

from openpcn.rules.language import Story
from openpcn.rules.services.early_cancer.stories import (
    awaited_tests,
    fit_referrals,
    fit_safety,
    prostate,
    referral_clocks,
    screening,
    triggers,
)

STORIES: tuple[Story, ...] = (
    *fit_referrals.STORIES,
    *fit_safety.STORIES,
    *referral_clocks.STORIES,
    *prostate.STORIES,
    *triggers.STORIES,
    *awaited_tests.STORIES,
    *screening.STORIES,
)

__all__ = ["STORIES"]
