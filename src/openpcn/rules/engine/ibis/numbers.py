"""Numbers as intervals in a query, as the array evaluator has them in ``engine.numbers``: null is missing.

Where both ends are the same expression the number is exact and written once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from openpcn.rules.language.errors import DefinitionError
from openpcn.rules.language.expressions import Op

_NONE = ibis.null("float64")
_INFINITY = float("inf")


@dataclass(frozen=True)
class Interval:
    """The interval each number lies in; both null where missing."""

    low: ir.Value
    high: ir.Value

    @property
    def exact(self) -> bool:
        return self.low is self.high


def exactly(value: ir.Value) -> Interval:
    return Interval(value, value)


def constant(amount: float | None) -> Interval:
    return exactly(_NONE if amount is None else ibis.literal(float(amount), "float64"))


def compare(op: Op, a: Interval, b: Interval) -> ir.Value:
    """True or false only where the whole of both intervals agrees, else null."""
    if a.exact and b.exact:
        return compare_values(op, a.low, b.low)
    match op:
        case Op.LT:
            return _either(a.high < b.low, a.low >= b.high)
        case Op.LE:
            return _either(a.high <= b.low, a.low > b.high)
        case Op.GT:
            return _either(a.low > b.high, a.high <= b.low)
        case Op.GE:
            return _either(a.low >= b.high, a.high < b.low)
        case Op.EQ:
            same = (a.low == a.high) & (b.low == b.high) & (a.low == b.low)
            return _either(same, (a.high < b.low) | (a.low > b.high))


def compare_values(op: Op, a: ir.Value, b: ir.Value) -> ir.Value:
    match op:
        case Op.LT:
            return a < b
        case Op.LE:
            return a <= b
        case Op.GT:
            return a > b
        case Op.GE:
            return a >= b
        case Op.EQ:
            return a == b


def _either(yes: ir.Value, no: ir.Value) -> ir.Value:
    return ibis.cases((yes, True), (no, False), else_=ibis.null("boolean"))


def combine(op: str, a: Interval, b: Interval) -> Interval:
    """Sum, difference, product or quotient."""
    match op:
        case "+":
            return _ends(a, b, lambda x, y: x + y)
        case "-":
            if a.exact and b.exact:
                return exactly(a.low - b.low)
            return Interval(a.low - b.high, a.high - b.low)
        case "*":
            if a.exact and b.exact:
                return exactly(a.low * b.low)
            return _of_every_pair(a, b, _times)
        case "/":
            if a.exact and b.exact:
                return exactly(a.low / b.low.nullif(0.0))
            safe = (b.low > 0) | (b.high < 0)
            found = _of_every_pair(a, b, _over)
            return Interval(safe.ifelse(found.low, _NONE), safe.ifelse(found.high, _NONE))
    raise DefinitionError(f"the Ibis evaluator does not know the operation {op!r}")


def _ends(a: Interval, b: Interval, join: object) -> Interval:
    low = join(a.low, b.low)  # type: ignore[operator]
    return exactly(low) if a.exact and b.exact else Interval(low, join(a.high, b.high))  # type: ignore[operator]


def _of_every_pair(a: Interval, b: Interval, join: object) -> Interval:
    xs = [a.low] if a.exact else [a.low, a.high]
    ys = [b.low] if b.exact else [b.low, b.high]
    ends = [join(x, y) for x in xs for y in ys]  # type: ignore[operator]
    there = a.low.notnull() & b.low.notnull()
    return Interval(there.ifelse(ibis.least(*ends), _NONE), there.ifelse(ibis.greatest(*ends), _NONE))


def _times(x: ir.Value, y: ir.Value) -> ir.Value:
    """Nothing times anything is nothing, however large the other may be."""
    return ((x == 0.0) | (y == 0.0)).ifelse(0.0, x * y)


def _over(x: ir.Value, y: ir.Value) -> ir.Value:
    """Null for one thing without end over another: the other pairs of ends say what is known."""
    endless = (x.abs() == _INFINITY) & (y.abs() == _INFINITY)
    return endless.ifelse(_NONE, x / y.nullif(0.0))


def function(name: str, of: Interval, exponent: float) -> Interval:
    """ln, exp or a constant power."""
    match name:
        case "exp":
            return _each(of, lambda x: x.exp())
        case "ln":
            if of.exact:
                return exactly((of.low > 0).ifelse(of.low, _NONE).ln())
            there = of.high > 0
            low = (of.low > 0).ifelse((of.low > 0).ifelse(of.low, _NONE).ln(), -_INFINITY)
            high = there.ifelse(of.high, _NONE).ln()
            return Interval(there.ifelse(low, _NONE), high)
        case "power":
            there = of.high >= 0
            if of.exact:
                return exactly(there.ifelse(of.low, _NONE).pow(exponent))
            ends = (of.low < 0).ifelse(0.0, of.low).pow(exponent), there.ifelse(of.high, _NONE).pow(exponent)
            low, high = ends if exponent >= 0 else ends[::-1]
            return Interval(there.ifelse(low, _NONE), there.ifelse(high, _NONE))
    raise DefinitionError(f"the Ibis evaluator does not know the function {name!r}")


def rounded(of: Interval, decimals: int) -> Interval:
    """Halves up. What has no end has none afterwards."""
    by = 10.0**decimals

    def to_nearest(x: ir.Value) -> ir.Value:
        ended = x.abs() < 9e15 / by  # beyond it there is nothing to round
        return ended.ifelse((ended.ifelse(x, _NONE) * by + 0.5).floor().cast("float64") / by, x)

    return _each(of, to_nearest)


def _each(of: Interval, change: object) -> Interval:
    low = change(of.low)  # type: ignore[operator]
    return exactly(low) if of.exact else Interval(low, change(of.high))  # type: ignore[operator]


def smallest(parts: Sequence[Interval], *, largest: bool) -> Interval:
    """Missing where any of them is."""
    pick = ibis.greatest if largest else ibis.least
    there = parts[0].low.notnull()
    for each in parts[1:]:
        there = there & each.low.notnull()
    low = there.ifelse(pick(*[each.low for each in parts]), _NONE)
    if all(each.exact for each in parts):
        return exactly(low)
    return Interval(low, there.ifelse(pick(*[each.high for each in parts]), _NONE))


def first_known(parts: Sequence[Interval]) -> Interval:
    low = ibis.coalesce(*[each.low for each in parts])
    if all(each.exact for each in parts):
        return exactly(low)
    return Interval(low, ibis.coalesce(*[each.high for each in parts]))


def choose(
    conditions: Sequence[ir.Value], numbers: Sequence[Interval], otherwise: Interval | None
) -> Interval:
    """The number of the first case that is true, where all before it are false."""

    def end(of: Sequence[ir.Value], rest: ir.Value) -> ir.Value:
        cases = []
        for condition, number in zip(conditions, of, strict=True):
            cases += [(condition, number), (ibis.coalesce(condition, True), _NONE)]  # unknown, then
        return ibis.cases(*cases, else_=rest)

    rest = exactly(_NONE) if otherwise is None else otherwise
    low = end([each.low for each in numbers], rest.low)
    if all(each.exact for each in (*numbers, rest)):
        return exactly(low)
    return Interval(low, end([each.high for each in numbers], rest.high))


def total(parts: Sequence[Interval]) -> Interval:
    found = parts[0]
    for each in parts[1:]:
        found = combine("+", found, each)
    return found
