"""Numbers worked out of numbers, for all subjects at once: ranges in, ranges out.

What is missing stays missing. Both ends of a range are worked out, and of every pairing of ends the lowest
and the highest hold; an exact number is a range of one, and comes out as one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from openpcn.rules.language.errors import DefinitionError

from .kernels import Floats
from .results import Number, Truth, exactly


def combine(op: str, a: Number, b: Number) -> Number:
    """Sum, difference, product or quotient; missing where what it is divided by may be zero."""
    with np.errstate(all="ignore"):
        match op:
            case "+":
                return Number(a.low + b.low, a.high + b.high)
            case "-":
                return Number(a.low - b.high, a.high - b.low)
            case "*":
                ends = [_times(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
                return Number(np.minimum.reduce(ends), np.maximum.reduce(ends))
            case "/":
                safe = (b.low > 0) | (b.high < 0)
                ends = [x / y for x in (a.low, a.high) for y in (b.low, b.high)]
                low, high = np.fmin.reduce(ends), np.fmax.reduce(ends)
                return Number(np.where(safe, low, np.nan), np.where(safe, high, np.nan))
    raise DefinitionError(f"the array evaluator does not know the operation {op!r}")


def _times(x: Floats, y: Floats) -> Floats:
    """Nothing times anything is nothing, however large the other may be."""
    none = ((x == 0) & ~np.isnan(y)) | ((y == 0) & ~np.isnan(x))
    return np.where(none, 0.0, x * y)


def function(name: str, of: Number, exponent: float) -> Number:
    """ln, exp or a constant power: each grows, or falls, all the way, so that ends become ends."""
    with np.errstate(all="ignore"):
        match name:
            case "ln":
                there = of.high > 0
                low = np.where(of.low > 0, np.log(of.low), -np.inf)
                return Number(np.where(there, low, np.nan), np.where(there, np.log(of.high), np.nan))
            case "exp":
                return Number(np.exp(of.low), np.exp(of.high))
            case "power":
                there = of.high >= 0
                ends = np.power(np.maximum(of.low, 0.0), exponent), np.power(of.high, exponent)
                low, high = ends if exponent >= 0 else ends[::-1]
                return Number(np.where(there, low, np.nan), np.where(there, high, np.nan))
    raise DefinitionError(f"the array evaluator does not know the function {name!r}")


def rounded(of: Number, decimals: int) -> Number:
    """Halves up, as every evaluator does it: no library's own rounding."""
    by = 10.0**decimals
    return Number(np.floor(of.low * by + 0.5) / by, np.floor(of.high * by + 0.5) / by)


def smallest(parts: Sequence[Number], *, largest: bool) -> Number:
    pick = np.maximum.reduce if largest else np.minimum.reduce
    return Number(pick([each.low for each in parts]), pick([each.high for each in parts]))


def first_known(parts: Sequence[Number]) -> Number:
    low, high = parts[-1].low, parts[-1].high
    for each in reversed(parts[:-1]):
        there = ~np.isnan(each.low)
        low, high = np.where(there, each.low, low), np.where(there, each.high, high)
    return Number(low, high)


def choose(conditions: Sequence[Truth], numbers: Sequence[Number], otherwise: Number | None) -> Number:
    """The number of the first case that is true, where all before it are false."""
    low: Floats = np.full(conditions[0].yes.shape, np.nan)
    high = low.copy()
    left = np.ones(low.shape, dtype=np.bool_)
    for condition, number in zip(conditions, numbers, strict=True):
        here = left & condition.yes
        low, high = np.where(here, number.low, low), np.where(here, number.high, high)
        left = left & condition.no
    if otherwise is not None:
        low, high = np.where(left, otherwise.low, low), np.where(left, otherwise.high, high)
    return Number(low, high)


def points(condition: Truth, amount: float) -> Number:
    return exactly(np.where(condition.yes, amount, 0.0))


def total(parts: Sequence[Number]) -> Number:
    low, high = parts[0].low, parts[0].high
    with np.errstate(invalid="ignore"):  # without end up and without end down: any number
        for each in parts[1:]:
            low, high = low + each.low, high + each.high
    return Number(low, high)
