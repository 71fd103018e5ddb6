"""Single changes of somebody's record that are worth trying: entries where a fact looks, or taken away."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from openpcn.codes import Code
from openpcn.rules.language import expressions as x
from openpcn.rules.language.codelists import Codes
from openpcn.rules.language.definitions import Definition
from openpcn.rules.language.facts import (
    BloodPressure,
    Count,
    EntryFact,
    EntryTable,
    Fact,
    LatestValue,
    NumberOf,
)
from openpcn.rules.language.medicines import CountDistinct, CurrentRepeats, SumOf, groups_of
from openpcn.rules.language.people import Person, Row
from openpcn.rules.language.scores import Scored
from openpcn.rules.language.stays import CONTACT, NAMES, Stays
from openpcn.rules.language.windows import Window
from openpcn.terms.units import Unit

from .plain import Plain

MOST_ADDED = 12  # entries in one change: more is no small change


@dataclass(frozen=True)
class Edit:
    """Rows to add and rows to take away, and the change in words."""

    sentence: str
    add: tuple[Row, ...] = ()
    without: frozenset[Row] = frozenset()

    def apply(self, person: Person) -> Person:
        kept = [row for row in person.rows if row not in self.without] if self.without else person.rows
        return replace(person, rows=(*kept, *self.add))

    @property
    def touches(self) -> frozenset[tuple[str, str]]:
        """The tables and codes of its rows."""
        return frozenset((row.table, row.code) for row in (*self.add, *self.without))


def additions(subject: Plain, fact: Fact, definition: Definition) -> list[Edit]:
    """Entries that the fact would find, on the last day its window lets through."""
    windows = fact.all_windows
    day = last_day(subject, windows[0]) if windows else None
    if day is None:
        return []
    on = f"on {day:%-d %B %Y}"
    if isinstance(fact, BloodPressure):
        return [
            Edit(
                f"A {fact.setting} blood pressure of {s:g}/{d:g} mmHg {on}".replace("  ", " "),
                (_row(fact.systolic_codes, day, s, Unit.MMHG), _row(fact.diastolic_codes, day, d, Unit.MMHG)),
            )
            for s, d in _pressures_to_try(subject, fact, definition)
        ]
    if isinstance(fact, LatestValue):
        return [
            Edit(
                f"{fact.codes.title} of {_in_unit(value, fact.unit)} {on}",
                (_row(fact.codes, day, value, fact.unit),),
            )
            for value in _values_to_try(subject, fact, definition)
        ]
    if isinstance(fact, CountDistinct | CurrentRepeats):
        return _more_medicines(subject, fact, definition, day)
    if isinstance(fact, SumOf):
        return _more_supplied(subject, fact, definition, day)
    if isinstance(fact, Stays):
        return _more_stays(subject, fact, definition, day)
    if not isinstance(fact, EntryFact):
        return []
    value, unit_of = _seen_value(fact), fact.where.unit if fact.where else None
    named = fact.codes.title if value is None else f"{fact.codes.title} of {_in_unit(value, unit_of)}"
    edits = [Edit(f"{named} recorded {on}", (_row(fact.codes, day, value, unit_of, fact.table.value),))]
    if isinstance(fact, Count):
        apart = max(fact.apart, 1)
        for more in _more(subject, fact, definition, at_least=2):
            days = [day - timedelta(days=apart * back) for back in range(more - 1, -1, -1)]
            rows = tuple(_row(fact.codes, each, value, unit_of, fact.table.value) for each in days)
            told = f"on {days[0]:%-d %B %Y} and {on}" if more == 2 else f"{more} times up to {day:%-d %B %Y}"
            edits.append(Edit(f"{named} recorded {told}", rows))
    return edits


def removals(subject: Plain, fact: Fact, definition: Definition) -> list[Edit]:
    """The record without what the fact found, or without as many medicines as bring it under a limit."""
    rows = subject.find(fact).rows
    if not rows:
        return []
    edits = []
    if isinstance(fact, CountDistinct | CurrentRepeats):
        edits = _fewer_medicines(subject, fact, definition)
    days = sorted({row.date for row in rows if row.date is not None})
    terms = sorted({row.term or row.code for row in rows})
    named = terms[0] if len(terms) == 1 else f"{terms[0]} and {len(terms) - 1} more"
    when = f"{days[0]:%-d %B %Y}" if len(days) == 1 else f"{days[0]:%-d %B %Y} to {days[-1]:%-d %B %Y}"
    return [*edits, Edit(f"Without the entry {named} of {when}", without=frozenset(rows))]


def last_day(subject: Plain, window: Window) -> date | None:
    """The last day that a window lets through; None where it lets nothing through."""
    last, first = subject.dates.as_at, date.min
    for bound in window.bounds:
        day = subject.day(bound.date)
        if day is None:
            if bound.or_ever:
                continue
            return None
        match bound.op:
            case x.Op.LE:
                last = min(last, day)
            case x.Op.LT:
                last = min(last, day - timedelta(days=1))
            case x.Op.GE:
                first = max(first, day)
            case x.Op.GT:
                first = max(first, day + timedelta(days=1))
            case x.Op.EQ:
                first, last = max(first, day), min(last, day)
    return last if first <= last else None


def _row(codes: Codes, day: date, value: float | None, unit: Unit | None, table: str = "event") -> Row:
    return _row_of(codes.first, day, value, unit, table)


def _row_of(code: Code, day: date, value: float | None, unit: Unit | None, table: str) -> Row:
    return Row(code.code, day, value, unit.value if unit else None, term=code.term, table=table)


def _in_unit(value: float, unit: Unit | None) -> str:
    return f"{value:g} {unit.value}" if unit else f"{value:g}"


def _seen_value(fact: EntryFact) -> float | None:
    """A value that the fact sees."""
    if fact.where is None:
        return None
    way = {x.Op.GT: 1, x.Op.LT: -1}.get(fact.where.op, 0)
    return round(fact.where.amount + way * _step(fact.where.amount), 6)


def _step(limit: float) -> float:
    """How far beside a limit a value is tried: a number below ten is mostly written with a decimal."""
    return 1.0 if abs(limit) >= 10 else 0.1 if abs(limit) >= 1 else 0.01


# Medicines, amounts and stays ---------------------------------------------------------------------------


def _more(subject: Plain, fact: Fact, definition: Definition, at_least: int = 1) -> list[int]:
    """How many more entries bring a count to each limit that the definition compares it with."""
    count = subject.find(fact).numbers.get("count")
    held = 0 if count is None else int(count.low)
    wanted = set[int]()
    for op, limit in _compared(subject, fact, "count", definition):
        over = math.floor(limit) + 1 - held
        wanted |= {over} if op in {x.Op.GT, x.Op.LE} else {math.ceil(limit) - held}
        wanted |= {over} if op is x.Op.EQ else set()
    return sorted({at_least, *(each for each in wanted if at_least < each <= MOST_ADDED)})


def _more_medicines(
    subject: Plain, fact: CountDistinct | CurrentRepeats, definition: Definition, day: date
) -> list[Edit]:
    groups = groups_of(fact)
    held = {groups[row.code] for row in subject.find(fact).rows}
    others: dict[str, Code] = {}
    for code in fact.codes.entries:
        if groups[code.code] not in held:
            others.setdefault(groups[code.code], code)
    edits = []
    for more in _more(subject, fact, definition):
        chosen = list(others.values())[:more]
        if len(chosen) < more:
            break
        rows = tuple(row for code in chosen for row in _taken(fact, code, day))
        named = chosen[0].term if more == 1 else f"{more} more different medicines"
        how = "on repeat" if isinstance(fact, CurrentRepeats) else "recorded"
        edits.append(Edit(f"{named} {how} on {day:%-d %B %Y}", rows))
    return edits


def _taken(fact: CountDistinct | CurrentRepeats, code: Code, day: date) -> tuple[Row, ...]:
    if isinstance(fact, CountDistinct):
        return (_row_of(code, day, None, None, fact.table.value),)
    authorised = Row(code.code, day, term=code.term, table="medication", status="repeat")
    return (authorised, _row_of(code, day, None, None, "issue"))


def _fewer_medicines(
    subject: Plain, fact: CountDistinct | CurrentRepeats, definition: Definition
) -> list[Edit]:
    groups = groups_of(fact)
    of_group: dict[str, list[Row]] = {}
    for row in subject.find(fact).rows:
        of_group.setdefault(groups[row.code], []).append(row)
    limits = _limits(subject, fact, "count", definition)
    counts = {len(of_group) - math.ceil(limit) + 1 for limit in limits}
    edits = []
    for fewer in sorted(each for each in counts if 0 < each < len(of_group) and each <= MOST_ADDED):
        rows = [row for group in sorted(of_group)[:fewer] for row in of_group[group]]
        named = rows[0].term or rows[0].code
        told = named if fewer == 1 else f"{named} and {fewer - 1} more medicines"
        edits.append(Edit(f"Without {told}", without=frozenset(rows)))
    return edits


def _more_supplied(subject: Plain, fact: SumOf, definition: Definition, day: date) -> list[Edit]:
    each = fact.each
    code = next((code for code in fact.codes.entries if each.get(code.code, 0) > 0), None)
    if code is None:
        return []
    amount = subject.find(fact).numbers.get("amount")
    held = 0.0 if amount is None else amount.low
    edits = []
    for limit in _limits(subject, fact, "amount", definition):
        if limit > held:
            quantity = float(math.ceil((limit - held) / each[code.code]))
            rows = (_row_of(code, day, quantity, None, "issue"),)
            edits.append(Edit(f"{quantity:g} of {code.term} issued on {day:%-d %B %Y}", rows))
    return edits


def _more_stays(subject: Plain, fact: Stays, definition: Definition, day: date) -> list[Edit]:
    words = fact.codes.words or ((CONTACT,) if fact.table is EntryTable.CONSULTATION else ("",))
    status = (
        fact.statuses[0] if fact.statuses else ("fulfilled" if fact.table is EntryTable.APPOINTMENT else "")
    )
    named = words[0].replace("_", " ") or NAMES[fact.table]
    edits = []
    for more in _more(subject, fact, definition):
        days = [day - timedelta(days=back) for back in range(more - 1, -1, -1)]
        rows = tuple(
            Row(
                words[0], each, term=named, table=fact.table.value, status=status,
                end=each if fact.on == "end" else None,
            )
            for each in days
        )  # fmt: skip
        told = f"on {day:%-d %B %Y}" if more == 1 else f"{more} times up to {day:%-d %B %Y}"
        what = f"the end of a stay ({named})" if fact.on == "end" else named
        edits.append(Edit(f"{what[:1].upper()}{what[1:]} {told}", rows))
    return edits


# Limits -------------------------------------------------------------------------------------------------


@cache
def _comparisons(definition: Definition) -> dict[tuple[Fact, str], tuple[tuple[x.Op, x.NumberExpr], ...]]:
    """What each fact's number is compared with in the definition; a score's limits are its coded value's."""
    found: dict[tuple[Fact, str], dict[tuple[x.Op, x.NumberExpr], None]] = {}
    for root in definition.nodes:
        for node in x.walk(root):
            if not isinstance(node, x.Compare) or not isinstance(node.right, x.NumberExpr):
                continue
            left = node.left.of if isinstance(node.left, x.InUnit | x.Rounded) else node.left
            if isinstance(left, Scored) and left.module.coded is not None:
                left = left.module.coded.value
            if isinstance(left, NumberOf):
                found.setdefault((left.fact, left.field), {})[node.op, node.right] = None
    return {key: tuple(limits) for key, limits in found.items()}


def _compared(subject: Plain, fact: Fact, field: str, definition: Definition) -> list[tuple[x.Op, float]]:
    """The numbers that the definition compares a fact's number with, and how."""
    found = []
    for op, right in _comparisons(definition).get((fact, field), ()):
        limit = subject.number(right)
        if limit is not None and math.isfinite(limit.low):
            found.append((op, limit.low))
    return found


def _limits(subject: Plain, fact: Fact, field: str, definition: Definition) -> list[float]:
    return sorted({limit for _, limit in _compared(subject, fact, field, definition)})


def _values_to_try(subject: Plain, fact: LatestValue, definition: Definition) -> list[float]:
    seen = _seen_value(fact)
    limits = _limits(subject, fact, "value", definition) + ([] if seen is None else [seen])
    tried = {round(limit + way * _step(limit), 6) for limit in limits for way in (-1, 0, 1)}
    return sorted(value for value in tried if value >= min(0.0, *limits))


def _pressures_to_try(
    subject: Plain, fact: BloodPressure, definition: Definition
) -> list[tuple[float, float]]:
    """The lowest and the highest pair of limits: at target, and raised."""
    systolic = _limits(subject, fact, "systolic", definition)
    diastolic = _limits(subject, fact, "diastolic", definition)
    if fact.where is not None:
        under = 1 if fact.where.op is x.Op.LT else 0
        systolic = [fact.where.systolic - under, *systolic]
        diastolic = [fact.where.diastolic - under, *diastolic]
    if not systolic or not diastolic:
        return []
    return sorted({(min(systolic), min(diastolic)), (max(systolic), max(diastolic))})
