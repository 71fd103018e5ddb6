"""Files that survive a kill and a power cut: write, fsync file and directory, rename, fsync the parent.

Every durable act passes through here and calls :func:`step` by name, so that a test can stop the process
at each of them (``OPENPCN_CRASH_AT=<step>`` makes the process kill itself there). Errors of the
operating system are never caught here: no commit without every fsync.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path


def _crash_where_told(name: str) -> None:
    if os.environ.get("OPENPCN_CRASH_AT") == name:
        os.kill(os.getpid(), signal.SIGKILL)


hook: Callable[[str], None] = _crash_where_told  # tests replace it
fsync: Callable[[int], None] = os.fsync  # tests replace it with one that fails


def step(name: str) -> None:
    """An instant at which the process may be killed. Names are stable: tests list them."""
    hook(name)


def sync_file(path: Path) -> None:
    """The file's contents are on the disk when this returns."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_directory(path: Path) -> None:
    """The names in the directory are on the disk when this returns."""
    sync_file(path)


def sync_tree(root: Path) -> None:
    """Every file under ``root``, then every directory, innermost first, then ``root``."""
    directories = [root]
    for path in sorted(root.rglob("*")):
        if path.is_dir():
            directories.append(path)
        else:
            sync_file(path)
    for path in reversed(directories):
        sync_directory(path)


def publish(working: Path, final: Path, what: str) -> None:
    """Make a finished working directory appear under its final name, whole or not at all.

    Steps: ``<what>.written``, ``<what>.synced``, ``<what>.renamed``, ``<what>.published``.
    """
    step(f"{what}.written")
    sync_tree(working)
    step(f"{what}.synced")
    working.rename(final)
    step(f"{what}.renamed")
    sync_directory(final.parent)
    step(f"{what}.published")
