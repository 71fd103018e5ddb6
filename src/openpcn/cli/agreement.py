"""``agreement``: the register of sharing agreements.

Leaving one is not here: it hands what is open over to the practice, and the practice's own manager decides
it, on the page *Agreements*.
"""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import Annotated, Any

import typer

from openpcn.cli import django_setup
from openpcn.cli.days import day
from openpcn.cli.progress import console, results
from openpcn.terms import clock
from openpcn.terms.scope import Purpose

app = typer.Typer(
    help="Which practices share whose people, for what, until when.",
    no_args_is_help=True,
)


class Shared(StrEnum):
    """What practices can agree to share for."""

    INDIVIDUAL_CARE = "individual_care"
    RISK_STRATIFICATION = "risk_stratification"


@app.callback()
def _agreements() -> None:
    """Which practices share whose people, for what, until when."""


@app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="Print JSON")] = False) -> None:
    """Every agreement, newest first, with who is in it."""
    django_setup.migrate()
    from openpcn.work import network

    ours = network.our_network()
    rows = [_row(row) for row in network.register(ours)] if ours else []
    if as_json:
        json.dump(rows, sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    for row in rows:
        state = "in force" if row["live"] else "not in force"
        overdue = ", review overdue" if row["review_overdue"] else ""
        results.print(
            f"{row['number']}  {row['title']}: {state}, {row['starts']} to {row['ends'] or 'no end'}, "
            f"review {row['review_on']}{overdue}"
        )
        for party in row["parties"]:
            ended = f" until {party['until'][:16]}" if party["until"] else ""
            results.print(f"    {party['practice']}  {party['purpose']} since {party['since'][:10]}{ended}")
    if not rows:
        console.print("No agreement yet: nobody sees another practice's people.")


@app.command("add")
def add(
    purpose: Annotated[list[Shared], typer.Option(help="What for; may be repeated")],
    review: Annotated[str, typer.Option(help="Day on which it is to be reviewed")],
    until: Annotated[str | None, typer.Option(help="Last day on which it holds; without it, no end")] = None,
    starts: Annotated[str | None, typer.Option("--from", help="First day; without it, today")] = None,
    practice: Annotated[
        list[str] | None, typer.Option(help="ODS code; may be repeated; without it, every member")
    ] = None,
    title: Annotated[str, typer.Option(help="What the document is called")] = "Sharing agreement",
) -> None:
    """Register an agreement that the practices have made. The document itself lives elsewhere."""
    first = day(starts, "--from") if starts else clock.today()
    last = day(until, "--until") if until else None
    review_on = day(review, "--review")
    django_setup.migrate()
    from openpcn.work import access

    agreement = access.agree_by_command(
        title, [Purpose(each) for each in purpose], starts=first, review_on=review_on, ends=last,
        practices=practice or (), by=access.command_line(),
    )  # fmt: skip
    practices = len(set(agreement.parties.values_list("practice_id", flat=True)))
    results.print(f"Agreement {agreement.pk} is registered: {practices} practices, {_labels(purpose)}.")


@app.command("join")
def join(
    practice: Annotated[str, typer.Option(help="ODS code of a member practice")],
    purpose: Annotated[list[Shared], typer.Option(help="What for; may be repeated")],
    agreement: Annotated[
        int | None, typer.Option(help="Number of the agreement, where several are in force")
    ] = None,
) -> None:
    """A practice joins an agreement in force, or comes back to it. The practice decides, in writing."""
    django_setup.migrate()
    from django.db import transaction

    from openpcn.work import access

    with transaction.atomic():
        for each in purpose:
            access.join_by_command(practice, Purpose(each), agreement=agreement, by=access.command_line())
    results.print(f"{practice} shares from now: {_labels(purpose)}.")


def _labels(purposes: list[Shared]) -> str:
    return " and ".join(dict.fromkeys(Purpose(each).label.lower() for each in purposes))


def _row(row: Any) -> dict[str, Any]:
    return {
        "number": row.agreement.pk,
        "title": row.agreement.title,
        "starts": row.agreement.starts.isoformat(),
        "review_on": row.agreement.review_on.isoformat(),
        "ends": row.agreement.ends.isoformat() if row.agreement.ends else None,
        "live": row.live,
        "review_overdue": row.review_overdue,
        "parties": [
            {
                "practice": party.practice_id,
                "purpose": party.purpose,
                "since": party.since.astimezone(clock.LONDON).isoformat(),
                "until": party.until.astimezone(clock.LONDON).isoformat() if party.until else None,
                "withdrawn_by": party.withdrawn_by,
            }
            for party in row.parties
        ],
    }
