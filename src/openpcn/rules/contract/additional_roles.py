"""The additional-roles claim of one person for one month.

Reimbursed is the actual salary with employer on-costs, up to the maximum of the role. How a part month is
counted is a setting, because the convention is not confirmed.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from openpcn.terms.money import pence


class MonthConvention(StrEnum):
    """How a part month is counted."""

    DAYS_OF_MONTH = "a twelfth of the year, by days employed of the days of the month"
    DAYS_OF_YEAR = "days employed of 365"


@dataclass(frozen=True)
class ArrsClaim:
    """In pence, each rounded once. ``trace`` says in words how each came about."""

    cap: int
    actual: int
    claim: int
    trace: tuple[str, ...]


def arrs_claim(
    *,
    annual_maximum: Decimal,
    annual_cost: Decimal,
    wte: Decimal,
    month: date,
    starts: date | None = None,
    ends: date | None = None,
    convention: MonthConvention = MonthConvention.DAYS_OF_MONTH,
) -> ArrsClaim:
    """The claim of the month that ``month`` falls in, the lesser of cap and actual cost.

    annual_maximum and annual_cost: pounds a year of a whole-time equivalent, the cost with employer on-costs.
    starts and ends: first and last day employed, both included; None is before or after this month.
    """
    length = calendar.monthrange(month.year, month.month)[1]
    first, last = month.replace(day=1), month.replace(day=length)
    days = max(0, (min(ends or last, last) - max(starts or first, first)).days + 1)
    if convention is MonthConvention.DAYS_OF_MONTH:
        share = Decimal(days) / Decimal(length) / 12
        how = f"{days} of {length} days of a twelfth"
    else:
        share = Decimal(days) / 365
        how = f"{days} of 365 days"
    cap, actual = pence(annual_maximum * wte * share), pence(annual_cost * wte * share)
    claim = min(cap, actual)
    return ArrsClaim(
        cap,
        actual,
        claim,
        (
            f"{how}, {wte} whole-time equivalent",
            f"cap: {annual_maximum} a year gives {cap / 100:.2f}",
            f"actual: {annual_cost} a year gives {actual / 100:.2f}",
            f"claim: {'the actual cost' if actual <= cap else 'the cap'}, {claim / 100:.2f}",
        ),
    )
