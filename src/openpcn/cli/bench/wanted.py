"""What the definitions of the catalogue look for: which codes in which tables, with which values.

The large record is filled from this, so that every codelist that is read has rows, whatever content there is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from openpcn.record.store import INDEXED
from openpcn.rules.engine.parameters import Parameters
from openpcn.rules.language.definitions import Definition, On
from openpcn.rules.language.expressions import Compare, Node, NumberConstant, walk
from openpcn.rules.language.facts import BloodPressure, EntryFact, Fact, LatestValue, NumberOf
from openpcn.rules.language.registration import Param
from openpcn.terms.analytes import ANALYTES
from openpcn.terms.units import Unit

CODED = ("event", "issue", "medication")


@dataclass
class WantedList:
    """A codelist, or several read as one: its codes, and how its values are compared.

    near: the limits that values are compared with; empty where no value is read.
    """

    name: str
    codes: tuple[str, ...]
    unit: Unit | None = None
    near: set[float] = field(default_factory=set)
    lowest: float = 0
    highest: float = float("inf")


@dataclass
class Wanted:
    """coded: table -> list id -> what is wanted of it. together: pairs of lists measured at one time.

    words: table without codes -> the words asked for.
    """

    coded: dict[str, dict[str, WantedList]]
    together: dict[str, str]
    words: dict[str, tuple[str, ...]]


def wanted(definitions: Sequence[Definition], achievement_date: date) -> Wanted:
    """What the definitions, and the registers they stand on, look for."""
    nodes = _all_nodes(definitions)
    coded: dict[str, dict[str, WantedList]] = {table: {} for table in CODED}
    words: dict[str, set[str]] = defaultdict(set)
    for fact in (node for node in nodes if isinstance(node, Fact)):
        for codes in fact.codes_used:
            if codes.words is not None:
                for table in fact.tables & INDEXED.keys():
                    words[table] |= set(codes.words)
                continue
            for each in codes.lists:
                drug = each.system == "dmd"
                tables = fact.tables & ({"issue", "medication"} if drug else {"event"})
                for table in tables or fact.tables & set(CODED):
                    found = WantedList(each.id, tuple(sorted(each.ids)))
                    coded[table].setdefault(each.id, found)
    for fact, limits in _limits(nodes, Parameters(achievement_date)):
        for codes in fact.codes_used:
            for each in codes.lists:
                if each.id in coded["event"]:
                    held = coded["event"][each.id]
                    held.near |= limits
                    held.unit = Unit.MMHG if isinstance(fact, BloodPressure) else getattr(fact, "unit", None)
    for analyte in ANALYTES:
        if analyte.codelist in coded["event"]:
            held = coded["event"][analyte.codelist]
            held.unit, held.lowest, held.highest = analyte.unit, analyte.lowest, analyte.highest
            held.near = held.near or {analyte.lowest * 2 + 1}
    together = {
        upper.id: lower.id
        for fact in nodes
        if isinstance(fact, BloodPressure)
        for upper, lower in zip(fact.systolic_codes.lists, fact.diastolic_codes.lists, strict=False)
    }
    return Wanted(coded, together, {table: tuple(sorted(found)) for table, found in words.items()})


def _all_nodes(definitions: Iterable[Definition]) -> list[Node]:
    nodes: dict[Node, None] = {}
    waiting = list(definitions)
    seen: set[str] = set()
    while waiting:
        definition = waiting.pop()
        if definition.id in seen:
            continue
        seen.add(definition.id)
        for root in definition.nodes:
            for node in walk(root):
                nodes[node] = None
                if isinstance(node, On):
                    waiting.append(node.register)
    return list(nodes)


def _limits(nodes: Sequence[Node], parameters: Parameters) -> Iterable[tuple[Fact, set[float]]]:
    """Each fact over values with the numbers that its values are compared with."""
    for node in nodes:
        if isinstance(node, Compare):
            amounts = set()
            for each in (*walk(node.left), *walk(node.right)):
                if isinstance(each, NumberConstant):
                    amounts.add(each.amount)
                elif isinstance(each, Param):
                    amounts.add(parameters.number(each.name) or 0.0)
            for each in (*walk(node.left), *walk(node.right)):
                if isinstance(each, NumberOf) and each.field != "count":
                    yield each.fact, amounts
        elif isinstance(node, BloodPressure):
            if node.where is not None:
                yield node, {node.where.systolic, node.where.diastolic}
        elif isinstance(node, EntryFact) and (node.where is not None or isinstance(node, LatestValue)):
            yield node, set() if node.where is None else {node.where.amount}
