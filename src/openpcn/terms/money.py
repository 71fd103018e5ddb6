"""Money in whole pence. Rates keep all published decimals; rounding happens once, half up, at the end."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def pence(pounds: Decimal) -> int:
    """Round a sum of pounds to whole pence, half up."""
    return int((pounds * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def display(amount: int) -> str:
    """£1,234.50 from pence."""
    sign = "-" if amount < 0 else ""
    return f"{sign}£{abs(amount) // 100:,}.{abs(amount) % 100:02d}"
