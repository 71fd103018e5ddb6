"""``demo`` and ``serve``: the whole product on a fresh machine, and the site on its own."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from openpcn.cli import django_setup
from openpcn.cli.faults import Fault
from openpcn.cli.progress import Steps, console
from openpcn.record.home import home

ROOT = Path(__file__).resolve().parents[3]
DEMO_CLOCK = "2026-02-10T09:00"  # the contract year whose rules are best known


def register(app: typer.Typer) -> None:
    app.command()(demo)
    app.command()(serve)


def demo(
    people: Annotated[int, typer.Option(min=300, help="People registered in the fictional network")] = 45_000,
    serve_it: Annotated[bool, typer.Option("--serve/--no-serve", help="Open the site at the end")] = True,
    port: Annotated[int, typer.Option(help="Port of the site, on this machine only")] = 8765,
    seed: Annotated[int, typer.Option(help="The same seed makes the same network")] = 1,
) -> None:
    """Make a fictional network, take in its first night and open the site. A second run only opens it."""
    os.environ.setdefault("OPENPCN_HOME", str(ROOT / "var" / "demo"))
    os.environ.setdefault("OPENPCN_NOW", DEMO_CLOCK)
    os.environ.setdefault("OPENPCN_ENV", "demo")
    if os.environ["OPENPCN_ENV"] != "demo":
        raise Fault("OPENPCN_ENV is not demo: the demonstration never runs beside a real site")
    wanted = {"people": people, "seed": seed}
    marker = home() / "demo.json"
    if not (marker.is_file() and json.loads(marker.read_text()) == wanted):
        _prepare(people, seed)
        marker.write_text(json.dumps(wanted))
    if serve_it:
        _serve(port)
    else:
        console.print(
            f"The demonstration is ready in {home()}. Next: ./openpcn demo", markup=False, soft_wrap=True
        )


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
    with steps.step("Taking in the first night, finding people, preparing their lists") as tick:
        from openpcn.work import night

        report = night.run([inbox / "night-1"], by="demonstration", progress=tick)
        if not report.taken:
            raise Fault(f"the first night was not taken: {report.receipts[0].reason}")
    with steps.step("Collecting the site's files"):
        collect_static()


def _give_minutes() -> None:
    """Ten hours a week for each of the team, so that *take as many as this week allows* works at once."""
    from openpcn.work.access.models import Post
    from openpcn.work.worklists.minutes import set_weekly_minutes

    manager = Post.objects.get(staff__username="manager")
    for post in Post.objects.filter(staff__username__in=("pharmacist", "coordinator", "director")):
        set_weekly_minutes(manager, post.staff, 600, f"demonstration-{post.staff.username}")


def collect_static() -> None:
    """Gather the site's static files where the server finds them."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False, clear=True)


def serve(
    port: Annotated[int, typer.Option(help="Port")] = 8765,
    host: Annotated[str, typer.Option(help="Address to listen on")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(help="Server processes")] = 2,
) -> None:
    """Serve the site of OPENPCN_HOME."""
    django_setup.migrate()
    collect_static()
    _serve(port, host=host, workers=workers)


def _serve(port: int, host: str = "127.0.0.1", workers: int = 2) -> None:
    """Hand over to the server; this process becomes it."""
    console.print(f"\nOpen http://{host}:{port}/  (stop with Ctrl-C)", markup=False, soft_wrap=True)
    console.print(
        "Next: sign in as the pharmacist, open the worklist, take this week's work.",
        markup=False,
        soft_wrap=True,
    )
    arguments = [
        sys.executable, "-m", "gunicorn", "openpcn.config.wsgi:application",
        "--bind", f"{host}:{port}", "--workers", str(workers), "--threads", "4",
        "--preload", "--log-level", "warning", "--timeout", "120",
    ]  # fmt: skip
    os.environ["DJANGO_SETTINGS_MODULE"] = "openpcn.config.settings"
    os.execv(sys.executable, arguments)  # noqa: S606 - nothing of a user's is in the arguments
