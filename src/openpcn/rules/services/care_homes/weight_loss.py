"""Residents who lost 5% of their weight in three months, or 10% in six."""

from __future__ import annotations

from functools import reduce
from itertools import chain
from operator import or_

from openpcn.rules.language import (
    AS_AT,
    BoolExpr,
    DateExpr,
    Indicator,
    Latest,
    LatestValue,
    Nearly,
    Show,
    Source,
    Work,
    achieve,
    before,
    choose,
    days,
    exclude,
    known,
    last,
    missing,
    months,
    on_or_after,
)
from openpcn.rules.services.care_homes.homes import READS_BED_LISTS, RESIDENT
from openpcn.terms.units import Unit

_now = LatestValue("weight", unit=Unit.KG, window=last(months(3), until=AS_AT))


def _weight_between(first: DateExpr, end: DateExpr) -> LatestValue:
    """The last weight from one day on and before another."""
    return LatestValue("weight", unit=Unit.KG, window=on_or_after(first) & before(end))


# No fact gives the highest of several values: each slice of the months gives one weight to compare with.
_in_three_months = (
    *(_weight_between(_now.date - days(7 * week + 7), _now.date - days(7 * week)) for week in range(12)),
    _weight_between(_now.date - months(3), _now.date - days(84)),
)
_half_month = days(15)
_earlier_months = tuple(
    _weight_between(first, end)
    for first, end in chain.from_iterable(
        (
            (_now.date - months(number - 1) - _half_month, _now.date - months(number - 1)),
            (_now.date - months(number), _now.date - months(number - 1) - _half_month),
        )
        for number in (4, 5, 6)
    )
)
_in_six_months = _in_three_months + _earlier_months


def _down_to(percent: int, then: LatestValue) -> BoolExpr:
    return known(then) & (_now.value.plain * 100 <= then.value.plain * percent)


_losses = (
    *((_down_to(95, each), each) for each in _in_three_months),
    *((_down_to(90, each), each) for each in _earlier_months),
)
_lost = reduce(or_, (lost for lost, _ in _losses))
_weighed_before = reduce(or_, (known(each) for each in _in_six_months))

WEIGHT_LOSS = Indicator(
    "care_home_weight_loss",
    "No weight loss of 5% in three months or 10% in six",
    source=Source(
        "Malnutrition Universal Screening Tool, British Association for Parenteral and Enteral Nutrition",
        "2003",
        "unplanned weight loss of 5 to 10% and more; split over three and six months as the framework's "
        "lists do",
        confirmed=False,
    ),
    rationale=(
        "The last weight of three months against earlier ones: the last of each week of the three "
        "months before it (5%), and of each half month of the three before those (10%). So a loss spread "
        "over monthly or weekly weighings is seen; a peak followed by another weighing in the same slice is "
        "not, nor whether the loss was meant. Somebody without two such weights is not judged."
        + READS_BED_LISTS
    ),
    of=RESIDENT,
    rules=(
        exclude(
            "NOT_KNOWN",
            missing(_now) | ~_weighed_before,
            "No two weights to compare",
        ),
        achieve("R1", ~_lost, "No such loss of weight"),
    ),
    numerator="due",
    due_sentence="Lives in a care home and has lost weight: 5% in three months or 10% in six",
    nearly=(
        Nearly(
            Latest("malnutrition_score").date >= _now.date,
            "A malnutrition score is recorded since; only another weight takes the person off",
        ),
    ),
    shows=(
        Show("Last weight", _now),
        Show("Weight it fell from (kg)", choose(*((lost, then.value.plain) for lost, then in _losses))),
    ),
    work=Work(
        "nutrition_review",
        "Review of nutrition and weight",
        by=("dietitian", "nurse", "gp"),
        minutes=20,
        counts=("weight",),
        window=days(14),
    ),
    listed=False,
)

DEFINITIONS = (WEIGHT_LOSS,)
