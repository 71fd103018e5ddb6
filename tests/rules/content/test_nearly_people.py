"""Look-alike evidence about people rather than organs is named in some story of each definition."""

import pytest

from openpcn.rules import catalogue
from openpcn.rules.engine import check_stories
from openpcn.rules.language import Indicator, Word
from openpcn.rules.services import SERVICES

_SERVICES = {"inequalities", "proactive_care", "social_prescribing", "personalised_care"}
INDICATORS = [
    each
    for service in SERVICES
    if service.id in _SERVICES
    for each in service.definitions
    if isinstance(each, Indicator) and each.nearly
]


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda each: each.id)
@pytest.mark.hazard("H02", "look-alike evidence is named to staff and does not count")
def test_every_look_alike_is_told_in_a_story_of_somebody_due(indicator):
    told = check_stories([each for each in catalogue.stories(indicator.id) if each.expect.word is Word.DUE])
    named = {sentence for each in told for outcome in each.plain for sentence in outcome.nearly}
    assert {each.sentence for each in indicator.nearly} == named
