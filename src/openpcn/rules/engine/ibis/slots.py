"""What the facts of some definitions read: slots of rows, and what each fact takes from its slot.

A *slot* is one way of choosing rows: some codes of one table, in one unit, on some condition. Two facts that
differ only in their windows share a slot. Everything that tells slots apart is written in small tables, so
that the one query over the record is the same however many definitions there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pyarrow as pa

from openpcn.rules.language.codelists import Codes
from openpcn.rules.language.combined import Pair
from openpcn.rules.language.errors import DefinitionError
from openpcn.rules.language.expressions import Node, Op
from openpcn.rules.language.facts import (
    BloodPressure,
    Count,
    Earliest,
    EntryFact,
    Fact,
    Latest,
    LatestValue,
    PressureIs,
    ValueIs,
)
from openpcn.rules.language.medicines import REPEATS, CountDistinct, CurrentRepeats, SumOf, groups_of
from openpcn.rules.language.scores import Scored
from openpcn.rules.language.stays import Stays
from openpcn.rules.language.windows import EVER, Window
from openpcn.terms.units import Unit


@dataclass(frozen=True)
class Side:
    """Rows of one table that a slot takes.

    groups: code -> what it is counted as, where that matters; amounts: code -> how much one unit holds.
    ends_from: only rows that end on this day or later. by_end: dated by the day they end.
    """

    table: str
    codes: Codes
    where: ValueIs | None = None
    valued: bool = False
    unit: Unit | None = None
    statuses: tuple[str, ...] = ()
    ends_from: int | None = None
    by_end: bool = False
    groups: tuple[tuple[str, str], ...] = ()
    amounts: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Slot:
    """One side; of a blood pressure two, and only days with both, on which ``pressure`` holds."""

    sides: tuple[Side, ...]
    highest: bool = False
    pressure: PressureIs | None = None


@dataclass(frozen=True)
class Lookup:
    """What a fact takes from a slot within a window. kind: see ``found``."""

    number: int
    slot: int
    window: Window
    kind: str
    apart: int = 0


@dataclass(frozen=True)
class PairOf:
    """A pair's two lookups; their rows meet where the gap allows."""

    number: int
    a: Lookup
    b: Lookup
    at_least: int
    within: int
    a_first: bool


@dataclass
class Asked:
    """The slots and lookups of some definitions, numbered in the order in which they are met."""

    as_at: int
    slots: dict[Slot, int] = field(default_factory=dict)
    lookups: dict[Fact, Lookup | PairOf] = field(default_factory=dict)
    _numbers: int = 0

    @classmethod
    def below(cls, roots: Iterable[Node], scores: frozenset[str], as_at: int) -> Asked:
        """What the facts below some roots read."""
        asked = cls(as_at)
        for node in nodes_below(roots, scores):
            if isinstance(node, Fact):
                asked.add(node)
        return asked

    def add(self, fact: Fact) -> Lookup | PairOf:
        """The lookup of a fact."""
        if fact not in self.lookups:
            self.lookups[fact] = self._lookup(fact)
        return self.lookups[fact]

    @property
    def single(self) -> list[Lookup]:
        """Every lookup, those of pairs' sides too."""
        found: list[Lookup] = []
        for each in self.lookups.values():
            found += [each.a, each.b] if isinstance(each, PairOf) else [each]
        return found

    def _lookup(self, fact: Fact) -> Lookup | PairOf:
        if isinstance(fact, Pair):
            sides = (self._entries(fact.a), self._entries(fact.b))
            return PairOf(self._next(), *sides, fact.at_least_days, fact.within_days, fact.a_first)
        slot, kind, apart = self._read(fact)
        window = fact.all_windows[0]
        if isinstance(fact, CurrentRepeats):
            window = EVER
        return Lookup(self._next(), self._slot(slot), window, kind, apart)

    def _entries(self, fact: EntryFact) -> Lookup:
        side = Side(fact.table.value, fact.codes, fact.where)
        return Lookup(self._next(), self._slot(Slot((side,))), fact.window, "side")

    def _read(self, fact: Fact) -> tuple[Slot, str, int]:
        """The rows a fact reads, and how they are looked at."""
        match fact:
            case BloodPressure():
                halves = (fact.systolic_codes, fact.diastolic_codes)
                sides = tuple(Side("event", codes, None, True, Unit.MMHG) for codes in halves)
                return Slot(sides, pressure=fact.where), "latest", 0
            case LatestValue():
                side = Side("event", fact.codes, fact.where, True, fact.unit)
                return Slot((side,), highest=fact.same_day == "highest"), "latest", 0
            case Stays():
                side = Side(
                    fact.table.value, fact.codes, None, statuses=fact.statuses,
                    ends_from=self.as_at if fact.current else None, by_end=fact.on == "end",
                )  # fmt: skip
                return Slot((side,)), "days" if fact.per == "day" else "rows", 0
            case Count():
                kind = "apart" if fact.apart else "days" if fact.per == "day" else "rows"
                return Slot((Side(fact.table.value, fact.codes, fact.where),)), kind, fact.apart
            case CountDistinct():
                groups = tuple(sorted(groups_of(fact).items()))
                return Slot((Side(fact.table.value, fact.codes, groups=groups),)), "groups", 0
            case CurrentRepeats():
                groups = tuple(sorted(groups_of(fact).items()))
                repeat = Side(
                    "medication", fact.codes, statuses=tuple(sorted(REPEATS)), ends_from=self.as_at + 1,
                    groups=groups,
                )  # fmt: skip
                return (
                    Slot((repeat, Side("issue", fact.codes, ends_from=self.as_at, groups=groups))),
                    "repeats",
                    0,
                )
            case SumOf():
                amounts = tuple(sorted(fact.each.items()))
                return Slot((Side("issue", fact.codes, amounts=amounts),)), "sum", 0
            case Latest():
                return Slot((Side(fact.table.value, fact.codes, fact.where),)), "latest", 0
            case Earliest():
                return Slot((Side(fact.table.value, fact.codes, fact.where),)), "earliest", 0
        raise DefinitionError(f"the Ibis evaluator does not know {type(fact).__name__}")

    def _slot(self, slot: Slot) -> int:
        return self.slots.setdefault(slot, len(self.slots))

    def _next(self) -> int:
        self._numbers += 1
        return self._numbers - 1


def nodes_below(roots: Iterable[Node], scores: frozenset[str]) -> list[Node]:
    """Every node below some roots once, what a node hangs on before it."""
    seen: dict[Node, None] = {}

    def visit(node: Node) -> None:
        if node not in seen:
            for child in parts_of(node, scores):
                visit(child)
            seen[node] = None

    for root in roots:
        visit(root)
    return list(seen)


def parts_of(node: Node, scores: frozenset[str]) -> tuple[Node, ...]:
    """What a node is worked out from: of a score that is switched off, only the coded one."""
    if not isinstance(node, Scored):
        return node.children()
    module = node.module
    coded: tuple[Node, ...] = () if module.coded is None else (module.coded.value,)
    if module.id not in scores:
        return coded
    needed = tuple(each.there for each in module.needed if each.there is not None)
    return (*coded, *needed, *(limit.condition for limit in module.limits), module.calculated)


# As tables ---------------------------------------------------------------------------------------------

WORDS = pa.schema(
    [
        pa.field("word", pa.string()),
        pa.field("slot", pa.int32()),
        pa.field("side", pa.int32()),
        pa.field("item", pa.int32()),  # which code, where codes are counted; else 0
        pa.field("factor", pa.float64()),  # amount in one unit
        pa.field("valued", pa.bool_()),
        pa.field("unit", pa.string()),  # null: any
        pa.field("at_least", pa.float64()),
        pa.field("at_most", pa.float64()),
        pa.field("above", pa.float64()),
        pa.field("below", pa.float64()),
        pa.field("statuses", pa.string()),  # |one|two|; null: any
        pa.field("ends_from", pa.int64()),
        pa.field("by_end", pa.bool_()),
    ]
)
ITEMS = pa.schema([pa.field("slot", pa.int32()), pa.field("item", pa.int32()), pa.field("grp", pa.int32())])


def words_of(asked: Asked, table: str) -> tuple[pa.Table, pa.Table]:
    """Which word of a table belongs to which slots; and the slots that take every row, whatever its word."""
    named: list[tuple[object, ...]] = []
    every: list[tuple[object, ...]] = []
    for slot, number in asked.slots.items():
        for at, side in enumerate(slot.sides):
            if side.table != table:
                continue
            where = side.where
            rest = (
                side.valued or where is not None,
                (side.unit.value if side.unit else None) if where is None else _unit(where),
                *(where.amount if where is not None and where.op is op else None for op in _LIMITS),
                f"|{'|'.join(side.statuses)}|" if side.statuses else None,
                side.ends_from,
                side.by_end,
            )
            ids = side.codes.ids
            if ids is None:
                every.append(("", number, at, 0, None, *rest))
                continue
            items, factors = _items(side), dict(side.amounts)
            named += [
                (code, number, at, items.get(code, 0), factors.get(code), *rest) for code in sorted(ids)
            ]
    return _table(named, WORDS), _table(every, WORDS)


_LIMITS = (Op.GE, Op.LE, Op.GT, Op.LT)


def items_of(asked: Asked) -> pa.Table:
    """What each code of a slot is counted as."""
    rows: list[tuple[object, ...]] = []
    for slot, number in asked.slots.items():
        side = slot.sides[0]
        groups = {group: at for at, group in enumerate(sorted({group for _, group in side.groups}))}
        items = _items(side)
        rows += [(number, items[code], groups[group]) for code, group in side.groups]
    return _table(rows, ITEMS)


def _items(side: Side) -> dict[str, int]:
    return {code: at for at, (code, _) in enumerate(side.groups)}


def _unit(where: ValueIs) -> str | None:
    return where.unit.value if where.unit else None


def _table(rows: list[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.table(
        [pa.array(list(column), each.type) for column, each in zip(columns, schema, strict=True)],
        schema=schema,
    )
