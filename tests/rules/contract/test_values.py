"""Contract values: dated, placed, sourced, and never carried forward in silence."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from openpcn.rules.contract import Contract, ContractError, NotPublished, load

CONTRACT = Contract.load()


def test_a_value_inside_its_dates_is_itself():
    value = CONTRACT.value("enhanced_access", date(2026, 2, 10))
    assert value.amount == Decimal("8.427")
    assert value.confirmed and not value.last_published and value.standing == ""


@pytest.mark.parametrize(
    ("day", "amount"),
    [(date(2025, 3, 31), "7.975"), (date(2025, 4, 1), "8.427"), (date(2026, 3, 31), "8.427")],
)
def test_the_contract_year_turns_on_1_april(day: date, amount: str):
    assert CONTRACT.value("enhanced_access", day).amount == Decimal(amount)


def test_after_its_dates_it_is_the_last_published_and_says_so():
    value = CONTRACT.value("enhanced_access", date(2026, 4, 1))
    assert value.amount == Decimal("8.427")
    assert value.last_published and not value.confirmed
    assert "last published for 1 April 2025 to 31 March 2026" in value.standing


def test_before_its_first_dates_there_is_no_value():
    with pytest.raises(NotPublished, match="the first is for 2024-04-01"):
        CONTRACT.value("core.list", date(2024, 3, 31))
    assert CONTRACT.known("core.list", date(2024, 3, 31)) is None


def test_a_backdated_publication_wins_and_what_was_known_before_can_be_asked():
    day = date(2024, 6, 1)
    assert CONTRACT.value("care_home_premium", day).amount == Decimal("127.20")
    assert CONTRACT.value("care_home_premium", day, known_on=date(2024, 9, 25)).amount == Decimal("120")


def test_a_gap_between_rows_is_the_last_published():
    value = CONTRACT.value("iif.point_value", date(2022, 10, 1))
    assert value.amount == Decimal(200) and value.last_published


def test_place_narrows_and_falls_back_to_england():
    on = date(2025, 5, 1)
    name = "arrs.maximum.band_7_8a"
    assert CONTRACT.value(name, on).amount == Decimal(66972)
    assert CONTRACT.value(name, on, "inner_london").amount == Decimal(77545)
    assert CONTRACT.value(name, on, ("U12345", "outer_london")).amount == Decimal(74392)
    assert CONTRACT.value(name, on, "QWO").amount == Decimal(66972)
    assert CONTRACT.value(name, date(2026, 5, 1), "inner_london").amount == Decimal(77545)


def test_an_unknown_name_offers_the_nearest():
    with pytest.raises(ContractError, match="enhanced_access"):
        CONTRACT.value("enhanced_acess", date(2026, 2, 10))


def test_nothing_from_recollection_is_marked_confirmed():
    for name in CONTRACT.names:
        for row in CONTRACT.rows(name):
            assert row.source
            if re.search("recollection|our division|model|working rule|local prompt|not re-read", row.source):
                assert not row.confirmed, (name, row.valid_from)


GOOD = {
    "amount": "'8'",
    "valid_from": "2025-04-01",
    "valid_to": "2026-03-31",
    "published_on": "2025-03-27",
    "source": "s",
    "confirmed": "true",
}


def _file(changes: dict[str, str | None]) -> str:
    row = {key: text for key, text in (GOOD | changes).items() if text is not None}
    fields = ", ".join(f"{key}: {text}" for key, text in row.items())
    return f"x:\n  title: X\n  unit: GBP\n  rows:\n    - {{{fields}}}\n"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"amount": "8.427"}, "as text"),
        ({"amount": "'eight'"}, "not a number"),
        ({"amount": "'nan'"}, "not a number"),
        ({"amount": "'Infinity'"}, "not a number"),
        ({"valid_from": "April"}, "valid_from must be a date"),
        ({"valid_to": None}, "missing valid_to"),
        ({"amount": None}, "missing amount"),
        ({"published_on": "spring"}, "published_on must be a date"),
        ({"valid_from": "2026-04-01"}, "before valid_from"),
        ({"source": None}, "missing source"),
        ({"source": "''"}, "where it is from"),
        ({"confirmed": None}, "missing confirmed"),
        ({"confirmed": "'yes'"}, "whether it was read there"),
        ({"valid_form": "2025-04-01"}, "unknown field valid_form"),
    ],
)
def test_a_damaged_row_is_refused_with_file_and_name(
    tmp_path: Path, changes: dict[str, str | None], message: str
):
    (tmp_path / "a.yaml").write_text(_file(changes))
    with pytest.raises(ContractError, match=rf"a\.yaml, x, row 1: .*{message}"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x: {unit: GBP, rows: []}", "x: missing title"),
        ("x: {title: X, unit: GBP, rows: [], bases: y}", "x: unknown field bases"),
        (
            "x: {title: X, unit: GBP, rows: [], base: list}",
            "x: base is one of registered list, .* found 'list'",
        ),
        ("x: 8", "x: expected rows, title, unit, found 8"),
        ("x: {title: X, unit: GBP, rows: [8]}", "x, row 1: expected"),
        ("- x", "expected names with their entries"),
        ("x: [", "is not YAML"),
    ],
)
def test_a_damaged_value_is_refused_with_file_and_name(tmp_path: Path, text: str, message: str):
    (tmp_path / "a.yaml").write_text(text)
    with pytest.raises(ContractError, match=rf"a\.yaml[,:] {message}"):
        load(tmp_path)


def test_a_value_declared_in_two_files_is_refused(tmp_path: Path):
    (tmp_path / "a.yaml").write_text(_file({}))
    (tmp_path / "b.yaml").write_text(_file({}))
    with pytest.raises(ContractError, match="declared twice"):
        load(tmp_path)
