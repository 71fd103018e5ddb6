"""``contract``: what the network contract asks for and pays by year, and this site's local variations."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from openpcn.cli import django_setup
from openpcn.cli.faults import Fault
from openpcn.cli.progress import results

app = typer.Typer(help="The network contract by year and place.", no_args_is_help=True)
On = Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="Day; default today")]
Json = Annotated[bool, typer.Option("--json")]


def _day(on: datetime | None) -> date:
    from openpcn.terms import clock

    return on.date() if on else clock.today()


@app.command()
def values(
    name: Annotated[str, typer.Argument(help="Name of one value, or the start of several")] = "",
    on: On = None,
    as_json: Json = False,
) -> None:
    """The values of a day, with where each was read and whether it is confirmed."""
    from openpcn.rules.contract import in_use

    day, held = _day(on), in_use()
    names = [each for each in held.names if each.startswith(name)]
    if not names:
        held.rows(name)  # says which names are near
    beyond = held.outside(day)
    found = [(each, held.known(each, day)) for each in names]
    if as_json:
        rows = [
            {"name": each, "amount": str(value.amount), "unit": value.unit, "confirmed": value.confirmed,
             "standing": value.standing, "place": value.place, "source": value.source}
            for each, value in found if value is not None
        ]  # fmt: skip
        json.dump({"on": day.isoformat(), "outside": beyond, "values": rows}, sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    if beyond:
        results.print(f"{day}: {beyond}: what follows is the last published")
    for each, value in found:
        if value is None:
            results.print(f"{each}: not known on {day}")
        else:
            standing = f" ({value.standing})" if value.standing else ""
            results.print(f"{each}: {value.amount} {value.unit}{standing}. {value.source}")


@app.command()
def asks(
    service: Annotated[str, typer.Argument(help="One of the services; default all")] = "", on: On = None
) -> None:
    """What the contract asks networks to do on a day."""
    from openpcn.rules.contract import requirements

    for each in requirements(_day(on), service or None):
        unconfirmed = "" if each.confirmed else " (unconfirmed)"
        results.print(f"{each.title}: {each.text} {each.source}{unconfirmed}")


@app.command()
def vary(
    path: Annotated[Path, typer.Argument(help="A local variation: see docs/operating.md")],
) -> None:
    """Add a local variation to this site, or replace one of the same file name."""
    if not path.is_file():
        raise Fault(f"{path}: no such file")
    from openpcn.rules.contract import read_variation
    from openpcn.rules.contract.in_use import folder

    variation = read_variation(path)
    django_setup.migrate()
    from django.db import transaction

    from openpcn.work import access
    from openpcn.work.network.membership import members, our_network

    network = our_network()
    absent = sorted({one.ods for one in members(network)} - set(variation.practices)) if network else []
    if absent:
        raise Fault(
            f"{path.name}: every practice of the network has to agree: name {', '.join(absent)} under "
            "practices, with the day, or null until then"
        )

    where = folder()
    where.mkdir(mode=0o700, exist_ok=True)
    with transaction.atomic():
        access.record(
            "contract_varied", by=access.command_line(), object_kind="contract", object_id=path.name,
            detail={"place": variation.place, "values": len(variation.values)},
        )  # fmt: skip
        working = where / f".{path.name}.working"
        shutil.copyfile(path, working)
        working.replace(where / path.name)
    if variation.in_force:
        results.print(f"{variation.title}: in force from {variation.holds_from}, in the next night")
    else:
        waits = f"{', '.join(variation.waiting_for)} has not agreed"
        results.print(
            f"{variation.title}: kept, not in force: {waits if variation.waiting_for else 'agreed too late'}"
        )
