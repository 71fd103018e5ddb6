"""One row's conditions, days and numbers as expressions over the columns of a table.

Conditions are SQL's own three-valued logic: null is unknown, and *and*, *or*, *not* follow Kleene's tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from openpcn.rules.engine.dates import Dates, from_days
from openpcn.rules.engine.parameters import Parameters
from openpcn.rules.language.definitions import On
from openpcn.rules.language.errors import DefinitionError
from openpcn.rules.language.expressions import (
    AllOf,
    Always,
    And,
    Arithmetic,
    BoolExpr,
    Compare,
    DateExpr,
    Extreme,
    InUnit,
    Known,
    Moment,
    MomentDate,
    Node,
    Not,
    NumberConstant,
    NumberExpr,
    OneOf,
    Or,
    Rounded,
    Shift,
    TextExpr,
)
from openpcn.rules.language.facts import DateOf, Earliest, Fact, NumberOf
from openpcn.rules.language.numbers import Choose, FirstKnown, Function, Points, Smallest, Total
from openpcn.rules.language.periods import PeriodUnit
from openpcn.rules.language.registration import (
    AgeOn,
    BirthDate,
    DeprivationFifth,
    Param,
    RegisteredSince,
    Sex,
)
from openpcn.rules.language.scores import Scored, ScoreModule

from . import numbers as of_numbers
from .numbers import Interval, constant, exactly
from .shifts import NotTheSame, moved, same_for_all
from .slots import Asked, Lookup

_COUNTED = frozenset({"rows", "days", "apart", "groups", "repeats"})
_SECOND = frozenset({"diastolic"})


@dataclass(frozen=True)
class Question:
    """What an evaluation asks, and with which dates, values and scores."""

    asked: Asked
    dates: Dates
    parameters: Parameters


@dataclass
class Cells:
    """Expressions over one table. held: what is a column of it already; a number is two, low and high."""

    table: ir.Table
    question: Question
    held: dict[Node, str]
    _said: dict[Node, Any] = field(default_factory=dict)

    def truth(self, node: BoolExpr) -> ir.Value:
        """True, false or null."""
        if node in self.held:
            return self.table[self.held[node]]
        if node not in self._said:
            self._said[node] = self._truth(node)
        return self._said[node]

    def holds(self, node: BoolExpr) -> ir.Value:
        """Whether it is true: unknown is not."""
        return ibis.coalesce(self.truth(node), False)

    def date(self, node: DateExpr) -> ir.Value:
        """The day, null where missing."""
        if node in self.held:
            return self.table[self.held[node]]
        if node not in self._said:
            self._said[node] = self._date(node)
        return self._said[node]

    def number(self, node: NumberExpr) -> Interval:
        """The number as an interval, null where missing."""
        if node in self.held:
            name = self.held[node]
            low = self.table[f"{name}_low"]
            high = f"{name}_high"
            return Interval(low, self.table[high]) if high in self.table.columns else exactly(low)
        if node not in self._said:
            self._said[node] = self._number(node)
        found: Interval = self._said[node]
        return found

    # Conditions ---------------------------------------------------------------------------------------

    def _truth(self, node: BoolExpr) -> ir.Value:
        match node:
            case Compare(op, DateExpr() as left, DateExpr() as right):
                return of_numbers.compare_values(op, self.date(left), self.date(right))
            case Compare(op, NumberExpr() as left, NumberExpr() as right):
                return of_numbers.compare(op, self.number(left), self.number(right))
            case And(parts) | AllOf(_, parts):
                return ibis.and_(*[self.truth(part) for part in parts])
            case Or(parts):
                return ibis.or_(*[self.truth(part) for part in parts])
            case Not(part):
                return ~self.truth(part)
            case Known(of):
                return self._known(of)
            case OneOf(Sex(), options):
                return ibis.or_(*[self.table.sex == option for option in options])
            case On(register):
                return self.holds(register.population)
            case Always():
                return ibis.literal(True)
        raise DefinitionError(f"the Ibis evaluator does not know {type(node).__name__}")

    def _known(self, of: Node) -> ir.Value:
        if isinstance(of, Fact):
            return self._field(of, "date").notnull()
        if isinstance(of, DateExpr):
            return self.date(of).notnull()
        if isinstance(of, NumberExpr):
            return self.number(of).low.notnull()
        if isinstance(of, TextExpr):
            return self.table.sex.notnull()
        raise DefinitionError(f"the Ibis evaluator cannot ask whether {type(of).__name__} is there")

    # Days ---------------------------------------------------------------------------------------------

    def _date(self, node: DateExpr) -> ir.Value:
        try:
            day = same_for_all(node, self.question.dates, self.question.parameters)
            return ibis.null("int64") if day is None else ibis.literal(day, "int64")
        except NotTheSame:
            pass
        match node:
            case MomentDate(Moment.EPISODE_START):
                return self.table.start
            case Shift(of, period):
                length = self.question.parameters.period(period)
                if length is None:
                    return ibis.null("int64")
                if length.unit is PeriodUnit.WORKING_DAYS:
                    raise DefinitionError("working days must be a column before they are asked for")
                return moved(self.date(of), length)
            case Extreme(latest, parts):
                days = [self.date(each) for each in parts]
                pick, none = (ibis.greatest, _EARLY) if latest else (ibis.least, _LATE)
                return pick(*[ibis.coalesce(day, none) for day in days]).nullif(none)
            case DateOf(fact, name):
                first = name == "first" or isinstance(fact, Earliest)
                return self._field(fact, "first" if first else "date")
            case RegisteredSince():
                return self.table.registered_on
            case BirthDate():
                return self.table.birth
        raise DefinitionError(f"the Ibis evaluator does not know {type(node).__name__}")

    def _field(self, fact: Fact, name: str) -> ir.Value:
        """What a lookup found."""
        return self.table[f"f{self.question.asked.lookups[fact].number}_{name}"]

    # Numbers ------------------------------------------------------------------------------------------

    def _number(self, node: NumberExpr) -> Interval:
        match node:
            case NumberConstant(amount):
                return constant(amount)
            case Arithmetic(op, left, right):
                return of_numbers.combine(op, self.number(left), self.number(right))
            case InUnit(of):
                return self.number(of)
            case Rounded(of, decimals):
                return of_numbers.rounded(self.number(of), decimals)
            case Function(name, of, exponent):
                return of_numbers.function(name, self.number(of), exponent)
            case Smallest(parts, largest):
                return of_numbers.smallest([self.number(part) for part in parts], largest=largest)
            case FirstKnown(parts):
                return of_numbers.first_known([self.number(part) for part in parts])
            case Choose(conditions, of_cases, otherwise):
                return of_numbers.choose(
                    [self.truth(each) for each in conditions],
                    [self.number(each) for each in of_cases],
                    None if otherwise is None else self.number(otherwise),
                )
            case Points(condition, amount):
                return exactly(self.holds(condition).ifelse(amount, 0.0))
            case Total(parts):
                return of_numbers.total([self.number(part) for part in parts])
            case Scored(module):
                return self._scored(module)
            case NumberOf(fact, name):
                return self._number_of(fact, name)
            case AgeOn(day):
                return self._age(day)
            case DeprivationFifth():
                return exactly(((self.table.decile + 1) / 2).floor().cast("float64"))
            case Param(name):
                return constant(self.question.parameters.number(name))
        raise DefinitionError(f"the Ibis evaluator does not know {type(node).__name__}")

    def _number_of(self, fact: Fact, name: str) -> Interval:
        lookup = self.question.asked.lookups[fact]
        if isinstance(lookup, Lookup) and lookup.kind in _COUNTED:
            return exactly(ibis.coalesce(self._field(fact, "n"), 0).cast("float64"))
        if isinstance(lookup, Lookup) and lookup.kind == "sum":
            ends = (ibis.coalesce(self._field(fact, end), 0.0) for end in ("low1", "high1"))
            return Interval(*ends)
        side = "2" if name in _SECOND else "1"
        return Interval(self._field(fact, f"low{side}"), self._field(fact, f"high{side}"))

    def _scored(self, module: ScoreModule) -> Interval:
        """The coded score, else, where the module is switched on and may be used, the one worked out."""
        found = constant(None)
        if module.id in self.question.parameters.scores:
            needed = [self.holds(each.there) for each in module.needed if each.there is not None]
            allowed = [self.holds(~limit.condition) for limit in module.limits]
            usable = ibis.and_(ibis.literal(True), *needed, *allowed)
            value = self.number(module.calculated)
            low = usable.ifelse(value.low, ibis.null("float64"))
            found = exactly(low)
            if not value.exact:
                found = Interval(low, usable.ifelse(value.high, ibis.null("float64")))
        if module.coded is None:
            return found
        return of_numbers.first_known([self.number(module.coded.value), found])

    def _age(self, on: DateExpr) -> Interval:
        """Completed years. Only months and days of two dates are compared, no back end's difference in years;
        somebody born on 29 February has a birthday on 1 March in other years."""
        day = same_for_all(on, self.question.dates, self.question.parameters)
        if day is None:
            return constant(None)
        when = from_days(day)
        born = self.table.birth_month_day
        if not _leap(when.year):
            born = (born == 229).ifelse(301, born)
        not_yet = (born > when.month * 100 + when.day).ifelse(1, 0)
        return exactly((when.year - self.table.birth_year - not_yet).cast("float64"))


_EARLY, _LATE = -(2**40), 2**40


def _leap(year: int) -> bool:
    return date(year, 3, 1).toordinal() - date(year, 2, 28).toordinal() == 2
