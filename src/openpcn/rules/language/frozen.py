"""What the immutable values of a tree share: copies with other parts, and a hash that is worked out once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, TypeVar

Kind = TypeVar("Kind", bound=type)
Value = TypeVar("Value")


def changed(value: Value, **parts: object) -> Value:
    """The same dataclass value with some of its parts replaced.

    Not ``dataclasses.replace``: a fact's constructor takes what a definition says, not what the fact holds.
    """
    same = object.__new__(type(value))
    for part in fields(value):  # type: ignore[arg-type]  # there is no type for "any dataclass"
        object.__setattr__(same, part.name, parts.get(part.name, getattr(value, part.name)))
    return same


def remember_hash(kind: Kind) -> Kind:
    """Class decorator for a frozen dataclass: its hash, which goes down the tree, is worked out once.

    Evaluators look the same nodes up again and again.
    """
    work_out: Callable[[Any], int] = vars(kind)["__hash__"]

    def remembered(self: Any) -> int:
        held: int | None = self.__dict__.get("_hash")
        if held is None:
            held = work_out(self)
            object.__setattr__(self, "_hash", held)
        return held

    kind.__hash__ = remembered  # type: ignore[assignment]
    return kind
