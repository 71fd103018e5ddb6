"""A published name that nothing here answers: the pages say what is known of it and lead nowhere else."""

from __future__ import annotations

import html

import pytest


@pytest.mark.parametrize("address", ["/definitions/EHCH01", "/definitions/ehch-01", "/definitions?q=EHCH01"])
def test_what_is_known_of_it_is_said_instead_of_the_nearest(as_role, address):
    said = html.unescape(as_role("pcn_manager").get(address).content.decode())
    assert "care-home residents for each bed" in said and "Did you mean" not in said


def test_another_name_that_nothing_has_still_brings_the_nearest(as_role):
    said = as_role("pcn_manager").get("/definitions?q=EHCH99").content.decode()
    assert "Did you mean" in said and "What is known" not in said


def test_the_page_of_names_lists_every_year_s_name_of_what_is_not_defined(as_role):
    said = html.unescape(as_role("receptionist").get("/definitions/names").content.decode())
    assert "EHCH01, NCD012</th>" in said and "Care-home residents for each bed" in said
    assert "NCDMI151, NCDMI154" in said, "152 and 153 are defined"
    assert '/definitions/SMR01A">' in said and "NCD114" in said
