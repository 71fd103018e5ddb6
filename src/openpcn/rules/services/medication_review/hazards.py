"""Conditions that several medicines safety definitions share: issues of medicines, histories, results."""

from __future__ import annotations

from functools import reduce
from operator import and_

from openpcn.rules.language import (
    AllOf,
    BoolExpr,
    DateExpr,
    Indicator,
    Latest,
    LatestValue,
    Pair,
    Period,
    Source,
    Work,
    after,
    last,
    missing,
    months,
    on_or_after,
    on_or_before,
)
from openpcn.terms.units import Unit

THREE_MONTHS = months(3)
NSAID = "nsaid"
ULCER_HEALING = "ppi"
ANTICOAGULANT = ("anticoagulant", "doac", "vitamin_k_antagonist")
ASPIRIN = "aspirin"
OTHER_ANTIPLATELET = "antiplatelet_not_aspirin"
ANTIPLATELET = (ASPIRIN, OTHER_ANTIPLATELET)
CO_PRESCRIBED_DAYS = 28

SAFETY_WORK = Work(
    "medicines_safety_check",
    "Medicines safety check",
    by=("clinical_pharmacist", "gp", "pharmacy_technician"),
    minutes=10,
    window=months(1),
)


def pincer(indicator: str) -> Source:
    """The PINCER indicators as the cohort-extractor version of their public implementation reads them."""
    return Source(
        "PINCER prescribing safety indicators",
        "BMJ Medicine 2023 2:e000392",
        f"{indicator}; opensafely/pincer-measures, cohort-extractor study definition",
        confirmed=True,
    )


def issued(medicines: str | tuple[str, ...], period: Period, until: DateExpr) -> Latest:
    """The last issue in the period that ends on a date."""
    return Latest(medicines, table="issue", window=last(period, until=until))


def issued_before(medicines: str | tuple[str, ...], period: Period, since: Period, until: DateExpr) -> Latest:
    """The last issue in the period that ends ``since`` before a date: from six to three months ago."""
    return Latest(medicines, table="issue", window=last(period, until=until - since))


def together(a: str | tuple[str, ...], b: str | tuple[str, ...], until: DateExpr) -> Pair:
    """An issue of each within 28 days of the other, both in the three months that end on a date."""
    return Pair(
        issued(a, THREE_MONTHS, until), issued(b, THREE_MONTHS, until), within_days=CO_PRESCRIBED_DAYS
    )


def ulcer_or_bleed(until: DateExpr) -> Latest:
    """A peptic ulcer or an upper gastrointestinal bleed, recorded three months before a date or earlier."""
    return Latest(("peptic_ulcer", "gi_bleed"), window=on_or_before(until - THREE_MONTHS))


def asthma_unresolved(until: DateExpr) -> BoolExpr:
    """Asthma recorded three months before a date or earlier, and not resolved after the latest diagnosis."""
    asthma = Latest("asthma", window=on_or_before(until - THREE_MONTHS))
    return asthma.exists & missing(Latest("asthma_resolved", window=after(asthma.date)))


def heart_failure(until: DateExpr) -> Latest:
    """Heart failure recorded three months before a date or earlier."""
    return Latest("heart_failure", window=on_or_before(until - THREE_MONTHS))


def heart_failure_unresolved(until: DateExpr) -> BoolExpr:
    """As the contract's dictionary reads it: a resolved code of the same day takes the person off."""
    found = heart_failure(until)
    return found.exists & missing(Latest("heart_failure_resolved", window=on_or_after(found.date)))


def last_egfr(until: DateExpr) -> LatestValue:
    """The last estimated filtration rate of three months before a date or earlier."""
    return LatestValue("egfr", unit=Unit.ML_PER_MIN, window=on_or_before(until - THREE_MONTHS))


def long_term(medicine: str, until: DateExpr) -> BoolExpr:
    """Started 15 months ago or longer, by an issue or by the authorisation, and issued in six months."""
    window = on_or_before(until - months(15))
    started = (
        Latest(medicine, table="issue", window=window).exists
        | Latest(medicine, table="medication", window=window).exists
    )
    return started & issued(medicine, months(6), until).exists


def for_months(medicine: str, each: int, until: DateExpr) -> BoolExpr:
    """Issued in so many months, and in as many before them."""
    period = months(each)
    return issued(medicine, period, until).exists & issued_before(medicine, period, period, until).exists


def tested(tests: str, months_back: int, until: DateExpr) -> Latest:
    """The last test in so many months."""
    return Latest(tests, window=last(months(months_back), until=until))


def blood_test(*counts: str) -> Work:
    """The work of a missed blood test; what settles it are these lists."""
    return Work(
        "medicines_blood_test",
        "Blood test for a medicine",
        by=("healthcare_assistant", "nurse", "pharmacy_technician"),
        minutes=10,
        counts=counts,
        window=months(1),
    )


def left_over(indicator: Indicator) -> BoolExpr:
    """In the denominator, and the one rule not met. Its parts are joined without their names."""
    met = indicator.rules[0].when
    if isinstance(met, AllOf):
        met = reduce(and_, met.parts)
    return ~met if indicator.population is None else indicator.population & ~met
