"""``undo``: make an earlier snapshot live again."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer

from openpcn.cli import django_setup
from openpcn.cli.progress import console, results


def register(app: typer.Typer) -> None:
    app.command()(undo)


def undo(
    snapshot: Annotated[
        str | None, typer.Argument(help="Id of a kept snapshot; without it, they are listed")
    ] = None,
    reason: Annotated[
        str | None, typer.Option(help="Why; without it, only what would differ is shown")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON")] = False,
) -> None:
    """List the snapshots kept, show what going back to one would change, or go back to it with --reason.

    What people did since stays. A night that is running does not go live over it.
    """
    django_setup.migrate()
    if snapshot is None:
        _list(as_json)
    elif reason is None:
        _preview(snapshot, as_json)
    else:
        from openpcn.work.access.commands import command_line
        from openpcn.work.night import undoing

        going = undoing.go_back_by_command(snapshot, reason, command_line())
        if as_json:
            _print({"live": going.to_snapshot_id, "before": going.from_snapshot_id, "reason": going.reason})
        else:
            console.print(
                f"Live: {going.to_snapshot_id}. Undo this with: ./openpcn undo {going.from_snapshot_id}"
            )


def _list(as_json: bool) -> None:
    from openpcn.work.submissions import undo as work

    rows = [
        {
            "snapshot": row.snapshot_id,
            "made": row.created_at.isoformat(),
            "as_at": row.as_at.isoformat(),
            "practices": row.practices,
        }
        for row in work.kept()
    ]
    if as_json:
        _print(rows)
        return
    for row in rows:
        results.print(f"{row['snapshot']}  run for {row['as_at']}")
    if rows:
        console.print(f"See what would differ: ./openpcn undo {rows[0]['snapshot']}")
    else:
        console.print("No earlier snapshot is kept.")


def _preview(snapshot: str, as_json: bool) -> None:
    from openpcn.work.night import undoing

    found = undoing.preview(snapshot)
    tables = {"practices": found.days, "people": found.people, "due": found.needs}
    if as_json:
        lines = {name: {line.what: [line.live, line.other] for line in rows} for name, rows in tables.items()}
        counts = {"entries_since": found.entries_since, "died_or_objected_since": found.died_or_objected}
        _print({"snapshot": snapshot, **lines, **counts})
        return
    for name, rows in tables.items():
        results.print(f"{name}: live now, would be live")
        for line in rows:
            results.print(f"    {line.what}: {line.live}, {line.other}")
    results.print(f"People who have died or objected since, and stay off the lists: {found.died_or_objected}")
    console.print(f'Go back: ./openpcn undo {snapshot} --reason "..."')


def _print(answer: Any) -> None:
    json.dump(answer, sys.stdout, indent=2)
    sys.stdout.write("\n")
