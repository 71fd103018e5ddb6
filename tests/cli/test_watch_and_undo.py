"""``watch --once`` and ``undo`` as somebody at the machine uses them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run(tmp_path):
    """Run a command on a site of this test's own; returns the finished process."""

    def command(*words: str, now: str = "2026-02-10T09:00") -> subprocess.CompletedProcess[str]:
        surroundings = {
            **{name: value for name, value in os.environ.items() if not name.startswith("OPENPCN_")},
            "OPENPCN_HOME": str(tmp_path / "home"),
            "OPENPCN_NOW": now,
            "DATABASE_URL": "",
            "PYTHONPATH": str(ROOT / "src"),
        }
        return subprocess.run(
            [sys.executable, "-m", "openpcn.cli", *words],
            env=surroundings, cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip

    return command


@pytest.fixture
def site(run, tmp_path):
    """A fictional network of one practice."""
    script = (
        "import sys; sys.path.insert(0, 'tests');"
        "from openpcn.cli import django_setup; django_setup.migrate();"
        "import small_practice; small_practice.choose_fictional_network('Z99001')"
    )
    surroundings = {
        **os.environ, "OPENPCN_HOME": str(tmp_path / "home"), "OPENPCN_NOW": "2026-02-10T09:00",
        "DATABASE_URL": "", "PYTHONPATH": str(ROOT / "src"),
    }  # fmt: skip
    subprocess.run([sys.executable, "-c", script], env=surroundings, cwd=ROOT, check=True)
    return tmp_path


def test_a_delivery_is_taken_and_what_followed_is_undone(run, site, small_practice):
    drop, practice = site / "drop", small_practice(people=3)
    drop.mkdir()
    practice.write(drop / "monday", "2026-02-09")
    taken = run("watch", str(drop), "--once", "--every", "1")
    assert taken.returncode == 0 and taken.stdout == "monday: accepted\n", taken.stderr
    assert json.loads((drop / "monday.receipt.json").read_text())["verdict"] == "accepted"
    practice.write(site / "by-hand", "2026-02-10")
    assert run("ingest", str(site / "by-hand"), now="2026-02-11T03:00").returncode == 0
    [kept] = json.loads(run("undo", "--json").stdout)
    assert kept["practices"] == {"Z99001": "2026-02-09"}
    done = json.loads(run("undo", kept["snapshot"], "--reason", "wrong file", "--json").stdout)
    assert done["live"] == kept["snapshot"]
    again = run("undo", kept["snapshot"], "--reason", "wrong file")
    assert again.returncode == 1 and "live already" in again.stderr
    state = json.loads(run("state", "--json").stdout)
    assert state["snapshot"] == kept["snapshot"] and state["practices"] == {"Z99001": "2026-02-09"}


def test_a_folder_that_is_not_there_is_said_in_one_line(run, site):
    answer = run("watch", str(site / "nowhere"), "--once")
    assert answer.returncode == 1 and "not a folder" in answer.stderr
    assert "Traceback" not in answer.stderr
