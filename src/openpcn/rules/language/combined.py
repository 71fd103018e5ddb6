"""Facts made of two facts: entries near each other in time, and readings in the surgery or at home."""

from __future__ import annotations

from dataclasses import dataclass

from .codelists import Codes
from .errors import DefinitionError
from .expressions import BoolExpr, DateExpr, NumberExpr, latest_of, missing
from .facts import BloodPressure, DateOf, EntryFact, Fact
from .frozen import remember_hash
from .medicines import CurrentRepeats
from .stays import Stays
from .windows import Window

Limits = tuple[float | NumberExpr, float | NumberExpr]  # systolic, diastolic


@remember_hash
@dataclass(frozen=True)
class Pair(Fact):
    """An entry of ``a`` and an entry of ``b`` close in time: every entry is tried with every other.

    The gap is at least ``at_least_days`` and at most ``within_days``. a_first: ``b`` is not before ``a``.
    ``.date`` is the latest day of ``a`` that has such a ``b``.
    """

    gives = ("date", "exists")
    a: EntryFact
    b: EntryFact
    within_days: int = 28
    at_least_days: int = 0
    a_first: bool = False

    def __post_init__(self) -> None:
        for side in (self.a, self.b):
            if not isinstance(side, EntryFact) or isinstance(side, Stays | CurrentRepeats):
                raise DefinitionError(f"Pair takes facts over coded entries (Latest, Count ...): {side!r}")
        if not 0 <= self.at_least_days <= self.within_days:
            raise DefinitionError("Pair: at_least_days lies between 0 and within_days")

    @property
    def tables(self) -> frozenset[str]:
        return self.a.tables | self.b.tables

    @property
    def codes_used(self) -> tuple[Codes, ...]:
        return (self.a.codes, self.b.codes)

    @property
    def all_windows(self) -> tuple[Window, ...]:
        return (self.a.window, self.b.window)

    @property
    def date(self) -> DateExpr:
        return DateOf(self)

    def describe(self) -> str:
        return self.what()

    def what(self) -> str:
        order = "followed by" if self.a_first else "with"
        gap = f"within {self.within_days} days"
        if self.at_least_days:
            gap = f"{self.at_least_days} to {self.within_days} days apart"
        return f"{self.a.codes.title} {order} {self.b.codes.title} {gap}"


@dataclass(frozen=True)
class LastReading:
    """The last blood pressure of either setting, each judged by its own limits. Not a node: it makes them.

    On a day with both, either may decide.
    """

    clinic: BloodPressure
    home: BloodPressure

    @property
    def date(self) -> DateExpr:
        return latest_of(self.clinic.date, self.home.date)

    @property
    def exists(self) -> BoolExpr:
        return self.clinic.exists | self.home.exists

    def _clinic_is_last(self) -> BoolExpr:
        return missing(self.home) | (self.clinic.date >= self.home.date)

    def _home_is_last(self) -> BoolExpr:
        return missing(self.clinic) | (self.home.date >= self.clinic.date)

    def at_most(self, clinic: Limits, home: Limits) -> BoolExpr:
        """At or under both halves of the limit of its setting."""
        return (self._clinic_is_last() & self.clinic.at_most(*clinic)) | (
            self._home_is_last() & self.home.at_most(*home)
        )

    def at_least(self, clinic: Limits, home: Limits) -> BoolExpr:
        """Reaches either half of the limit of its setting."""
        return (self._clinic_is_last() & self.clinic.at_least(*clinic)) | (
            self._home_is_last() & self.home.at_least(*home)
        )
