"""Scope has no default; the clock can be fixed, except in production; a person reference hides the number."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openpcn.terms import clock, person_key
from openpcn.terms.scope import Fields, Purpose, Scope, ScopeError


def test_a_scope_opens_its_level_and_those_before():
    scope = Scope.of(Purpose.INDIVIDUAL_CARE, ["Z99001"], Fields.DEMOGRAPHICS)
    assert scope.opens(Fields.LIST)
    assert not scope.opens(Fields.RECORD)
    with pytest.raises(ScopeError, match="record"):
        scope.require(Fields.RECORD)


@pytest.mark.hazard("H11", "a scope names its practices and people; there is no default")
def test_a_scope_includes_only_its_practices_and_people():
    everybody = Scope.of(Purpose.INDIVIDUAL_CARE, ["Z99001"], Fields.LIST)
    one = Scope.of(Purpose.INDIVIDUAL_CARE, ["Z99001"], Fields.LIST, [7])
    assert everybody.includes(8, "Z99001")
    assert not everybody.includes(8, "Z99002")
    assert one.includes(7, "Z99001")
    assert not one.includes(8, "Z99001")
    assert not Scope.nobody(Purpose.PLANNING).includes(7, "Z99001")
    with pytest.raises(TypeError):
        Scope()


def test_the_clock_stands_where_it_is_put(monkeypatch):
    monkeypatch.setenv("OPENPCN_NOW", "2026-02-10T09:00")
    monkeypatch.delenv("OPENPCN_ENV", raising=False)
    assert clock.now() == datetime(2026, 2, 10, 9, tzinfo=clock.LONDON)


def test_a_fixed_clock_is_refused_in_production(monkeypatch):
    monkeypatch.setenv("OPENPCN_NOW", "2026-02-10T09:00")
    monkeypatch.setenv("OPENPCN_ENV", "production")
    with pytest.raises(clock.ClockError, match="production"):
        clock.now()


def test_a_fixed_clock_must_be_a_moment(monkeypatch):
    monkeypatch.setenv("OPENPCN_NOW", "tomorrow")
    with pytest.raises(clock.ClockError, match="ISO 8601"):
        clock.now()


@given(st.integers(0, 2**63 - 1))
def test_a_person_reference_reads_back(person):
    assert person_key.decode(person_key.encode(person)) == person


def test_a_person_id_depends_on_the_sites_key():
    one, other = (person_key.person_id(key, "nhs:9990000018") for key in (b"one", b"other"))
    assert one != other
    assert 0 <= one < 2**63


@pytest.mark.parametrize("text", ["", "short", "UPPERCASE0000", "0123456789abl"])
def test_anything_else_is_no_person_reference(text):
    with pytest.raises(ValueError, match=r"13 characters|not found"):
        person_key.decode(text)
