"""``published``: public files about practices and places."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from openpcn.cli import django_setup
from openpcn.cli.faults import Fault
from openpcn.cli.progress import Steps, results
from openpcn.record import reference
from openpcn.record.home import home

app = typer.Typer(help="Public files about practices and places.", no_args_is_help=True)


@app.command()
def load(
    paths: Annotated[list[Path], typer.Argument(help="Public files, or folders of them")],
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day they are about, where neither file nor name says"),
    ] = None,
    edition: Annotated[
        str, typer.Option(help="Deprivation index for a national postcode file")
    ] = reference.EDITIONS[0],
) -> None:
    """Load list sizes, weighted populations, deprivation, workforce, appointments, indicators, postcodes."""
    if missing := [str(path) for path in paths if not path.exists()]:
        raise Fault(f"{missing[0]}: no such file or folder")
    django_setup.migrate()
    from openpcn.work import access

    steps = Steps(1)
    with steps.step("Reading public files"):
        told = access.load_published(
            paths, as_of=as_of.date() if as_of else None, edition=edition, by=access.command_line()
        )
    for line in told.lines:
        results.print(line)
    for fault in told.faults:
        results.print(f"not loaded: {fault}")
    if told.faults:
        raise typer.Exit(3 if told.lines else 1)


@app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """What is loaded: dataset, edition, day, places, file."""
    held = reference.editions(home())
    if as_json:
        rows = [{**each.__dict__, "as_of": each.as_of.isoformat(), "path": each.path.name} for each in held]
        json.dump(rows, sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    for each in held:
        results.print(f"{each.title}, {each.edition} ({each.places:,} places): {each.file}")
    if not held:
        results.print("Nothing is loaded yet: ./openpcn published load FILE...")


@app.command()
def kinds() -> None:
    """The files that are recognised, with the headers each must have."""
    for dataset in reference.DATASETS:
        unread = "" if dataset.confirmed else " (headers not seen in a real file yet)"
        results.print(f"{dataset.title}{unread}: {', '.join(sorted(dataset.needs))}")
