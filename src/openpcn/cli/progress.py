"""Progress and hints on standard error, results on standard output.

Numbered steps with elapsed time, bars where the length is known. Long lines are left to the terminal.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

console = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)
results = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)

Tick = Callable[[str, int, int], None]


class Steps:
    """Numbered steps of one command: ``[2/5] Taking in the first night ... 14.2 s``."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.started = time.monotonic()

    @contextmanager
    def step(self, what: str) -> Iterator[Tick]:
        """One step; the yielded function shows (what, done, total) as a bar."""
        self.done += 1
        label = f"[{self.done}/{self.total}] {what}"
        began = time.monotonic()
        if not sys.stderr.isatty():
            console.print(f"{label} ...")
            yield lambda *_: None
        else:
            columns = (
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                TimeElapsedColumn(),
            )
            with Progress(*columns, console=console, transient=True) as bar:
                task = bar.add_task(label, total=None)

                def tick(detail: str, done: int, total: int) -> None:
                    bar.update(task, description=f"{label}: {detail}", completed=done, total=total)

                yield tick
        console.print(f"{label}: {time.monotonic() - began:.1f} s")

    @property
    def elapsed(self) -> float:
        """Seconds since the first step began."""
        return time.monotonic() - self.started
