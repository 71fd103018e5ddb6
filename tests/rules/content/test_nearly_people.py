"""Every indicator knows what only looks done, and each such sentence is told in a story of somebody due."""

import pytest

from openpcn.rules import catalogue
from openpcn.rules.engine import check_stories
from openpcn.rules.language import Word
from openpcn.rules.services import cardiovascular

INDICATORS = [
    each
    for each in catalogue.indicators()
    if each.nearly and each not in cardiovascular.DEFINITIONS  # those have a sharper test of their own
]


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda each: each.id)
@pytest.mark.hazard("H02", "look-alike evidence is named to staff and does not count")
def test_every_look_alike_is_told_in_a_story_of_somebody_due(indicator):
    told = check_stories([each for each in catalogue.stories(indicator.id) if each.expect.word is Word.DUE])
    named = {sentence for each in told for outcome in each.plain for sentence in outcome.nearly}
    assert {each.sentence for each in indicator.nearly} <= named


def test_every_indicator_knows_what_only_looks_done():
    assert [each.id for each in catalogue.indicators() if not each.nearly] == []
