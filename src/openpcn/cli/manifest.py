"""``manifest``: write the manifest of a folder of extracts that came without one."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from openpcn.cli.faults import Fault
from openpcn.cli.progress import console


def register(app: typer.Typer) -> None:
    app.command()(manifest)


def manifest(
    folder: Annotated[Path, typer.Argument(help="A folder with the files of one night")],
    practice: Annotated[list[str], typer.Option(help="ODS code of the practice; repeat it with --into")],
    as_at: Annotated[str, typer.Option(help="The day the extract speaks of, such as 2026-02-09")],
    delta_of: Annotated[str | None, typer.Option(help="A delta: the as-at day of the one before")] = None,
    into: Annotated[
        Path | None,
        typer.Option(help="The files hold several practices: make a folder for each of them under here"),
    ] = None,
    whole: Annotated[
        list[str] | None, typer.Option(help="A table that a delta sends again whole, as agreed; repeat it")
    ] = None,
    test_data: Annotated[bool, typer.Option(help="Invented people; refused by a real network")] = False,
) -> None:
    """Write manifest.json: the shape as recognised, and rows and SHA-256 of every file as they are now.

    Files that hold several practices make a submission for each: the same files, and a manifest that names
    the practice. It vouches for the files only from this moment: a file damaged earlier keeps its damage.
    """
    from openpcn.record.intake.vouching import vouch, vouch_each
    from openpcn.record.sources import SourceError
    from openpcn.terms import ods

    if not folder.is_dir():
        raise Fault(f"{folder}: not a folder")
    codes = list(dict.fromkeys(code.strip().upper() for code in practice))
    if wrong := [code for code in codes if not ods.is_practice_code(code)]:
        raise Fault(f"--practice: {wrong[0]}: expected a practice's code such as A83035")
    if len(codes) > 1 and into is None:
        raise Fault("--practice: several practices need --into, a folder for their submissions")
    try:
        _explain_reports(folder, _day(as_at, "--as-at"))
        said: dict[str, Any] = {
            "as_at": _day(as_at, "--as-at"),
            "delta_of": _day(delta_of, "--delta-of") if delta_of else None,
            "test_data": test_data,
            "whole": whole or (),
        }
        if into is None:
            source, rows = vouch(folder, practice=codes[0], **said)
        else:
            source, rows = vouch_each(folder, into, codes, **said)
    except (SourceError, ValueError) as fault:
        raise Fault(str(fault)) from None
    made = [folder] if into is None else [into / code for code in codes]
    for each in made:
        sys.stdout.write(f"{each / 'manifest.json'}\n")
    console.print(
        f"{source}: {len(rows)} files, {sum(rows.values()):,} rows. Next: ./openpcn ingest {made[0]}"
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
