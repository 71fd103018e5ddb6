"""Every story of every definition, through the plain evaluator and the arrays evaluator."""

import pytest

from openpcn.rules import catalogue
from openpcn.rules.engine import check_story
from openpcn.rules.language import Word


def _name(story):
    return f"{story.definition.id}: {story.title}"


@pytest.mark.hazard("H03", "both sides of every age and date limit are told as stories and run")
@pytest.mark.parametrize("story", catalogue.stories(), ids=_name)
def test_story(story):
    told = check_story(story)
    assert told.true, f"{story}\n" + "\n".join(told.faults)


@pytest.mark.parametrize("indicator", catalogue.indicators(), ids=lambda each: each.id)
def test_every_rule_has_a_story(indicator):
    decided = {story.expect.rule for story in catalogue.stories(indicator.id)}
    assert {rule.code for rule in indicator.rules} <= decided


@pytest.mark.parametrize("indicator", catalogue.indicators(), ids=lambda each: each.id)
def test_every_indicator_has_stories_of_due_and_of_outside(indicator):
    words = {story.expect.word for story in catalogue.stories(indicator.id)}
    assert {Word.DUE, Word.OUTSIDE} <= words


@pytest.mark.parametrize("register", catalogue.registers(), ids=lambda each: each.id)
def test_every_register_has_stories_of_in_and_of_out(register):
    words = {story.expect.word for story in catalogue.stories(register.id)}
    assert {Word.MEMBER, Word.OUTSIDE} <= words


@pytest.mark.hazard("H03", "every indicator is tested across 31 March and 1 April")
@pytest.mark.parametrize("id", ["SMR01B", "SMR01D", "HI03", "HYP008", "CVD01"])
def test_every_indicator_has_a_story_across_31_march(id):
    assert any(story.as_at.month == 4 and story.as_at.day == 1 for story in catalogue.stories(id))


def test_titles_of_a_definitions_stories_differ():
    for each in catalogue.definitions():
        titles = [story.title for story in catalogue.stories(each.id)]
        assert len(titles) == len(set(titles)), each.id
