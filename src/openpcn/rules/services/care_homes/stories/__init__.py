"""Stories of the definitions of this service."""

from openpcn.rules.language import Story
from openpcn.rules.services.care_homes.stories import ehch, plans, safety, visits, weight_loss

STORIES: tuple[Story, ...] = (
    *plans.STORIES,
    *visits.STORIES,
    *safety.STORIES,
    *weight_loss.STORIES,
    *ehch.STORIES,
)

__all__ = ["STORIES"]
