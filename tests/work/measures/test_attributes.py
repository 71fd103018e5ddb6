"""What people are told apart by: every group in its cut, small ones hidden, and what nobody recorded."""

import pytest

from openpcn.rules.engine import NotAssessed
from openpcn.work.measures.attributes import FURTHER, REGISTERS
from openpcn.work.measures.models import AttributeCount
from openpcn.work.measures.position import position

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def on(states, register):
    return [(state, register, "member") for state in states]


def cut(held, attribute):
    """Group -> how many are due as this reader sees it; None where hidden."""
    (found,) = (each for each in held.by_attribute if each.id == attribute)
    return {line.title: line.due.value for line in found.lines}


@pytest.fixture
def languages(population, counted, sharing):
    """SMR01B is due for 12 people: 8 prefer another language, 3 English, of 1 it is not recorded."""
    sharing()
    people = population("Z99001", 12)
    counted(
        [(state, "SMR01B", "due") for state in people]
        + on(people[:8], "language_other")
        + on(people[8:11], "language_english")
        + on(people[:2], "interpreter_needed")
    )
    return people


def test_by_language_other_than_english_english_and_not_recorded_are_told_apart(languages, post_of):
    held = position("SMR01B", post_of("clinical_pharmacist"))
    assert cut(held, "language") == {"Other than English": 8, "English": 3, "Not recorded": 1}
    assert cut(held, "interpreter") == {"Yes": 2, "No": 10}


def test_small_numbers_by_language_are_hidden(languages, post_of):
    seen = cut(position("SMR01B", post_of("pcn_manager")), "language")
    assert seen["English"] is None and seen["Not recorded"] is None
    assert all(value is None or value % 5 == 0 for value in seen.values())


def test_a_practice_that_cannot_say_has_nobody_counted_as_not_on_the_register(
    population, counted, sharing, post_of
):
    sharing()
    one, two = population("Z99001", 3), population("Z99002", 2)
    counted(
        [(state, "SMR01B", "due") for state in (*one, *two)]
        + on(one[:1], "care_home")
        + on(one, "language_english"),
        not_assessed=[
            NotAssessed("Z99002", register, ("codelist a subset",))
            for register in ("care_home", "language_other", "language_english")
        ],
    )
    held = position("SMR01B", post_of("clinical_pharmacist"))
    assert cut(held, "care_home") == {"Yes": 1, "No": 2, "Not recorded": 2}
    assert cut(held, "language") == {"Other than English": 0, "English": 3, "Not recorded": 2}


def test_every_cut_counts_everybody_once(languages):
    for attribute in FURTHER:
        rows = AttributeCount.objects.filter(definition="SMR01B", attribute=attribute.id)
        assert sum(rows.values_list("n", flat=True)) == len(languages), attribute.id


def test_no_register_stands_for_two_groups():
    assert len(REGISTERS) == len(set(REGISTERS))
