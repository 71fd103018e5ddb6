"""The least time of enhanced access that a network owes each week."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def enhanced_access_minutes(adjusted_population: Decimal, minutes_per_thousand: Decimal) -> int:
    """Minutes a week, rounded to the nearest quarter of an hour (half up), as the earlier scheme did.

    minutes_per_thousand: the contract value ``enhanced_access.minutes``.
    """
    quarters = adjusted_population / 1000 * minutes_per_thousand / 15
    return int(quarters.quantize(Decimal(1), rounding=ROUND_HALF_UP)) * 15
