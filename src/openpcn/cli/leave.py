"""``leave``: a practice's data handed to it, its leaving asked for or taken back, the certificate."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from openpcn.cli import django_setup
from openpcn.cli.faults import Fault
from openpcn.cli.progress import Steps, results

app = typer.Typer(help="A practice that leaves: export, leaving, certificate.", no_args_is_help=True)
Practice = Annotated[str, typer.Argument(help="ODS code")]


@app.command()
def export(practice: Practice, out: Annotated[Path, typer.Argument(help="File to write, .zip")]) -> None:
    """Write everything held of a practice into one archive."""
    if out.exists():
        raise Fault(f"{out}: is there already. Name another file")
    django_setup.migrate()
    from openpcn.work import access
    from openpcn.work.retention.exporting import export as write
    from openpcn.work.retention.exporting import path_of

    steps = Steps(1)
    with steps.step("Writing the archive"):
        row = write(practice, by=access.command_line())
        shutil.copyfile(path_of(row), out)
    results.print(f"{out}: {sum(row.rows.values()):,} rows, {row.bytes / 1e6:,.1f} MB, SHA-256 {row.sha256}")


@app.command()
def ask(practice: Practice, reason: Annotated[str, typer.Option(help="Why. Names nobody")] = "") -> None:
    """Leave with the next night: ./openpcn leave now carries it out at once."""
    django_setup.migrate()
    from openpcn.work import access
    from openpcn.work.retention.asking import ask_to_leave

    row = ask_to_leave(practice, reason, by=access.command_line())
    results.print(f"{practice} leaves with the next night. Held now: {row.held['people']:,} people")


@app.command("take-back")
def take_back_(practice: Practice) -> None:
    """Stay after all, while no night has carried it out."""
    django_setup.migrate()
    from openpcn.work import access
    from openpcn.work.retention.asking import take_back

    take_back(practice, by=access.command_line())
    results.print(f"{practice} stays")


@app.command()
def now() -> None:
    """Carry out what was asked: a night that takes nothing in."""
    django_setup.migrate()
    from openpcn.work import access, night

    steps = Steps(1)
    with steps.step("Going live without the practices that leave"):
        night.run([], by=access.command_line())
    _print_certificates(None)


@app.command()
def certificate(practice: Practice) -> None:
    """The certificates of a practice that has left, as JSON."""
    django_setup.migrate()
    _print_certificates(practice)


def _print_certificates(practice: str | None) -> None:
    from openpcn.work.retention.models import Leaving

    rows = Leaving.objects.filter(state=Leaving.DONE).order_by("pk")
    if practice is not None:
        rows = rows.filter(practice=practice)
    if not rows.exists():
        raise Fault("no practice has left" if practice is None else f"{practice} has not left")
    json.dump([row.certificate for row in rows], sys.stdout, indent=2)
    sys.stdout.write("\n")
