"""``bench``: how fast, as ratios within one run, answers compared before any figure is given."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from openpcn.cli.faults import Fault
from openpcn.cli.progress import Steps, console

DEMONSTRATION = Path(__file__).resolve().parents[4] / "var" / "demo"


def register(app: typer.Typer) -> None:
    app.command()(bench)


def bench(
    people: Annotated[int, typer.Option(help="People of the large record")] = 50_000,
    events: Annotated[int, typer.Option(help="Coded entries a person, on average")] = 500,
    issues: Annotated[int, typer.Option(help="Issues of medicines a person, on average")] = 200,
    intake_people: Annotated[int, typer.Option(help="People of the network that intake is timed on")] = 6_000,
    pages: Annotated[bool, typer.Option(help="Time the pages of the demonstration in OPENPCN_HOME")] = False,
    intake: Annotated[
        bool, typer.Option("--intake", help="Only time taking in extracts and a delta night, beside DuckDB")
    ] = False,
    rows: Annotated[int, typer.Option(min=50_000, help="With --intake: rows of the first night")] = 500_000,
    growth: Annotated[bool, typer.Option("--growth", help="With --intake: four times the rows too")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON")] = False,
) -> None:
    """Measure evaluation, explanation and intake beside DuckDB, in one run.

    With --intake --rows 5000000 about 2 GB of CSV in both suppliers' shapes are written, read by DuckDB as
    text and taken in; then the delta of a day is taken from its folders to the live list.
    """
    from openpcn.cli.bench import large, observations, running, taking_in
    from openpcn.cli.bench import pages as site

    if intake:
        steps = Steps(2)
        with tempfile.TemporaryDirectory(prefix="openpcn-bench-") as folder:
            what = f"Taking in {rows:,} rows and a day's delta" + ", then four times as many" * growth
            with steps.step(what):
                figures = taking_in.run(Path(folder), rows, growth=growth)
            with steps.step("Laying out FHIR observations"):
                figures |= observations.run(Path(folder) / "fhir")
        _show(figures, as_json)
        return
    steps = Steps(2 + pages)
    with tempfile.TemporaryDirectory(prefix="openpcn-bench-") as folder:
        with steps.step(f"Evaluating {people:,} people with {events} entries and {issues} issues each"):
            figures = running.run(Path(folder) / "large", large.Size(people, events, issues))
        with steps.step(f"Taking in the extracts of {intake_people:,} people"):
            figures |= running.intake(Path(folder) / "small", intake_people)
    if pages:
        os.environ.setdefault("OPENPCN_HOME", str(DEMONSTRATION))
        with steps.step("Visiting the demonstration: eight people, one page a second each"):
            figures |= site.run()
    _show(figures, as_json)
    if figures["answers_that_differ"]:
        raise Fault("answers differ, so the figures say nothing: see 'answers that differ' above")


def _show(figures: dict[str, Any], as_json: bool) -> None:
    if as_json:
        json.dump(figures, sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    for name, value in figures.items():
        console.print(f"{name.replace('_', ' ')}: {value}", markup=False)
