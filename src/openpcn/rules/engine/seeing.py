"""Which rows the plain evaluator sees: when one begins and ends, whether its value meets a condition."""

from __future__ import annotations

from datetime import date

from openpcn.rules.language import expressions as x
from openpcn.rules.language.facts import PressureIs, ValueIs
from openpcn.rules.language.people import Row
from openpcn.rules.language.windows import Bound
from openpcn.terms.units import Unit

from .span import Span, compare, lowest


def any_row(row: Row) -> bool:
    return True


def begins(row: Row) -> date | None:
    return row.date


def ends(row: Row) -> date | None:
    """The last day of a stay; an attendance, a contact or an appointment is over on its day."""
    if row.end is None and (row.table in {"consultation", "appointment"} or row.code.endswith("_attendance")):
        return row.date
    return row.end


def lets_through(bound: Bound, limit: date | None, day: date) -> bool:
    """Whether a day lies within a bound; one on a missing date lets nothing through, or everything."""
    return bound.or_ever if limit is None else holds(bound.op, day, limit)


def holds(op: x.Op, a: date, b: date) -> bool:
    match op:
        case x.Op.LT:
            return a < b
        case x.Op.LE:
            return a <= b
        case x.Op.GT:
            return a > b
        case x.Op.GE:
            return a >= b
        case x.Op.EQ:
            return a == b


def is_reading(row: Row, unit: Unit | None) -> bool:
    if row.value is None or row.implausible:
        return False
    return unit is None or row.unit == unit.value


def span(row: Row) -> Span:
    if row.value is None:
        raise ValueError("a row without a value is not a reading")
    return Span.reported(row.value, row.comparator)


def meets_value(row: Row, where: ValueIs | None) -> bool:
    if where is None:
        return True
    return is_reading(row, where.unit) and compare(where.op, span(row), Span.reported(where.amount)) is True


def meets_pressure(upper: list[Row], lower: list[Row], where: PressureIs | None) -> bool:
    if where is None:
        return True
    systolic, diastolic = lowest([span(row) for row in upper]), lowest([span(row) for row in lower])
    halves = (
        compare(where.op, systolic, Span.reported(where.systolic)) is True,
        compare(where.op, diastolic, Span.reported(where.diastolic)) is True,
    )
    return any(halves) if where.op is x.Op.GE else all(halves)
