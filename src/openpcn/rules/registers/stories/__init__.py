"""Stories of the registers: who is on, who is not, and both sides of every limit."""

from openpcn.rules.language import Story
from openpcn.rules.registers.stories import (
    frailty,
    heart_and_vessels,
    languages,
    long_term,
    mental_health,
    metabolic_and_renal,
    multimorbidity,
    residence,
    segments,
    shared,
    social_needs,
)

STORIES: tuple[Story, ...] = (
    *shared.STORIES,
    *frailty.STORIES,
    *heart_and_vessels.STORIES,
    *languages.STORIES,
    *long_term.STORIES,
    *mental_health.STORIES,
    *metabolic_and_renal.STORIES,
    *multimorbidity.STORIES,
    *residence.STORIES,
    *segments.STORIES,
    *social_needs.STORIES,
)

__all__ = ["STORIES"]
