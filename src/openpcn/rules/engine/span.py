"""Numbers in the plain evaluator: the span of values that a reported result may stand for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from openpcn.rules.language.expressions import Op


@dataclass(frozen=True)
class Span:
    """From ``low`` to ``high``; an end that is not included is what ``<`` and ``>`` leave open."""

    low: float
    high: float
    low_included: bool = True
    high_included: bool = True

    @classmethod
    def reported(cls, value: float, comparator: str | None = None) -> Span:
        """What a result says: exactly a value, or less or more than it."""
        match comparator:
            case "<":
                return cls(-math.inf, value, True, False)
            case "<=":
                return cls(-math.inf, value)
            case ">":
                return cls(value, math.inf, False, True)
            case ">=":
                return cls(value, math.inf)
            case _:
                return cls(value, value)

    def __str__(self) -> str:
        if self.low == self.high:
            return f"{self.low:g}"
        if self.low == -math.inf:
            return f"{'<=' if self.high_included else '<'}{self.high:g}"
        if self.high == math.inf:
            return f"{'>=' if self.low_included else '>'}{self.low:g}"
        return f"{self.low:g} to {self.high:g}"

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest number meant: an end that is not included is the next number inside."""
        low = self.low if self.low_included else math.nextafter(self.low, math.inf)
        high = self.high if self.high_included else math.nextafter(self.high, -math.inf)
        return low, high

    @property
    def exact(self) -> float | None:
        """The number, where it is one."""
        return self.low if self.low == self.high else None

    def plus(self, other: Span) -> Span:
        (a, b), (c, d) = self.ends, other.ends
        return Span(a + c, b + d)

    def minus(self, other: Span) -> Span:
        (a, b), (c, d) = self.ends, other.ends
        return Span(a - d, b - c)

    def times(self, other: Span) -> Span:
        found = [0.0 if 0 in (x, y) else x * y for x in self.ends for y in other.ends]
        return Span(min(found), max(found))

    def over(self, other: Span) -> Span | None:
        """The quotient; None where the other may be zero."""
        low, high = other.ends
        if low <= 0 <= high:
            return None
        found = [x / y for x in self.ends for y in (low, high)]
        there = [each for each in found if not math.isnan(each)]  # without end over without end: any number
        return Span(min(there), max(there)) if there else None

    def function(self, name: str, exponent: float) -> Span | None:
        """ln, exp or a power; None where there is no such number."""
        low, high = self.ends
        if name == "exp":
            return Span(_exp(low), _exp(high))
        if name == "ln":
            if high <= 0:
                return None
            return Span(math.log(low) if low > 0 else -math.inf, math.log(high) if high < math.inf else high)
        if high < 0:
            return None
        found = sorted(_power(each, exponent) for each in (max(low, 0.0), high))
        return Span(found[0], found[1])

    def rounded(self, decimals: int) -> Span:
        """To the nearest, halves up."""
        low, high = (_round(each, decimals) for each in self.ends)
        return Span(low, high)


def _round(number: float, decimals: int) -> float:
    if math.isinf(number):
        return number
    by = 10.0**decimals
    moved = number * by + 0.5
    return number if math.isinf(moved) else math.floor(moved) / by


def _exp(number: float) -> float:
    try:
        return math.exp(number)
    except OverflowError:
        return math.inf


def _power(number: float, exponent: float) -> float:
    try:
        return float(number**exponent)
    except (OverflowError, ZeroDivisionError):
        return math.inf


def lowest(spans: Sequence[Span]) -> Span:
    """The span of the lowest of several results."""
    low = min(span.low for span in spans)
    high = min(span.high for span in spans)
    return Span(
        low,
        high,
        any(span.low_included for span in spans if span.low == low),
        all(span.high_included for span in spans if span.high == high),
    )


def highest(spans: Sequence[Span]) -> Span:
    """The span of the highest of several results."""
    low = max(span.low for span in spans)
    high = max(span.high for span in spans)
    return Span(
        low,
        high,
        all(span.low_included for span in spans if span.low == low),
        any(span.high_included for span in spans if span.high == high),
    )


def compare(op: Op, a: Span, b: Span) -> bool | None:
    """True or false where every value of both spans agrees, else None."""
    if op is Op.GT:
        return compare(Op.LT, b, a)
    if op is Op.GE:
        return compare(Op.LE, b, a)
    touching = a.high_included and b.low_included
    touching_back = a.low_included and b.high_included
    if op is Op.LT:
        if a.high < b.low or (a.high == b.low and not touching):
            return True
        return False if a.low >= b.high else None
    if op is Op.LE:
        if a.high <= b.low:
            return True
        return False if a.low > b.high or (a.low == b.high and not touching_back) else None
    if a.low == a.high == b.low == b.high:
        return True
    apart = compare(Op.LT, a, b) or compare(Op.LT, b, a)
    return False if apart else None
