"""A real site: ``init``, ``user add``, ``backup``, ``restore``."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from openpcn.cli import django_setup
from openpcn.cli.faults import Fault
from openpcn.cli.progress import Steps, console

users = typer.Typer(help="People who sign in.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.command()(init)
    app.command()(backup)
    app.command()(restore)


@users.callback()
def _users() -> None:
    """People who sign in."""


def _password() -> str:
    """Asked twice at a terminal, or OPENPCN_PASSWORD, or the first line of standard input."""
    if given := os.environ.get("OPENPCN_PASSWORD"):
        return given
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first, second = getpass.getpass("Password: "), getpass.getpass("Again: ")
    if first != second:
        raise Fault("the two passwords differ; nothing was changed")
    return first


def init(
    pcn: Annotated[str, typer.Option(help="Code of your Primary Care Network, such as U12345")],
    manager: Annotated[str, typer.Option(help="User name of the first PCN manager")],
    name: Annotated[str, typer.Option(help="The manager's name as shown to others")],
    directory: Annotated[
        list[Path] | None, typer.Option(help="Public ODS files or folders of them; may be repeated")
    ] = None,
    agreement_until: Annotated[
        str | None,
        typer.Option(help="Register an agreement of all practices for individual care until this day"),
    ] = None,
) -> None:
    """Set up a site: directory, your network, the first manager account, a first sharing agreement."""
    from datetime import date

    django_setup.migrate()
    from openpcn.work import access, network

    steps = Steps(3)
    with steps.step("Reading the directory"):
        if directory:
            network.import_directory(directory)
        ours = network.choose_network(pcn)
    with steps.step("Making the first manager's account"):
        access.create_first_manager(username=manager, display_name=name, password=_password(), network=ours)
    with steps.step("Registering agreements"):
        if agreement_until:
            try:
                until = date.fromisoformat(agreement_until)
            except ValueError:
                raise Fault("--agreement-until: expected a day such as 2027-03-31") from None
            access.register_agreement_of_all(ours, until=until)
        else:
            console.print(
                "No agreement yet: nobody sees another practice's people.", markup=False, soft_wrap=True
            )
    console.print(
        f"{ours} is set up. Next: ./openpcn user add, then ./openpcn ingest PATH",
        markup=False,
        soft_wrap=True,
    )


@users.command("add")
def add(
    username: Annotated[str, typer.Argument(help="What they sign in with")],
    name: Annotated[str, typer.Option(help="Name as shown to others")],
    role: Annotated[str, typer.Option(help="Such as clinical_pharmacist; --help lists them")],
    organisation: Annotated[str, typer.Option(help="ODS code of the practice or network of the post")],
    granted_by: Annotated[str, typer.Option(help="User name of who grants the role; never the person")],
) -> None:
    """Make an account with one post."""
    django_setup.migrate()
    from openpcn.work import access

    access.add_user(
        username=username, display_name=name, password=_password(), role=role,
        organisation=organisation, granted_by=granted_by,
    )  # fmt: skip
    console.print(f"{username} can sign in as {role} of {organisation}.", markup=False, soft_wrap=True)


def backup(out: Annotated[Path, typer.Argument(help="A folder that does not exist yet")]) -> None:
    """Copy the database and the record, with a hash of each file."""
    django_setup.start()
    from openpcn.work import submissions

    with Steps(1).step(f"Backing up to {out}"):
        report = submissions.backup(out)
    console.print(
        f"{report}. Next: keep it elsewhere; try it with ./openpcn restore", markup=False, soft_wrap=True
    )


def restore(
    source: Annotated[Path, typer.Argument(help="A folder that ./openpcn backup wrote")],
    replace: Annotated[bool, typer.Option(help="Replace what OPENPCN_HOME holds now")] = False,
) -> None:
    """Bring a backup back into OPENPCN_HOME; refused where something is there, unless --replace."""
    django_setup.start()
    from openpcn.work import submissions

    with Steps(1).step(f"Restoring from {source}"):
        report = submissions.restore(source, replace=replace)
    console.print(f"{report}. Next: ./openpcn state", markup=False, soft_wrap=True)
