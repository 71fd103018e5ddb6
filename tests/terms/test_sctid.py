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
