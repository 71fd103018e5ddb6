"""SNOMED CT identifiers: check digits as published, spreadsheet damage caught."""

import pytest

from openpcn.terms import sctid


@pytest.mark.parametrize("code", ["38341003", "1239511000000100", "871731000000106", "72313002"])
def test_published_identifiers_are_valid(code):
    assert sctid.is_valid(code)


@pytest.mark.hazard("H13", "codes damaged by a spreadsheet are caught by their check digit")
@pytest.mark.parametrize(
    "code",
    ["38341004", "1777541000006110", "1.23951E+15", "1239511000000000", "038341003", "38341", "", "3834100x"],
)
def test_damaged_identifiers_are_not(code):
    assert not sctid.is_valid(code)


def test_a_check_digit_can_be_made():
    assert sctid.with_check_digit("3834100") == "38341003"


@pytest.mark.parametrize("code", ["38341003", "1239511000000100", "22298006"])
def test_concepts_are_told_from_descriptions(code):
    assert sctid.is_concept(code)


@pytest.mark.parametrize(
    "stem", ["3759501", "249621000000011", "10000102"]
)  # description, description, relation
def test_a_description_is_no_concept(stem):
    other = sctid.with_check_digit(stem)
    assert sctid.is_valid(other)
    assert not sctid.is_concept(other)
