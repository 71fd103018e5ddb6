"""Local variations: a place's own amounts, in force only when every practice has agreed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from openpcn.rules.contract import (
    Contract,
    ContractError,
    Populations,
    in_use,
    less_than_national,
    read_variation,
    requirements,
    variations,
)
from openpcn.terms.dates import ContractYear

AGREED = """
place: U99991
title: Neighbourhood variation
source: agreement of 20 May 2026
valid_from: 2026-06-01
valid_to: 2027-03-31
practices: {Z99001: 2026-05-18, Z99002: 2026-05-20}
values:
  capacity_support: {amount: "2.50"}
  arrs.sum: {amount: "25.00"}
requirements:
  - {id: local_frailty, title: Frailty clinic, services: [proactive_care], text: A weekly clinic.}
replaces: [function_need]
"""
ON = date(2026, 7, 1)


def _write(folder: Path, text: str, name: str = "lva.yaml") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_agreed_by_all_it_holds_in_its_place_and_dates(tmp_path: Path):
    variation = read_variation(_write(tmp_path, AGREED))
    local = variation.applied_to(Contract.load())
    assert variation.in_force and variation.waiting_for == ()
    value = local.value("capacity_support", ON)
    assert (value.amount, value.place, value.confirmed) == (Decimal("2.50"), "U99991", False)
    assert local.value("capacity_support", date(2026, 5, 31)).amount == 0, "the day before, the national one"
    assert Contract.load().value("capacity_support", ON).amount == 0
    assert variation.requirements[0].place == "U99991" and variation.replaces == {"function_need"}


def test_one_practice_that_has_not_agreed_keeps_the_national_contract(tmp_path: Path):
    text = AGREED.replace("Z99002: 2026-05-20", "Z99002: null")
    variation = read_variation(_write(tmp_path, text))
    assert variation.waiting_for == ("Z99002",)
    assert variation.applied_to(Contract.load()).value("capacity_support", ON).amount == 0


def test_it_holds_from_the_day_the_last_practice_agreed(tmp_path: Path):
    late = read_variation(_write(tmp_path, AGREED.replace("Z99002: 2026-05-20", "Z99002: 2026-12-01")))
    local = late.applied_to(Contract.load())
    assert late.holds_from == date(2026, 12, 1)
    assert local.value("capacity_support", date(2026, 11, 30)).amount == 0
    assert local.value("capacity_support", date(2026, 12, 1)).amount == Decimal("2.50")


def test_lines_that_pay_less_than_the_national_contract_are_named(tmp_path: Path):
    """Of a whole year: the amounts as if the variation had held from 1 April."""
    agreed = read_variation(_write(tmp_path, AGREED))
    whole_year = [replace(value, valid_from=date(2026, 4, 1)) for value in agreed.values]
    local = Contract.load().varied(whole_year, agreed.place)
    people = Populations(48_000, Decimal(47_250), Decimal(48_900), 310)
    (less,) = less_than_national(Contract.load(), local, ContractYear(2026), people)
    assert [line.id for line in less] == ["arrs", "arrs"]
    assert [line.on_last_rates for line in less] == [1_352_965_20, 1_222_500_00]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("place: U99991\n", "", "missing place"),
        ("title:", "tilte:", "unknown field tilte; missing title"),
        ("2026-06-01", "2026-04-01", "exist from 2026-05-01"),
        ("2027-03-31", "2026-05-01", "valid_to is before valid_from"),
        ('"2.50"', "2.50", "as text"),
        ("capacity_support:", "capacity_suport:", "did you mean capacity_support"),
        ("Z99002: 2026-05-20", "Z99002: soon", "expected a date or null"),
        ("services: [proactive_care]", "services: [proactive]", "known are"),
        (
            "[function_need]",
            "[function_needs]",
            "no requirement 'function_needs'; did you mean function_need",
        ),
    ],
)
def test_a_damaged_variation_is_refused_with_the_reason(tmp_path: Path, old: str, new: str, message: str):
    with pytest.raises(ContractError, match=rf"^lva\.yaml.*{message}"):
        read_variation(_write(tmp_path, AGREED.replace(old, new)))


def test_a_site_reads_the_variations_of_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENPCN_HOME", str(tmp_path))
    assert variations() == ()
    assert in_use() is Contract.load()
    (tmp_path / "contract").mkdir()
    _write(tmp_path / "contract", AGREED)
    assert [each.title for each in variations()] == ["Neighbourhood variation"]
    assert in_use().value("arrs.sum", ON).amount == Decimal("25.00")


def test_what_is_asked_for_here_is_what_the_variation_puts_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("OPENPCN_HOME", str(tmp_path))
    (tmp_path / "contract").mkdir()
    _write(tmp_path / "contract", AGREED)

    def asked(on: date) -> set[str]:
        return {each.id for each in requirements(on, "proactive_care")}

    assert "function_need" in asked(date(2026, 5, 31)) and "local_frailty" not in asked(date(2026, 5, 31))
    assert "function_need" not in asked(date(2026, 6, 1)) and "local_frailty" in asked(date(2026, 6, 1))
    _write(tmp_path / "contract", AGREED.replace("Z99002: 2026-05-20", "Z99002: null"))
    assert "function_need" in asked(ON) and "local_frailty" not in asked(ON), "a practice has not agreed"
