"""Days: those that are the same for everybody are worked out here, others are moved in the query.

Months are added by the back end's calendar: both end a month that is too short on its last day. Working days
come from a table made of the project's own calendar.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from openpcn.rules.engine.dates import Dates, to_days
from openpcn.rules.engine.kernels import FIRST_DAY, LAST_DAY, MISSING, shift
from openpcn.rules.engine.parameters import Parameters
from openpcn.rules.language.errors import DefinitionError
from openpcn.rules.language.expressions import (
    DateConstant,
    DateExpr,
    Extreme,
    Moment,
    MomentDate,
    Op,
    Shift,
)
from openpcn.rules.language.periods import Period, PeriodUnit
from openpcn.rules.language.windows import Window
from openpcn.terms.calendar_england import KNOWN_FROM, KNOWN_UNTIL, CalendarError, add_working_days

from .backends import Backend


class NotTheSame(Exception):
    """The day differs from person to person."""


def same_for_all(node: DateExpr, dates: Dates, parameters: Parameters) -> int | None:
    """The day that a node is for everybody, None where it is missing. Raises NotTheSame."""
    match node:
        case DateConstant(day):
            return to_days(day)
        case MomentDate(moment) if moment is not Moment.EPISODE_START:
            return to_days(dates.of(moment))
        case Shift(of, period):
            from_day, length = same_for_all(of, dates, parameters), parameters.period(period)
            return None if from_day is None or length is None else moved_here(from_day, length)
        case Extreme(latest, parts):
            found = [same_for_all(each, dates, parameters) for each in parts]
            there = [day for day in found if day is not None]
            return None if not there else max(there) if latest else min(there)
    raise NotTheSame


def moved_here(day: int, period: Period) -> int:
    """A day some time later or earlier."""
    return int(shift(np.array([day], dtype=np.int64), period)[0])


def window_for_all(window: Window, dates: Dates, parameters: Parameters) -> tuple[int, int]:
    """First and last day of a window; the first after the last: nothing. Raises NotTheSame."""
    low, high = FIRST_DAY, to_days(dates.as_at)
    for bound in window.bounds:
        day = same_for_all(bound.date, dates, parameters)
        if day is None:
            if not bound.or_ever:
                return LAST_DAY, FIRST_DAY
            continue
        low, high = _bounded(bound.op, day, low, high)
    return low, high


def _bounded(op: Op, day: int, low: int, high: int) -> tuple[int, int]:
    match op:
        case Op.GE:
            return max(low, day), high
        case Op.GT:
            return max(low, day + 1), high
        case Op.LE:
            return low, min(high, day)
        case Op.LT:
            return low, min(high, day - 1)
    raise DefinitionError(f"a window is not bounded by {op}")


def moved(day: ir.Value, period: Period) -> ir.Value:
    """A column of days some time later or earlier. Not for working days: they need ``with_working_days``."""
    if period.unit is PeriodUnit.DAYS:
        return day + period.amount
    if period.unit is PeriodUnit.MONTHS:
        here = (ibis.date(1970, 1, 1) + day.as_interval("D")).cast("date")
        there = (here + ibis.interval(months=period.amount)).cast("date")
        return there.delta(ibis.date(1970, 1, 1), unit="day").cast("int64")
    raise DefinitionError("working days are looked up in a table")


def with_working_days(
    backend: Backend, table: ir.Table, day: str, period: Period, name: str
) -> tuple[ir.Table, ir.Value]:
    """The table with a column of days so many working days later, and where the calendar does not know."""
    first, last = to_days(KNOWN_FROM), to_days(KNOWN_UNTIL)
    known = {}
    for each in range(first, last + 1):
        try:
            known[each] = to_days(add_working_days(date.fromordinal(each + _EPOCH), period.amount))
        except CalendarError:
            break
    calendar = backend.small(
        pa.table(
            {"calendar_day": pa.array(list(known), pa.int64()), name: pa.array(known.values(), pa.int64())}
        )
    )
    joined = table.left_join(calendar, [(day, "calendar_day")]).drop("calendar_day")
    return joined, joined[day].notnull() & joined[name].isnull()


_EPOCH = date(1970, 1, 1).toordinal()

__all__ = [
    "MISSING",
    "NotTheSame",
    "moved",
    "moved_here",
    "same_for_all",
    "window_for_all",
    "with_working_days",
]
