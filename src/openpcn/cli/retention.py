"""``retention`` and ``hold``: how long things are kept, and what nothing removes."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from openpcn.cli import django_setup
from openpcn.cli.progress import results

holds = typer.Typer(
    help="Holds: while one stands, nothing received of a practice is removed.", no_args_is_help=True
)
Practice = Annotated[str, typer.Argument(help="ODS code")]
Reason = Annotated[str, typer.Option(help="Why. Names nobody")]


def retention(
    apply: Annotated[
        bool, typer.Option("--apply", help="Remove it; without this, only say what is due")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """What the retention schedule has come to; a dry run unless told otherwise."""
    django_setup.migrate()
    from openpcn.work import access
    from openpcn.work.retention.due import due
    from openpcn.work.retention.removing import remove

    if apply:
        done = remove(by=access.command_line())
        rows, held = list(done.removed), list(done.held)
    else:
        every = due()
        rows, held = [one for one in every if not one.held], [one for one in every if one.held]
    if as_json:
        told = [
            {"what": one.what, "name": one.name, "practices": one.practices, "bytes": one.bytes,
             "since": one.since.isoformat(), "held": one.held}
            for one in (*rows, *held)
        ]  # fmt: skip
        json.dump({"applied": apply, "items": told}, sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    word = "removed" if apply else "due"
    for one in rows:
        results.print(f"{word}: {one.name} ({one.bytes / 1e6:,.1f} MB), of {one.since:%-d %B %Y}")
    for one in held:
        results.print(f"kept by a hold: {one.name}")
    size = sum(one.bytes for one in rows) / 1e6
    results.print(f"{len(rows)} {word}, {size:,.1f} MB; {len(held)} kept by holds")
    if rows and not apply:
        results.print("Nothing was removed: this was a dry run. Remove it with ./openpcn retention --apply")


@holds.command("set")
def set_(practice: Practice, reason: Reason) -> None:
    """Keep everything received of a practice until the hold is ended."""
    django_setup.migrate()
    from openpcn.work import access
    from openpcn.work.retention.holds import set_hold

    set_hold(practice, reason, by=access.command_line())
    results.print(f"{practice}: under a hold from now")


@holds.command()
def end(practice: Practice, reason: Reason) -> None:
    """Let the schedule apply again."""
    django_setup.migrate()
    from openpcn.work import access
    from openpcn.work.retention.holds import end_hold

    end_hold(practice, reason, by=access.command_line())
    results.print(f"{practice}: the hold has ended")


@holds.command("list")
def list_() -> None:
    """The holds that stand."""
    django_setup.migrate()
    from openpcn.work.retention.models import Hold

    for hold in Hold.objects.filter(ended_at__isnull=True).order_by("set_at"):
        results.print(f"{hold.practice}: since {hold.set_at:%-d %B %Y}, {hold.reason}")
    if not Hold.objects.filter(ended_at__isnull=True).exists():
        results.print("No hold stands")
