"""Facts looked up in the coded record: what is there, when, how often, with what value.

The choices that every fact shares are made here, once:

- Entries without a date are not seen; nor is anything dated after ``as_at``.
- An implausible value, a value in another unit, or no value at all is not a reading. ``unit=None`` is for
  scores, which carry none, and then the unit is not looked at.
- Several values on one day: the lowest counts unless the fact says ``same_day="highest"``.
- A blood pressure is a systolic and a diastolic of the same day and setting, each the lowest of that day;
  half a pair is not a reading.
- A result reported with ``<`` or ``>`` keeps it: see expressions.NumberExpr.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Self

from openpcn.terms.units import Unit

from .codelists import Codes, CodesArgument
from .errors import DefinitionError, UnknownField, nearest
from .expressions import BoolExpr, DateExpr, Known, Node, NumberExpr, Op
from .frozen import changed, remember_hash
from .periods import Period, PeriodUnit
from .windows import Window, window_of

DateArgument = DateExpr | date


class EntryTable(StrEnum):
    """The record's tables whose rows are dated entries of a person, by code or (the last four) by word."""

    EVENT = "event"
    ISSUE = "issue"
    MEDICATION = "medication"
    HOSPITAL_STAY = "hospital_stay"
    CARE_HOME_STAY = "care_home_stay"
    CONSULTATION = "consultation"
    APPOINTMENT = "appointment"


CODED_TABLES = (EntryTable.EVENT, EntryTable.ISSUE, EntryTable.MEDICATION)


class Fact(Node):
    """Something looked up in the record of one person (or one episode). ``exists``: anything was found."""

    gives: ClassVar[tuple[str, ...]] = ("exists",)

    @property
    def exists(self) -> BoolExpr:
        return Known(self)

    def what(self) -> str:
        """What is looked for, without which of them counts."""
        raise NotImplementedError

    @property
    def tables(self) -> frozenset[str]:
        """The record tables that this fact reads."""
        raise NotImplementedError

    @property
    def tables_required(self) -> frozenset[str]:
        """Those of them that a practice's feed must supply for this fact to mean anything there."""
        return self.tables

    @property
    def codes_used(self) -> tuple[Codes, ...]:
        raise NotImplementedError

    @property
    def all_windows(self) -> tuple[Window, ...]:
        raise NotImplementedError

    def children(self) -> tuple[Node, ...]:
        return tuple(child for window in self.all_windows for child in window.children())

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            if name.startswith("_"):
                raise AttributeError(name)
            raise UnknownField(
                f"{type(self).__name__} does not give .{name}: {nearest(name, self.gives)} "
                f"(it gives {', '.join('.' + each for each in self.gives)})"
            )


@dataclass(frozen=True)
class ValueIs:
    """A condition on the value of an entry: only entries that certainly meet it are seen."""

    op: Op
    amount: float
    unit: Unit | None

    def describe(self) -> str:
        return f"{self.op.value} {self.amount:g}" + (f" {self.unit.value}" if self.unit else "")


def value_at_least(amount: float, unit: Unit | None) -> ValueIs:
    return ValueIs(Op.GE, amount, unit)


def value_at_most(amount: float, unit: Unit | None) -> ValueIs:
    return ValueIs(Op.LE, amount, unit)


def value_above(amount: float, unit: Unit | None) -> ValueIs:
    return ValueIs(Op.GT, amount, unit)


def value_below(amount: float, unit: Unit | None) -> ValueIs:
    return ValueIs(Op.LT, amount, unit)


@dataclass(frozen=True)
class EntryFact(Fact):
    """A fact over the entries of some codelists in one table, within a window."""

    codes: Codes
    window: Window
    where: ValueIs | None
    table: EntryTable

    @property
    def tables(self) -> frozenset[str]:
        return frozenset({self.table.value})

    @property
    def codes_used(self) -> tuple[Codes, ...]:
        return (self.codes,)

    @property
    def all_windows(self) -> tuple[Window, ...]:
        return (self.window,)

    @property
    def date(self) -> DateExpr:
        """The day of the entry the fact chose (the latest, for a count)."""
        return DateOf(self)

    def what(self) -> str:
        words = self.codes.title
        if self.table is EntryTable.ISSUE:
            words = f"issue of {words}"
        if self.where is not None:
            words += f" {self.where.describe()}"
        return f"{words} {self.window.label}".strip()


def _entry_fields(
    fact: EntryFact,
    codes: CodesArgument,
    window: Window | None,
    in_period: bool,
    after: DateArgument | None,
    where: ValueIs | None,
    table: str,
) -> None:
    if table not in {each.value for each in CODED_TABLES}:
        raise DefinitionError(f"table {table!r}: {nearest(table, [each.value for each in CODED_TABLES])}")
    if where is not None and not isinstance(where, ValueIs):
        raise DefinitionError(f"where: expected value_at_least(), value_below() ..., found {where!r}")
    object.__setattr__(fact, "codes", Codes.of(codes))
    object.__setattr__(fact, "window", window_of(window, in_period, after))
    object.__setattr__(fact, "where", where)
    object.__setattr__(fact, "table", EntryTable(table))


@dataclass(frozen=True, init=False)
class DayFact(EntryFact):
    """One day with such an entry: which of them, each kind says."""

    gives = ("date", "exists", "has_code")

    def __init__(
        self,
        codes: CodesArgument,
        *,
        window: Window | None = None,
        in_period: bool = False,
        after: DateArgument | None = None,
        where: ValueIs | None = None,
        table: str = "event",
    ) -> None:
        _entry_fields(self, codes, window, in_period, after, where, table)

    def has_code(self, codes: CodesArgument) -> BoolExpr:
        """One of the entries of that day carries a code of these lists (of several that day, any)."""
        of_these = changed(self, codes=Codes.of(codes))
        return of_these.exists & of_these.date.same_day_as(self.date)


@remember_hash
@dataclass(frozen=True, init=False)
class Latest(DayFact):
    """The latest day with such an entry."""

    def describe(self) -> str:
        return f"latest {self.what()}"


@remember_hash
@dataclass(frozen=True, init=False)
class Earliest(DayFact):
    """The earliest day with such an entry."""

    def describe(self) -> str:
        return f"earliest {self.what()}"


@remember_hash
@dataclass(frozen=True, init=False)
class LatestValue(EntryFact):
    """The latest day with a value in the unit, and the value of that day."""

    gives = ("date", "exists", "value")
    unit: Unit | None
    same_day: str

    def __init__(
        self,
        codes: CodesArgument,
        *,
        unit: Unit | None,
        window: Window | None = None,
        in_period: bool = False,
        after: DateArgument | None = None,
        where: ValueIs | None = None,
        same_day: str = "lowest",
    ) -> None:
        if unit is not None and not isinstance(unit, Unit):
            raise DefinitionError(f"unit: expected one of terms.units.Unit, found {unit!r}")
        if same_day not in {"lowest", "highest"}:
            raise DefinitionError(f"same_day: expected 'lowest' or 'highest', found {same_day!r}")
        if where is not None and where.unit != unit:
            raise DefinitionError(f"where has unit {where.unit or 'none'}, the fact {unit or 'none'}")
        _entry_fields(self, codes, window, in_period, after, where, "event")
        object.__setattr__(self, "unit", unit)
        object.__setattr__(self, "same_day", same_day)

    @property
    def value(self) -> NumberExpr:
        return NumberOf(self, "value", self.unit)

    def describe(self) -> str:
        return f"latest {self.what()}"


@remember_hash
@dataclass(frozen=True, init=False)
class Count(EntryFact):
    """How many such entries; zero is a number. ``.date`` is the latest, ``.first`` the earliest counted.

    per="day" counts days with an entry. apart=days(n) counts as many as can be taken from the earliest on,
    each at least n days after the one taken before it: two invitations at least 7 days apart.
    """

    gives = ("count", "date", "exists", "first")
    per: str
    apart: int

    def __init__(
        self,
        codes: CodesArgument,
        *,
        window: Window | None = None,
        in_period: bool = False,
        after: DateArgument | None = None,
        where: ValueIs | None = None,
        table: str = "event",
        per: str = "entry",
        apart: Period | None = None,
    ) -> None:
        if per not in {"entry", "day"}:
            raise DefinitionError(f"per: expected 'entry' or 'day', found {per!r}")
        if apart is not None and (apart.unit is not PeriodUnit.DAYS or apart.amount < 1):
            raise DefinitionError("apart: expected days(n) of at least 1")
        _entry_fields(self, codes, window, in_period, after, where, table)
        object.__setattr__(self, "per", per)
        object.__setattr__(self, "apart", apart.amount if apart else 0)

    @property
    def count(self) -> NumberExpr:
        return NumberOf(self, "count", None)

    @property
    def first(self) -> DateExpr:
        return DateOf(self, "first")

    def describe(self) -> str:
        apart = f", at least {self.apart} days apart" if self.apart else ""
        return f"number of {'days with ' if self.per == 'day' else ''}{self.what()}{apart}"


def Issues(
    medicines: CodesArgument,
    *,
    window: Window | None = None,
    in_period: bool = False,
    after: DateArgument | None = None,
) -> Count:
    """Issues of medicines (dm+d lists): ``.count``, ``.date`` of the latest, ``.first``."""
    return Count(medicines, window=window, in_period=in_period, after=after, table="issue")


@dataclass(frozen=True)
class PressureIs:
    """Which readings are seen: at least (either half), at most or below (both halves) the two amounts."""

    op: Op
    systolic: float
    diastolic: float

    def describe(self) -> str:
        words = {Op.GE: "of at least {:g} or {:g}", Op.LE: "of at most {:g}/{:g}", Op.LT: "below {:g}/{:g}"}
        return words[self.op].format(self.systolic, self.diastolic) + " mmHg"


@remember_hash
@dataclass(frozen=True, init=False)
class BloodPressure(Fact):
    """The latest day with a blood pressure of one setting, and its lowest systolic and lowest diastolic."""

    gives = (
        "at_least",
        "at_most",
        "date",
        "diastolic",
        "exists",
        "of_at_least",
        "of_at_most",
        "of_below",
        "systolic",
    )
    systolic_codes: Codes
    diastolic_codes: Codes
    window: Window
    where: PressureIs | None
    setting: str

    def __init__(
        self,
        systolic: CodesArgument,
        diastolic: CodesArgument,
        *,
        setting: str = "",
        window: Window | None = None,
        in_period: bool = False,
        after: DateArgument | None = None,
        where: PressureIs | None = None,
    ) -> None:
        object.__setattr__(self, "systolic_codes", Codes.of(systolic))
        object.__setattr__(self, "diastolic_codes", Codes.of(diastolic))
        object.__setattr__(self, "window", window_of(window, in_period, after))
        object.__setattr__(self, "where", where)
        object.__setattr__(self, "setting", setting)

    @property
    def tables(self) -> frozenset[str]:
        return frozenset({EntryTable.EVENT.value})

    @property
    def codes_used(self) -> tuple[Codes, ...]:
        return (self.systolic_codes, self.diastolic_codes)

    @property
    def all_windows(self) -> tuple[Window, ...]:
        return (self.window,)

    @property
    def date(self) -> DateExpr:
        return DateOf(self)

    @property
    def systolic(self) -> NumberExpr:
        return NumberOf(self, "systolic", Unit.MMHG)

    @property
    def diastolic(self) -> NumberExpr:
        return NumberOf(self, "diastolic", Unit.MMHG)

    def at_most(self, systolic: float | NumberExpr, diastolic: float | NumberExpr) -> BoolExpr:
        """The latest reading is at or under both."""
        return (self.systolic <= systolic) & (self.diastolic <= diastolic)

    def at_least(self, systolic: float | NumberExpr, diastolic: float | NumberExpr) -> BoolExpr:
        """The latest reading reaches either."""
        return (self.systolic >= systolic) | (self.diastolic >= diastolic)

    def _seeing(self, where: PressureIs) -> Self:
        if self.where is not None:
            raise DefinitionError("these readings are already narrowed: start from all readings")
        return changed(self, where=where)

    def of_at_least(self, systolic: float, diastolic: float) -> Self:
        """The fact over raised readings only: those that certainly reach either amount."""
        return self._seeing(PressureIs(Op.GE, systolic, diastolic))

    def of_at_most(self, systolic: float, diastolic: float) -> Self:
        """The fact over readings at or under both amounts only."""
        return self._seeing(PressureIs(Op.LE, systolic, diastolic))

    def of_below(self, systolic: float, diastolic: float) -> Self:
        """The fact over readings under both amounts only: those that are not raised."""
        return self._seeing(PressureIs(Op.LT, systolic, diastolic))

    def what(self) -> str:
        where = self.where.describe() if self.where else ""
        return " ".join(f"{self.setting} blood pressure {where} {self.window.label}".split())

    def describe(self) -> str:
        return f"latest {self.what()}"


@remember_hash
@dataclass(frozen=True)
class DateOf(DateExpr):
    """A date that a fact gives: ``date``, or ``first`` of a count."""

    fact: Fact
    field: str = "date"

    def children(self) -> tuple[Node, ...]:
        return (self.fact,)

    def describe(self) -> str:
        first = "first " if self.field == "first" else ""
        return f"the {first}date of the {self.fact.describe()}"


@remember_hash
@dataclass(frozen=True)
class NumberOf(NumberExpr):
    """A number that a fact gives: ``value``, ``count``, ``systolic`` or ``diastolic``."""

    fact: Fact
    field: str
    of_unit: Unit | None

    @property
    def unit(self) -> Unit | None:
        return self.of_unit

    def children(self) -> tuple[Node, ...]:
        return (self.fact,)

    def describe(self) -> str:
        if self.field in {"count", "amount"}:
            return f"the {self.fact.describe()}"
        return f"the {self.field} of the {self.fact.describe()}"
