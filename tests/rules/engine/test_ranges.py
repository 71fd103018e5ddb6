"""Numbers as ranges: the arrays and the plain evaluator calculate and compare the same ranges."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from openpcn.rules.engine.numbers import combine, function, smallest, total
from openpcn.rules.engine.results import Number, compare_numbers
from openpcn.rules.engine.span import Span, compare, highest, lowest
from openpcn.rules.language.expressions import Op

#: Exact, open on either side, and the ends around nought, where logarithms and powers stop.
SPANS = [
    Span.reported(value, comparator)
    for value in (-2.0, 0.0, 0.5, 3.0, 10.0)
    for comparator in (None, "<", "<=", ">", ">=")
]
PAIRS = list(product(SPANS, SPANS))


def arrays(spans: list[Span]) -> Number:
    low, high = zip(*(span.ends for span in spans), strict=True)
    return Number(np.array(low), np.array(high))


def ends(spans: list[Span | None]) -> list[tuple[float, float]]:
    return [(np.nan, np.nan) if span is None else span.ends for span in spans]


def same(number: Number, spans: list[Span | None]) -> None:
    expected = np.array(ends(spans))
    np.testing.assert_allclose(number.low, expected[:, 0], rtol=1e-12)
    np.testing.assert_allclose(number.high, expected[:, 1], rtol=1e-12)


@pytest.mark.parametrize(("name", "exponent"), [("ln", 1), ("exp", 1), ("power", 2), ("power", -0.329)])
def test_a_function_of_a_range_is_the_range_of_its_ends(name: str, exponent: float) -> None:
    with np.errstate(all="ignore"):
        found = function(name, arrays(SPANS), exponent)
    same(found, [span.function(name, exponent) for span in SPANS])


def test_a_sum_of_ranges_reaches_from_the_lowest_to_the_highest_sum() -> None:
    first, second = arrays([a for a, _ in PAIRS]), arrays([b for _, b in PAIRS])
    found = total([first, second])
    expected = np.array([a.plus(b).ends for a, b in PAIRS])
    known = ~np.isnan(expected).any(axis=1)  # without end up and without end down: any number
    assert known.sum() > len(PAIRS) / 2
    np.testing.assert_array_equal(found.low[known], expected[known, 0])
    np.testing.assert_array_equal(found.high[known], expected[known, 1])


@pytest.mark.parametrize(
    ("sign", "plain"), [("+", Span.plus), ("-", Span.minus), ("*", Span.times), ("/", Span.over)]
)
def test_two_ranges_together_are_the_range_of_all_that_they_may_give(sign: str, plain) -> None:
    found = combine(sign, arrays([a for a, _ in PAIRS]), arrays([b for _, b in PAIRS]))
    expected = np.array(ends([plain(a, b) for a, b in PAIRS]))
    known = ~np.isnan(expected).any(axis=1)
    assert known.sum() > len(PAIRS) / 3
    np.testing.assert_allclose(found.low[known], expected[known, 0], rtol=1e-12)
    np.testing.assert_allclose(found.high[known], expected[known, 1], rtol=1e-12)
    assert np.isnan(found.low[~known] + found.high[~known]).all(), "what may be anything decides nothing"


@pytest.mark.parametrize(("largest", "plain"), [(False, lowest), (True, highest)])
def test_the_smallest_and_the_largest_of_two_ranges(largest: bool, plain) -> None:
    found = smallest([arrays([a for a, _ in PAIRS]), arrays([b for _, b in PAIRS])], largest=largest)
    same(found, [plain([a, b]) for a, b in PAIRS])


@pytest.mark.parametrize("op", list(Op))
def test_a_comparison_is_sure_only_where_the_whole_of_both_ranges_agrees(op: Op) -> None:
    truth = compare_numbers(op, arrays([a for a, _ in PAIRS]), arrays([b for _, b in PAIRS]))
    said = [True if yes else False if no else None for yes, no in zip(truth.yes, truth.no, strict=True)]
    expected = [compare(op, a, b) for a, b in PAIRS]
    assert said == expected
    assert {True, False, None} == set(expected), "the examples have to reach each answer"
    assert not np.any(truth.yes & truth.no)
