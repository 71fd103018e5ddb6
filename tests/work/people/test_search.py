"""Search by number and by name, inside what may be seen."""

from __future__ import annotations

import pytest

from openpcn.terms import nhs_number
from openpcn.terms.scope import Purpose
from openpcn.work.access.visibility import searchable_states
from openpcn.work.people.keys import name_key
from openpcn.work.people.models import PersonState
from openpcn.work.people.search import search

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NUMBER = f"999000001{nhs_number.check_digit('999000001')}"


@pytest.fixture
def people(live_people):
    return {
        "ann": live_people("Z99001", family_name="O'Brien", given_name="Ann", nhs_number=NUMBER),
        "anna": live_people("Z99002", family_name="Brien", given_name="Anna Maria"),
        "jose": live_people("Z99001", family_name="de Souza", given_name="José"),
        "desmond": live_people("Z99001", family_name="Desmond", given_name="Ada"),
        "zz": live_people("Z99001", family_name="Zzyzx", given_name="Zz"),
    }


def names(people, query, rows=None):
    by_id = {state.person_id: name for name, state in people.items()}
    found = search(PersonState.objects.all() if rows is None else rows, query)
    return [by_id[state.person_id] for state in found]


@pytest.mark.parametrize(
    "query, expected",
    [
        (NUMBER, ["ann"]),
        (nhs_number.display(NUMBER), ["ann"]),
        ("999 000 0010", []),
        ("12345", []),
        ("obrien", ["ann"]),
        ("O'BR", ["ann"]),
        ("brien", ["anna"]),
        ("ann obrien", ["ann"]),
        ("obrien, a", ["ann"]),
        ("anna maria brien", ["anna"]),
        ("jose de souza", ["jose"]),
        ("de souza", ["jose"]),
        ("de s", ["desmond", "jose"]),
        ("zz", ["zz"]),
        ("b", []),
        ("", []),
        ("'; DROP TABLE people_personstate; --", []),
        ("%", []),
        ("_b", []),
    ],
)
def test_what_is_found(people, query, expected):
    assert names(people, query) == expected


def test_a_search_finds_only_whom_the_post_may_find(people, post_of, sharing):
    reception, pharmacist = post_of("receptionist", "Z99002"), post_of("clinical_pharmacist")
    for post, expected in ((reception, ["anna"]), (pharmacist, [])):
        rows = searchable_states(post, Purpose.INDIVIDUAL_CARE)
        assert names(people, "brien", rows) == expected
    sharing()
    assert names(people, "brien", searchable_states(pharmacist, Purpose.INDIVIDUAL_CARE)) == ["anna"]
    assert names(people, NUMBER, searchable_states(reception, Purpose.INDIVIDUAL_CARE)) == []


def test_a_search_uses_an_index(people, django_assert_num_queries):
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("the plan of a table of five rows says nothing on PostgreSQL")
    rows = PersonState.objects.filter(snapshot_id="x")
    assert "states_by_name" in search(rows, "obri").explain()
    assert "states_by_nhs_number" in search(rows, NUMBER).explain()


@pytest.mark.parametrize(
    "text, key",
    [
        ("O'Brien-Smith", "obriensmith"),
        ("José", "jose"),
        ("Łukasz Müller", "lukaszmuller"),
        ("李", "李"),
        ("ß", "ss"),
    ],
)
def test_keys(text, key):
    assert name_key(text) == key
