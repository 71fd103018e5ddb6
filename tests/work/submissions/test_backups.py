"""What is restored equals what was backed up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("restoring.py")


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A site with a night and work on it, backed up, damaged, restored into an empty one: what each said."""
    folder = tmp_path_factory.mktemp("backup")
    environment = {k: v for k, v in os.environ.items() if k != "OPENPCN_HOME"} | {
        "OPENPCN_NOW": "2026-02-10T09:00",
        "PYTHONPATH": str(Path(__file__).resolve().parents[3] / "src"),
    }
    if "postgresql" not in environment.get("DATABASE_URL", ""):
        environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(folder)],
        env=environment, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3_000:]
    return json.loads(done.stdout)


pytestmark = pytest.mark.postgres


@pytest.mark.hazard("H12", "a backup restores to the same site")
def test_the_restored_site_says_what_the_first_one_said(told):
    assert told["first"]["state"]["snapshot"]
    assert told["first"]["rows"] > 50
    assert told["restored"] == told["first"], "state, every row of every table, keys, the record's files"


def test_a_backup_is_closed_to_others(told):
    assert (told["modes"], told["folder_modes"]) == (["0o600"], ["0o700"])


def test_backing_up_and_restoring_leave_audit_rows(told):
    assert sorted(told["said"]) == ["backup_started", "restored"], "the first is in the backup itself"


def test_nobody_stays_signed_in(told):
    assert told["sessions_before"] == 1 and told["sessions_after"] == 0


def test_work_goes_on_after_a_restore(told):
    assert told["worked_after"] == "a new row has a key of its own"


def test_the_audit_chain_holds_after_a_restore(told):
    assert told["chain"] == ""


@pytest.mark.parametrize(
    "case, said",
    [
        ("there_already", "is there already"),
        ("occupied", "Use --replace"),
        ("changed", "is not what was backed up"),
        ("missing", "is missing"),
        ("no_backup", "no backup here"),
        ("other_kind", "restore it where DATABASE_URL names the same kind"),
        ("newer", "update OpenPCN first"),
        ("no_files", "does not say files"),
        ("rows_alone", "this site holds rows of"),
        ("key_alone", "this site holds identity.key"),
    ],
)
def test_what_is_refused_and_changes_nothing(told, case, said):
    assert said in told["refused"][case]
    assert told["after_refusals"] == told["first"]
