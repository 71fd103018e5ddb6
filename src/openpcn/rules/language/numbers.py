"""Numbers worked out from numbers: functions, limits, choices and points. What scores are made of.

A number that is not known makes what is worked out from it missing. A result reported with ``<`` or ``>`` is
carried through as the range it stands for.
"""

from __future__ import annotations

from dataclasses import dataclass

from openpcn.terms.units import Unit

from .errors import DefinitionError
from .expressions import BoolExpr, Node, NumberExpr, as_condition, as_number, same_unit
from .frozen import remember_hash

Amount = NumberExpr | float


@remember_hash
@dataclass(frozen=True)
class Function(NumberExpr):
    """ln, exp, or a power of a number. Missing for a logarithm of what may not be above zero.

    A power is of numbers from zero up: what lies below is missing.
    """

    name: str
    of: NumberExpr
    exponent: float = 1.0

    @property
    def unit(self) -> Unit | None:
        return None

    def children(self) -> tuple[Node, ...]:
        return (self.of,)

    def describe(self) -> str:
        words = {"ln": "the natural logarithm of", "exp": "e to the power of"}
        if self.name == "power":
            return f"({self.of.describe()}) to the power of {self.exponent:g}"
        return f"{words[self.name]} ({self.of.describe()})"


@dataclass(frozen=True)
class _OfSeveral(NumberExpr):
    """One number worked out from several of one unit."""

    parts: tuple[NumberExpr, ...]

    @property
    def unit(self) -> Unit | None:
        return self.parts[0].unit

    def children(self) -> tuple[Node, ...]:
        return self.parts


@remember_hash
@dataclass(frozen=True)
class Smallest(_OfSeveral):
    """The smallest (or, ``largest``, the largest) of several numbers; missing where any of them is."""

    largest: bool = False

    def describe(self) -> str:
        which = "largest" if self.largest else "smallest"
        return f"the {which} of " + " and ".join(each.describe() for each in self.parts)


@remember_hash
@dataclass(frozen=True)
class FirstKnown(_OfSeveral):
    """The first of several numbers that is there."""

    def describe(self) -> str:
        return ", or where that is missing ".join(each.describe() for each in self.parts)


@remember_hash
@dataclass(frozen=True)
class Total(_OfSeveral):
    """The sum of several numbers, mostly points; missing where any of them is."""

    def describe(self) -> str:
        return "the sum of " + ", ".join(each.describe() for each in self.parts)


@remember_hash
@dataclass(frozen=True)
class Choose(NumberExpr):
    """The number of the first case whose condition is true; ``otherwise`` where all are false.

    Missing where a condition before it is unknown: what cannot be decided is not guessed.
    """

    conditions: tuple[BoolExpr, ...]
    numbers: tuple[NumberExpr, ...]
    otherwise: NumberExpr | None

    @property
    def unit(self) -> Unit | None:
        return self.numbers[0].unit

    def children(self) -> tuple[Node, ...]:
        rest = () if self.otherwise is None else (self.otherwise,)
        pairs = zip(self.conditions, self.numbers, strict=True)
        return (*(node for pair in pairs for node in pair), *rest)

    def describe(self) -> str:
        cases = [
            f"{number.describe()} where {condition.describe()}"
            for condition, number in zip(self.conditions, self.numbers, strict=True)
        ]
        rest = [] if self.otherwise is None else [f"otherwise {self.otherwise.describe()}"]
        return "; ".join([*cases, *rest])


@remember_hash
@dataclass(frozen=True)
class Points(NumberExpr):
    """So many points where the condition is true, none otherwise: never missing."""

    condition: BoolExpr
    amount: float
    label: str

    @property
    def unit(self) -> Unit | None:
        return None

    def children(self) -> tuple[Node, ...]:
        return (self.condition,)

    def describe(self) -> str:
        return f"{self.amount:g} for {self.label}"


def ln(of: Amount) -> NumberExpr:
    """The natural logarithm."""
    return Function("ln", as_number(of, None, "ln"))


def exp(of: Amount) -> NumberExpr:
    return Function("exp", as_number(of, None, "exp"))


def power(of: Amount, exponent: float) -> NumberExpr:
    """A number to a constant power."""
    if isinstance(exponent, NumberExpr):
        raise DefinitionError("power: the exponent is a constant; write exp(b * ln(a)) for another")
    return Function("power", as_number(of, None, "power"), float(exponent))


def at_most_of(first: Amount, *others: Amount) -> NumberExpr:
    """The smallest: ``at_most_of(creatinine / 62, 1)``."""
    return Smallest(_alike("at_most_of", first, *others))


def at_least_of(first: Amount, *others: Amount) -> NumberExpr:
    """The largest."""
    return Smallest(_alike("at_least_of", first, *others), largest=True)


def choose(*cases: tuple[BoolExpr, Amount], otherwise: Amount | None = None) -> NumberExpr:
    """The number of the first case that holds; without ``otherwise``, missing where none does."""
    if not cases or not all(isinstance(case, tuple) and len(case) == 2 for case in cases):
        raise DefinitionError("choose() takes cases (condition, number) and otherwise=number")
    amounts = [number for _, number in cases] + ([] if otherwise is None else [otherwise])
    numbers = _alike("choose", *amounts)
    return Choose(
        tuple(as_condition(condition, "choose") for condition, _ in cases),
        numbers[: len(cases)],
        None if otherwise is None else numbers[-1],
    )


def first_known(first: Amount, *others: Amount) -> NumberExpr:
    """The first of the numbers that is there."""
    return FirstKnown(_alike("first_known", first, *others))


def points(condition: BoolExpr, amount: float, label: str) -> NumberExpr:
    """So many points where the condition holds; the label says what for."""
    if not label.strip():
        raise DefinitionError("points(): say in words what the points are for")
    return Points(as_condition(condition, f"points for {label}"), float(amount), label)


def total(first: Amount, *others: Amount) -> NumberExpr:
    """The sum of several numbers, mostly points."""
    return Total(_alike("total", first, *others))


def _alike(where: str, *amounts: Amount) -> tuple[NumberExpr, ...]:
    """All as expressions of one unit; a bare number takes the unit of the first expression."""
    unit = next((each.unit for each in amounts if isinstance(each, NumberExpr)), None)
    numbers = tuple(as_number(each, unit, where) for each in amounts)
    for each in numbers:
        same_unit(numbers[0], each, where)
    return numbers


__all__ = [
    "Choose", "FirstKnown", "Function", "Points", "Smallest", "Total", "at_least_of", "at_most_of", "choose",
    "exp", "first_known", "ln", "points", "power", "total",
]  # fmt: skip
