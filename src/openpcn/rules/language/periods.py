"""Lengths of time in a definition: days, months, working days of England, or what the contract says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from openpcn.rules.contract import Contract, ContractError, Value
from openpcn.terms.calendar_england import add_working_days
from openpcn.terms.dates import add_months

from .errors import DefinitionError


class PeriodUnit(StrEnum):
    DAYS = "days"
    MONTHS = "months"
    WORKING_DAYS = "working days"


@dataclass(frozen=True)
class Period:
    """``months(6)``: a number of days, calendar months or working days. Negative counts go back.

    param: name of the contract value that ``amount`` is multiplied by, see ``contract_period``; empty: none.
    """

    amount: int
    unit: PeriodUnit
    param: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.amount, int) or isinstance(self.amount, bool):
            raise DefinitionError(f"a period is a whole number of {self.unit.value}, found {self.amount!r}")
        if self.unit is PeriodUnit.WORKING_DAYS and self.amount < 0:
            raise DefinitionError("working days are counted forwards only")

    def __neg__(self) -> Period:
        return Period(-self.amount, self.unit, self.param)

    def after(self, day: date) -> date:
        """The day this period after ``day``; a month without that day gives its last day."""
        if self.param:
            raise DefinitionError(f"the length of {self} is known only on a date: see engine.Parameters")
        if self.unit is PeriodUnit.DAYS:
            return day + timedelta(days=self.amount)
        if self.unit is PeriodUnit.MONTHS:
            return add_months(day, self.amount)
        return add_working_days(day, self.amount)

    def __str__(self) -> str:
        if self.param:
            return f"the contract's {amounts_in_words(self.param)}"
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


_CONTRACT_UNITS = {
    "days": (1, PeriodUnit.DAYS),
    "months": (1, PeriodUnit.MONTHS),
    "years": (12, PeriodUnit.MONTHS),
}


def contract_period(name: str) -> Period:
    """A length that the contract sets, such as ``cvd01.lookback``: its value on the achievement date.

    Raises DefinitionError for a name the contract does not hold, or a value that is not a length of time.
    """
    units = {row.unit for row in contract_rows(name)}
    if len(units) != 1 or not units <= _CONTRACT_UNITS.keys():
        raise DefinitionError(f"{name} is in {', '.join(sorted(units))}: expected days, months or years")
    amount, unit = _CONTRACT_UNITS[units.pop()]
    return Period(amount, unit, name)


def contract_rows(name: str) -> tuple[Value, ...]:
    """The rows of a contract value. Raises DefinitionError for a name the contract does not hold.

    Every row has its dates: a row without them is refused when the contract is read, naming file and value.
    """
    try:
        return Contract.load().rows(name)
    except ContractError as fault:
        raise DefinitionError(str(fault)) from fault


def amounts_in_words(name: str) -> str:
    """The amounts of a contract value, each with the day it holds from where there are several."""
    amounts = {f"{row.amount} {row.unit}": row.valid_from for row in reversed(contract_rows(name))}
    if len(amounts) == 1:
        return next(iter(amounts))
    return " or ".join(f"{amount} from {day:%-d %B %Y}" for amount, day in amounts.items())
