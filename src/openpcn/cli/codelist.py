"""``codelist``: the site's own codelists in the place of those that come with the project."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from openpcn.cli import django_setup
from openpcn.cli.faults import Fault
from openpcn.cli.progress import results

app = typer.Typer(help="The site's own codelists.", no_args_is_help=True)
Reason = Annotated[str, typer.Option(help="Why; needed where a register changes by more than 5%")]
Json = Annotated[bool, typer.Option("--json")]


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(help="A published list, or a file of reference sets")],
    as_id: Annotated[str, typer.Option("--as", help="The list it is a version of")] = "",
    version: Annotated[str, typer.Option(help="Version of the list; default today")] = "",
    as_json: Json = False,
) -> None:
    """Propose the lists of a file and say what they would change; nothing changes before one is accepted."""
    if not path.is_file():
        raise Fault(f"{path}: no such file")
    django_setup.use_live()
    from openpcn.work import access
    from openpcn.work.codelists.errors import CodelistChangeError
    from openpcn.work.codelists.proposing import propose

    try:
        found = propose(path, by=access.command_line(), as_id=as_id, version=version)
    except CodelistChangeError as fault:
        for line in fault.damaged:
            results.print(line)
        raise
    rows = [_told(row) for row in found.proposals]
    if as_json:
        json.dump(
            {"proposals": rows, "unchanged": found.unchanged, "passed_over": found.passed_over},
            sys.stdout,
            indent=2,
        )
        sys.stdout.write("\n")
        return
    for row in rows:
        _print(row)
    for name in found.unchanged:
        results.print(f"{name}: as held already")
    if found.passed_over:
        results.print(f"{len(found.passed_over)} lists of the file are a version of none of ours")


@app.command("list")
def list_(as_json: Json = False) -> None:
    """The lists in use: id, title, codes, where from, and what waits for a decision."""
    django_setup.migrate()
    from openpcn.work.codelists.in_use import accepted, library_of
    from openpcn.work.codelists.models import SiteCodelist

    lists = [
        {"id": one.id, "title": one.title, "codes": len(one), "status": one.status, "version": one.version}
        for one in library_of(accepted())
    ]
    waiting = [_told(row) for row in SiteCodelist.objects.filter(state=SiteCodelist.PROPOSED)]
    if as_json:
        json.dump({"lists": lists, "waiting": waiting}, sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    for one in lists:
        results.print(
            f"{one['id']}: {one['title']}, {one['codes']} codes, {one['status']}, version {one['version']}"
        )
    for row in waiting:
        _print(row)


@app.command()
def accept(proposal: int, reason: Reason = "") -> None:
    """Use a proposed list from the next night."""
    _decided("accept", proposal, reason)


@app.command()
def decline(proposal: int, reason: Reason = "") -> None:
    """Put a proposed list aside."""
    _decided("decline", proposal, reason)


def _decided(what: str, proposal: int, reason: str) -> None:
    django_setup.use_live()
    from openpcn.work import access
    from openpcn.work.codelists import deciding

    row = getattr(deciding, what)(proposal, reason=reason, by=access.command_line())
    when = ", in use from the next night" if what == "accept" else ""
    results.print(f"{row.list_id}: {row.state}{when}")


def _told(row: Any) -> dict[str, Any]:
    return {
        "proposal": row.pk, "list": row.list_id, "status": row.status, "codes": len(row.codes),
        "added": row.preview["added_count"], "removed": row.preview["removed_count"],
        "changes": row.preview["changes"], "not_assessed": row.preview["not_assessed"],
    }  # fmt: skip


def _print(row: dict[str, Any]) -> None:
    results.print(
        f"Proposal {row['proposal']}: {row['list']}, {row['codes']} codes ({row['status']}), "
        f"{row['added']} codes added, {row['removed']} removed"
    )
    if not row["changes"]:
        results.print("  nobody is gained or lost: no definition reads it, or no record is live")
    for change in row["changes"]:
        results.print(
            f"  {change['definition']} {change['word']}: {change['before']} to {change['after']}, "
            f"{change['gained']} gained, {change['lost']} lost"
        )
