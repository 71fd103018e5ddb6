"""Stories of the definitions of this service."""

from openpcn.rules.language import Story
from openpcn.rules.services.early_cancer.stories import (
    awaited_tests,
    fit_referrals,
    fit_safety,
    prostate,
    referral_clocks,
    referral_events,
    screening,
    screening_not_answered,
    triggers,
)

STORIES: tuple[Story, ...] = (
    *fit_referrals.STORIES,
    *fit_safety.STORIES,
    *referral_clocks.STORIES,
    *referral_events.STORIES,
    *prostate.STORIES,
    *triggers.STORIES,
    *awaited_tests.STORIES,
    *screening.STORIES,
    *screening_not_answered.STORIES,
)

__all__ = ["STORIES"]
