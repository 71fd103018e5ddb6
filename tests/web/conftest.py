"""A small demonstration network, made by the demonstration's own command, and clients signed in to it."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

PEOPLE = 600
ROOT = Path(__file__).resolve().parents[2]


def surroundings(home: Path) -> dict[str, str]:
    """The environment of the demonstration, on its own data directory."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("OPENPCN_")},
        "OPENPCN_HOME": str(home),
        "OPENPCN_NOW": "2026-02-10T09:00",
        "OPENPCN_ENV": "demo",
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "openpcn.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of a demonstration of 600 people, first night taken in; this process's own.

    It is made once, by whichever process comes first, and copied by the others.
    """
    everybodys = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        everybodys = everybodys.parent
    made, done = everybodys / "demonstration", everybodys / "demonstration.done"
    with (everybodys / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            _make_demonstration(made)
            done.touch()
    home = tmp_path_factory.mktemp("demo") / "home"
    shutil.copytree(made, home)
    return home


def _make_demonstration(home: Path) -> None:
    command = [sys.executable, "-m", "openpcn.cli", "demo", "--no-serve", "--people", str(PEOPLE)]
    run = subprocess.run(
        command, env=surroundings(home), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr[-3000:]


@pytest.fixture(scope="module")
def demo_database(demo_home: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demonstration's rows in the test database for one module; what was there comes back."""
    with django_db_blocker.unblock():
        if connection.vendor != "sqlite":
            pytest.skip("the pages are tested on SQLite; the work behind them on both databases")
        connection.ensure_connection()
        before, world = sqlite3.connect(":memory:"), sqlite3.connect(demo_home / "openpcn.sqlite3")
        connection.connection.backup(before)
        world.backup(connection.connection)
        world.close()
    yield
    with django_db_blocker.unblock():
        before.backup(connection.connection)
        before.close()


@pytest.fixture
def demo(
    demo_database: None, demo_home: Path, db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The demonstration as this test's site; whatever the test does to the database is undone."""
    settings.OPENPCN_ENV = "demo"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]  # what the accounts have
    monkeypatch.setenv("OPENPCN_HOME", str(demo_home))
    monkeypatch.setenv("OPENPCN_ENV", "demo")
    return demo_home


@pytest.fixture
def as_role(demo: Path) -> Callable[[str], Client]:
    """A client signed in as the demonstration's account of a role; ``nobody`` is not signed in."""
    from openpcn.work.access.models import Post

    def sign_in(role: str) -> Client:
        client = Client(raise_request_exception=False)
        if role != "nobody":
            client.force_login(Post.objects.get(role=role, staff__is_demo=True).staff)
        return client

    return sign_in


@pytest.fixture(scope="session")
def server(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site served by the real server, on a copy of the demonstration; its address."""
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(demo_home, home)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "openpcn.config.wsgi:application",
        "--bind", f"127.0.0.1:{port}", "--threads", "4", "--log-level", "warning",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=surroundings(home), cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(150):
            try:
                urllib.request.urlopen(f"{address}/cookies", timeout=2).close()  # noqa: S310 - our own server
                break
            except OSError:
                time.sleep(0.2)
        else:
            pytest.fail("the server did not answer within 30 seconds")
        yield address
    finally:
        process.terminate()
        process.wait(20)
