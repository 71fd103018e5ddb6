"""What a faulty definition gets: it fails at import, naming itself, the fault and what is known instead."""

from __future__ import annotations

import ast
import difflib
import linecache
import sys
from collections.abc import Iterable
from pathlib import Path
from types import FrameType

_HERE = str(Path(__file__).parent)
_NAME_THEMSELVES = frozenset({"definitions.py", "scores.py"})
_KINDS = frozenset({"Register", "Indicator", "CaseFinding", "Ratio", "ScoreModule"})


class DefinitionError(ValueError):
    """A definition or one of its facts cannot mean anything; the message says what to write instead.

    A fact is built before the definition that it stands in, so the message adds the file and line that were
    being read, and the ids of the definitions they belong to.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self._written = _being_imported()

    def __str__(self) -> str:
        message = super().__str__()
        if self._written is None:
            return message
        file, line = self._written
        ids = _ids(file, line)
        return f"{', '.join(ids)}: {message} ({Path(file).name}, line {line})" if ids else message


class UnknownField(DefinitionError, AttributeError):
    """A fact was asked for something it does not give."""


def nearest(name: str, known: Iterable[str]) -> str:
    """'did you mean a, b?' or the known names, for the end of an error message."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    if close:
        return "did you mean " + ", ".join(close) + "?"
    return "known: " + (", ".join(names) if names else "none")


def _being_imported() -> tuple[str, int] | None:
    """File and line of the module being imported; None where there is none, or a definition names itself."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        code = frame.f_code
        if code.co_name == "__post_init__" and Path(code.co_filename).name in _NAME_THEMSELVES:
            return None
        if code.co_name == "<module>" and not code.co_filename.startswith((_HERE, "<")):
            return code.co_filename, frame.f_lineno
        frame = frame.f_back
    return None


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
