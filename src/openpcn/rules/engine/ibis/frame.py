"""One batch of definitions: a table with a row per subject, widened stage by stage until all is known.

A stage looks up the facts whose windows hang on what the stages before found. Between stages, and before the
outcomes, whatever is used more than once becomes a column of its own, so that no expression is written twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir

from openpcn.rules.engine.kernels import FIRST_DAY, LAST_DAY
from openpcn.rules.language.definitions import Definition, Indicator, On, Ratio, Register
from openpcn.rules.language.errors import DefinitionError
from openpcn.rules.language.expressions import BoolExpr, DateExpr, Known, Node, NumberExpr, Op, Shift
from openpcn.rules.language.facts import DateOf, Earliest, Fact, NumberOf
from openpcn.rules.language.numbers import Points
from openpcn.rules.language.parts import Episode
from openpcn.rules.language.periods import Period, PeriodUnit
from openpcn.rules.language.windows import Window

from .backends import Backend
from .cells import Cells, Question
from .found import found, hits_of_each, hits_of_everybody, pivoted
from .greedy import opened
from .shifts import NotTheSame, moved, same_for_all, window_for_all, with_working_days
from .slots import Lookup, PairOf, nodes_below, parts_of

PERSON = (
    "pid",
    "person_id",
    "practice",
    "birth",
    "birth_year",
    "birth_month_day",
    "sex",
    "registered_on",
    "decile",
)
_BIG = 12  # parts of an expression that is worth a column when it is used twice
_HUGE = 120  # and one that is worth it anyway
_LIFE = 130 * 366
_APART = 2**20  # subjects of one person: room for every day


def roots_of(definition: Definition) -> list[Node]:
    """What must be worked out to say a definition's outcomes; not the reasons that are shown."""
    roots: list[Node] = [] if definition.population is None else [definition.population]
    if isinstance(definition, Ratio):
        return [*roots, definition.numerator]
    if isinstance(definition, Indicator):
        roots += [rule.when for rule in definition.rules]
        roots += [each.when for each in definition.nearly]
        roots.append(definition.due_date)
        if definition.work is not None and definition.work.red_flag is not None:
            roots.append(definition.work.red_flag)
        return roots
    if isinstance(definition, Register):
        return roots
    raise DefinitionError(f"{definition.id}: the Ibis evaluator does not know {definition.kind}")


@dataclass
class Shared:
    """What every batch reads: people, days of slots, what each code counts as, and what is found in windows
    that are the same for everybody. eager: hold what is used again."""

    backend: Backend
    question: Question
    people: ir.Table
    days: ir.Table
    items: ir.Table
    found: ir.Table | None
    eager: bool

    @property
    def holding(self) -> Backend | None:
        return self.backend if self.eager else None

    def keep(self, query: ir.Table) -> ir.Table:
        return self.backend.keep(query) if self.eager else query

    def bounds(self, lookup: Lookup) -> tuple[int, int] | None:
        """A lookup's window, where it is the same for everybody."""
        try:
            return window_for_all(lookup.window, self.question.dates, self.question.parameters)
        except NotTheSame:
            return None

    def same(self, lookup: Lookup | PairOf) -> bool:
        """Whether the window, or both windows, are the same for everybody."""
        sides = (lookup.a, lookup.b) if isinstance(lookup, PairOf) else (lookup,)
        return all(self.bounds(each) is not None for each in sides)


@dataclass
class Frame:
    """Subjects in rows; ``table`` grows.

    held: nodes that are columns. faults: columns that say where a day lies outside the calendar held.
    """

    shared: Shared
    table: ir.Table
    roots: Sequence[Node]
    held: dict[Node, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    _stages: dict[Node, int] = field(default_factory=dict)

    @classmethod
    def of(cls, shared: Shared, definitions: Sequence[Definition], per: Episode | None) -> Frame:
        """The frame of some definitions, all about people or all about one kind of episode."""
        roots = [root for definition in definitions for root in roots_of(definition)]
        people = shared.people.select(*PERSON).mutate(sid=shared.people.pid)
        frame = cls(shared, people if per is None else _episodes(shared, people, per), roots)
        frame._look_up()
        frame._settle(roots)
        return frame

    @property
    def cells(self) -> Cells:
        return Cells(self.table, self.shared.question, self.held)

    # Facts --------------------------------------------------------------------------------------------

    def _look_up(self) -> None:
        """Make columns of every fact below the roots."""
        nodes = nodes_below(self.roots, self.shared.question.parameters.scores)
        fields = _fields(nodes)
        by_stage: dict[int, list[Fact]] = {}
        for node in nodes:
            if isinstance(node, Fact) and node in fields:
                by_stage.setdefault(self._stage(node), []).append(node)
        for stage in sorted(by_stage):
            self._widen(by_stage[stage], fields, stage)

    def _stage(self, node: Node) -> int:
        """0: looked up for everybody alike. Otherwise one after the last of what its window hangs on."""
        if node not in self._stages:
            below = parts_of(node, self.shared.question.parameters.scores)
            stage = max((self._stage(each) for each in below), default=0)
            if isinstance(node, Fact):
                stage = 0 if self.shared.same(self._lookup(node)) else stage + 1
            self._stages[node] = stage
        return self._stages[node]

    def _lookup(self, fact: Fact) -> Lookup | PairOf:
        return self.shared.question.asked.lookups[fact]

    def _widen(self, facts: Sequence[Fact], fields: dict[Fact, set[str]], stage: int) -> None:
        """Look up some facts and join what they found as columns."""
        lookups = [self._lookup(fact) for fact in facts]
        wanted = [(self._lookup(fact).number, name) for fact in facts for name in sorted(fields[fact])]
        if stage == 0 and self.shared.found is not None:
            of_these, key = self.shared.found, "pid"
        elif stage == 0:
            of_these, key = everybody_found(self.shared, lookups), "pid"
        else:
            of_these, key = self._found_for_each(lookups), "sid"
        columns = pivoted(of_these, wanted).rename(found_sid="sid")
        # in one query the columns may come of this very table: it needs another name beside itself
        table = self.table if self.shared.eager else self.table.view()
        joined = table.left_join(columns, [(key, "found_sid")])
        self.table = joined.drop("found_sid")

    def _found_for_each(self, lookups: Sequence[Lookup | PairOf]) -> ir.Table:
        """What lookups find whose windows differ from subject to subject."""
        single = _single(lookups)
        self._settle([bound.date for each in single for bound in each.window.bounds])
        self.table = self.shared.keep(self.table)
        hits = hits_of_each(self.shared.backend, self.shared.days, self.table, single, self._bounds)
        return found(self.shared.holding, self.shared.keep(hits), self.shared.items, lookups)

    def _bounds(self, window: Window) -> tuple[ir.Value, ir.Value]:
        low: list[ir.Value] = [ibis.literal(FIRST_DAY, "int64")]
        high: list[ir.Value] = [ibis.literal(self.shared.question.asked.as_at, "int64")]
        there: list[ir.Value] = []
        for bound in window.bounds:
            day = self.cells.date(bound.date)
            if not bound.or_ever:
                there.append(day.notnull())
            match bound.op:
                case Op.GE:
                    low.append(ibis.coalesce(day, FIRST_DAY))
                case Op.GT:
                    low.append(ibis.coalesce(day + 1, FIRST_DAY))
                case Op.LE:
                    high.append(ibis.coalesce(day, LAST_DAY))
                case Op.LT:
                    high.append(ibis.coalesce(day - 1, LAST_DAY))
                case _:
                    raise DefinitionError(f"a window is not bounded by {bound.op}")
        first = low[0] if len(low) == 1 else ibis.greatest(*low)
        last = high[0] if len(high) == 1 else ibis.least(*high)
        if there:
            first = ibis.and_(*there).ifelse(first, LAST_DAY)
        return first, last

    # Columns of what is used again --------------------------------------------------------------------

    def _settle(self, roots: Sequence[Node]) -> None:
        """Make columns of whatever below the roots is used more than once, or cannot be written in a row."""
        for nodes in self._levels(roots):
            columns: dict[str, ir.Value] = {}
            counted: list[Shift] = []
            names: dict[Node, str] = {}
            cells = self.cells
            for node in nodes:
                name = f"c{len(self.held) + len(names)}"
                names[node] = name
                if isinstance(node, NumberExpr):
                    number = cells.number(node)
                    columns[f"{name}_low"] = number.low
                    if not number.exact:
                        columns[f"{name}_high"] = number.high
                elif isinstance(node, BoolExpr):
                    columns[name] = cells.truth(node)
                elif isinstance(node, Shift) and self._in_working_days(node):
                    columns[f"{name}_from"] = cells.date(node.of)
                    counted.append(node)
                elif isinstance(node, DateExpr):
                    columns[name] = cells.date(node)
            self.table = self.table.select(*self.table.columns, **columns)
            for node in counted:
                self._count_working_days(node, names[node])
            self.held.update(names)

    def _count_working_days(self, node: Shift, name: str) -> None:
        period = self.shared.question.parameters.period(node.period)
        if period is None:
            raise DefinitionError(f"{node.period} is not known")
        self.table, fault = with_working_days(self.shared.backend, self.table, f"{name}_from", period, name)
        self.table = self.table.select(*self.table.columns, **{f"{name}_fault": fault})
        self.faults.append(f"{name}_fault")

    def _in_working_days(self, node: Shift) -> bool:
        period = self.shared.question.parameters.period(node.period)
        return period is not None and period.unit is PeriodUnit.WORKING_DAYS and not self._fixed(node)

    def _fixed(self, node: DateExpr) -> bool:
        try:
            same_for_all(node, self.shared.question.dates, self.shared.question.parameters)
        except NotTheSame:
            return False
        return True

    def _levels(self, roots: Iterable[Node]) -> list[list[Node]]:
        """The nodes to make columns of, in the order in which they can be."""
        scores = self.shared.question.parameters.scores
        used: Counter[Node] = Counter(roots)
        order: list[Node] = []
        seen: set[Node] = set()

        def visit(node: Node) -> None:
            if node in seen or node in self.held or isinstance(node, Fact):
                return
            seen.add(node)
            for child in parts_of(node, scores):
                used[child] += 1
                visit(child)
            order.append(node)

        for root in roots:
            visit(root)
        weight: dict[Node, int] = {}
        level: dict[Node, int] = {}
        levels: dict[int, list[Node]] = {}
        for node in order:
            below = [child for child in parts_of(node, scores) if not isinstance(child, Fact)]
            weight[node] = 1 + sum(weight.get(child, 1) for child in below)
            level[node] = max((level.get(child, 0) for child in below), default=0)
            if self._worth_a_column(node, weight[node], used[node]):
                levels.setdefault(level[node], []).append(node)
                level[node] += 1
                weight[node] = 1
        return [levels[each] for each in sorted(levels)]

    def _worth_a_column(self, node: Node, weight: int, used: int) -> bool:
        if isinstance(node, Shift) and self._in_working_days(node):
            return True
        if isinstance(node, DateExpr) and self._fixed(node):
            return False
        if isinstance(node, On):
            return weight > 3
        if isinstance(node, NumberExpr):  # both ends of an interval are written out
            return weight > 3 and not isinstance(node, Points)
        if isinstance(node, BoolExpr | DateExpr):
            return weight > _HUGE or (used > 1 and weight > _BIG)
        return False


def everybody_found(shared: Shared, lookups: Sequence[Lookup | PairOf]) -> ir.Table:
    """What lookups find whose windows are the same for everybody; sid is the person's number."""
    bounds = [(each, *shared.bounds(each)) for each in _single(lookups)]  # type: ignore[misc]
    hits = hits_of_everybody(shared.backend, shared.days, bounds)
    if any(isinstance(each, PairOf) or each.kind == "apart" for each in lookups):
        hits = shared.keep(hits)
    return found(shared.holding, hits, shared.items, lookups)


def _single(lookups: Iterable[Lookup | PairOf]) -> list[Lookup]:
    found: list[Lookup] = []
    for each in lookups:
        found += [each.a, each.b] if isinstance(each, PairOf) else [each]
    return found


def _fields(nodes: Iterable[Node]) -> dict[Fact, set[str]]:
    """What is asked of each fact."""
    fields: dict[Fact, set[str]] = {}
    for node in nodes:
        match node:
            case Known(Fact() as fact):
                fields.setdefault(fact, set()).add("date")
            case DateOf(fact, name):
                first = name == "first" or isinstance(fact, Earliest)
                fields.setdefault(fact, set()).add("first" if first else "date")
            case NumberOf(fact, name):
                fields.setdefault(fact, set()).update(_NUMBERS[name])
    return fields


_NUMBERS = {
    "count": ("n",),
    "value": ("low1", "high1"),
    "amount": ("low1", "high1"),
    "systolic": ("low1", "high1"),
    "diastolic": ("low2", "high2"),
}


# Episodes ----------------------------------------------------------------------------------------------


def _episodes(shared: Shared, people: ir.Table, per: Episode) -> ir.Table:
    """People once per episode: ``start`` is its first day."""
    period = shared.question.parameters.period(per.close_within)
    if period is None:
        raise DefinitionError(f"{per.close_within} is not known: the episode's clock has no length")
    days = _start_days(shared, people, per)
    table, close = _closes(shared, days, period)
    starts = opened(shared.holding, table.select("pid", "day", close=close), ("pid",), _most(period))
    if per.keep == "last":
        starts = starts.group_by("pid").agg(day=starts.day.max())
    both = people.drop("sid").inner_join(starts, "pid")
    return shared.keep(both.select(*PERSON, sid=both.pid * _APART + both.day + _APART // 2, start=both.day))


def _start_days(shared: Shared, people: ir.Table, per: Episode) -> ir.Table:
    """Every day that an episode may start on: pid, day."""
    lookups = [_start(shared, fact) for fact in per.start]
    hits = []
    same = [each for each in lookups if shared.same(each)]
    if same:
        bounds = [(each, *shared.bounds(each)) for each in same]  # type: ignore[misc]
        hits.append(hits_of_everybody(shared.backend, shared.days, bounds))
    others = [each for each in lookups if not shared.same(each)]
    if others:
        dates = [bound.date for each in others for bound in each.window.bounds]
        frame = Frame(shared, people, dates)
        frame._look_up()
        frame._settle(dates)
        hits.append(hits_of_each(shared.backend, shared.days, frame.table, others, frame._bounds))
    days = [each.select("day", pid="sid") for each in hits]
    return (days[0] if len(days) == 1 else days[0].union(days[1])).distinct()


def _start(shared: Shared, fact: Fact) -> Lookup:
    lookup = shared.question.asked.lookups[fact]
    if isinstance(lookup, PairOf):
        raise DefinitionError(f"an episode starts with an entry or a reading, not with {fact!r}")
    return lookup


def _closes(shared: Shared, days: ir.Table, period: Period) -> tuple[ir.Table, ir.Value]:
    if period.unit is PeriodUnit.WORKING_DAYS:
        table, _ = with_working_days(shared.backend, days, "day", period, "close")
        return table, ibis.coalesce(table.close, table.day)  # where not known, the due date says so
    return days, moved(days.day, period)


def _most(period: Period) -> int:
    """More episodes than fit into a life."""
    shortest = period.amount * (28 if period.unit is PeriodUnit.MONTHS else 1)
    return _LIFE // (max(shortest, 0) + 1) + 1
