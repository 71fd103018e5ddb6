"""What an indicator pays, what one more person is worth, and how many are missing to the upper threshold.

Below the lower threshold nothing, from the upper all points, in between in proportion. Pounds are points x
value x list-size adjustment x prevalence adjustment. All sums are exact Decimals; round once, at the end,
with terms.money.pence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Literal

from openpcn.rules.contract.values import Contract, Value

Payee = Literal["network", "practice"]
_ONE = Decimal(1)


def indicator_points(
    achieved: int, denominator: int, lower: Decimal, upper: Decimal, points: Decimal
) -> Decimal:
    """Points earned, not rounded. lower and upper are percentages; an empty denominator earns nothing."""
    if denominator == 0:
        return Decimal(0)
    percent = Decimal(achieved) * 100 / Decimal(denominator)
    if percent >= upper:
        return points
    if percent <= lower:
        return Decimal(0)
    return points * (percent - lower) / (upper - lower)


def points_payment(
    points: Decimal,
    point_value: Decimal,
    list_adjustment: Decimal = _ONE,
    prevalence_adjustment: Decimal = _ONE,
) -> Decimal:
    """Pounds that some points are paid with, not rounded.

    list_adjustment: the list over the national average list; prevalence_adjustment: the prevalence over the
    national one.
    """
    return points * point_value * list_adjustment * prevalence_adjustment


def marginal_worth(
    achieved: int,
    denominator: int,
    lower: Decimal,
    upper: Decimal,
    points: Decimal,
    pounds_per_point: Decimal,
) -> Decimal:
    """Pounds that one more person achieved adds, the denominator unchanged.

    0 under the lower threshold and over the upper.
    """
    if achieved >= denominator:
        return Decimal(0)
    now = indicator_points(achieved, denominator, lower, upper, points)
    then = indicator_points(achieved + 1, denominator, lower, upper, points)
    return (then - now) * pounds_per_point


def people_to(threshold: Decimal, achieved: int, denominator: int) -> int:
    """How many more people reach a threshold in per cent, the denominator unchanged."""
    needed = (threshold * denominator / 100).to_integral_value(rounding=ROUND_CEILING)
    return max(0, int(needed) - achieved)


@dataclass(frozen=True)
class IndicatorTerms:
    """The contract's terms of a paid indicator on a day."""

    indicator: str
    payee: Payee
    points: Value
    lower: Value
    upper: Value
    point_value: Value
    average_list: Value | None
    national_prevalence: Value | None

    @property
    def values(self) -> tuple[Value, ...]:
        """Those behind the pounds that are known."""
        adjustments = (self.average_list, self.national_prevalence)
        known = (value for value in adjustments if value is not None)
        return (self.points, self.lower, self.upper, self.point_value, *known)

    @property
    def confirmed(self) -> bool:
        """Whether every value behind the pounds was read in a source for that day."""
        complete = self.average_list is not None and self.national_prevalence is not None
        return complete and all(value.confirmed for value in self.values)

    def points_earned(self, achieved: int, denominator: int) -> Decimal:
        return indicator_points(
            achieved, denominator, self.lower.amount, self.upper.amount, self.points.amount
        )

    def pounds_per_point(self, list_size: int | None = None, prevalence: Decimal | None = None) -> Decimal:
        """list_size: registered patients of the payee; prevalence: its register in per cent of the list.
        An adjustment whose figures are missing is 1, as the contract's formula reads for an average payee."""
        by_list = Decimal(list_size) / self.average_list.amount if list_size and self.average_list else _ONE
        by_prevalence = (
            prevalence / self.national_prevalence.amount
            if prevalence is not None and self.national_prevalence
            else _ONE
        )
        return points_payment(_ONE, self.point_value.amount, by_list, by_prevalence)

    def pounds(
        self, achieved: int, denominator: int, list_size: int | None = None, prevalence: Decimal | None = None
    ) -> Decimal:
        return self.points_earned(achieved, denominator) * self.pounds_per_point(list_size, prevalence)

    def one_more(
        self, achieved: int, denominator: int, list_size: int | None = None, prevalence: Decimal | None = None
    ) -> Decimal:
        """Pounds that one more person achieved adds."""
        return marginal_worth(
            achieved,
            denominator,
            self.lower.amount,
            self.upper.amount,
            self.points.amount,
            self.pounds_per_point(list_size, prevalence),
        )

    def people_to_upper(self, achieved: int, denominator: int) -> int:
        return people_to(self.upper.amount, achieved, denominator)

    def people_to_lower(self, achieved: int, denominator: int) -> int:
        """Until they are reached, one more is worth nothing yet."""
        return people_to(self.lower.amount, achieved, denominator)


_SCHEMES: tuple[tuple[str, Payee], ...] = (("iif", "network"), ("qof", "practice"))


def indicator_terms(
    contract: Contract, indicator: str, on: date, place: str | None = None
) -> IndicatorTerms | None:
    """The terms of a paid indicator; None where the contract does not pay for it, or where its points, a
    threshold or the value of a point are not known.

    Values whose dates have passed are the last published ones and say so.
    """
    for scheme, payee in _SCHEMES:
        name = f"{scheme}.{indicator}"
        if f"{name}.points" not in contract.names:
            continue
        needed = [
            _held(contract, each, on, place)
            for each in (f"{name}.points", f"{name}.lower", f"{name}.upper", f"{scheme}.point_value")
        ]
        points, lower, upper, point_value = needed
        if points is None or lower is None or upper is None or point_value is None:
            return None
        return IndicatorTerms(
            indicator=indicator,
            payee=payee,
            points=points,
            lower=lower,
            upper=upper,
            point_value=point_value,
            average_list=_held(contract, f"{scheme}.average_list", on, place),
            national_prevalence=_held(contract, f"{name}.national_prevalence", on, place),
        )
    return None


def _held(contract: Contract, name: str, on: date, place: str | None) -> Value | None:
    """The value, None where it is not known, or where no source gave one for any day."""
    return contract.known(name, on, place) if name in contract.names else None
