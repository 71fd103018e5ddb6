"""Lengths of time in a definition: days, months, working days of England."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from openpcn.terms.calendar_england import add_working_days
from openpcn.terms.dates import add_months

from .errors import DefinitionError


class PeriodUnit(StrEnum):
    DAYS = "days"
    MONTHS = "months"
    WORKING_DAYS = "working days"


@dataclass(frozen=True)
class Period:
    """``months(6)``: a number of days, calendar months or working days. Negative counts go back."""

    amount: int
    unit: PeriodUnit

    def __post_init__(self) -> None:
        if not isinstance(self.amount, int) or isinstance(self.amount, bool):
            raise DefinitionError(f"a period is a whole number of {self.unit.value}, found {self.amount!r}")
        if self.unit is PeriodUnit.WORKING_DAYS and self.amount < 0:
            raise DefinitionError("working days are counted forwards only")

    def __neg__(self) -> Period:
        return Period(-self.amount, self.unit)

    def after(self, day: date) -> date:
        """The day this period after ``day``; a month without that day gives its last day."""
        if self.unit is PeriodUnit.DAYS:
            return day + timedelta(days=self.amount)
        if self.unit is PeriodUnit.MONTHS:
            return add_months(day, self.amount)
        return add_working_days(day, self.amount)

    def __str__(self) -> str:
        unit = self.unit.value if abs(self.amount) != 1 else self.unit.value.removesuffix("s")
        return f"{abs(self.amount)} {unit}"


def days(amount: int) -> Period:
    return Period(amount, PeriodUnit.DAYS)


def months(amount: int) -> Period:
    """Calendar months: 31 August plus 6 months is 28 (or 29) February."""
    return Period(amount, PeriodUnit.MONTHS)


def working_days(amount: int) -> Period:
    """Working days of England, see terms.calendar_england."""
    return Period(amount, PeriodUnit.WORKING_DAYS)
