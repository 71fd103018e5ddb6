"""The expression nodes of a definition: what may be said about facts, with types checked when it is said.

Every node is an immutable value; two equal expressions are one. Truth has three values: a comparison with a
missing value is unknown, ``&``, ``|`` and ``~`` follow Kleene's tables, and a rule holds only when its
condition is true. Absence is tested by name: ``missing(x)``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from openpcn.terms.units import Unit

from .errors import DefinitionError, TakesItsKeywords
from .frozen import remember_hash
from .periods import Period


class Node(TakesItsKeywords):
    """Anything in the tree of a definition: an expression or a fact."""

    def children(self) -> tuple[Node, ...]:
        """The nodes this one is made of, in reading order."""
        return ()

    def describe(self) -> str:
        """The node in plain English, as a part of a sentence."""
        raise NotImplementedError


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, parents first."""
    yield node
    for child in node.children():
        yield from walk(child)


class BoolExpr(Node):
    """True, false or unknown."""

    def __and__(self, other: BoolExpr) -> BoolExpr:
        return And(_flat(And, (self, as_condition(other, "&"))))

    def __or__(self, other: BoolExpr) -> BoolExpr:
        return Or(_flat(Or, (self, as_condition(other, "|"))))

    def __invert__(self) -> BoolExpr:
        return self.part if isinstance(self, Not) else Not(self)

    def __bool__(self) -> bool:
        said = "a condition has no value while a definition is written: join conditions with & | ~ "
        raise DefinitionError(f"{said}(in brackets), not with and, or, not or a chained comparison")


class DateExpr(Node):
    """A day, or missing."""

    def __lt__(self, other: DateExpr | date) -> BoolExpr:
        return Compare(Op.LT, self, as_date(other, "<"))

    def __le__(self, other: DateExpr | date) -> BoolExpr:
        return Compare(Op.LE, self, as_date(other, "<="))

    def __gt__(self, other: DateExpr | date) -> BoolExpr:
        return Compare(Op.GT, self, as_date(other, ">"))

    def __ge__(self, other: DateExpr | date) -> BoolExpr:
        return Compare(Op.GE, self, as_date(other, ">="))

    def same_day_as(self, other: DateExpr | date) -> BoolExpr:
        return Compare(Op.EQ, self, as_date(other, "same_day_as"))

    def between(self, first: DateExpr | date, last: DateExpr | date) -> BoolExpr:
        """From ``first`` to ``last``, both included."""
        return (self >= first) & (self <= last)

    def __add__(self, period: Period) -> DateExpr:
        if not isinstance(period, Period):
            raise DefinitionError(f"only days(), months() or working_days() are added to a date: {period!r}")
        return Shift(self, period)

    def __sub__(self, period: Period) -> DateExpr:
        if not isinstance(period, Period):
            raise DefinitionError(f"only days() or months() can be taken from a date: {period!r}")
        return Shift(self, -period)


class NumberExpr(Node):
    """A number with its unit (None: a plain number such as a count or an age), or missing.

    A result reported as ``<`` or ``>`` something is known to lie in a range; a comparison is true or false
    where the whole range agrees, unknown where it does not.
    """

    @property
    def unit(self) -> Unit | None:
        raise NotImplementedError

    def _compare(self, op: Op, other: NumberExpr | float) -> BoolExpr:
        return Compare(op, self, as_number(other, self.unit, op.value))

    def __lt__(self, other: NumberExpr | float) -> BoolExpr:
        return self._compare(Op.LT, other)

    def __le__(self, other: NumberExpr | float) -> BoolExpr:
        return self._compare(Op.LE, other)

    def __gt__(self, other: NumberExpr | float) -> BoolExpr:
        return self._compare(Op.GT, other)

    def __ge__(self, other: NumberExpr | float) -> BoolExpr:
        return self._compare(Op.GE, other)

    def equals(self, other: NumberExpr | float) -> BoolExpr:
        return self._compare(Op.EQ, other)

    def between(self, lowest: NumberExpr | float, highest: NumberExpr | float) -> BoolExpr:
        """From ``lowest`` to ``highest``, both included."""
        return (self >= lowest) & (self <= highest)

    def __add__(self, other: NumberExpr | float) -> NumberExpr:
        return Arithmetic("+", self, as_number(other, self.unit, "+"))

    def __radd__(self, other: float) -> NumberExpr:
        return as_number(other, self.unit, "+") + self

    def __sub__(self, other: NumberExpr | float) -> NumberExpr:
        return Arithmetic("-", self, as_number(other, self.unit, "-"))

    def __rsub__(self, other: float) -> NumberExpr:
        return as_number(other, self.unit, "-") - self

    def __neg__(self) -> NumberExpr:
        return Arithmetic("-", NumberConstant(0.0, self.unit), self)

    def __mul__(self, other: NumberExpr | float) -> NumberExpr:
        return Arithmetic("*", self, as_number(other, None, "*"))

    def __rmul__(self, other: float) -> NumberExpr:
        return as_number(other, None, "*") * self

    def __truediv__(self, other: NumberExpr | float) -> NumberExpr:
        return Arithmetic("/", self, as_number(other, None, "/"))

    def __rtruediv__(self, other: float) -> NumberExpr:
        return as_number(other, None, "/") / self

    def as_unit(self, unit: Unit) -> NumberExpr:
        """The same number said to be in a unit: what a product or quotient is in."""
        if not isinstance(unit, Unit):
            raise DefinitionError(f"as_unit: expected one of terms.units.Unit, found {unit!r}")
        return InUnit(self, unit)

    @property
    def plain(self) -> NumberExpr:
        """The number without its unit."""
        return self if self.unit is None else InUnit(self, None)

    def rounded(self, decimals: int) -> NumberExpr:
        """To the nearest, halves up: the one way in which every evaluator rounds."""
        return Rounded(self, decimals)


class TextExpr(Node):
    """A word from a closed list, such as a sex, or missing."""

    words: ClassVar[frozenset[str]] = frozenset()

    def is_(self, *words: str) -> BoolExpr:
        return OneOf(self, words)


class Op(StrEnum):
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="
    EQ = "="

    @property
    def words(self) -> str:
        return _OP_WORDS[self]


_OP_WORDS = {
    Op.LT: "is less than", Op.LE: "is at most", Op.GT: "is more than", Op.GE: "is at least", Op.EQ: "is",
}  # fmt: skip
_DATE_WORDS = {
    Op.LT: "is before", Op.LE: "is on or before", Op.GT: "is after", Op.GE: "is on or after",
    Op.EQ: "is the same day as",
}  # fmt: skip


@remember_hash
@dataclass(frozen=True)
class Compare(BoolExpr):
    """Two dates, or two numbers of one unit. Unknown where either is missing."""

    op: Op
    left: DateExpr | NumberExpr
    right: DateExpr | NumberExpr

    def __post_init__(self) -> None:
        dates = isinstance(self.left, DateExpr), isinstance(self.right, DateExpr)
        numbers = isinstance(self.left, NumberExpr), isinstance(self.right, NumberExpr)
        if not (all(dates) or all(numbers)):
            raise DefinitionError(
                f"a date is compared with a date and a number with a number: "
                f"{self.left!r} {self.op} {self.right!r}"
            )
        if isinstance(self.left, NumberExpr) and isinstance(self.right, NumberExpr):
            same_unit(self.left, self.right, self.op.value)

    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)

    def describe(self) -> str:
        words = _DATE_WORDS if isinstance(self.left, DateExpr) else _OP_WORDS
        return f"{self.left.describe()} {words[self.op]} {self.right.describe()}"


@remember_hash
@dataclass(frozen=True)
class And(BoolExpr):
    """True where every part is; false where any part is; otherwise unknown."""

    parts: tuple[BoolExpr, ...]

    def children(self) -> tuple[Node, ...]:
        return self.parts

    def describe(self) -> str:
        return " and ".join(_bracket(part) for part in self.parts)


@remember_hash
@dataclass(frozen=True)
class Or(BoolExpr):
    """True where any part is; false where every part is; otherwise unknown."""

    parts: tuple[BoolExpr, ...]

    def children(self) -> tuple[Node, ...]:
        return self.parts

    def describe(self) -> str:
        return " or ".join(_bracket(part) for part in self.parts)


@remember_hash
@dataclass(frozen=True)
class Not(BoolExpr):
    """True where the part is false; unknown stays unknown."""

    part: BoolExpr

    def children(self) -> tuple[Node, ...]:
        return (self.part,)

    def describe(self) -> str:
        if isinstance(self.part, Known):
            return f"no {self.part.of.describe()}"
        return f"not ({self.part.describe()})"


@remember_hash
@dataclass(frozen=True)
class AllOf(BoolExpr):
    """Named parts that must all be true; *due* lists the names of those that are not."""

    names: tuple[str, ...]
    parts: tuple[BoolExpr, ...]

    def children(self) -> tuple[Node, ...]:
        return self.parts

    def describe(self) -> str:
        return " and ".join(
            f"{name.replace('_', ' ')}: {part.describe()}"
            for name, part in zip(self.names, self.parts, strict=True)
        )


@remember_hash
@dataclass(frozen=True)
class Known(BoolExpr):
    """Whether a fact found anything, or a value is there. Never unknown."""

    of: Node

    def children(self) -> tuple[Node, ...]:
        return (self.of,)

    def describe(self) -> str:
        return self.of.describe()


@dataclass(frozen=True)
class OneOf(BoolExpr):
    """Whether a word is one of those listed; unknown where the word is missing."""

    text: TextExpr
    options: tuple[str, ...]

    def __post_init__(self) -> None:
        strange = sorted(set(self.options) - self.text.words)
        if strange or not self.options:
            raise DefinitionError(f"{strange} not among the words {sorted(self.text.words)}")

    def children(self) -> tuple[Node, ...]:
        return (self.text,)

    def describe(self) -> str:
        return f"{self.text.describe()} is {' or '.join(self.options)}"


@dataclass(frozen=True)
class Always(BoolExpr):
    """True for everybody: a rule that decides what is left."""

    def describe(self) -> str:
        return "everybody left"


@dataclass(frozen=True)
class NumberConstant(NumberExpr):
    amount: float
    of_unit: Unit | None = None

    @property
    def unit(self) -> Unit | None:
        return self.of_unit

    def describe(self) -> str:
        return f"{self.amount:g}" + (f" {self.of_unit.value}" if self.of_unit else "")


def known(of: Node) -> BoolExpr:
    """True where the fact found something or the value is there; never unknown."""
    if isinstance(of, BoolExpr):
        raise DefinitionError("known() and missing() ask about a fact, a date or a number, not a condition")
    return Known(of)


def missing(of: Node) -> BoolExpr:
    """True where the fact found nothing or the value is not there; never unknown."""
    return Not(known(of))


def all_of(**parts: BoolExpr) -> BoolExpr:
    """Named parts that must all hold: ``all_of(check=..., plan=...)``."""
    if len(parts) < 2:
        raise DefinitionError("all_of() names at least two parts")
    return AllOf(tuple(parts), tuple(as_condition(part, f"part {name}") for name, part in parts.items()))


def as_date(value: Any, where: str) -> DateExpr:
    """A date expression from a date. Raises DefinitionError for anything else (a number, a period)."""
    if isinstance(value, DateExpr):
        return value
    if isinstance(value, date):
        return DateConstant(value)
    raise DefinitionError(f"{where}: expected a date, found {_name(value)}")


def as_number(value: Any, unit: Unit | None, where: str) -> NumberExpr:
    """A number expression; a bare number takes the unit of what it is compared with."""
    if isinstance(value, NumberExpr):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return NumberConstant(float(value), unit)
    raise DefinitionError(f"{where}: expected a number, found {_name(value)}")


def _name(value: object) -> str:
    return value.describe() if isinstance(value, Node) else repr(value)


def as_condition(value: Any, where: str) -> BoolExpr:
    """The condition itself. Raises DefinitionError for a bare fact, a date or a Python truth value."""
    if isinstance(value, BoolExpr):
        return value
    hint = " (ask .exists)" if isinstance(value, Node) else ""
    raise DefinitionError(f"{where}: expected a condition, found {_name(value)}{hint}")


def same_unit(left: NumberExpr, right: NumberExpr, where: str) -> None:
    if left.unit != right.unit:
        raise DefinitionError(
            f"{where}: {left.describe()} ({left.unit or 'no unit'}) and {right.describe()} "
            f"({right.unit or 'no unit'}) have different units"
        )


def _flat(kind: type[And] | type[Or], parts: tuple[BoolExpr, ...]) -> tuple[BoolExpr, ...]:
    flat: list[BoolExpr] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, kind) else (part,))
    return tuple(flat)


def _bracket(part: BoolExpr) -> str:
    return f"({part.describe()})" if isinstance(part, And | Or) else part.describe()


from .arithmetic import Arithmetic, InUnit, Rounded  # noqa: E402 - what the operators of NumberExpr make
from .moments import (  # noqa: E402 - and those of DateExpr
    ACHIEVEMENT_DATE,
    AS_AT,
    EPISODE_START,
    YEAR_END,
    YEAR_START,
    DateConstant,
    Extreme,
    Moment,
    MomentDate,
    Shift,
    earliest_of,
    latest_of,
)

__all__ = [
    "ACHIEVEMENT_DATE", "AS_AT", "EPISODE_START", "YEAR_END", "YEAR_START", "AllOf", "Always", "And",
    "Arithmetic", "BoolExpr", "Compare", "DateConstant", "DateExpr", "Extreme", "InUnit", "Known", "Moment",
    "MomentDate", "Node", "Not", "NumberConstant", "NumberExpr", "OneOf", "Op", "Or", "Rounded", "Shift",
    "TextExpr", "all_of", "as_condition", "as_date", "as_number", "earliest_of", "known", "latest_of",
    "missing", "walk",
]  # fmt: skip
