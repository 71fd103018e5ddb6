"""What a definition's version covers: everything that could make it mean, or say, something else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openpcn.rules import catalogue
from openpcn.rules.engine.evaluation import definition_version
from openpcn.rules.language import CaseFinding, Ratio

HYP008 = catalogue.definition("HYP008")
OTHERWISE = {
    "title": "Another title",
    "of": None,
    "rules": HYP008.rules[:-1],
    "nearly": (),
    "shows": (),
    "work": None,
    "paid": None,
    "numerator": "due",
}


@pytest.mark.parametrize("field", OTHERWISE)
def test_another_word_or_meaning_is_another_version(field: str) -> None:
    changed = replace(HYP008, **{field: OTHERWISE[field]})
    assert getattr(changed, field) != getattr(HYP008, field), "the example has to differ"
    assert definition_version(changed) != definition_version(HYP008)
    assert definition_version(replace(HYP008)) == definition_version(HYP008)


def test_a_changed_register_is_another_version_of_what_stands_on_it() -> None:
    register = HYP008.of
    reworded = replace(register, title="Another title")
    assert definition_version(replace(HYP008, of=reworded)) != definition_version(HYP008)


def test_every_definition_has_a_version_of_its_own() -> None:
    definitions = catalogue.definitions()
    assert len({definition_version(each) for each in definitions}) == len(definitions)
    assert {type(each) for each in definitions} >= {CaseFinding, Ratio}
