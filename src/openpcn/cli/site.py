"""A real site: ``init``, ``backup``, ``restore``; and ``agreement``, which hangs from here."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from openpcn.cli import agreement, django_setup
from openpcn.cli.days import day
from openpcn.cli.faults import Fault
from openpcn.cli.passwords import password
from openpcn.cli.progress import Steps, console, results
from openpcn.cli.user import users
from openpcn.terms import clock

__all__ = ["register", "users"]


def register(app: typer.Typer) -> None:
    app.command()(init)
    app.command()(backup)
    app.command()(restore)
    app.add_typer(agreement.app, name="agreement")


def init(
    pcn: Annotated[
        str,
        typer.Option(
            help="Your Primary Care Network: its code such as U12345, the ODS code of one of its practices, "
            "or part of its name"
        ),
    ],
    manager: Annotated[str, typer.Option(help="User name of the first PCN manager")],
    name: Annotated[str, typer.Option(help="The manager's name as shown to others")],
    directory: Annotated[
        list[Path] | None, typer.Option(help="Public ODS files or folders of them; may be repeated")
    ] = None,
    agreement_until: Annotated[
        str | None,
        typer.Option(
            help="Register an agreement of all practices until this day, for individual care and for "
            "finding people who would benefit"
        ),
    ] = None,
    agreement_review: Annotated[
        str | None, typer.Option(help="Day on which that agreement is reviewed; without it, its last day")
    ] = None,
) -> None:
    """Set up a site: directory, your network, the first manager account, a first sharing agreement.

    All of it or nothing: where anything is refused, nothing has changed.
    """
    days = _agreement_days(agreement_until, agreement_review)
    for path in directory or ():
        if not path.exists():
            raise Fault(f"{path}: no such file or folder; nothing was changed")
    django_setup.migrate()
    from openpcn.work import access

    first = access.FirstManager(manager, name, password())
    access.may_set_up(first)
    with Steps(1).step("Setting up the site"):
        ours, registered = access.set_up(
            pcn=pcn,
            manager=first,
            agreement=access.FirstAgreement(*days) if days else None,
            directory=directory or (),
            by=access.command_line(),
        )
    results.print(f"{ours} is set up; {manager} is its PCN manager.")
    if registered:
        results.print(
            f"Agreement {registered.pk}: all its practices share for individual care and for finding people "
            f"who would benefit (risk stratification) until {registered.ends}, review {registered.review_on}."
        )
    else:
        console.print("No agreement yet: nobody sees another practice's people. ./openpcn agreement add")
    console.print("Next: ./openpcn user add, then ./openpcn ingest PATH")


def _agreement_days(until: str | None, review: str | None) -> tuple[date, date] | None:
    """The last day and the day of review of the first agreement; None where none is wanted."""
    if until is None:
        if review is not None:
            raise Fault("--agreement-review: name the agreement's last day too: --agreement-until DAY")
        return None
    last = day(until, "--agreement-until")
    review_on = day(review, "--agreement-review") if review else last
    if last < clock.today():
        raise Fault(f"--agreement-until: {last} has passed; nothing was changed")
    if not clock.today() <= review_on <= last:
        raise Fault(f"--agreement-review: expected a day from today to {last}; nothing was changed")
    return last, review_on


def backup(out: Annotated[Path, typer.Argument(help="A folder that does not exist yet")]) -> None:
    """Copy the database and the record, with a hash of each file."""
    django_setup.start()
    from openpcn.work import access, submissions

    with Steps(1).step(f"Backing up to {out}"):
        report = submissions.backup(out, by=access.command_line())
    results.print(str(report))
    console.print("Next: keep it elsewhere; try it with ./openpcn restore")


def restore(
    source: Annotated[Path, typer.Argument(help="A folder that ./openpcn backup wrote")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace what OPENPCN_HOME holds now")] = False,
) -> None:
    """Bring a backup back into OPENPCN_HOME; refused where something is there, unless --replace."""
    django_setup.start()
    from openpcn.work import access, submissions

    with Steps(1).step(f"Restoring from {source}"):
        report = submissions.restore(source, replace=replace, by=access.command_line())
    results.print(str(report))
    console.print("Next: ./openpcn state")
