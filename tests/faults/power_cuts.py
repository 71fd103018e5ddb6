"""Records two real nights of an empty site, works out what power cuts could leave, and recovers from each.

    power_cuts.py FOLDER [deep|record]    prints one JSON object

deep: recovers at every version of the database. record: only says what was synced and renamed, in order.

Run as a program (it forks). The operations are seen through the hooks of ``store.durable``, through
``Path.rename`` and by looking at the folder before each of them; the database is copied whenever its files
change, SQLite with synchronous=FULL being trusted to keep what it committed.
"""

from __future__ import annotations

import json
import pickle
import re
import shutil
import sys
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "work" / "night")]
from killing import call_command, choose_fictional_network, in_child, look, take  # noqa: E402

from faults.crash_states import ROOT, Operation, State, Tree, bad, seen, states, without  # noqa: E402
from openpcn.record.store import durable  # noqa: E402
from openpcn.work import submissions  # noqa: E402
from small_practice import SmallPractice  # noqa: E402

DATABASE = "openpcn.sqlite3"
_IDS = re.compile(r"[A-Z0-9-]*[0-9]{4}-?[0-9]{2}-?[0-9]{2}[T0-9]*-[0-9a-f]{8}|(?<=identity.key.)[0-9a-f]{8}")
PRACTICES = ("Z99001", "Z99002")


class Recorder:
    """Sees what becomes of a site's record, operation by operation."""

    def __init__(self, home: Path, copies: Path) -> None:
        self.home, self.copies = home, copies
        self.operations: list[Operation] = []
        self.needed: dict[int, Tree] = {}
        self._known: dict[Path, tuple[int, bool, tuple[int, int, int]]] = {}
        self._nodes = 0
        self._database: Any = None
        self._versions = 0

    def __enter__(self) -> Recorder:
        self._rename, self._fsync, self._hook = Path.rename, durable.fsync, durable.hook
        recorder = self

        def rename(path: Path, target: Path) -> Path:
            recorder.look()
            answer = recorder._rename(path, target)
            recorder.renamed(path, Path(target))
            return answer

        def fsync(descriptor: int) -> None:
            recorder.look()
            recorder._fsync(descriptor)
            path = Path(f"/proc/self/fd/{descriptor}").readlink()
            if path in recorder._known or path == recorder.home:
                recorder.operations.append(
                    Operation("sync", recorder._node(path), name=recorder._short(path))
                )

        def hook(name: str) -> None:
            recorder.look()
            recorder.operations.append(Operation("step", name=name))

        self.look()
        Path.rename, durable.fsync, durable.hook = rename, fsync, hook  # type: ignore[method-assign,assignment]
        return self

    def __exit__(self, *_: object) -> None:
        self.look()
        Path.rename, durable.fsync, durable.hook = self._rename, self._fsync, self._hook  # type: ignore[method-assign]

    def _short(self, path: Path) -> str:
        return str(path.relative_to(self.home)) if path != self.home else "."

    def _node(self, path: Path) -> int:
        return ROOT if path == self.home else self._known[path][0]

    def _watched(self) -> list[Path]:
        """The record and the key; not the log, the database, or what a submission is unpacked into."""
        held: list[Path] = []
        for top in (self.home / "record", *sorted(self.home.glob("identity.key*"))):
            if top.exists():
                held += [top, *sorted(top.rglob("*"))]
        working = self.home / "record" / "working"
        return [
            path
            for path in held
            if path.name != "writer.lock"
            and not any(
                each.parent == working and each.name.startswith("take-") for each in (path, *path.parents)
            )
        ]

    def look(self) -> None:
        """Write down what has changed since the last look: names and bytes, and the database."""
        now: dict[Path, tuple[int, bool, tuple[int, int, int]]] = {}
        same = {print_of: node for node, is_folder, print_of in self._known.values() if not is_folder}
        for path in self._watched():
            try:
                found = path.stat()
            except FileNotFoundError:
                continue
            print_of = (found.st_ino, found.st_size, found.st_mtime_ns)
            known = self._known.get(path)
            if known is None:
                node = same.get(print_of, 0)  # another name of a file that is known, or was a moment ago
                if not node:
                    self._nodes += 1
                    node = self._nodes
                now[path] = (node, path.is_dir(), print_of)
                self.operations.append(
                    Operation("link", node, self._parent(path, now), path.name, is_folder=path.is_dir())
                )
                if not path.is_dir() and node == self._nodes:
                    self.operations.append(
                        Operation("write", node, name=path.name, content=path.read_bytes())
                    )
                same[print_of] = node
            else:
                now[path] = (known[0], known[1], print_of)
                if not known[1] and known[2] != print_of:
                    self.operations.append(
                        Operation("write", known[0], name=path.name, content=path.read_bytes())
                    )
        for path, (node, is_folder, _) in self._known.items():
            if path not in now and path.parent in (*now, self.home):
                folder = self._parent(path, now)
                self.operations.append(Operation("unlink", node, folder, path.name, is_folder=is_folder))
        self._known = now
        self._look_at_database()

    def _parent(self, path: Path, now: dict[Path, Any]) -> int:
        return ROOT if path.parent == self.home else now[path.parent][0]

    def renamed(self, path: Path, target: Path) -> None:
        if path not in self._known:
            return
        node, is_folder, print_of = self._known.pop(path)
        self.operations.append(
            Operation(
                "rename",
                node,
                self._node(path.parent),
                path.name,
                self._node(target.parent),
                target.name,
                is_folder,
            )
        )
        self._known[target] = (node, is_folder, print_of)
        for below in [each for each in self._known if path in each.parents]:
            self._known[target / below.relative_to(path)] = self._known.pop(below)

    def _look_at_database(self) -> None:
        files = [self.home / f"{DATABASE}{ending}" for ending in ("", "-wal")]
        found = [(f.stat().st_size, f.stat().st_mtime_ns) for f in files if f.exists()]
        if found == self._database:
            return
        self._database = found
        self._versions += 1
        copy = self.copies / str(self._versions)
        copy.mkdir(parents=True)
        for file in files:
            if file.exists():
                shutil.copy(file, copy / file.name)
        self.operations.append(Operation("database", name="database", version=self._versions))
        self.needed[self._versions] = self._needed_now()

    def _needed_now(self) -> Tree:
        """The files of the snapshot that the database names live, as another reader of it sees."""
        import sqlite3

        copy = self.copies / str(self._versions)
        reading = self.copies / "reading"
        shutil.rmtree(reading, ignore_errors=True)
        shutil.copytree(copy, reading)
        connection = sqlite3.connect(reading / DATABASE)
        try:
            row = connection.execute("SELECT snapshot_id FROM people_livesnapshot").fetchone()
        except sqlite3.OperationalError:
            row = None
        finally:
            connection.close()
        if row is None:
            return {}
        snapshot = self.home / "record" / "snapshots" / row[0]
        parts = json.loads((snapshot / "manifest.json").read_text())["parts"].values()
        folders = [snapshot, *(self.home / "record" / "parts" / part for part in parts)]
        needed: Tree = {"identity.key": (self.home / "identity.key").read_bytes()}
        for folder in folders:
            for path in (folder, *folder.rglob("*")):
                needed[self._short(path)] = None if path.is_dir() else path.read_bytes()
        return needed


def record(home: Path, nights: list[Path], copies: Path) -> None:
    """In a process of its own: two nights from an empty record, written down."""
    recorder = Recorder(home, copies)
    with recorder:
        for folder in nights:
            take(folder)()
    held = {"operations": recorder.operations, "needed": recorder.needed, "view": view()}
    (copies / "tape").write_bytes(pickle.dumps(held))


def view() -> dict[str, Any]:
    found = look()
    keys = (
        "content",
        "as_at",
        "needs",
        "counts",
        "accepted",
        "went_live",
        "whole",
        "people_agree",
        "row_is_live",
    )
    return {key: found[key] for key in keys}


def recover() -> dict[str, Any]:
    """Start up as a night does, and look at what is live as a reader does."""
    from openpcn.work.night import tidying
    from openpcn.work.worklists.settle import settle

    live = submissions.live_snapshot_id()
    tidying.abandon_candidates()
    settle()
    tidying.prune()
    tidying.sweep(submissions.live.store())
    return {"live": live, **(view() if live else {})}


def materialise(state: State, copies: Path, home: Path) -> None:
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    for path, held in state.tree.items():
        if held is None:
            (home / path).mkdir(parents=True, exist_ok=True)
        else:
            (home / path).parent.mkdir(parents=True, exist_ok=True)
            (home / path).write_bytes(held)
    for file in (copies / str(state.version)).iterdir():
        shutil.copy(file, home / file.name)


def submissions_of(base: Path, practices_sent: int) -> list[Path]:
    nights = []
    sent = PRACTICES[:practices_sent]
    practices = [SmallPractice(ods, 1_000 * n) for n, ods in enumerate(sent, start=1)]
    for practice in practices:
        for _ in range(3):
            practice.says(practice.person(), "frailty_severe", "2024-03-02")
    for number, day in enumerate(("2026-02-08", "2026-02-09")):
        for practice in practices:
            practice.says(f"{practice.ods}-000{number}", "structured_medication_review", day)
            practice.write(base / f"night-{number}" / practice.ods, day)
        nights.append(base / f"night-{number}")
    return nights


def recovered(base: Path, copies: Path, found: list[State]) -> tuple[list[str], int]:
    """What the product makes of every state; what is not whole, and how many different records were seen."""
    views: set[str] = set()
    unlike: list[str] = []
    for state in found:
        materialise(state, copies, base / "after")
        try:
            answer = in_child(base / "after", recover)
        except RuntimeError as fault:
            unlike.append(f"after operation {state.after}, {state.how}: {fault}")
            continue
        views.add(json.dumps({k: v for k, v in answer.items() if k != "live"}, sort_keys=True))
        if not all(answer.get(key, True) for key in ("whole", "people_agree", "row_is_live")):
            unlike.append(f"after operation {state.after}, {state.how}: {answer}")
    return unlike, len(views)


def main(folder: str, how: str = "") -> None:
    base, deep = Path(folder), how == "deep"
    # a second practice writes no file that the first does not: two only where there is time
    nights, home, copies = submissions_of(base, 2 if deep else 1), base / "home", base / "copies"
    home.mkdir()
    in_child(home, lambda: call_command("migrate", verbosity=0, skip_checks=True))
    in_child(home, lambda: choose_fictional_network(*PRACTICES))
    in_child(home, lambda: record(home, nights, copies))
    held = pickle.loads((copies / "tape").read_bytes())  # noqa: S301 - written a moment ago by our own child
    operations, needed = held["operations"], held["needed"]
    order = [str(each) for each in operations if each.kind in ("sync", "rename")]
    if how == "record":
        print(json.dumps({"order": order}))  # noqa: T201
        return
    faults, different, number = [], {}, 0
    for state in states(operations):
        number += 1
        faults += [fault] if (fault := bad(state, needed)) else []
        live = needed[state.version].keys()
        different.setdefault((seen(state), state.version if deep else tuple(live)), state)
    unlike, views = recovered(base, copies, list(different.values()))
    syncs = [n for n, operation in enumerate(operations) if operation.kind == "sync"]
    commits = [n for n, each in enumerate(operations, start=1) if each.kind == "database"]
    teeth: dict[str, bool] = {}
    for position in syncs:  # the same file of every part and night is one act of the program
        act = _IDS.sub("*", operations[position].name)
        if not teeth.get(act):
            left = states(without(operations, position), {*commits, len(operations)})
            teeth[act] = any(bad(state, needed) for state in left)
    answer = {
        "operations": len(operations), "states": number, "different": len(different), "bad": faults,
        "unlike": unlike, "views": views, "last": held["view"], "syncs": len(syncs),
        "acts": len(teeth), "toothless": sorted(act for act, has in teeth.items() if not has),
    }  # fmt: skip
    print(json.dumps(answer))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
