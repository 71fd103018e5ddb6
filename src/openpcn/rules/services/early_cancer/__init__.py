"""Early cancer diagnosis: FIT, urgent referrals, findings that ask for one, screening."""

from openpcn.rules.language import Definition
from openpcn.rules.services.early_cancer import (
    awaited_tests,
    fit_referrals,
    fit_safety,
    prostate,
    referral_clocks,
    screening,
    triggers,
)

DEFINITIONS: tuple[Definition, ...] = (
    *fit_referrals.DEFINITIONS,
    *fit_safety.DEFINITIONS,
    *referral_clocks.DEFINITIONS,
    *prostate.DEFINITIONS,
    *triggers.DEFINITIONS,
    *awaited_tests.DEFINITIONS,
    *screening.DEFINITIONS,
)

__all__ = ["DEFINITIONS"]
