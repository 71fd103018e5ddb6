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

    def plus(self, other: Span) -> Span:
        return Span(
            self.low + other.low,
            self.high + other.high,
            self.low_included and other.low_included,
            self.high_included and other.high_included,
        )

    def minus(self, other: Span) -> Span:
        turned = Span(-other.high, -other.low, other.high_included, other.low_included)
        return self.plus(turned)


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
