"""Look-alikes and red flags of medication review, care homes and early cancer: each is told in a story."""

import pytest

from openpcn.rules import catalogue
from openpcn.rules.engine import check_stories, check_story
from openpcn.rules.language import Indicator, StoryPerson, Word, due, person, story
from openpcn.rules.services import SERVICES
from openpcn.terms.units import Unit

_SERVICES = {"medication_review", "care_homes", "early_cancer"}
INDICATORS = [
    each
    for service in SERVICES
    if service.id in _SERVICES
    for each in service.definitions
    if isinstance(each, Indicator)
]


def _due(indicator: Indicator):
    """The outcomes of its stories of somebody due."""
    told = check_stories([each for each in catalogue.stories(indicator.id) if each.expect.word is Word.DUE])
    return [outcome for each in told for outcome in each.plain if outcome.word is Word.DUE]


@pytest.mark.parametrize("indicator", [each for each in INDICATORS if each.nearly], ids=lambda each: each.id)
def test_every_look_alike_is_named_to_somebody_who_is_due(indicator: Indicator):
    named = {sentence for outcome in _due(indicator) for sentence in outcome.nearly}
    assert {each.sentence for each in indicator.nearly} == named


@pytest.mark.parametrize(
    "indicator",
    [each for each in INDICATORS if each.work is not None and each.work.red_flag is not None],
    ids=lambda each: each.id,
)
def test_every_red_flag_is_raised_for_some_and_not_for_all(indicator: Indicator):
    assert {outcome.red_flag for outcome in _due(indicator)} == {True, False}


_MAN = person(born="1960-08-15", sex="male")


def _fit(value: float) -> StoryPerson:
    return _MAN.measures("fit_result", value, Unit.UG_PER_G, on="2026-01-26")


def _psa(value: float, about: StoryPerson = _MAN) -> StoryPerson:
    return about.measures("psa", value, Unit.UG_PER_L, on="2026-01-26")


@pytest.mark.parametrize(
    ("id", "about", "flagged"),
    [
        ("fit_positive", _fit(100), True),
        ("fit_positive", _fit(99.9), False),
        ("raised_psa", _psa(20.1), True),
        ("raised_psa", _psa(20), False),
        ("raised_psa_for_judgement", _psa(20.1, person(born="1940-01-01", sex="male")), True),
        ("raised_psa_for_judgement", _psa(20, person(born="1940-01-01", sex="male")), False),
    ],
)
def test_a_red_flag_stands_on_both_sides_of_its_limit(id: str, about: StoryPerson, flagged: bool):
    told = check_story(story(catalogue.definition(id), "a case", about, expect=due()))
    assert told.true, told.faults
    assert told.plain[-1].red_flag is flagged
