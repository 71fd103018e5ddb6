"""``network``: the public directory of practices and Primary Care Networks."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from openpcn.cli import django_setup
from openpcn.cli.faults import Fault
from openpcn.cli.progress import Steps, results

app = typer.Typer(help="The directory of practices and networks.", no_args_is_help=True)


@app.callback()
def _directory() -> None:
    """The directory of practices and networks."""


@app.command("import")
def import_(
    paths: Annotated[list[Path], typer.Argument(help="Public ODS files, or folders of them")],
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Read the public files: PCN workbook or core-partner report, practices, list sizes."""
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise Fault(f"{missing[0]}: no such file or folder")
    django_setup.migrate()
    from openpcn.work import access

    steps = Steps(1)
    with steps.step("Reading the directory"):
        report = access.load_directory(paths, by=access.command_line())
    if as_json:
        json.dump(report.as_json(), sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    for line in report.lines():
        results.print(line)
