"""Dates, numbers and identifiers in the NHS content style."""

from datetime import UTC, date, datetime

import pytest

from openpcn.terms.clock import LONDON
from openpcn.web import filters


def test_dates_are_written_with_the_month_in_full():
    assert filters.nhs_date(date(2018, 8, 6)) == "6 August 2018"
    assert filters.nhs_date("2018-08-06") == "6 August 2018"
    assert filters.short_date(date(2018, 8, 6)) == "6 Aug 2018"
    assert filters.weekday_date(date(2018, 8, 6)) == "Monday 6 August 2018"
    assert filters.nhs_date(None) == "not recorded"


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (0, 0, "midnight"),
        (12, 0, "midday"),
        (17, 30, "5:30pm"),
        (9, 0, "9am"),
        (6, 2, "6:02am"),
        (0, 5, "12:05am"),
    ],
)
def test_times_are_written_as_people_say_them(hour, minute, words):
    assert filters.nhs_time(datetime(2026, 11, 21, hour, minute, tzinfo=LONDON)) == words


def test_a_moment_is_shown_in_london_whatever_its_zone():
    assert filters.nhs_datetime(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026 at 12:30am"


def test_numbers_money_and_nhs_numbers():
    assert filters.number(1234) == "1,234"
    assert filters.number(None) == "not known"
    assert filters.pounds(None) == "not known"
    assert filters.pounds(123450) == "£1,234.50"
    assert str(filters.spaced_nhs_number("9991234567")) == '<span class="nhsuk-u-nowrap">999 123 4567</span>'
    assert filters.plural(1, "person", "people") == "1 person"
    assert filters.plural(1200, "person", "people") == "1,200 people"
    assert filters.words("nhs_number") == "NHS number"
    assert filters.words("care_coordinator, gp, nurse") == "Care coordinator, GP, nurse"
