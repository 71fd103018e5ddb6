"""What the array evaluator computes for a list of subjects: truths, numbers as intervals, facts found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np

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
    """What a fact found for each subject; its days and numbers are worked out when they are asked for.

    ``date`` (the last) and ``first`` are MISSING where ``there`` is false.
    """

    there: Mask
    last_day: Callable[[], Days]
    first_day: Callable[[], Days]
    amounts: Callable[[], dict[str, Number]] = dict

    @cached_property
    def date(self) -> Days:
        return self.last_day()

    @cached_property
    def first(self) -> Days:
        return self.first_day()

    @cached_property
    def numbers(self) -> dict[str, Number]:
        return self.amounts()


def all_of(masks: Sequence[Mask]) -> Mask:
    """True where every mask is."""
    return reduce(np.logical_and, masks)


def any_of(masks: Sequence[Mask]) -> Mask:
    """True where some mask is."""
    return reduce(np.logical_or, masks)


def exactly(value: Floats) -> Number:
    return Number(value, value)


def take(found: Found, patient: Ints) -> Found:
    """What was found for everybody, for subjects who are of these patients."""
    return Found(
        found.there[patient],
        lambda: found.date[patient],
        lambda: found.first[patient],
        lambda: {name: Number(n.low[patient], n.high[patient]) for name, n in found.numbers.items()},
    )


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
