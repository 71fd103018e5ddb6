"""What medicines safety definitions look up: issues of medicines, how long they last, histories, results."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import and_, or_

from openpcn.rules.language import (
    BoolExpr,
    DateExpr,
    Latest,
    LatestValue,
    Nearly,
    Pair,
    Period,
    last,
    months,
    on_or_before,
)
from openpcn.terms.units import Unit

Lists = str | tuple[str, ...]

THREE_MONTHS = months(3)
NSAID = "nsaid"
ULCER_HEALING = "ppi"
ANTICOAGULANT = ("anticoagulant", "doac", "vitamin_k_antagonist")
ASPIRIN = "aspirin"
OTHER_ANTIPLATELET = "antiplatelet_not_aspirin"
ANTIPLATELET = (ASPIRIN, OTHER_ANTIPLATELET)
BETA_BLOCKER = "beta_blocker_non_selective"
ULCER_OR_BLEED = ("peptic_ulcer", "gi_bleed")
CO_PRESCRIBED_DAYS = 28


def issued(medicines: Lists, period: Period, until: DateExpr) -> Latest:
    """The last issue in the period that ends on a date."""
    return Latest(medicines, table="issue", window=last(period, until=until))


def together(a: Lists, b: Lists, until: DateExpr) -> Pair:
    """An issue of each within 28 days of the other, both in the three months that end on a date."""
    return Pair(
        issued(a, THREE_MONTHS, until), issued(b, THREE_MONTHS, until), within_days=CO_PRESCRIBED_DAYS
    )


def started_by(medicine: Lists, day: DateExpr) -> BoolExpr:
    """Issued or put on repeat on a day or before: extracts often hold one year of issues only."""
    window = on_or_before(day)
    return (
        Latest(medicine, table="issue", window=window).exists
        | Latest(medicine, table="medication", window=window).exists
    )


def long_term(medicine: Lists, until: DateExpr) -> BoolExpr:
    """Started 15 months ago or longer, and issued in six months."""
    return started_by(medicine, until - months(15)) & issued(medicine, months(6), until).exists


def for_months(medicine: Lists, number: int, until: DateExpr) -> BoolExpr:
    """Issued in so many months, and in as many before them."""
    period = months(number)
    return issued(medicine, period, until).exists & issued(medicine, period, until - period).exists


def tested(tests: Lists, months_back: int, until: DateExpr) -> BoolExpr:
    """A test in so many months."""
    return Latest(tests, window=last(months(months_back), until=until)).exists


def out_of_date(checks: Iterable[tuple[Lists, Period]], until: DateExpr) -> Nearly:
    """Each of these checks was done, and the interval of one is over.

    Not where one was never done: its absence is plain, and another that grows old beside it is no new work.
    """
    done = [(Latest(codes), until - interval) for codes, interval in checks]
    all_done = reduce(and_, (check.exists for check, _ in done))
    return Nearly(
        all_done & reduce(or_, (check.date <= limit for check, limit in done)),
        "Every check is on record, but one or more are older than their interval",
    )


def three_months_before(codes: Lists, until: DateExpr) -> Latest:
    """The latest entry of three months before a date or earlier: what is newer, prescribers may not know."""
    return Latest(codes, window=on_or_before(until - THREE_MONTHS))


def last_egfr(until: DateExpr) -> LatestValue:
    """The last estimated filtration rate of three months before a date or earlier."""
    return LatestValue("egfr", unit=Unit.ML_PER_MIN, window=on_or_before(until - THREE_MONTHS))
