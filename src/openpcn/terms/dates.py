"""Days, ages, months and contract years.

Ages are compared with cut-off dates computed here, never with a back end's year difference: engines
disagree about it. Somebody born on 29 February has a birthday on 1 March in other years (the legal
convention in England), so they complete a year of age that day.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


def add_months(day: date, months: int) -> date:
    """The same day of the month ``months`` later (or earlier), or that month's last day where it has none."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def birthday_in(born: date, year: int) -> date:
    """The birthday in a year; 1 March for 29 February in a common year."""
    if born.month == 2 and born.day == 29 and not calendar.isleap(year):
        return date(year, 3, 1)
    return born.replace(year=year)


def age_on(born: date, day: date) -> int:
    """Completed years of age on a day; negative before birth."""
    return day.year - born.year - (day < birthday_in(born, day.year))


def is_under_16(born: date, day: date) -> bool:
    """Whether whoever makes contact deals with a child: until the day before the 16th birthday."""
    return age_on(born, day) < 16


def latest_birth_for_age(age: int, day: date) -> date:
    """The latest date of birth of somebody who has completed ``age`` years on ``day``: born <= this date."""
    year = day.year - age
    if day.month == 2 and day.day == 29 and not calendar.isleap(year):
        return date(year, 2, 28)
    if day.month == 2 and day.day == 28 and not calendar.isleap(day.year) and calendar.isleap(year):
        return date(year, 2, 28)  # born 29 February completes the year on 1 March
    return day.replace(year=year)


@dataclass(frozen=True, order=True)
class ContractYear:
    """The NHS contract year, 1 April to 31 March, named by the year it starts in."""

    starting: int

    @classmethod
    def of(cls, day: date) -> ContractYear:
        """The contract year a day falls in."""
        return cls(day.year if day >= date(day.year, 4, 1) else day.year - 1)

    @property
    def start(self) -> date:
        return date(self.starting, 4, 1)

    @property
    def end(self) -> date:
        return date(self.starting + 1, 3, 31)

    @property
    def name(self) -> str:
        """2025/26"""
        return f"{self.starting}/{(self.starting + 1) % 100:02d}"

    def __str__(self) -> str:
        return self.name


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of a day's week."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)
