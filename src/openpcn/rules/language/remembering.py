"""Nodes of a tree that remember their hash: evaluators look the same nodes up again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Kind = TypeVar("Kind", bound=type)


def remember_hash(kind: Kind) -> Kind:
    """Class decorator for a frozen dataclass: its hash, which goes down the tree, is worked out once."""
    work_out: Callable[[Any], int] = vars(kind)["__hash__"]

    def remembered(self: Any) -> int:
        held: int | None = self.__dict__.get("_hash")
        if held is None:
            held = work_out(self)
            object.__setattr__(self, "_hash", held)
        return held

    kind.__hash__ = remembered  # type: ignore[assignment]
    return kind
