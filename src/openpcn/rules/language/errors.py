"""What a faulty definition gets: it fails at import, naming itself, the fault and what is known instead."""

from __future__ import annotations

import ast
import difflib
import linecache
import sys
from collections.abc import Iterable
from functools import cache
from inspect import signature
from pathlib import Path
from types import FrameType
from typing import Self

_HERE = str(Path(__file__).parent)
_KINDS = frozenset({"Register", "Indicator", "CaseFinding", "Ratio", "ScoreModule"})  # name themselves


class DefinitionError(ValueError):
    """A definition or one of its facts cannot mean anything; the message says what to write instead.

    A fact is built before the definition that it stands in, so the message adds the file and line that were
    being read, and the ids of the definitions they belong to: where the file makes none, because several
    share its facts, those of the nearest file that was reading it.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self._read = _being_imported()

    def __str__(self) -> str:
        message = super().__str__()
        for depth, (file, line) in enumerate(self._read):
            if ids := _ids(file, line):
                where = ", read by ".join(
                    f"{Path(each).name}, line {at}" for each, at in self._read[: depth + 1]
                )
                return f"{', '.join(ids)}: {message} ({where})"
        return message


class UnknownField(DefinitionError, AttributeError):
    """A fact was asked for something it does not give."""


class UnknownName(DefinitionError, ImportError):
    """The language was asked for a word it does not have."""


class TakesItsKeywords:
    """Whatever a definition is written with: a misspelt keyword is a fault of the definition, too."""

    def __new__(cls, *given: object, **named: object) -> Self:
        kind: type = cls  # type[Self] is no key of a cache to the type checker
        taken = _keywords(kind)
        for each in named:
            if each not in taken:
                raise DefinitionError(f"{cls.__name__} takes no {each}=: {nearest(each, taken)}")
        return super().__new__(cls)


@cache
def _keywords(kind: type) -> frozenset[str]:
    return frozenset(signature(kind.__init__).parameters) - {"self"}  # type: ignore[misc]  # as it is called


def nearest(name: str, known: Iterable[str]) -> str:
    """'did you mean a, b?' or the known names, for the end of an error message."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    if close:
        return "did you mean " + ", ".join(close) + "?"
    return "known: " + (", ".join(names) if names else "none")


def _being_imported() -> list[tuple[str, int]]:
    """File and line of what is being imported, innermost first; nothing where a definition names itself."""
    found = []
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        code = frame.f_code
        if code.co_name == "__post_init__" and type(frame.f_locals.get("self")).__name__ in _KINDS:
            return []
        if code.co_name == "<module>" and not code.co_filename.startswith((_HERE, "<")):
            found.append((code.co_filename, frame.f_lineno))
        frame = frame.f_back
    return found


def _ids(file: str, line: int) -> list[str]:
    """The ids of the definitions that a line belongs to: its own, else those that the file makes."""
    try:
        tree = ast.parse("".join(linecache.getlines(file)))
    except SyntaxError:
        return []
    made = [(node, id) for node in ast.walk(tree) if isinstance(node, ast.Call) for id in _made_by(node)]
    around = [id for node, id in made if node.lineno <= line <= (node.end_lineno or node.lineno)]
    at_top = any(statement.lineno <= line <= (statement.end_lineno or 0) for statement in tree.body)
    return around or ([id for _, id in made] if at_top else [])


def _made_by(node: ast.Call) -> Iterable[str]:
    """The id in a call such as Indicator("HYP008", ...)."""
    if isinstance(node.func, ast.Name) and node.func.id in _KINDS and node.args:
        first = node.args[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value
