"""``synth``: write a fictional network in the suppliers' own shapes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from openpcn.cli.faults import Fault
from openpcn.cli.progress import Steps, console


def register(app: typer.Typer) -> None:
    app.command()(synth)


def synth(
    out: Annotated[Path, typer.Argument(help="A folder that does not exist yet, or is empty")],
    people: Annotated[int, typer.Option(min=50, help="People registered in the network")] = 45_000,
    practices: Annotated[int, typer.Option(min=1, max=20, help="Practices, half of them on each system")] = 6,
    nights: Annotated[int, typer.Option(min=1, max=31, help="Nights: the first full, then deltas")] = 2,
    seed: Annotated[int, typer.Option(help="The same seed writes the same bytes")] = 1,
) -> None:
    """Write a fictional network: people with lives, as EMIS and SystmOne extracts, a folder per night."""
    from openpcn.synthetic import write_network

    if out.exists() and not out.is_dir():
        raise Fault(f"{out} is a file: name a new folder, nothing was written")
    if out.exists() and any(out.iterdir()):
        raise Fault(f"{out} is not empty: name a new folder, nothing was written")
    steps = Steps(1)
    with steps.step(f"Writing {people:,} people of {practices} practices over {nights} nights") as tick:
        summary = write_network(
            out,
            people=people,
            practices=practices,
            nights=nights,
            seed=seed,
            progress=lambda what, share: tick(what, round(share * 100), 100),
        )
    written = sum(summary.rows.values())
    each = f"{summary.rows_per_person:.0f} a person in the first night"
    console.print(f"{written:,} rows, {each}, under {out}")
    sys.stdout.write(f"{out}\n")
    console.print(f"Next: ./openpcn ingest {out}/night-1")
