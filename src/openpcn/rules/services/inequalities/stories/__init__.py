"""Stories of the definitions of this service."""

from openpcn.rules.language import Story
from openpcn.rules.services.inequalities.stories import (
    carers_and_access,
    ethnicity,
    hi03,
    learning_disability,
    mental_illness,
)

STORIES: tuple[Story, ...] = (
    *hi03.STORIES,
    *learning_disability.STORIES,
    *mental_illness.STORIES,
    *ethnicity.STORIES,
    *carers_and_access.STORIES,
)

__all__ = ["STORIES"]
