"""A demonstration site as ./openpcn demo makes it, served on this machine, and a browser to visit it with."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 6000
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
RULES = {
    # The NHS back link stands before the main landmark by design; its own team leaves out this rule.
    "rules": {"region": {"enabled": False}},
    "resultTypes": ["violations"],  # every rule runs; of what passed, no list of elements is made
}
HIDDEN = re.compile(r'<input[^>]* type="hidden"[^>]*>')  # another key and token each time, seen by nobody


@pytest.fixture(autouse=True)
def site_home() -> None:
    """These tests use the demonstration's own data directory, not one per test."""


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "openpcn.cli", *arguments]


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served demonstration of 6,000 people, its first night loaded."""
    home = tmp_path_factory.mktemp("demonstration")
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("OPENPCN_", "DATABASE_"))
    }
    environment = {**kept, "OPENPCN_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    log = (home / "server.log").open("w")
    demo = _command("demo", "--people", str(PEOPLE), "--port", port)
    subprocess.run([*demo, "--no-serve"], env=environment, cwd=ROOT, check=True, timeout=600)
    server = subprocess.Popen(demo, env=environment, cwd=ROOT, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/sign-in", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        if server.poll() is not None:
            pytest.fail("the server ended before it answered")
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - this machine
                return
        except OSError:
            time.sleep(0.5)
    pytest.fail("the server did not answer within two minutes")


class Visitor:
    """Somebody at a browser: signs in as an account, goes to pages; every page visited passes axe."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.visited: list[str] = []
        self.passed: set[str] = set()

    def sign_in(self, name: str) -> None:
        """As one of the demonstration's accounts, with the button of the sign-in page."""
        self.page.context.clear_cookies()
        self.go("/sign-in")
        self.open(self.page.get_by_role("button", name=f"as {name}"))

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.look()

    def press(self, name: str) -> None:
        self.open(self.page.get_by_role("button", name=name).first)

    def follow(self, name: str) -> None:
        self.open(self.page.get_by_role("link", name=name).first)

    def open(self, what: Locator) -> None:
        """Every button and link opens a page: what follows looks at that one, not at the one left."""
        with self.page.expect_navigation():
            what.click()
        self.look()

    def look(self) -> None:
        """The page has loaded, contacts nobody else and passes axe; one that passed as it stands is known."""
        self.page.wait_for_load_state()
        self.visited.append(self.page.url)
        shown = HIDDEN.sub("", self.page.content())
        if shown in self.passed:
            return
        found = Axe().run(self.page, options=RULES)
        assert found.violations_count == 0, f"{self.page.url}: {found.generate_report()}"
        self.passed.add(shown)

    def text(self) -> str:
        return self.page.locator("main").inner_text()


@pytest.fixture
def visitor(demonstration: str) -> Iterator[Visitor]:
    """A new visitor in Chromium; fails if a page asked any other host for anything."""
    executable = os.environ.get("OPENPCN_CHROMIUM") or shutil.which("chromium")
    if not executable:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        elsewhere: list[str] = []
        page.on(
            "request",
            lambda asked: elsewhere.append(asked.url) if not asked.url.startswith(demonstration) else None,
        )
        yield Visitor(page, demonstration)
        browser.close()
    assert elsewhere == []
