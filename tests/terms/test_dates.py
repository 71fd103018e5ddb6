"""Ages, months, contract years and working days at their edges."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openpcn.terms import calendar_england
from openpcn.terms.dates import (
    ContractYear,
    add_months,
    age_on,
    is_under_16,
    latest_birth_for_age,
    week_of,
)

days = st.dates(date(1900, 1, 1), date(2030, 12, 31))


@pytest.mark.hazard("H03", "ages are completed years by cut-off date, leap days included")
@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1946, 3, 31), date(2026, 3, 30), 79),
        (date(1946, 3, 31), date(2026, 3, 31), 80),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2004, 2, 29), date(2024, 2, 29), 20),
        (date(2026, 1, 2), date(2026, 1, 1), -1),
    ],
)
def test_age_is_completed_years(born, day, age):
    assert age_on(born, day) == age


@given(days, days, st.integers(0, 110))
def test_the_cut_off_date_says_the_same_as_the_age(born, day, age):
    if day.year - age < 1:
        return
    assert (born <= latest_birth_for_age(age, day)) == (age_on(born, day) >= age)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 3, 31), -6, date(2025, 9, 30)),
        (date(2025, 12, 10), 2, date(2026, 2, 10)),
    ],
)
def test_months_end_on_the_last_day_there_is(day, months, then):
    assert add_months(day, months) == then


@pytest.mark.hazard("H10", "a child is one until the day before the 16th birthday")
@pytest.mark.parametrize(
    ("born", "day", "child"),
    [
        (date(2010, 5, 1), date(2026, 4, 30), True),
        (date(2010, 5, 1), date(2026, 5, 1), False),
        (date(2012, 2, 29), date(2028, 2, 28), True),
        (date(2012, 2, 29), date(2028, 2, 29), False),  # a leap year: on the day itself
        (date(2026, 5, 1), date(2026, 5, 1), True),  # the day of birth
        (date(2010, 12, 31), date(2026, 12, 30), True),
        (date(2010, 12, 31), date(2026, 12, 31), False),
    ],
)
def test_under_16_ends_with_the_birthday(born, day, child):
    assert is_under_16(born, day) is child


def test_the_contract_year_turns_on_1_april():
    assert ContractYear.of(date(2026, 3, 31)) == ContractYear(2025)
    assert ContractYear.of(date(2026, 4, 1)) == ContractYear(2026)
    assert (ContractYear(2025).start, ContractYear(2025).end) == (date(2025, 4, 1), date(2026, 3, 31))
    assert ContractYear(2025).name == "2025/26"
    assert ContractYear(1999).name == "1999/00"


def test_a_week_runs_from_monday_to_sunday():
    assert week_of(date(2026, 2, 10)) == (date(2026, 2, 9), date(2026, 2, 15))


def test_seven_working_days_pass_over_easter():
    assert calendar_england.add_working_days(date(2026, 4, 1), 7) == date(2026, 4, 14)


def test_moved_and_one_off_bank_holidays_are_held():
    for day in (date(2020, 5, 8), date(2022, 9, 19), date(2023, 5, 8)):
        assert not calendar_england.is_working_day(day)
    assert calendar_england.is_working_day(date(2020, 5, 4))


@pytest.mark.hazard("H03", "beyond the known bank holidays working days are refused, not guessed")
def test_beyond_the_known_bank_holidays_the_answer_is_refused():
    with pytest.raises(calendar_england.CalendarError):
        calendar_england.is_working_day(calendar_england.KNOWN_UNTIL + timedelta(days=1))
