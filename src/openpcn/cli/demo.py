"""``demo`` and ``serve``: the whole product on a fresh machine, and the site on its own."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from openpcn.cli import django_setup
from openpcn.cli.faults import Fault
from openpcn.cli.progress import Steps, console
from openpcn.record.home import home

ROOT = Path(__file__).resolve().parents[3]
DEMO_CLOCK = "2026-02-10T09:00"  # the contract year whose rules are best known
MARKER = "demo.json"  # says that everything in the folder is a demonstration, and whether it is whole
PREPARING, READY = "preparing", "ready"

Port = Annotated[int, typer.Option(min=1, max=65_535, help="Port of the site")]


def register(app: typer.Typer) -> None:
    app.command()(demo)
    app.command()(serve)


def demo(
    people: Annotated[int, typer.Option(min=300, help="People registered in the fictional network")] = 45_000,
    serve_it: Annotated[bool, typer.Option("--serve/--no-serve", help="Open the site at the end")] = True,
    port: Port = 8765,
    seed: Annotated[int, typer.Option(help="The same seed makes the same network")] = 1,
    replace: Annotated[
        bool, typer.Option("--replace", help="Make it anew, in place of the demonstration that is there")
    ] = False,
) -> None:
    """Make a fictional network, take in its first night and open the site. A second run only opens it."""
    os.environ.setdefault("OPENPCN_HOME", str(ROOT / "var" / "demo"))
    os.environ.setdefault("OPENPCN_NOW", DEMO_CLOCK)
    os.environ.setdefault("OPENPCN_ENV", "demo")
    if os.environ["OPENPCN_ENV"] != "demo":
        raise Fault("OPENPCN_ENV is not demo: the demonstration never runs beside a real site")
    if os.environ.get("DATABASE_URL"):
        raise Fault("DATABASE_URL is set: the demonstration keeps its own database. Unset it")
    if _to_prepare(people, seed, replace=replace):
        _mark(people, seed, PREPARING)
        _prepare(people, seed)
        _mark(people, seed, READY)
    if serve_it:
        _serve(port, hint="Next: sign in as the pharmacist, open the worklist, take this week's work.")
    else:
        same = f"--people {people} --seed {seed}"
        console.print(f"The demonstration is ready in {home()}. Next: ./openpcn demo {same}")


def _to_prepare(people: int, seed: int, *, replace: bool) -> bool:
    """Whether the demonstration has to be made. Raises Fault where anything else would be lost by that."""
    found = _marked()
    if found is None:
        others = sorted(path.name for path in home().iterdir() if path.suffix != ".log" or path.is_dir())
        if others:
            raise Fault(
                f"{home()} holds something that is no demonstration ({others[0]}): nothing was touched. "
                "Set OPENPCN_HOME to an empty folder, or unset it"
            )
        return True
    if replace or found.get("state") == PREPARING:
        return True
    there = {"people": found.get("people"), "seed": found.get("seed")}
    if there != {"people": people, "seed": seed}:
        raise Fault(
            f"{home()} holds a demonstration with --people {there['people']} --seed {there['seed']}: nothing "
            "was touched. Ask for that one, or use --replace to make yours in its place"
        )
    return False


def _marked() -> dict[str, Any] | None:
    """What the marker says; None where there is none."""
    marker = home() / MARKER
    if not marker.exists():
        return None
    try:
        found = json.loads(marker.read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return found
    except ValueError:
        pass
    raise Fault(f"{marker}: cannot be read, so nothing was touched. Set OPENPCN_HOME to an empty folder")


def _mark(people: int, seed: int, state: str) -> None:
    """Write the marker, whole or not at all."""
    working = home() / f"{MARKER}.working"
    working.write_text(json.dumps({"people": people, "seed": seed, "state": state}), encoding="utf-8")
    working.replace(home() / MARKER)


def _prepare(people: int, seed: int) -> None:
    """Everything the demonstration stands on, in five steps."""
    inbox = home() / "inbox"
    steps = Steps(5)
    with steps.step("Making room"):
        for name in ("inbox", "record", "reference", "static", "audit.anchor", "openpcn.sqlite3"):
            for path in home().glob(f"{name}*"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    with steps.step(f"Inventing a network of {people:,} people, on two clinical systems") as tick:
        from openpcn.synthetic import write_network

        write_network(
            inbox,
            people=people,
            practices=6,
            nights=2,
            seed=seed,
            progress=lambda what, share: tick(what, round(share * 100), 100),
        )
    with steps.step("Opening the books: practices, agreements, staff"):
        django_setup.migrate()
        from openpcn.work import access, network

        network.load_fictional(inbox)
        access.create_demo_accounts()
        _give_minutes()
        _choose_lists()
    with steps.step("Taking in the first night, finding people, preparing their lists") as tick:
        from openpcn.work import night

        first = [inbox / "night-1", inbox / "companions-1"]
        report = night.run(first, by="demonstration", progress=tick)
        if not report.taken:
            raise Fault(f"the first night was not taken: {report.receipts[0].reason}")
    with steps.step("Collecting the site's files"):
        collect_static()


#: What the invented pharmacists work on between the two nights; their other lists begin switched off.
PHARMACISTS_LISTS = frozenset({"SMR01B", "SMR01D", "HYP008", "CVD01"})


def _choose_lists() -> None:
    """The invented team begins with few lists for its pharmacists; the others are switched on from a preview.

    The second night's diary does the work of those lists, so that most of a week's work closes itself.
    """
    from openpcn.rules import catalogue
    from openpcn.rules.language import Indicator
    from openpcn.work.access.models import Post
    from openpcn.work.rules.deciding import accept
    from openpcn.work.rules.proposing import propose_listing

    manager = Post.objects.get(staff__username="manager")
    director = Post.objects.get(staff__username="director")
    for one in catalogue.definitions():
        if not isinstance(one, Indicator) or one.work is None or not one.listed:
            continue
        if "clinical_pharmacist" in one.work.by and one.id not in PHARMACISTS_LISTS:
            change = propose_listing(one.id, on=False, by="demonstration", post=manager)
            accept(
                change.pk, by="demonstration", post=director,
                reason="The team begins with a few lists and switches on the others one by one",
            )  # fmt: skip


def _give_minutes() -> None:
    """Ten hours a week for each of the team, so that *take as many as this week allows* works at once."""
    from openpcn.work.access.models import Post
    from openpcn.work.worklists.minutes import set_weekly_minutes

    manager = Post.objects.get(staff__username="manager")
    for post in Post.objects.filter(staff__username__in=("pharmacist", "coordinator")):
        set_weekly_minutes(manager, post.staff, 600, f"demonstration-{post.staff.username}")


def collect_static() -> None:
    """Gather the site's static files where the server finds them."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False, clear=True)


def serve(
    port: Port = 8765,
    host: Annotated[str, typer.Option(help="Address to listen on")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(min=1, help="Server processes")] = 2,
) -> None:
    """Serve the site of OPENPCN_HOME."""
    django_setup.migrate()
    collect_static()
    _serve(
        port,
        host=host,
        workers=workers,
        hint="Next: sign in with an account that ./openpcn init or ./openpcn user add made.",
    )


def _serve(port: int, *, hint: str, host: str = "127.0.0.1", workers: int = 2) -> None:
    """Hand over to the server; this process becomes it."""
    console.print(f"\nOpen http://{host}:{port}/  (stop with Ctrl-C)")
    console.print(hint)
    arguments = [
        sys.executable, "-m", "gunicorn", "openpcn.config.wsgi:application",
        "--bind", f"{host}:{port}", "--workers", str(workers), "--threads", "4",
        "--preload", "--log-level", "warning", "--timeout", "120",
    ]  # fmt: skip
    os.environ["DJANGO_SETTINGS_MODULE"] = "openpcn.config.settings"
    os.execv(sys.executable, arguments)  # noqa: S606 - nothing of a user's is in the arguments
