"""``bench``: how fast, as ratios within one run, answers compared before any figure is given."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from openpcn.cli.progress import Steps, console

DEMONSTRATION = Path(__file__).resolve().parents[4] / "var" / "demo"


def register(app: typer.Typer) -> None:
    app.command()(bench)


def bench(
    people: Annotated[int, typer.Option(help="People of the large record")] = 50_000,
    events: Annotated[int, typer.Option(help="Coded entries a person, on average")] = 100,
    intake_people: Annotated[int, typer.Option(help="People of the network that intake is timed on")] = 6_000,
    pages: Annotated[bool, typer.Option(help="Time the pages of the demonstration in OPENPCN_HOME")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON")] = False,
) -> None:
    """Measure evaluation, explanation and intake beside DuckDB, in one run."""
    from openpcn.cli.bench import pages as site
    from openpcn.cli.bench import running

    steps = Steps(2 + pages)
    with tempfile.TemporaryDirectory(prefix="openpcn-bench-") as folder:
        with steps.step(f"Evaluating {people:,} people with {events} entries each"):
            figures = running.run(Path(folder) / "large", people, events)
        with steps.step(f"Taking in the extracts of {intake_people:,} people"):
            figures |= running.intake(Path(folder) / "small", intake_people)
    if pages:
        os.environ.setdefault("OPENPCN_HOME", str(DEMONSTRATION))
        with steps.step("Visiting the demonstration: eight people, one page a second each"):
            figures |= site.run()
    if as_json:
        json.dump(figures, sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    for name, value in figures.items():
        console.print(f"{name.replace('_', ' ')}: {value}", markup=False)
