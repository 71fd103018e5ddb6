"""Runs one of the programs of this package: a process of its own, that may fork, die and fill its disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def run(
    program: str, folder: Path, *arguments: str, before: tuple[str, ...] = (), timeout: int = 3_000
) -> str:
    """What it printed. ``before``: a command that runs it, such as strace with its options."""
    environment = {k: v for k, v in os.environ.items() if k not in ("OPENPCN_HOME", "DATABASE_URL")}
    environment |= {
        "OPENPCN_HOME": str(folder / "unused"),
        "OPENPCN_NOW": "2026-02-10T03:00",
        "PYTHONPATH": str(HERE.parents[1] / "src"),
    }
    done = subprocess.run(
        [*before, sys.executable, str(HERE / program), str(folder), *arguments],
        env=environment, capture_output=True, text=True, timeout=timeout, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3_000:]
    return done.stdout
