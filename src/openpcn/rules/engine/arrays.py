"""The array evaluator: every fact and expression for all subjects of a practice at once.

A *frame* is a list of subjects: everybody in the part, or one row per episode. Each node is computed once
per frame; a node that does not ask for the episode's start is computed for everybody and looked up.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np

from openpcn.rules.language.definitions import On
from openpcn.rules.language.errors import DefinitionError
from openpcn.rules.language.expressions import (
    AllOf,
    Always,
    And,
    Arithmetic,
    BoolExpr,
    Compare,
    DateConstant,
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
    Op,
    Or,
    Rounded,
    Shift,
    TextExpr,
    walk,
)
from openpcn.rules.language.facts import (
    DateOf,
    Fact,
    NumberOf,
)
from openpcn.rules.language.numbers import Choose, FirstKnown, Function, Points, Smallest, Total
from openpcn.rules.language.parts import Episode
from openpcn.rules.language.registration import (
    AgeOn,
    BirthDate,
    DeprivationFifth,
    Param,
    RegisteredSince,
    Sex,
)
from openpcn.rules.language.scores import Scored, ScoreModule
from openpcn.rules.language.windows import Window

from .dates import Dates, from_days, to_days
from .kernels import (
    FIRST_DAY,
    LAST_DAY,
    MISSING,
    Days,
    Ints,
    Mask,
    ages,
    constant,
    day_of,
    everybody,
    expand,
    opened,
    patient_of,
    ranges,
    shift,
    starts,
)
from .lookups import look_up
from .numbers import choose, combine, first_known, function, points, rounded, smallest, total
from .parameters import Parameters
from .practice import SEXES, Practice
from .results import (
    Found,
    Number,
    Truth,
    all_of,
    any_of,
    compare_dates,
    compare_numbers,
    exactly,
    take,
)
from .selections import Selections


@cache
def asks_for_episode(node: Node) -> bool:
    """Whether a node's value depends on the start of an episode."""
    return any(isinstance(each, MomentDate) and each.moment is Moment.EPISODE_START for each in walk(node))


class Frame:
    """Evaluates nodes for a list of subjects of one practice."""

    def __init__(
        self,
        practice: Practice,
        selections: Selections,
        dates: Dates,
        parameters: Parameters,
        patient: Ints,
        everybody: Frame | None = None,
        episode_start: Days | None = None,
    ) -> None:
        self._practice = practice
        self._people = practice.people
        self._selections = selections
        self._dates = dates
        self._parameters = parameters
        self._everybody = everybody
        self.episode_start = episode_start
        self.patient = patient
        self._truths: dict[BoolExpr, Truth] = {}
        self._dated: dict[DateExpr, Days] = {}
        self._numbers: dict[NumberExpr, Number] = {}
        self._found: dict[Fact, Found] = {}
        self._windows: dict[Window, tuple[Days, Days]] = {}

    @classmethod
    def of_everybody(
        cls,
        practice: Practice,
        dates: Dates,
        parameters: Parameters,
        selections: Selections | None = None,
    ) -> Frame:
        """selections: the practice's rows, where they have been put in order before."""
        patient = everybody(len(practice.people))
        return cls(practice, selections or Selections(practice), dates, parameters, patient)

    def of_episodes(self, episode: Episode) -> Frame:
        """The frame with one subject per episode of everybody in this one."""
        key = np.sort(np.concatenate([self._start_keys(start) for start in episode.start]))
        key = key[starts(key)]
        period = self._parameters.period(episode.close_within)
        if period is None:
            raise DefinitionError(f"{episode.close_within} is not known: the episode's clock has no length")
        key = key[opened(key, period)]
        if episode.keep == "last":
            patient = patient_of(key)
            key = key[np.append(patient[1:] != patient[:-1], True)] if len(key) else key
        return Frame(
            self._practice,
            self._selections,
            self._dates,
            self._parameters,
            patient_of(key),
            self,
            day_of(key),
        )

    def _start_keys(self, fact: Fact) -> Ints:
        rows = self._selections.of(fact, to_days(self._dates.as_at), per_day=True)
        (window,) = fact.all_windows
        _, row = expand(*ranges(rows, self.patient, *self._bounds(window)))
        return rows.key[row]

    def forget(self, nodes: Iterable[Node]) -> None:
        """Let go of what was worked out for some nodes: nothing will ask for them again."""
        for node in nodes:
            match node:
                case BoolExpr():
                    self._truths.pop(node, None)
                case DateExpr():
                    self._dated.pop(node, None)
                case NumberExpr():
                    self._numbers.pop(node, None)
                case Fact():
                    self._found.pop(node, None)

    # Conditions ---------------------------------------------------------------------------------------

    def truth(self, node: BoolExpr) -> Truth:
        """Each subject's truth of a condition."""
        if node not in self._truths:
            if self._everybody is not None and not asks_for_episode(node):
                common = self._everybody.truth(node)
                self._truths[node] = Truth(common.yes[self.patient], common.no[self.patient])
            else:
                found = self._truth(node)
                shape = self.patient.shape
                self._truths[node] = Truth(
                    np.broadcast_to(found.yes, shape), np.broadcast_to(found.no, shape)
                )
        return self._truths[node]

    def _truth(self, node: BoolExpr) -> Truth:
        match node:
            case Compare(op, DateExpr() as left, DateExpr() as right):
                return compare_dates(op, self.date(left), self.date(right))
            case Compare(op, NumberExpr() as left, NumberExpr() as right):
                return compare_numbers(op, self.number(left), self.number(right))
            case And(parts) | AllOf(_, parts):
                truths = [self.truth(part) for part in parts]
                return Truth(all_of([t.yes for t in truths]), any_of([t.no for t in truths]))
            case Or(parts):
                truths = [self.truth(part) for part in parts]
                return Truth(any_of([t.yes for t in truths]), all_of([t.no for t in truths]))
            case Not(part):
                truth = self.truth(part)
                return Truth(truth.no, truth.yes)
            case Known(of):
                there = self._known(of)
                return Truth(there, ~there)
            case OneOf(Sex(), options):
                sex = self._people.sex[self.patient]
                same = np.isin(sex, [SEXES.index(option) for option in options])
                known = sex != SEXES.index("unknown")
                return Truth(same & known, ~same & known)
            case On(register):
                held = self.truth(register.population).yes
                return Truth(held, ~held)
            case Always():
                everybody = np.ones(len(self.patient), dtype=np.bool_)
                return Truth(everybody, ~everybody)
        raise DefinitionError(f"the array evaluator does not know {type(node).__name__}")

    def _known(self, of: Node) -> Mask:
        if isinstance(of, Fact):
            return self.found(of).there
        if isinstance(of, DateExpr):
            return np.asarray(self.date(of) != MISSING)
        if isinstance(of, NumberExpr):
            return ~np.isnan(self.number(of).low)
        if isinstance(of, TextExpr):
            return np.asarray(self._people.sex[self.patient] != SEXES.index("unknown"))
        raise DefinitionError(f"the array evaluator cannot ask whether {type(of).__name__} is there")

    # Dates and numbers --------------------------------------------------------------------------------

    def date(self, node: DateExpr) -> Days:
        """Each subject's day, MISSING where there is none."""
        if node not in self._dated:
            if self._everybody is not None and not asks_for_episode(node):
                self._dated[node] = self._everybody.date(node)[self.patient]
            else:
                self._dated[node] = np.broadcast_to(self._date(node), self.patient.shape)
        return self._dated[node]

    def _date(self, node: DateExpr) -> Days:
        match node:
            case DateConstant(day):
                return np.array(to_days(day), dtype=np.int64)
            case MomentDate(Moment.EPISODE_START) if self.episode_start is not None:
                return self.episode_start
            case MomentDate(moment):
                return np.array(to_days(self._dates.of(moment)), dtype=np.int64)
            case Shift(of, period):
                resolved = self._parameters.period(period)
                if resolved is None:
                    return np.array(MISSING, dtype=np.int64)
                return shift(self.date(of), resolved)
            case Extreme(True, dates):
                return np.asarray(np.maximum.reduce([self.date(each) for each in dates]), dtype=np.int64)
            case Extreme(False, dates):
                late = [np.where(d == MISSING, LAST_DAY + 1, d) for d in map(self.date, dates)]
                first = np.minimum.reduce(late)
                return np.where(first == LAST_DAY + 1, MISSING, first)
            case DateOf(fact, field):
                found = self.found(fact)
                return found.first if field == "first" else found.date
            case RegisteredSince():
                return self._people.registered_on[self.patient]
            case BirthDate():
                return self._people.birth[self.patient]
        raise DefinitionError(f"the array evaluator does not know {type(node).__name__}")

    def number(self, node: NumberExpr) -> Number:
        """Each subject's number as an interval."""
        if node not in self._numbers:
            if self._everybody is not None and not asks_for_episode(node):
                common = self._everybody.number(node)
                self._numbers[node] = Number(common.low[self.patient], common.high[self.patient])
            else:
                found = self._number(node)
                shape = self.patient.shape
                self._numbers[node] = Number(
                    np.broadcast_to(found.low, shape), np.broadcast_to(found.high, shape)
                )
        return self._numbers[node]

    def _number(self, node: NumberExpr) -> Number:
        match node:
            case NumberConstant(amount):
                return exactly(np.array(amount, dtype=np.float64))
            case Arithmetic(op, left, right):
                return combine(op, self.number(left), self.number(right))
            case InUnit(of):
                return self.number(of)
            case Rounded(of, decimals):
                return rounded(self.number(of), decimals)
            case Function(name, of, exponent):
                return function(name, self.number(of), exponent)
            case Smallest(parts, largest):
                return smallest([self.number(part) for part in parts], largest=largest)
            case FirstKnown(parts):
                return first_known([self.number(part) for part in parts])
            case Choose(conditions, numbers, otherwise):
                return choose(
                    [self.truth(each) for each in conditions],
                    [self.number(each) for each in numbers],
                    None if otherwise is None else self.number(otherwise),
                )
            case Points(condition, amount):
                return points(self.truth(condition), amount)
            case Total(parts):
                return total([self.number(part) for part in parts])
            case Scored(module):
                return self._scored(module)
            case NumberOf(fact, field):
                return self.found(fact).numbers[field]
            case AgeOn():
                return self._ages(node)
            case DeprivationFifth():
                decile = self._people.decile[self.patient].astype(np.float64)
                return exactly(np.where(decile > 0, np.ceil(decile / 2), np.nan))
            case Param(name):
                held = self._parameters.number(name)
                return exactly(np.array(np.nan if held is None else held, dtype=np.float64))
        raise DefinitionError(f"the array evaluator does not know {type(node).__name__}")

    def _scored(self, module: ScoreModule) -> Number:
        """The coded score, else the one worked out where the module is on and nothing forbids it."""
        found: Number = exactly(np.full(self.patient.shape, np.nan))
        if module.id in self._parameters.scores:
            usable = np.ones(self.patient.shape, dtype=np.bool_)
            for each in module.needed:
                if each.there is not None:
                    usable = usable & self.truth(each.there).yes
            for limit in module.limits:
                usable = usable & self.truth(limit.condition).no
            value = self.number(module.calculated)
            found = Number(np.where(usable, value.low, np.nan), np.where(usable, value.high, np.nan))
        if module.coded is None:
            return found
        return first_known([self.number(module.coded.value), found])

    def _ages(self, node: AgeOn) -> Number:
        on = self.date(node.day)  # one day for everybody
        if not len(on) or on[0] == MISSING:
            return exactly(np.full(len(on), np.nan))
        return exactly(ages(self._people.birth[self.patient], from_days(int(on[0]))))

    # Facts --------------------------------------------------------------------------------------------

    def found(self, fact: Fact) -> Found:
        """What the fact found for each subject."""
        if fact not in self._found:
            if self._everybody is not None and not asks_for_episode(fact):
                self._found[fact] = take(self._everybody.found(fact), self.patient)
            else:
                self._found[fact] = look_up(fact, self._selections, self.patient, self._bounds)
        return self._found[fact]

    def _bounds(self, window: Window) -> tuple[Days, Days]:
        """First and last day of the window for each subject; the first after the last: nothing."""
        if window not in self._windows:
            low, high = self._first_and_last(window)
            if constant(low) is None or constant(high) is None:
                return low, high  # asked for once, mostly, and large
            self._windows[window] = low, high
        return self._windows[window]

    def _first_and_last(self, window: Window) -> tuple[Days, Days]:
        low: Days = np.array(FIRST_DAY, dtype=np.int64)
        high: Days = np.array(to_days(self._dates.as_at), dtype=np.int64)
        for bound in window.bounds:
            day = self.date(bound.date)
            day = day[:1] if constant(day) is not None else day  # one for everybody: worked out once
            match bound.op:
                case Op.GE | Op.GT:
                    low = np.maximum(low, day + 1 if bound.op is Op.GT else day)  # MISSING is before any day
                    if not bound.or_ever:
                        low = np.where(day == MISSING, LAST_DAY, low)
                case Op.LE | Op.LT:
                    latest = day - 1 if bound.op is Op.LT else day
                    if bound.or_ever:
                        latest = np.where(day == MISSING, LAST_DAY, latest)
                    high = np.minimum(high, latest)
                case _:
                    raise DefinitionError(f"a window is not bounded by {bound.op}")
        shape = self.patient.shape
        return np.broadcast_to(low, shape), np.broadcast_to(high, shape)
