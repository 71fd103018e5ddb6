"""The plain evaluator: one person, row by row, no cleverness. The oracle of the others, and what explains.

It shares with them the language and the contract's values, nothing else: every window, tie, comparison and
episode is decided here again, by looking at one row after another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from openpcn.rules.language import expressions as x
from openpcn.rules.language.codelists import Codes
from openpcn.rules.language.combined import Pair
from openpcn.rules.language.definitions import Definition, Indicator, On, Ratio, Register
from openpcn.rules.language.errors import DefinitionError
from openpcn.rules.language.facts import (
    BloodPressure,
    Count,
    DateOf,
    Earliest,
    EntryFact,
    Fact,
    LatestValue,
    NumberOf,
)
from openpcn.rules.language.medicines import CountDistinct, CurrentRepeats, SumOf
from openpcn.rules.language.outcomes import Outcome, Word
from openpcn.rules.language.parts import Rule, RuleKind
from openpcn.rules.language.people import Person, Row
from openpcn.rules.language.registration import (
    AgeOn,
    BirthDate,
    DeprivationFifth,
    Param,
    RegisteredSince,
    Sex,
)
from openpcn.rules.language.stays import Stays
from openpcn.rules.language.windows import Window
from openpcn.terms.dates import age_on
from openpcn.terms.units import Unit

from .calculated import calculate
from .dates import Dates
from .medicines import different, on_repeat, supplied
from .parameters import Parameters
from .seeing import (
    any_row,
    begins,
    ends,
    holds,
    is_reading,
    lets_through,
    meets_pressure,
    meets_value,
    span,
)
from .span import Span, compare, highest, lowest

Read = tuple[str, Codes]  # rows of a table that are looked at


@dataclass(frozen=True)
class Finding:
    """What a fact found: the rows that made it so, the chosen day, the earliest day, the numbers."""

    rows: tuple[Row, ...] = ()
    day: date | None = None
    first: date | None = None
    numbers: dict[str, Span] = field(default_factory=dict)


class Plain:
    """One subject: a person, or one episode of theirs."""

    def __init__(
        self, person: Person, dates: Dates, parameters: Parameters, episode_start: date | None = None
    ) -> None:
        self.person = person
        self.dates = dates
        self.parameters = parameters
        self.episode_start = episode_start
        self._found: dict[Fact, Finding] = {}
        self._truths: dict[x.BoolExpr, bool | None] = {}
        self._by_code: dict[str, dict[str, list[tuple[int, Row]]]] = {}

    def with_changed(self, person: Person, touched: frozenset[tuple[str, str]]) -> Plain:
        """The person with other rows; what no row of the touched tables and codes can reach is known already.

        Not of an episode: which one a change leaves is for ``episodes`` to say.
        """
        changed = Plain(person, self.dates, self.parameters)
        if self.episode_start is None:
            read = frozenset[Read]().union(*(_reads(fact) for fact in self._found))
            stale = {
                (table, codes)
                for table, codes in read
                if any(table == of and codes.holds(code) for of, code in touched)
            }
            changed._found = {
                fact: found for fact, found in self._found.items() if stale.isdisjoint(_reads(fact))
            }
            changed._truths = {
                node: truth for node, truth in self._truths.items() if stale.isdisjoint(_reads(node))
            }
        return changed

    # Outcomes -----------------------------------------------------------------------------------------

    def in_population(self, definition: Definition) -> bool:
        """Listed here, and in the definition's population."""
        if not self.person.registered.on_list(self.dates.as_at):
            return False
        population = definition.population
        return population is None or self.truth(population) is True

    def outcome(self, definition: Definition) -> Outcome:
        """The outcome of this subject."""
        if not self.in_population(definition):
            return Outcome(definition.id, Word.OUTSIDE, episode_start=self.episode_start)
        if isinstance(definition, Register):
            return Outcome(definition.id, Word.MEMBER)
        if isinstance(definition, Ratio):
            number = self.number(definition.numerator)
            return Outcome(definition.id, Word.MEMBER, amount=None if number is None else number.exact)
        if not isinstance(definition, Indicator):
            raise DefinitionError(f"{definition.id}: the plain evaluator does not know {definition.kind}")
        rule = self.deciding_rule(definition)
        if rule is not None:
            return Outcome(definition.id, rule.kind.word, rule.code, episode_start=self.episode_start)
        work = definition.work
        return Outcome(
            definition.id,
            Word.DUE,
            parts=self.missing_parts(definition),
            due_by=self.day(definition.due_date),
            episode_start=self.episode_start,
            nearly=tuple(each.sentence for each in definition.nearly if self.truth(each.when) is True),
            red_flag=work is not None and work.red_flag is not None and self.truth(work.red_flag) is True,
        )

    def deciding_rule(self, definition: Indicator) -> Rule | None:
        """The first rule that holds."""
        for rule in definition.rules:
            if self.truth(rule.when) is True:
                return rule
        return None

    def missing_parts(self, definition: Indicator) -> tuple[str, ...]:
        """Names of the parts of achievements that are not true."""
        missing = {name: None for name, part in _named_parts(definition) if self.truth(part) is not True}
        return tuple(missing)

    # Conditions ---------------------------------------------------------------------------------------

    def truth(self, node: x.BoolExpr) -> bool | None:
        """True, False, or None for unknown. Asked twice, worked out once."""
        if node not in self._truths:
            self._truths[node] = self._truth(node)
        return self._truths[node]

    def _truth(self, node: x.BoolExpr) -> bool | None:
        if isinstance(node, x.Compare):
            return self._compare(node)
        if isinstance(node, x.And | x.AllOf):
            values = [self.truth(part) for part in node.parts]
            if False in values:
                return False
            return None if None in values else True
        if isinstance(node, x.Or):
            values = [self.truth(part) for part in node.parts]
            if True in values:
                return True
            return None if None in values else False
        if isinstance(node, x.Not):
            value = self.truth(node.part)
            return None if value is None else not value
        if isinstance(node, x.Known):
            return self._known(node.of)
        if isinstance(node, x.OneOf):
            word = self.text(node.text)
            return None if word is None else word in node.options
        if isinstance(node, On):
            return self.truth(node.register.population) is True
        if isinstance(node, x.Always):
            return True
        raise DefinitionError(f"the plain evaluator does not know {type(node).__name__}")

    def _compare(self, node: x.Compare) -> bool | None:
        if isinstance(node.left, x.NumberExpr) and isinstance(node.right, x.NumberExpr):
            a, b = self.number(node.left), self.number(node.right)
            return None if a is None or b is None else compare(node.op, a, b)
        if isinstance(node.left, x.DateExpr) and isinstance(node.right, x.DateExpr):
            first, second = self.day(node.left), self.day(node.right)
            return None if first is None or second is None else holds(node.op, first, second)
        raise DefinitionError("a date is compared with a date and a number with a number")

    def _known(self, of: x.Node) -> bool:
        if isinstance(of, Fact):
            return bool(self.find(of).rows)
        if isinstance(of, x.DateExpr):
            return self.day(of) is not None
        if isinstance(of, x.NumberExpr):
            return self.number(of) is not None
        if isinstance(of, x.TextExpr):
            return self.text(of) is not None
        raise DefinitionError(f"the plain evaluator cannot ask whether {type(of).__name__} is there")

    # Values -------------------------------------------------------------------------------------------

    def text(self, node: x.TextExpr) -> str | None:
        if isinstance(node, Sex):
            sex = self.person.registered.sex
            return None if sex == "unknown" else sex
        raise DefinitionError(f"the plain evaluator does not know {type(node).__name__}")

    def day(self, node: x.DateExpr) -> date | None:
        """The day, None where missing."""
        if isinstance(node, x.DateConstant):
            return node.day
        if isinstance(node, x.MomentDate):
            if node.moment is x.Moment.EPISODE_START and self.episode_start is not None:
                return self.episode_start
            return self.dates.of(node.moment)
        if isinstance(node, x.Shift):
            day = self.day(node.of)
            period = self.parameters.period(node.period)
            return None if day is None or period is None else period.after(day)
        if isinstance(node, x.Extreme):
            found = [day for day in (self.day(each) for each in node.dates) if day is not None]
            if not found:
                return None
            return max(found) if node.latest else min(found)
        if isinstance(node, DateOf):
            finding = self.find(node.fact)
            return finding.first if node.field == "first" else finding.day
        if isinstance(node, RegisteredSince):
            return self.person.registered.registered_on
        if isinstance(node, BirthDate):
            return self.person.registered.birth_date
        raise DefinitionError(f"the plain evaluator does not know {type(node).__name__}")

    def number(self, node: x.NumberExpr) -> Span | None:
        """The number, None where missing."""
        if isinstance(node, x.NumberConstant):
            return Span.reported(node.amount)
        if isinstance(node, NumberOf):
            return self.find(node.fact).numbers.get(node.field)
        if isinstance(node, AgeOn):
            on = self.day(node.day)
            return None if on is None else Span.reported(age_on(self.person.registered.birth_date, on))
        if isinstance(node, DeprivationFifth):
            decile = self.person.registered.deprivation_decile
            return None if decile is None else Span.reported((decile + 1) // 2)
        if isinstance(node, Param):
            amount = self.parameters.number(node.name)
            return None if amount is None else Span.reported(amount)
        return calculate(self, node)

    # Facts --------------------------------------------------------------------------------------------

    def find(self, fact: Fact) -> Finding:
        """What a fact finds among the person's rows. Asked twice, looked up once."""
        if fact not in self._found:
            self._found[fact] = self._find(fact)
        return self._found[fact]

    def _find(self, fact: Fact) -> Finding:
        if isinstance(fact, BloodPressure):
            return self._pressure(fact)
        if isinstance(fact, LatestValue):
            return self._latest_value(fact)
        if isinstance(fact, Count):
            return self._count(fact)
        if isinstance(fact, CurrentRepeats):
            return self._repeats(fact)
        if isinstance(fact, CountDistinct | SumOf):
            return self._medicines(fact)
        if isinstance(fact, Pair):
            return self._pair(fact)
        if isinstance(fact, EntryFact):
            rows = self._entries(fact)
            if not rows:
                return Finding()
            chosen = (
                min(day for day, _ in rows) if isinstance(fact, Earliest) else max(day for day, _ in rows)
            )
            return Finding(tuple(row for day, row in rows if day == chosen), chosen, chosen)
        raise DefinitionError(f"the plain evaluator does not know {type(fact).__name__}")

    def _seen(
        self,
        table: str,
        codes: Codes,
        window: Window,
        keep: Callable[[Row], bool],
        dated: Callable[[Row], date | None] = begins,
    ) -> list[tuple[date, Row]]:
        """Rows of the codes that rules may see, by day: dated, not confidential, not later than as_at."""
        limits = [(bound, self.day(bound.date)) for bound in window.bounds]
        seen = []
        for row in self._rows(table, codes):
            if row.date is None or row.confidential:
                continue
            day = dated(row)
            if day is None or day > self.dates.as_at:
                continue
            if all(lets_through(bound, limit, day) for bound, limit in limits) and keep(row):
                seen.append((day, row))
        return sorted(seen, key=lambda each: each[0])

    def _rows(self, table: str, codes: Codes) -> list[Row]:
        """The person's rows of some codes of a table, in the order in which they are given."""
        if not self._by_code:
            for at, row in enumerate(self.person.rows):
                self._by_code.setdefault(row.table, {}).setdefault(row.code, []).append((at, row))
        held = self._by_code.get(table, {})
        wanted = codes.ids
        found = [each for code, rows in held.items() if wanted is None or code in wanted for each in rows]
        return [row for _, row in sorted(found, key=lambda each: each[0])]

    def _entries(self, fact: EntryFact) -> list[tuple[date, Row]]:
        if isinstance(fact, Stays):
            return self._stays(fact)
        return self._seen(fact.table.value, fact.codes, fact.window, lambda row: meets_value(row, fact.where))

    def _latest_value(self, fact: LatestValue) -> Finding:
        rows = self._seen(
            "event",
            fact.codes,
            fact.window,
            lambda row: is_reading(row, fact.unit) and meets_value(row, fact.where),
        )
        if not rows:
            return Finding()
        latest = max(day for day, _ in rows)
        of_day = [row for day, row in rows if day == latest]
        spans = [span(row) for row in of_day]
        value = lowest(spans) if fact.same_day == "lowest" else highest(spans)
        return Finding(tuple(of_day), latest, latest, {"value": value})

    def _count(self, fact: Count) -> Finding:
        rows = self._entries(fact)
        days = [day for day, _ in rows]
        if fact.per == "day":
            days = sorted(set(days))
        number = len(days)
        if fact.apart:
            number, taken = 0, None
            for day in days:
                if taken is None or (day - taken).days >= fact.apart:
                    number, taken = number + 1, day
        found = tuple(row for _, row in rows)
        numbers = {"count": Span.reported(number)}
        return Finding(found, max(days, default=None), min(days, default=None), numbers)

    def _stays(self, fact: Stays) -> list[tuple[date, Row]]:
        """Stays, contacts or appointments, by the day that they are dated by."""

        def counts(row: Row) -> bool:
            if fact.statuses and row.status not in fact.statuses:
                return False
            ended = ends(row)
            return not fact.current or ended is None or ended >= self.dates.as_at

        dated = ends if fact.on == "end" else begins
        return self._seen(fact.table.value, fact.codes, fact.window, counts, dated)

    def _repeats(self, fact: CurrentRepeats) -> Finding:
        authorisations = self._seen("medication", fact.codes, fact.window, any_row)
        issues = self._seen("issue", fact.codes, fact.window, any_row)
        held, kept, count = on_repeat(fact, authorisations, issues, self.dates.as_at)
        latest = max((day for day, _ in kept), default=None)
        return Finding((*held, *(row for _, row in kept)), latest, latest, {"count": count})

    def _medicines(self, fact: CountDistinct | SumOf) -> Finding:
        rows = self._entries(fact)
        if isinstance(fact, SumOf):
            numbers = {"amount": supplied(fact, rows)}
        else:
            numbers = {"count": different(fact, rows)}
        days = [day for day, _ in rows]
        found = tuple(row for _, row in rows)
        return Finding(found, max(days, default=None), min(days, default=None), numbers)

    def _pair(self, fact: Pair) -> Finding:
        best: tuple[date, Row, Row] | None = None
        for day_a, row_a in self._entries(fact.a):
            for day_b, row_b in self._entries(fact.b):
                gap = (day_b - day_a).days
                if not fact.a_first:
                    gap = abs(gap)
                if fact.at_least_days <= gap <= fact.within_days and (best is None or day_a > best[0]):
                    best = (day_a, row_a, row_b)
        return Finding() if best is None else Finding(best[1:], best[0], best[0])

    def _pressure(self, fact: BloodPressure) -> Finding:
        for day, upper, lower in reversed(self._pressures(fact)):
            systolic = lowest([span(row) for row in upper])
            diastolic = lowest([span(row) for row in lower])
            return Finding(tuple(upper + lower), day, day, {"systolic": systolic, "diastolic": diastolic})
        return Finding()

    def _pressures(self, fact: BloodPressure) -> list[tuple[date, list[Row], list[Row]]]:
        """The days with both halves that meet the fact's condition, in order."""

        def half(codes: Codes) -> list[tuple[date, Row]]:
            return self._seen("event", codes, fact.window, lambda row: is_reading(row, Unit.MMHG))

        systolic, diastolic = half(fact.systolic_codes), half(fact.diastolic_codes)
        readings = []
        for day in sorted({day for day, _ in systolic} & {day for day, _ in diastolic}):
            upper = [row for each, row in systolic if each == day]
            lower = [row for each, row in diastolic if each == day]
            if meets_pressure(upper, lower, fact.where):
                readings.append((day, upper, lower))
        return readings

    # Episodes -----------------------------------------------------------------------------------------

    def episodes(self, definition: Definition) -> list[Plain]:
        """The subjects of a definition: the person, or one for each of their episodes."""
        if not isinstance(definition, Indicator) or definition.per is None:
            return [self]
        period = self.parameters.period(definition.per.close_within)
        if period is None:
            raise DefinitionError(f"{definition.id}: the length of its episode is not known")
        starts: list[date] = []
        for day in sorted({day for fact in definition.per.start for day in self._start_days(fact)}):
            if not starts or day > period.after(starts[-1]):
                starts.append(day)
        if definition.per.keep == "last":
            starts = starts[-1:]
        return [Plain(self.person, self.dates, self.parameters, start) for start in starts]

    def _start_days(self, fact: Fact) -> list[date]:
        if isinstance(fact, BloodPressure):
            return [day for day, _, _ in self._pressures(fact)]
        if isinstance(fact, LatestValue):
            return self._value_days(fact)
        if isinstance(fact, EntryFact):
            return [day for day, _ in self._entries(fact)]
        raise DefinitionError(f"an episode starts with an entry or a reading, not with {fact!r}")

    def _value_days(self, fact: LatestValue) -> list[date]:
        rows = self._seen(
            "event",
            fact.codes,
            fact.window,
            lambda row: is_reading(row, fact.unit) and meets_value(row, fact.where),
        )
        return [day for day, _ in rows]


@cache
def _named_parts(definition: Indicator) -> tuple[tuple[str, x.BoolExpr], ...]:
    """The names and conditions of the parts of achievements, in order."""
    return tuple(
        part
        for rule in definition.rules
        if rule.kind is RuleKind.ACHIEVE
        for node in x.walk(rule.when)
        if isinstance(node, x.AllOf)
        for part in zip(node.names, node.parts, strict=True)
    )


@cache
def _reads(node: x.Node) -> frozenset[Read]:
    """The tables and codes that a node's value may hang on."""
    return frozenset(
        (table, codes)
        for each in x.walk(node)
        if isinstance(each, Fact)
        for table in each.tables
        for codes in each.codes_used
    )


def outcomes(
    person: Person, definitions: Sequence[Definition], dates: Dates, parameters: Parameters
) -> list[Outcome]:
    """Every outcome of one person that is not *outside*, in the order of the definitions."""
    everything = Plain(person, dates, parameters)
    found = []
    for definition in definitions:
        for subject in everything.episodes(definition):
            outcome = subject.outcome(definition)
            if outcome.word is not Word.OUTSIDE:
                found.append(outcome)
    return found
