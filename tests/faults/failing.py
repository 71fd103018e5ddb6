"""Nights in which the disk says no: at the n-th act, beyond a size, or when it is full.

    failing.py FOLDER WHAT...

    act:KIND:HOW_MANY    one fsync, write, rename, link or mkdir of the night fails: the first, the last, and
                         others evenly between; HOW_MANY: so many nights, or all
    size:FACTOR:WHERE    no file may grow beyond a limit, which grows; WHERE: all, or record, without the
                         database
    disk                 a disk with little room left, then a little more (a tmpfs: needs root)

Prints one JSON line per night, the first of one in which nothing fails: it counts the acts. What DuckDB and
Arrow write cannot be counted from Python: the limit on the size of a file (RLIMIT_FSIZE) is what makes their
writes fail, at every size.
"""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "work" / "night")]
from killing import copied, dropped, in_child, look, prepare, take  # noqa: E402

from openpcn.cli.faults import sentence  # noqa: E402
from openpcn.record.store import durable  # noqa: E402

ERRORS = (errno.ENOSPC, errno.EIO)
ACTS = ("fsync", "write", "rename", "link", "mkdir")

Made = dict[str, int]  # acts of each kind that a night makes


class NthFails:
    """Counts one kind of act, and lets the n-th fail; of 0 none does."""

    def __init__(self, kind: str, nth: int) -> None:
        self.kind, self.nth, self.done = kind, nth, 0

    def _may(self, *_: object) -> None:
        self.done += 1
        if self.done == self.nth:
            number = ERRORS[self.nth % 2]
            raise OSError(number, os.strerror(number))

    def _around(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def act(*arguments: Any, **named: Any) -> Any:
            self._may()
            return real(*arguments, **named)

        return act

    def install(self) -> None:
        """In a child that is about to end; nothing is put back."""
        match self.kind:
            case "fsync":
                durable.fsync = self._around(os.fsync)
                os.fsync = self._around(os.fsync)  # the audit trail's and the keys' own
            case "write":
                os.write = self._around(os.write)
                Path.write_text = self._around(Path.write_text)  # type: ignore[method-assign]
                Path.write_bytes = self._around(Path.write_bytes)  # type: ignore[method-assign]
            case "rename":
                Path.rename = self._around(Path.rename)  # type: ignore[method-assign]
                os.replace = self._around(os.replace)
            case "link":
                os.link = self._around(os.link)
            case "mkdir":
                Path.mkdir = self._around(Path.mkdir)  # type: ignore[method-assign]


def attempt(folder: Path, before: Callable[[], object]) -> Callable[[], Any]:
    """A night that may fail: whether it was acknowledged, and what its command would say."""

    def work() -> Any:
        before()
        try:
            told = take(folder)()
        except BaseException as fault:
            said = sentence(fault, [str(folder)])
            return {"acknowledged": False, "said": said, "kind": f"{type(fault).__name__}: {fault}"}
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        return {"acknowledged": told["taken"], "said": "", "kind": ""}

    return work


def _limited(size: int, where: str) -> Callable[[], None]:
    """A limit on every file, or only while the record's files are written."""

    def limit(size: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def hook(name: str) -> None:
        if name in ("take.begun", "snapshot.begun"):
            limit(size)
        elif name in ("part.published", "snapshot.published"):
            limit(resource.RLIM_INFINITY)

    def act() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the write fails instead of the process
        if where == "all":
            limit(size)
        else:
            durable.hook = hook

    return act


def one(base: Path, name: str, night: Path, before: Callable[[], object]) -> dict[str, Any]:
    """Fail, look, run again, look."""
    home = copied(base, name)
    told = in_child(home, attempt(night, before))
    found = in_child(home, look)
    again = in_child(home, take(night))
    after = in_child(home, look)
    dropped(home)
    return {"name": name, **told, "found": found, "again": again, "after": after}


def on_small_disk(base: Path, name: str, night: Path, room: int) -> dict[str, Any]:
    """The same on a disk of its own that has ``room`` bytes left."""
    home = base / name
    home.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(home)], check=True)
    try:
        shutil.copytree(base / "home", home, dirs_exist_ok=True)
        left = os.statvfs(home)
        with (home / "other people's files").open("wb") as filler:
            os.posix_fallocate(filler.fileno(), 0, max(left.f_bavail * left.f_frsize - room, 1))
        told = in_child(home, attempt(night, lambda: None))
        found = in_child(home, look)  # still full: the old record must be readable
        (home / "other people's files").unlink()
        again = in_child(home, take(night))
        after = in_child(home, look)
    finally:
        subprocess.run(["umount", str(home)], check=True)
        home.rmdir()
    return {"name": name, **told, "found": found, "again": again, "after": after}


def counted(night: Path) -> Callable[[], Made]:
    """A night in which nothing fails: how many acts of each kind it makes."""

    def work() -> Made:
        counters = [NthFails(kind, 0) for kind in ACTS]
        for counter in counters:
            counter.install()
        take(night)()
        return {counter.kind: counter.done for counter in counters}

    return work


def spread(last: int, how_many: str) -> list[int]:
    """Numbers from 1 to ``last``: both, and others evenly between."""
    n = last if how_many == "all" else min(int(how_many), last)
    return [1 + each * (last - 1) // max(n - 1, 1) for each in range(n)]


def acts(base: Path, night: Path, made: Made, kind: str, how_many: str) -> Iterator[dict[str, Any]]:
    for n in spread(made[kind], how_many):
        yield one(base, f"{kind}-{n}", night, NthFails(kind, n).install)


def sizes(base: Path, night: Path, _: Made, factor: str, where: str) -> Iterator[dict[str, Any]]:
    """Until there is room enough."""
    size, enough = 1, False
    while not enough:
        result = one(base, f"{where}-{size}", night, _limited(size, where))
        yield result
        size, enough = int(size * float(factor)) + 512, result["acknowledged"]


def disks(base: Path, night: Path, _: Made) -> Iterator[dict[str, Any]]:
    """Until there is room enough."""
    room, enough = 0, False
    while not enough:
        result = on_small_disk(base, f"disk-{room}", night, room)
        yield result
        room, enough = int(room * 1.6) + 65_536, result["acknowledged"]


SERIES = {"act": acts, "size": sizes, "disk": disks}


def main(folder: str, *asked: str) -> None:
    base = Path(folder)
    nights = prepare(base)
    home = copied(base, "whole")
    old = in_child(home, look)
    made = in_child(home, counted(nights[2]))
    _say({"name": "whole", "old": old, "new": in_child(home, look), "acts": made})
    dropped(home)
    for what in asked:
        series, *rest = what.split(":")
        for result in SERIES[series](base, nights[2], made, *rest):
            _say({"series": what, **result})
    dropped(base / "home")


def _say(result: dict[str, Any]) -> None:
    print(json.dumps(result), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
