"""``user``: people who sign in, their roles and their passwords."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from openpcn.cli import django_setup
from openpcn.cli.passwords import password
from openpcn.cli.progress import console, results
from openpcn.work.access.roles import Role

users = typer.Typer(help="People who sign in.", no_args_is_help=True)

ROLES = ", ".join(Role)
Username = Annotated[str, typer.Argument(help="What they sign in with")]
RoleOption = Annotated[Role, typer.Option(help=f"One of: {ROLES}")]
Organisation = Annotated[str, typer.Option(help="ODS code of the practice or network of the post")]
GrantedBy = Annotated[str, typer.Option(help="User name of who grants the role; never the person")]


@users.callback()
def _users() -> None:
    """People who sign in."""


@users.command("add")
def add(
    username: Username,
    name: Annotated[str, typer.Option(help="Name as shown to others")],
    role: RoleOption,
    organisation: Organisation,
    granted_by: GrantedBy,
) -> None:
    """Make an account with one post."""
    django_setup.migrate()
    from openpcn.work import access

    access.add_user(
        username=username, display_name=name, password=password(), role=role,
        organisation=organisation, granted_by=granted_by,
    )  # fmt: skip
    results.print(f"{username} can sign in as {role} of {organisation}.")


@users.command("grant")
def grant(username: Username, role: RoleOption, organisation: Organisation, granted_by: GrantedBy) -> None:
    """Give an account a further role."""
    django_setup.migrate()
    from openpcn.work import access

    post = access.grant_user(username, role, organisation, granted_by=granted_by)
    results.print(f"{username} is {post} too.")


@users.command("end")
def end(
    username: Username,
    role: Annotated[Role | None, typer.Option(help="This role only; without it, every one they hold")] = None,
    organisation: Annotated[str | None, typer.Option(help="Only what they hold there")] = None,
) -> None:
    """End what somebody may do, now: nothing of anybody opens to them from the next request on.

    The work they had claimed goes back to the list with the next night.
    """
    django_setup.migrate()
    from openpcn.work import access

    ended = access.end_posts(username, role=role, organisation=organisation, by=access.command_line())
    for post in ended:
        results.print(f"{username} is no longer {post}.")


@users.command("password")
def new_password(username: Username) -> None:
    """Set a new password; sessions under the old one end."""
    django_setup.migrate()
    from openpcn.work import access

    access.set_password(username, password(), by=access.command_line())
    results.print(f"{username} has a new password.")


@users.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="Print JSON")] = False) -> None:
    """Everybody with an account, and the roles they hold now."""
    django_setup.migrate()
    from openpcn.work import access

    rows = access.user_list()
    if as_json:
        json.dump(rows, sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    for row in rows:
        held = [f"{post['role']} of {post['organisation']}" for post in row["posts"] if post["live"]]
        results.print(f"{row['username']}  {row['name']}: {'; '.join(held) or 'no role now'}")
    if not rows:
        console.print("Nobody has an account yet. Next: ./openpcn init")
