"""Every story of every definition, through the plain evaluator and the arrays evaluator."""

from collections import Counter

import pytest

from openpcn.rules import catalogue
from openpcn.rules.engine import check_stories
from openpcn.rules.language import Definition, Indicator, Ratio, Word

DEFINITIONS = catalogue.definitions()
FEWEST = 6


def _words(of: Definition) -> set[Word]:
    return {story.expect.word for story in catalogue.stories(of.id)}


@pytest.mark.hazard("H03", "both sides of every age and date limit are told as stories and run")
@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda each: each.id)
def test_stories_are_true(definition: Definition) -> None:
    false = [str(told) for told in check_stories(catalogue.stories(definition.id)) if not told.true]
    assert not false, "\n\n".join(false)


def test_every_definition_has_enough_stories() -> None:
    told = Counter(story.definition.id for story in catalogue.stories())
    few = {each.id: told[each.id] for each in DEFINITIONS if told[each.id] < FEWEST}
    assert not few, f"fewer than {FEWEST} stories: {few}"


def test_every_rule_has_a_story() -> None:
    untold = {
        each.id: sorted(codes)
        for each in catalogue.indicators()
        if (
            codes := {rule.code for rule in each.rules}
            - {story.expect.rule for story in catalogue.stories(each.id)}
        )
    }
    assert not untold, f"rules without a story: {untold}"


def test_every_definition_has_stories_of_both_answers() -> None:
    """Somebody due and somebody it is not for; in and out; counted and not."""
    wanted = {each.id: {Word.DUE if isinstance(each, Indicator) else Word.MEMBER} for each in DEFINITIONS}
    for each in DEFINITIONS:
        if each.population is not None:
            wanted[each.id].add(Word.OUTSIDE)
    untold = {
        each.id: sorted(wanted[each.id] - _words(each))
        for each in DEFINITIONS
        if wanted[each.id] - _words(each)
    }
    assert not untold, f"answers without a story: {untold}"


def test_every_ratio_has_stories_of_amounts() -> None:
    """Nought and something else: a count that never counts would pass with nought alone."""
    for each in DEFINITIONS:
        if isinstance(each, Ratio):
            amounts = {story.expect.amount for story in catalogue.stories(each.id)} - {None}
            assert len(amounts) >= 2, f"{each.id}: {amounts}"


_PAID = [each.id for each in catalogue.indicators() if each.paid is not None]


@pytest.mark.hazard("H03", "every paid or published indicator is tested across 31 March and 1 April")
@pytest.mark.parametrize("id", ["SMR01B", "SMR01D", "CVD01", *_PAID])
def test_the_first_indicators_have_a_story_across_31_march(id: str) -> None:
    assert any(story.as_at.month == 4 and story.as_at.day == 1 for story in catalogue.stories(id))


def test_titles_of_a_definitions_stories_differ() -> None:
    told = Counter((story.definition.id, story.title) for story in catalogue.stories())
    repeated = [f"{id}: {title}" for (id, title), count in told.items() if count > 1]
    assert not repeated, repeated
