"""A condition as an outline: its parts as nested points, registers by their names, for people to read.

A condition in one sentence runs to thousands of characters. Here each ``and`` and ``or`` is a heading over
its parts, and a register is a point of its own that leads to its page.
"""

from __future__ import annotations

from dataclasses import dataclass

from openpcn.rules.language import AllOf, BoolExpr, On, Register
from openpcn.rules.language.expressions import And, Compare, Known, Not, Or
from openpcn.rules.language.facts import Count
from openpcn.rules.language.numbers import Choose


@dataclass(frozen=True)
class Point:
    """One line, and what stands under it. register: what the line ends with, where it speaks of one."""

    text: str
    register: Register | None = None
    parts: tuple[Point, ...] = ()


def outline(of: BoolExpr, said: str = "") -> Point:
    """The condition as points. said: what comes before it on its line."""
    match of:
        case On():
            return Point(f"{said}on the register: ", of.register)
        case And():
            return Point(f"{said}all of", parts=tuple(outline(part) for part in of.parts))
        case Or():
            return Point(f"{said}any of", parts=tuple(outline(part) for part in of.parts))
        case AllOf():
            named = zip(of.names, of.parts, strict=True)
            parts = tuple(outline(part, f"{name.replace('_', ' ')}: ") for name, part in named)
            return Point(f"{said}all of", parts=parts)
        case Not(part=And() | Or() | AllOf() | Not() | On() as part):
            return outline(part, f"{said}not ")
        case Known(of=Count() as counted):  # its own words are of a number: "number of ..."
            return Point(f"{said}at least one {counted.what()}")
        case Not(part=Known(of=Count() as counted)):
            return Point(f"{said}no {counted.what()}")
        case Compare(left=Choose() as left, op=op, right=right):
            cases = zip(left.conditions, left.numbers, strict=True)
            parts = tuple(outline(condition, f"{number.describe()} where ") for condition, number in cases)
            if left.otherwise is not None:
                parts += (Point(f"otherwise {left.otherwise.describe()}"),)
            return Point(f"{said}the first of these that holds {op.words} {right.describe()}", parts=parts)
    return Point(f"{said}{of.describe()}")
