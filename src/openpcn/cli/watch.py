"""``watch``: take in extracts as they are delivered into a folder."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from openpcn.cli import django_setup
from openpcn.cli.faults import Fault, sentence
from openpcn.cli.night import PARTLY
from openpcn.cli.progress import console, results

QUIET = 5.0  # seconds between the two looks of --once


def register(app: typer.Typer) -> None:
    app.command()(watch)


def watch(
    path: Annotated[Path, typer.Argument(help="The folder that extracts are delivered into")],
    once: Annotated[bool, typer.Option(help="Take what is complete now, then stop")] = False,
    every: Annotated[float, typer.Option(help="Seconds between looks", min=1)] = 60,
) -> None:
    """Take in each extract that is delivered whole, and write its receipt beside it.

    With --once, exit status as of ingest: 0 everything was taken or nothing was there, 3 some were refused or
    held, 1 all were.
    """
    if not path.is_dir():
        raise Fault(f"{path}: not a folder. Name the folder that extracts are delivered into")
    django_setup.migrate()
    from openpcn.work.night.watching import Watcher, alone

    watcher = Watcher(path)
    with alone():
        if once:
            watcher.look()
            time.sleep(min(every, QUIET))
            found = watcher.look()
            _say(found.said)
            if found.refused:
                raise typer.Exit(PARTLY if found.taken else 1)
            return
        console.print(f"Watching {path} every {every:g} seconds. Stop with Ctrl+C")
        while True:
            try:
                _say(watcher.look().said)
            except Exception as fault:
                words = sentence(fault)
                if words is None:
                    raise
                console.print(f"Nothing was taken: {words}. Trying again in {every:g} seconds")
            time.sleep(every)


def _say(lines: list[str]) -> None:
    for line in lines:
        results.print(line)
    sys.stdout.flush()
