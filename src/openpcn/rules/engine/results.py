"""What the array evaluator computes for a list of subjects: truths, numbers as intervals, facts found."""

from __future__ import annotations

from dataclasses import dataclass

from openpcn.rules.language.expressions import Op

from .kernels import MISSING, Days, Floats, Ints, Mask


@dataclass(frozen=True)
class Truth:
    """Three-valued: true where ``yes``, false where ``no``, unknown where neither."""

    yes: Mask
    no: Mask


@dataclass(frozen=True)
class Number:
    """The interval each number lies in; NaN where missing. An exact number is its own interval."""

    low: Floats
    high: Floats


@dataclass(frozen=True)
class Found:
    """What a fact found for each subject. ``date`` and ``first`` are MISSING where ``there`` is false."""

    there: Mask
    date: Days
    first: Days
    numbers: dict[str, Number]


def exactly(value: Floats) -> Number:
    return Number(value, value)


def take(found: Found, patient: Ints) -> Found:
    numbers = {name: Number(n.low[patient], n.high[patient]) for name, n in found.numbers.items()}
    return Found(found.there[patient], found.date[patient], found.first[patient], numbers)


def compare_dates(op: Op, a: Days, b: Days) -> Truth:
    both = (a != MISSING) & (b != MISSING)
    match op:
        case Op.LT:
            holds = a < b
        case Op.LE:
            holds = a <= b
        case Op.GT:
            holds = a > b
        case Op.GE:
            holds = a >= b
        case Op.EQ:
            holds = a == b
    return Truth(both & holds, both & ~holds)


def compare_numbers(op: Op, a: Number, b: Number) -> Truth:
    """Sure only where the whole of both intervals agrees. A comparison with NaN is neither."""
    match op:
        case Op.LT:
            return Truth(a.high < b.low, a.low >= b.high)
        case Op.LE:
            return Truth(a.high <= b.low, a.low > b.high)
        case Op.GT:
            return Truth(a.low > b.high, a.high <= b.low)
        case Op.GE:
            return Truth(a.low >= b.high, a.high < b.low)
        case Op.EQ:
            same = (a.low == a.high) & (b.low == b.high) & (a.low == b.low)
            return Truth(same, (a.high < b.low) | (a.low > b.high))
