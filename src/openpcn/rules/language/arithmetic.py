"""Sums, products and roundings of numbers. Made by the operators of ``expressions.NumberExpr``."""

from __future__ import annotations

from dataclasses import dataclass

from openpcn.terms.units import Unit

from .expressions import Node, NumberConstant, NumberExpr, same_unit
from .frozen import remember_hash

_ARITHMETIC = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}


@remember_hash
@dataclass(frozen=True)
class Arithmetic(NumberExpr):
    """Two numbers put together; missing where either is, or where it is divided by what may be zero.

    Sums and differences are of one unit; products and quotients have none until ``as_unit`` says so.
    """

    op: str
    left: NumberExpr
    right: NumberExpr

    def __post_init__(self) -> None:
        if self.op in {"+", "-"}:
            same_unit(self.left, self.right, self.op)

    @property
    def unit(self) -> Unit | None:
        return self.left.unit if self.op in {"+", "-"} else None

    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)

    def describe(self) -> str:
        left, right = (
            f"({side.describe()})" if isinstance(side, Arithmetic) and side.op != self.op else side.describe()
            for side in (self.left, self.right)
        )
        if self.op == "-" and self.left == NumberConstant(0.0, self.left.unit):
            return f"minus {right}"
        return f"{left} {_ARITHMETIC[self.op]} {right}"


@remember_hash
@dataclass(frozen=True)
class InUnit(NumberExpr):
    """The same number in a unit, or (None) without one."""

    of: NumberExpr
    of_unit: Unit | None

    @property
    def unit(self) -> Unit | None:
        return self.of_unit

    def children(self) -> tuple[Node, ...]:
        return (self.of,)

    def describe(self) -> str:
        return self.of.describe()


@remember_hash
@dataclass(frozen=True)
class Rounded(NumberExpr):
    """A number to so many decimals, halves up."""

    of: NumberExpr
    decimals: int

    @property
    def unit(self) -> Unit | None:
        return self.of.unit

    def children(self) -> tuple[Node, ...]:
        return (self.of,)

    def describe(self) -> str:
        to = "a whole number" if not self.decimals else f"{self.decimals} decimals"
        return f"{self.of.describe()}, to {to}"
