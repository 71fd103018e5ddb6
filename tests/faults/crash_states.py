"""What a power cut can leave, worked out from the file operations of a real night.

The model is POSIX's least promise: a file's bytes are safe once the file was synced, a name (created, removed
or renamed) once its directory was. Until then bytes may be lost, torn or whole, and a name there or not.

A state is bad when the live row names a snapshot of which anything is missing or not whole. That is a
conjunction over the files needed, so that one deviation at a time finds every way to be bad: if any mixture
of lost and kept is bad, the lost piece that makes it so is bad by itself. Each crash point is therefore tried
with everything kept, everything pending dropped, and each pending thing alone lost, torn or dropped.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field, replace

WHOLE, TORN, LOST = "whole", "torn", "lost"


@dataclass(frozen=True)
class Operation:
    """One operation as it was seen.

    kind: link (a name for a node), unlink, rename, write (a node's bytes from now), sync (a file's bytes or a
    directory's names), database (``version`` is what the database holds from now on), step (its name).
    """

    kind: str
    node: int = 0
    folder: int = 0
    name: str = ""
    to_folder: int = -1
    to_name: str = ""
    is_folder: bool = False
    content: bytes = b""
    version: int = 0

    def __str__(self) -> str:
        return f"{self.kind} {self.name or self.node}{' -> ' + self.to_name if self.to_name else ''}"


ROOT = 0
Tree = dict[str, bytes | None]  # path -> bytes, None for a folder


@dataclass
class Disk:
    """What is certainly on the disk, and what is only on its way.

    names: folder -> name -> node. pending: name operations whose folder is not synced yet, in order.
    bytes_of: what was written; safe: what was synced of it.
    """

    names: dict[int, dict[str, int]] = field(default_factory=lambda: {ROOT: {}})
    pending: list[Operation] = field(default_factory=list)
    bytes_of: dict[int, bytes] = field(default_factory=dict)
    safe: dict[int, bytes] = field(default_factory=dict)
    folders: set[int] = field(default_factory=lambda: {ROOT})
    version: int = 0

    def apply(self, operation: Operation) -> None:
        if operation.kind in ("link", "unlink", "rename"):
            if operation.is_folder:
                self.folders.add(operation.node)
            self.pending.append(operation)
        elif operation.kind == "write":
            self.bytes_of[operation.node] = operation.content
        elif operation.kind == "database":
            self.version = operation.version
        elif operation.kind == "sync" and operation.node in self.folders:
            mine = [each for each in self.pending if operation.node in (each.folder, each.to_folder)]
            for each in mine:  # the names it holds are on the disk, and so is a rename into it
                if each.kind != "rename" or each.to_folder == operation.node:
                    _name(self.names, each)
                    self.pending.remove(each)
        elif operation.kind == "sync":
            self.safe[operation.node] = self.bytes_of.get(operation.node, b"")

    def unsafe(self) -> list[int]:
        """Files whose bytes are not all synced."""
        return [node for node, held in self.bytes_of.items() if self.safe.get(node) != held]


def _name(names: dict[int, dict[str, int]], operation: Operation) -> None:
    if operation.kind == "link":
        names.setdefault(operation.folder, {})[operation.name] = operation.node
    elif operation.kind == "unlink":
        names.setdefault(operation.folder, {}).pop(operation.name, None)
    else:
        names.setdefault(operation.folder, {}).pop(operation.name, None)
        names.setdefault(operation.to_folder, {})[operation.to_name] = operation.node


@dataclass(frozen=True)
class State:
    """One state a power cut could leave: where it came from, the tree, and the database's version."""

    after: int  # operations done
    how: str
    tree: Tree
    version: int


def states(operations: list[Operation], at: Container[int] | None = None) -> Iterator[State]:
    """Every state after every operation (``at``: after these alone), one deviation at a time.

    A new name or new bytes only add to what is pending: what they could leave is tried after the next sync,
    rename or commit.
    """
    disk = Disk()
    for number, operation in enumerate(operations, start=1):
        disk.apply(operation)
        if number in at if at is not None else operation.kind in ("sync", "rename", "database", "unlink"):
            yield from _of(disk, number)


def _of(disk: Disk, number: int) -> Iterator[State]:
    unsafe = disk.unsafe()
    yield _state(disk, number, "all kept", set(), {})
    yield _state(disk, number, "all dropped", set(range(len(disk.pending))), dict.fromkeys(unsafe, LOST))
    for position, operation in enumerate(disk.pending):
        yield _state(disk, number, f"dropped: {operation}", {position}, {})
    for node in unsafe:
        for fate in (TORN, LOST):
            yield _state(disk, number, f"{fate}: {node}", set(), {node: fate})


def _state(disk: Disk, number: int, how: str, dropped: set[int], fate: dict[int, str]) -> State:
    names = {folder: dict(held) for folder, held in disk.names.items()}
    for position, operation in enumerate(disk.pending):
        if position not in dropped:
            _name(names, operation)
    tree: Tree = {}
    _walk(disk, names, ROOT, "", fate, tree)
    return State(number, how, tree, disk.version)


def _walk(
    disk: Disk, names: dict[int, dict[str, int]], folder: int, path: str, fate: dict[int, str], tree: Tree
) -> None:
    for name, node in names.get(folder, {}).items():
        here = f"{path}/{name}" if path else name
        if node in disk.folders:
            tree[here] = None
            _walk(disk, names, node, here, fate, tree)
            continue
        held = disk.bytes_of.get(node, b"")
        match fate.get(node, WHOLE):
            case "torn":
                held = held[: len(held) // 2]
            case "lost":
                held = disk.safe.get(node, b"")
        tree[here] = held


def seen(state: State) -> tuple[tuple[str, bytes | None], ...]:
    """What a start-up can tell states apart by: what is being worked on is removed unread."""
    return tuple(sorted((p, b) for p, b in state.tree.items() if not p.startswith("record/working/")))


def bad(state: State, needed: dict[int, Tree]) -> str:
    """What the live row of this state needs and the disk has not, or not whole; empty: nothing.

    needed: version of the database -> the files and folders its live snapshot is made of, with their bytes.
    """
    for path, held in needed.get(state.version, {}).items():
        if path not in state.tree:
            return f"after operation {state.after}, {state.how}: {path} is not there"
        if state.tree[path] != held:
            return f"after operation {state.after}, {state.how}: {path} is not whole"
    return ""


def without(operations: list[Operation], position: int) -> list[Operation]:
    """The same night with one operation left out: a step in its place, so that numbers stay."""
    left = list(operations)
    left[position] = replace(left[position], kind="step", name=f"no {operations[position]}")
    return left
