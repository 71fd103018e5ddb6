"""The tree of a condition with the value of every node and the rows that made it, for people to read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openpcn.rules.language import expressions as x
from openpcn.rules.language.definitions import On
from openpcn.rules.language.facts import DateOf, Fact, NumberOf
from openpcn.rules.language.numbers import Choose, Points, Total
from openpcn.rules.language.people import Row
from openpcn.rules.language.registration import Param
from openpcn.rules.language.scores import Input, Scored, ScoreModule

from .calculated import cannot_be_calculated, is_worked_out, score_shown
from .evaluation import WORKED_OUT
from .plain import Plain

MISSING = "missing"
_TRUTH = {True: "true", False: "false", None: "unknown"}


@dataclass(frozen=True)
class Branch:
    """One node. value: true, false or unknown for a condition, the value in words for anything else."""

    text: str
    value: str
    rows: tuple[Row, ...] = ()
    branches: tuple[Branch, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "value": self.value,
            "rows": [row_as_json(row) for row in self.rows],
            "branches": [branch.as_json() for branch in self.branches],
        }

    def lines(self, depth: int = 0) -> Iterator[str]:
        yield f"{'  ' * depth}{self.value:8} {self.text}"
        for row in self.rows:
            yield f"{'  ' * depth}         - {row_in_words(row)}"
        for branch in self.branches:
            yield from branch.lines(depth + 1)


def row_as_json(row: Row) -> dict[str, Any]:
    """Everything about a row that explains it, with where it came from."""
    return {
        "table": row.table,
        "code": row.code,
        "term": row.term,
        "date": row.date.isoformat() if row.date else None,
        "value": row.value,
        "unit": row.unit,
        "comparator": row.comparator,
        "written": row.written or None,
        "practice": row.practice,
        "submission": row.submission,
        "file": row.file,
        "line": row.line,
        "provisional": row.provisional,
        "days": row.days,
        "end": row.end.isoformat() if row.end else None,
        "status": row.status.replace("_", " ") or None,
    }


def row_in_words(row: Row) -> str:
    value = "" if row.value is None else f" {_value_in_words(row)}"
    value += f", for {row.days} days" if row.days else ""
    value += f", {row.status.replace('_', ' ')}" if row.status else ""
    value += f", until {row.end}" if row.end else ""
    where = f", {row.file} line {row.line}" if row.file else ""
    made = ", recorded here, not yet in an extract" if row.provisional else ""
    return f"{row.date or 'no date'}: {row.term or row.code}{value} ({row.practice or 'here'}{where}{made})"


def _value_in_words(row: Row) -> str:
    """As written, and where that is not what rules compare, that too: 6.5 % (48 mmol/mol)."""
    compared = f"{row.value:g} {row.unit or ''}".strip()
    return f"{row.comparator or ''}{f'{row.written} ({compared})' if row.written else compared}"


def condition(subject: Plain, node: x.BoolExpr) -> Branch:
    """The tree of a condition."""
    value = _TRUTH[subject.truth(node)]
    if isinstance(node, x.AllOf):
        parts = tuple(
            Branch(name.replace("_", " "), _TRUTH[subject.truth(part)], (), (condition(subject, part),))
            for name, part in zip(node.names, node.parts, strict=True)
        )
        return Branch("all of", value, (), parts)
    if isinstance(node, x.And | x.Or):
        text = "all of" if isinstance(node, x.And) else "any of"
        return Branch(text, value, (), tuple(condition(subject, part) for part in node.parts))
    if isinstance(node, x.Known) and isinstance(node.of, Fact):
        return _recorded(subject, "recorded", value, node.of)
    if isinstance(node, x.Not) and isinstance(node.part, x.Known) and isinstance(node.part.of, Fact):
        return _recorded(subject, "not recorded", value, node.part.of)
    if isinstance(node, x.Not):
        return Branch("not", value, (), (condition(subject, node.part),))
    if isinstance(node, On):
        return Branch(node.describe(), value, (), (condition(subject, node.register.population),))
    if isinstance(node, x.Compare):
        sides = (_value(subject, side) for side in (node.left, node.right) if not _is_written(side))
        return Branch(node.describe(), value, (), tuple(sides))
    values = tuple(
        _value(subject, child) for child in node.children() if isinstance(child, x.DateExpr | x.NumberExpr)
    )
    return Branch(node.describe(), value, (), values)


def _recorded(subject: Plain, verb: str, value: str, fact: Fact) -> Branch:
    return Branch(f"{verb}: {fact.what()}", value, subject.find(fact).rows, _windows(subject, fact))


def _is_written(node: x.Node) -> bool:
    return isinstance(node, x.DateConstant | x.NumberConstant)


def _value(subject: Plain, node: x.Node) -> Branch:
    """A date or a number with the rows behind it."""
    rows: tuple[Row, ...] = ()
    below: tuple[Branch, ...] = ()
    if isinstance(node, Scored):
        return _score(subject, node.module)
    if isinstance(node, Total):
        return Branch(
            "the sum of",
            value_in_words(subject, node),
            (),
            tuple(_value(subject, part) for part in node.parts),
        )
    if isinstance(node, Points):
        given = subject.truth(node.condition) is True
        return Branch(
            f"{node.amount:g} for {node.label}",
            f"{node.amount:g}" if given else "0",
            (),
            (condition(subject, node.condition),),
        )
    if isinstance(node, Choose):
        return _choice(subject, node)
    if isinstance(node, DateOf | NumberOf):
        rows, below = subject.find(node.fact).rows, _windows(subject, node.fact)
    elif not _is_written(node) and not isinstance(node, Param):
        below = tuple(_value(subject, child) for child in node.children() if _has_rows(child))
    return Branch(node.describe(), value_in_words(subject, node), rows, below)


def number_branch(subject: Plain, node: x.NumberExpr) -> Branch:
    """The tree of a number."""
    return _value(subject, node)


def _score(subject: Plain, module: ScoreModule) -> Branch:
    """A score with where it comes from, its inputs, and why it is missing where it is."""
    value = score_shown(subject, module)
    coded = None if module.coded is None else subject.find(module.coded)
    said = MISSING if value is None else f"{value}{f' {module.unit.value}' if module.unit else ''}"
    if coded is not None and coded.rows:
        return Branch(f"{module.title}, as recorded", said, coded.rows)
    inputs = tuple(_input(subject, each) for each in module.inputs)
    if value is None:
        because = "; ".join(cannot_be_calculated(subject, module))
        return Branch(f"{module.title}: cannot be calculated because {because}", said, (), inputs)
    return Branch(f"{module.title}, worked out here, not recorded: {module.version}", said, (), inputs)


def _input(subject: Plain, each: Input) -> Branch:
    of = each.of
    if isinstance(of, x.BoolExpr):
        return Branch(each.name, _TRUTH[subject.truth(of)], (), (condition(subject, of),))
    if isinstance(of, Fact):
        found = subject.find(of)
        value = "/".join(str(number) for number in found.numbers.values())
        return Branch(each.name, value or ("recorded" if found.rows else MISSING), found.rows)
    if isinstance(of, x.TextExpr):
        return Branch(each.name, subject.text(of) or MISSING)
    tree = _value(subject, of)
    return Branch(each.name, tree.value, tree.rows, tree.branches)


def _choice(subject: Plain, node: Choose) -> Branch:
    """The cases up to the one that is chosen, or that cannot be decided."""
    cases = []
    for held, number in zip(node.conditions, node.numbers, strict=True):
        tree = condition(subject, held)
        cases.append(Branch(number.describe(), tree.value, (), (tree,)))
        if tree.value != "false":
            break
    return Branch("chosen by case", value_in_words(subject, node), (), tuple(cases))


def _windows(subject: Plain, fact: Fact) -> tuple[Branch, ...]:
    """The dates that a fact's window depends on, where they come from the record."""
    dates = {child: None for child in fact.children() if _has_rows(child)}
    return tuple(_value(subject, child) for child in dates)


def _has_rows(node: x.Node) -> bool:
    return any(isinstance(each, Fact) for each in x.walk(node))


def value_in_words(subject: Plain, node: x.Node) -> str:
    """A date or a number as shown; ``missing`` where there is none. A score says where it is worked out."""
    if isinstance(node, x.DateExpr):
        day = subject.day(node)
        return MISSING if day is None else day.isoformat()
    if isinstance(node, x.NumberExpr):
        number = score_shown(subject, node.module) if isinstance(node, Scored) else subject.number(node)
        unit = f" {node.unit.value}" if node.unit else ""
        ours = isinstance(node, Scored) and is_worked_out(subject, node.module)
        return MISSING if number is None else f"{number}{unit}{f' {WORKED_OUT}' if ours else ''}"
    return MISSING
