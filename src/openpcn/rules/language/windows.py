"""Which days a fact looks at. Nothing after ``as_at`` exists, whatever the window says.

A window is a set of bounds that must all hold. A bound on a date that is missing lets nothing through:
there is no *after* an event that never happened, unless the definition says ``or_ever``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .errors import DefinitionError
from .expressions import ACHIEVEMENT_DATE, YEAR_START, DateExpr, Node, Op, as_date
from .frozen import remember_hash
from .periods import Period


@dataclass(frozen=True)
class Bound:
    """The entry's day compared with a date. ``or_ever``: no bound at all where that date is missing."""

    op: Op
    date: DateExpr
    or_ever: bool = False


@remember_hash
@dataclass(frozen=True)
class Window:
    """All bounds hold; ``label`` completes 'a blood pressure reading ...'."""

    bounds: tuple[Bound, ...] = ()
    label: str = ""

    def __and__(self, other: Window) -> Window:
        label = " and ".join(each for each in (self.label, other.label) if each)
        return Window(self.bounds + other.bounds, label)

    def children(self) -> tuple[Node, ...]:
        return tuple(bound.date for bound in self.bounds)


EVER = Window()
IN_PERIOD = Window(
    (Bound(Op.GE, YEAR_START), Bound(Op.LE, ACHIEVEMENT_DATE)),
    "in the contract year up to the achievement date",
)


def last(period: Period, until: DateExpr | date = ACHIEVEMENT_DATE) -> Window:
    """The period that ends on a date, that day included: twelve months to 31 March start on 1 April."""
    if not isinstance(period, Period):
        raise DefinitionError(f"last() takes months() or days(), found {period!r}")
    end = as_date(until, "last")
    return Window((Bound(Op.GT, end - period), Bound(Op.LE, end)), f"in the {period} to {end.describe()}")


def after(start: DateExpr | date, *, or_ever: bool = False) -> Window:
    """Later than a day. ``or_ever``: every entry counts where that day is missing."""
    day = as_date(start, "after")
    return Window((Bound(Op.GT, day, or_ever),), f"after {day.describe()}")


def on_or_after(start: DateExpr | date, *, or_ever: bool = False) -> Window:
    day = as_date(start, "on_or_after")
    return Window((Bound(Op.GE, day, or_ever),), f"on or after {day.describe()}")


def before(end: DateExpr | date, *, or_ever: bool = False) -> Window:
    day = as_date(end, "before")
    return Window((Bound(Op.LT, day, or_ever),), f"before {day.describe()}")


def on_or_before(end: DateExpr | date, *, or_ever: bool = False) -> Window:
    day = as_date(end, "on_or_before")
    return Window((Bound(Op.LE, day, or_ever),), f"on or before {day.describe()}")


def within(period: Period, of: DateExpr | date) -> Window:
    """From a day to the period after it, both days included: ``within(months(6), of=EPISODE_START)``."""
    day = as_date(of, "within")
    return Window((Bound(Op.GE, day), Bound(Op.LE, day + period)), f"within {period} of {day.describe()}")


def window_of(window: Window | None, in_period: bool, start: DateExpr | date | None) -> Window:
    """The window that a fact's ``window``, ``in_period`` and ``after`` arguments add up to."""
    if window is not None and not isinstance(window, Window):
        raise DefinitionError(f"window: expected last(), after(), within() ..., found {window!r}")
    chosen = IN_PERIOD if in_period else EVER
    if window is not None:
        chosen &= window
    return chosen if start is None else chosen & after(start)
