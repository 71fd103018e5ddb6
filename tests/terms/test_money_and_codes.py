"""Money in pence, organisation codes, units."""

from decimal import Decimal

import pytest

from openpcn.terms import money, ods, units


@pytest.mark.parametrize(
    ("pounds", "expected"),
    [("0.005", 1), ("0.004", 0), ("143402.25", 14340225), ("4139.94", 413994), ("-0.005", -1)],
)
def test_pounds_round_half_up_to_pence(pounds, expected):
    assert money.pence(Decimal(pounds)) == expected


def test_money_is_shown_with_commas_and_pence():
    assert money.display(14340225) == "£143,402.25"
    assert money.display(-5) == "-£0.05"


def test_practice_and_network_codes_have_their_shapes():
    assert ods.is_practice_code("A83035")
    assert not ods.is_practice_code("U12345")
    assert ods.is_network_code("U12345")
    assert ods.is_fictional("Z99001")


@pytest.mark.hazard("H13", "a unit is read from its spelling and never guessed")
def test_units_are_read_from_their_spellings_and_never_guessed():
    spellings = units.spellings()
    assert spellings["mm hg"] == units.Unit.MMHG
    assert spellings["kgs"] == units.Unit.KG
    assert "" not in spellings
    assert "tablets" not in spellings
