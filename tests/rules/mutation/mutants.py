"""Small faults put into source code, one at a time: what a test suite has to notice."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

_COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_BINARY: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}  # fmt: skip
_NAMES = {
    "min": "max", "max": "min", "any": "all", "all": "any", "minimum": "maximum", "maximum": "minimum",
    "fmin": "fmax", "fmax": "fmin", "logical_and": "logical_or", "logical_or": "logical_and",
    "yes": "no", "low": "high", "high": "low", "floor": "ceil", "ceil": "floor",
}  # fmt: skip
#: Functions that only write words for people: a fault there is for those who read them.
_WORDS = frozenset({"describe", "what", "__repr__", "__str__", "lines", "as_json", "label", "title", "words"})
#: How a field may be written in a call or is printed: no result depends on it.
_WRITTEN = frozenset({"kw_only", "repr", "slots"})
_TEXT = ("in_words", "_sentence", "_says", "_name")


@dataclass(frozen=True)
class Mutant:
    """One fault: in which module, on which line, and what was changed to what."""

    module: str
    path: Path
    place: int  # of all the faults that can be put into the module
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.module} line {self.line}: {self.what}"


Change = Callable[[], None]


def _changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    """What can be changed in one node, in words and in deed."""
    if isinstance(node, ast.Compare):
        for at, op in enumerate(node.ops):
            if other := _COMPARE.get(type(op)):

                def compare(at: int = at, other: type[ast.cmpop] = other) -> None:
                    node.ops[at] = other()

                yield f"{type(op).__name__} to {other.__name__}", compare
    elif isinstance(node, ast.BinOp):
        swapped = _BINARY.get(type(node.op))
        if swapped and not isinstance(node.left, ast.Constant | ast.JoinedStr):
            yield f"{type(node.op).__name__} to {swapped.__name__}", lambda: setattr(node, "op", swapped())
    elif isinstance(node, ast.BoolOp):
        joined = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield f"{type(node.op).__name__} to {joined.__name__}", lambda: setattr(node, "op", joined())
    elif isinstance(node, ast.If | ast.IfExp):
        yield "branch dropped", lambda: setattr(node, "test", ast.Constant(False))
        yield "branch always", lambda: setattr(node, "test", ast.Constant(True))
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield f"{node.value} to {not node.value}", lambda: setattr(node, "value", not node.value)
        elif isinstance(node.value, int | float):
            yield f"{node.value} plus one", lambda: setattr(node, "value", node.value + 1)  # type: ignore[operator]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _NAMES:
        func = node.func
        yield f"{func.id} to {_NAMES[func.id]}", lambda: setattr(func, "id", _NAMES[func.id])
    elif isinstance(node, ast.Attribute) and node.attr in _NAMES and isinstance(node.ctx, ast.Load):
        yield f"{node.attr} to {_NAMES[node.attr]}", lambda: setattr(node, "attr", _NAMES[node.attr])
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield "not dropped", lambda: setattr(node, "op", ast.UAdd())


def _skipped(node: ast.AST) -> bool:
    """What is not looked into: words for people, annotations' blocks, how fields may be written."""
    if isinstance(node, ast.FunctionDef):
        return node.name in _WORDS or any(part in node.name for part in _TEXT)
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name | ast.UnaryOp):
        return "TYPE_CHECKING" in ast.dump(node.test)
    if isinstance(node, ast.keyword):
        return node.arg in _WRITTEN
    return isinstance(node, ast.Raise | ast.Import | ast.ImportFrom | ast.JoinedStr)


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "bases", "type_params"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _skipped(child):
                yield child
                yield from _walk(child)


def _all_changes(tree: ast.AST) -> Iterator[tuple[ast.AST, str, Change]]:
    for node in _walk(tree):
        for what, change in _changes(node):
            yield node, what, change


def mutants_of(module: str, path: Path) -> list[Mutant]:
    """Every fault that can be put into a module."""
    tree = ast.parse(path.read_text())
    return [
        Mutant(module, path, place, getattr(node, "lineno", 0), what)
        for place, (node, what, _) in enumerate(_all_changes(tree))
    ]


def source_of(mutant: Mutant) -> ast.Module:
    """The module with its fault."""
    tree = copy.deepcopy(ast.parse(mutant.path.read_text()))
    for place, (_, _, change) in enumerate(_all_changes(tree)):
        if place == mutant.place:
            change()
            break
    return ast.fix_missing_locations(tree)
