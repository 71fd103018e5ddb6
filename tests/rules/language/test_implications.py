"""What the checks at import see of comparisons: what follows from one, and what one leaves no room for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from operator import eq, ge, gt, le, lt

import pytest

from openpcn.rules.language import LatestValue, last, months
from openpcn.rules.language.checks import implies
from openpcn.rules.language.expressions import Compare, NumberConstant, Op

HOLDS: dict[Op, Callable[[float, float], bool]] = {Op.GE: ge, Op.GT: gt, Op.LE: le, Op.LT: lt, Op.EQ: eq}
FRAILTY = LatestValue("clinical_frailty_scale", unit=None)
LATELY = LatestValue("clinical_frailty_scale", unit=None, window=last(months(12)))
COMPARISONS = [Compare(op, FRAILTY.value, NumberConstant(limit)) for op in HOLDS for limit in (1.0, 2.0, 3.0)]
NUMBERS = [half / 2 for half in range(1, 9)]  # on the limits, between them and beyond: every kind there is


def meet(comparison: Compare) -> set[float]:
    """The numbers that meet a comparison."""
    assert isinstance(comparison.right, NumberConstant)
    return {number for number in NUMBERS if HOLDS[comparison.op](number, comparison.right.amount)}


@pytest.mark.parametrize("a", COMPARISONS, ids=Compare.describe)
def test_a_comparison_follows_where_every_number_that_meets_the_one_meets_the_other(a: Compare) -> None:
    for b in COMPARISONS:
        assert implies(a, b) is (meet(a) <= meet(b)), b.describe()


@pytest.mark.parametrize("a", COMPARISONS, ids=Compare.describe)
def test_a_comparison_is_left_no_room_where_no_number_meets_both(a: Compare) -> None:
    for b in COMPARISONS:
        apart = not meet(a) & meet(b)
        if Op.EQ in (a.op, b.op) and a.op is not b.op:
            assert apart or not implies(a, ~b), (
                "a number beside a range is not looked at, nor wrongly told apart"
            )
        else:
            assert implies(a, ~b) is apart, b.describe()


def test_of_another_fact_nothing_follows() -> None:
    for a in COMPARISONS:
        other = replace(a, left=LATELY.value)
        assert not implies(a, other) and not implies(a, ~other)
