"""``manifest``: write the manifest of a folder of extracts that came without one."""

from __future__ import annotations

import csv
import gzip
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
    from openpcn.record.intake import make_manifest
    from openpcn.record.sources import SourceError, recognise
    from openpcn.record.sources.fhir_r4 import entries_in

    if not folder.is_dir():
        raise Fault(f"{folder}: not a folder")
    try:
        source = recognise(folder).name
        rows = entries_in(folder) if source == "fhir_r4" else _rows(folder, source)
    except (SourceError, ValueError) as fault:
        raise Fault(str(fault)) from None
    path = make_manifest(
        folder,
        source=source,
        practice=practice,
        as_at=_day(as_at, "--as-at"),
        kind="delta" if delta_of else "full",
        based_on=_day(delta_of, "--delta-of") if delta_of else None,
        rows=rows,
        test_data=test_data,
    )
    sys.stdout.write(f"{path}\n")
    console.print(
        f"{source}: {len(rows)} files, {sum(rows.values()):,} rows. Next: ./openpcn ingest {folder}"
    )


def _rows(folder: Path, source: str) -> dict[str, int]:
    """Data rows of every CSV file, header left out."""
    encoding = "cp1252" if source == "systmone" else "utf-8-sig"
    found = {}
    for path in sorted(folder.iterdir()):
        if path.name.endswith((".csv", ".csv.gz")):
            opened = gzip.open if path.suffix == ".gz" else open
            with opened(path, "rt", encoding=encoding, newline="") as stream:
                found[path.name] = max(0, sum(1 for _ in csv.reader(stream)) - 1)
    return found


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Fault(f"{name}: expected a day such as 2026-02-09") from None
