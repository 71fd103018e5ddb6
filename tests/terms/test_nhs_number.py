"""NHS numbers as extracts write them: what is read, what is refused and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openpcn.terms import nhs_number


@pytest.mark.parametrize(
    ("written", "number", "normalised"),
    [
        ("9990000018", "9990000018", False),
        ("999 000 0018", "9990000018", True),
        ("999-000-0018", "9990000018", True),
        ("999\u00a0000\u00a00018", "9990000018", True),
        ("'9990000018", "9990000018", True),
        ("9990000018.0", "9990000018", True),
    ],
)
def test_separators_are_cleaned_and_said_so(written, number, normalised):
    assert nhs_number.check_digit("999000001") == 8
    assert nhs_number.read(written) == nhs_number.ReadNhsNumber(number, normalised)


@pytest.mark.hazard("H01", "damaged or placeholder NHS numbers are never an identity")
@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("9.99E+09", "scientific notation"),
        ("9E9", "scientific notation"),
        ("9990000019", "check digit"),
        ("999000001", "found 9"),
        ("99900000180", "found 11"),
        ("٩٩٩٠٠٠٠٠١٨", "other characters"),
        ("QQ123456C", "other characters"),
        ("", "other characters"),
        *[(str(digit) * 10, "repeated digit") for digit in range(10)],
    ],
)
def test_damage_is_refused_with_its_reason(written, reason):
    with pytest.raises(nhs_number.NhsNumberError, match=reason):
        nhs_number.read(written)


def test_an_error_never_repeats_the_number():
    with pytest.raises(nhs_number.NhsNumberError) as caught:
        nhs_number.read("9990000019")
    assert "9990000019" not in str(caught.value)


@given(st.integers(0, 999_999_999), st.integers(0, 9), st.integers(1, 9))
def test_every_single_wrong_digit_is_caught(stem, position, shift):
    first_nine = f"{stem:09d}"
    digit = nhs_number.check_digit(first_nine)
    if digit is None or len({*first_nine, str(digit)}) == 1:
        return
    number = first_nine + str(digit)
    wrong = number[:position] + str((int(number[position]) + shift) % 10) + number[position + 1 :]
    assert nhs_number.is_valid(number)
    assert not nhs_number.is_valid(wrong)


def test_display_is_three_three_four():
    assert nhs_number.display("9990000018") == "999 000 0018"


@pytest.mark.parametrize(
    "text",
    [
        "9990000018", "it is 999 000 0018.", "999-000-0018 moved away", "bed 12 999 000 0018",
        "see 9990000018, and others", "on 2026-02-09 9990000018",
    ],
)  # fmt: skip
def test_a_number_is_found_among_words(text):
    assert nhs_number.stands_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "wrong file on Monday", "9990000019", "0000000000", "079990000018", "submission 99900000181",
        *(f"made on 2026-02-09 {hour:02d}:00" for hour in range(24)),
    ],
)  # fmt: skip
def test_other_figures_are_no_number(text):
    assert not nhs_number.stands_in(text)
