"""Medicines as the plain evaluator counts them, row by row: different ones, current repeats, amounts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta

from openpcn.rules.language.medicines import (
    DAYS_SUPPLIED,
    REPEATS,
    CountDistinct,
    CurrentRepeats,
    SumOf,
    groups_of,
)
from openpcn.rules.language.people import Row

from .span import Span

Dated = Sequence[tuple[date, Row]]


def different(fact: CountDistinct, rows: Dated) -> Span:
    groups = groups_of(fact)
    return Span.reported(len({groups[row.code] for _, row in rows}))


def lasts_until(day: date, row: Row) -> date:
    """The day an issue lasts to."""
    days = row.days if row.days is not None and row.days > 0 else DAYS_SUPPLIED
    return day + timedelta(days=days)


def on_repeat(
    fact: CurrentRepeats, authorisations: Dated, issues: Dated, as_at: date
) -> tuple[list[Row], list[tuple[date, Row]], Span]:
    """Authorisations that hold on the day with an issue that lasts to it, those issues, and the count."""
    kept: list[tuple[date, Row]] = []
    held: list[Row] = []
    for _, row in authorisations:
        if row.status not in REPEATS or (row.end is not None and row.end <= as_at):
            continue
        mine = [(day, one) for day, one in issues if one.code == row.code and lasts_until(day, one) >= as_at]
        if mine:
            held.append(row)
            kept += [each for each in mine if each not in kept]
    groups = groups_of(fact)
    return held, kept, Span.reported(len({groups[row.code] for row in held}))


def supplied(fact: SumOf, rows: Dated) -> Span:
    """The amount; at least what is known, where something is not."""
    each = fact.each
    known, open_ended = 0.0, False
    for _, row in rows:
        if row.value is None or row.implausible or row.code not in each:
            open_ended = True
        else:
            known += row.value * each[row.code]
    low = Span.reported(known).rounded(6).low
    return Span(low, math.inf if open_ended else low)
