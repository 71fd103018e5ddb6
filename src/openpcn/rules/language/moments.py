"""Days of a definition: constants, the dates an evaluation is given, and days worked out from days.

Made by the operators of ``expressions.DateExpr`` and by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .expressions import DateExpr, Node, as_date
from .frozen import remember_hash
from .periods import Period


@dataclass(frozen=True)
class DateConstant(DateExpr):
    day: date

    def describe(self) -> str:
        return f"{self.day:%-d %B %Y}"


class Moment(StrEnum):
    """The dates an evaluation is given, and those that follow from them."""

    AS_AT = "the day of the data"
    ACHIEVEMENT_DATE = "the achievement date"
    YEAR_START = "the first day of the contract year"
    YEAR_END = "the 31 March that ends the contract year"
    EPISODE_START = "the start of the episode"


@dataclass(frozen=True)
class MomentDate(DateExpr):
    """A date of the evaluation. YEAR_START and YEAR_END are of the contract year of the achievement date."""

    moment: Moment

    def describe(self) -> str:
        return self.moment.value


AS_AT: DateExpr = MomentDate(Moment.AS_AT)
ACHIEVEMENT_DATE: DateExpr = MomentDate(Moment.ACHIEVEMENT_DATE)
YEAR_START: DateExpr = MomentDate(Moment.YEAR_START)
YEAR_END: DateExpr = MomentDate(Moment.YEAR_END)
EPISODE_START: DateExpr = MomentDate(Moment.EPISODE_START)


@remember_hash
@dataclass(frozen=True)
class Shift(DateExpr):
    """A date some time later or earlier; missing where the date is."""

    of: DateExpr
    period: Period

    def children(self) -> tuple[Node, ...]:
        return (self.of,)

    def describe(self) -> str:
        way = "before" if self.period.amount < 0 else "after"
        return f"{self.period} {way} {self.of.describe()}"


@remember_hash
@dataclass(frozen=True)
class Extreme(DateExpr):
    """The latest (or earliest) of several dates, missing ones left out; missing where all are."""

    latest: bool
    dates: tuple[DateExpr, ...]

    def children(self) -> tuple[Node, ...]:
        return self.dates

    def describe(self) -> str:
        if self.dates == (AS_AT, ACHIEVEMENT_DATE) and not self.latest:
            return "the day of the data, or the achievement date if earlier"
        which = "latest" if self.latest else "earliest"
        return f"the {which} of " + ", ".join(each.describe() for each in self.dates)


def latest_of(*dates: DateExpr | date) -> DateExpr:
    """The latest of the dates that are there."""
    return Extreme(True, tuple(as_date(each, "latest_of") for each in dates))


def earliest_of(*dates: DateExpr | date) -> DateExpr:
    """The earliest of the dates that are there."""
    return Extreme(False, tuple(as_date(each, "earliest_of") for each in dates))
