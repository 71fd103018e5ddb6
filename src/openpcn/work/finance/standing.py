"""From counts to points, pounds and what one more person is worth. Pure: contract values in, figures out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from openpcn.rules.contract import Contract, IndicatorTerms, Value, in_use, indicator_terms
from openpcn.terms import money


@dataclass(frozen=True)
class Standing:
    """What an indicator earns as it stands, for one payee.

    whose: pcn, practice or nobody (not paid). known: False where it is paid but the contract's values are not
    known here: then every figure is None, never 0. confirmed: every value behind the pounds was read in a
    source for that day. values: the contract's values that were used. lower, upper in per cent.
    worth_of_one_more in pence, the denominator unchanged.
    """

    whose: str
    known: bool
    confirmed: bool
    lower: Decimal | None = None
    upper: Decimal | None = None
    points: Decimal | None = None
    points_available: Decimal | None = None
    pence: int | None = None
    worth_of_one_more: int | None = None
    people_to_lower: int | None = None
    people_to_upper: int | None = None
    note: str = ""
    values: tuple[Value, ...] = ()

    @property
    def paid(self) -> bool:
        return self.whose != "nobody"


NOT_PAID = Standing("nobody", known=True, confirmed=True, note="Not paid")
WHOSE = {"network": "pcn", "practice": "practice"}


def terms_of(indicator: str, on: date) -> IndicatorTerms | None:
    """The contract's terms of a paid indicator on a day, as it reads here; None where they are not known."""
    return _terms(in_use(), indicator, on)


@cache
def _terms(contract: Contract, indicator: str, on: date) -> IndicatorTerms | None:
    return indicator_terms(contract, indicator, on)


def standing(
    paid_to: str,
    indicator: str,
    achieved: int,
    denominator: int,
    on: date,
    *,
    list_size: int | None,
    prevalence: Decimal | None,
) -> Standing:
    """Points and pounds of one payee.

    paid_to: network, practice, or empty where the definition is not paid. indicator: its name in the contract
    values. denominator: achieved and due. list_size, prevalence (per cent of the list): of the payee; None
    where not known, then that adjustment is left at 1 and the note says so.
    """
    if not paid_to:
        return NOT_PAID
    whose = WHOSE[paid_to]
    terms = terms_of(indicator, on)
    if terms is None:
        return Standing(
            whose, known=False, confirmed=False, note="Not known: the contract values hold no terms"
        )
    one_more = terms.one_more(achieved, denominator, list_size, prevalence)
    to_lower = terms.people_to_lower(achieved, denominator)
    return Standing(
        whose=whose,
        known=True,
        confirmed=terms.confirmed and list_size is not None and prevalence is not None,
        lower=terms.lower.amount,
        upper=terms.upper.amount,
        points=terms.points_earned(achieved, denominator),
        points_available=terms.points.amount,
        pence=money.pence(terms.pounds(achieved, denominator, list_size, prevalence)),
        worth_of_one_more=money.pence(one_more),
        people_to_lower=to_lower,
        people_to_upper=terms.people_to_upper(achieved, denominator),
        note=_note(terms, list_size, prevalence, to_lower, achieved, denominator),
        values=terms.values,
    )


def _note(
    terms: IndicatorTerms,
    list_size: int | None,
    prevalence: Decimal | None,
    to_lower: int,
    achieved: int,
    denominator: int,
) -> str:
    """What a reader has to know beside the figure; empty where there is nothing."""
    notes = []
    if to_lower:
        notes.append(f"nothing before the lower threshold, {to_lower} away")
    elif denominator and terms.people_to_upper(achieved, denominator) == 0:
        notes.append("the upper threshold is reached")
    if list_size is None or terms.average_list is None:
        notes.append("without the list-size adjustment")
    if prevalence is None or terms.national_prevalence is None:
        notes.append("without the prevalence adjustment")
    if not terms.confirmed:
        notes.append("contract values unconfirmed")
    return "; ".join(notes)
