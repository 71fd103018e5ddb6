"""``manifest``: write the manifest of a folder of extracts that came without one."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from openpcn.cli.faults import Fault
from openpcn.cli.progress import console


def register(app: typer.Typer) -> None:
    app.command()(manifest)


def manifest(
    folder: Annotated[Path, typer.Argument(help="A folder with one practice's files of one night")],
    practice: Annotated[str, typer.Option(help="ODS code of the practice")],
    as_at: Annotated[str, typer.Option(help="The day the extract speaks of, such as 2026-02-09")],
    delta_of: Annotated[str | None, typer.Option(help="A delta: the as-at day of the one before")] = None,
    test_data: Annotated[bool, typer.Option(help="Invented people; refused by a real network")] = False,
) -> None:
    """Write manifest.json: the shape as recognised, and rows and SHA-256 of every file as they are now.

    It vouches for the files only from this moment: a file damaged earlier keeps its damage.
    """
    from openpcn.record.intake.vouching import vouch
    from openpcn.record.sources import SourceError

    if not folder.is_dir():
        raise Fault(f"{folder}: not a folder")
    try:
        _explain_reports(folder, _day(as_at, "--as-at"))
        source, rows = vouch(
            folder,
            practice=practice,
            as_at=_day(as_at, "--as-at"),
            delta_of=_day(delta_of, "--delta-of") if delta_of else None,
            test_data=test_data,
        )
    except (SourceError, ValueError) as fault:
        raise Fault(str(fault)) from None
    sys.stdout.write(f"{folder / 'manifest.json'}\n")
    console.print(
        f"{source}: {len(rows)} files, {sum(rows.values()):,} rows. Next: ./openpcn ingest {folder}"
    )


def _explain_reports(folder: Path, as_at: date) -> None:
    """Propose what the columns of reports mean, where nothing is left to decide and nobody has said."""
    from openpcn.record.sources import recognise
    from openpcn.record.sources.search_report.mapping import NAME
    from openpcn.record.sources.search_report.source import write_proposed
    from openpcn.rules.catalogue import recipes

    if recognise(folder).name != "search_report" or (folder / NAME).exists():
        return
    for mapping in write_proposed(folder, recipes.expected(), as_at):
        covered = ", ".join(mapping.covered()) or "nothing completely"
        console.print(f"{mapping.report}: lists {covered}")


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Fault(f"{name}: expected a day such as 2026-02-09") from None
