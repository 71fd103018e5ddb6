"""A power cut after any operation of a night leaves the old record or the new, whole."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from .programs import run

# Synced where it makes no difference here: the site's folder, which making the key synced a moment before,
# and a folder that a practice's own extract leaves empty.
TWICE_SAFE = {".", "record/working/*/quarantine"}
WORKED_OUT_AGAIN = ("record/evaluated", "record/working/evaluated-")  # missing or torn, they are made anew


def check(answer: dict[str, Any]) -> None:
    assert answer["states"] > 10_000
    assert answer["bad"] == [], "a power cut could leave the live record torn or missing"
    assert answer["unlike"] == [], "the product could not recover"
    assert answer["views"] == 3, "expected nothing live, the first night, or the second: nothing between"
    assert answer["last"]["went_live"] == 2 and answer["last"]["whole"]


@pytest.mark.hazard("H05", "a power cut at any instant of a night leaves the old record or the new, whole")
def test_no_state_is_bad_and_every_sync_is_needed(tmp_path: Path) -> None:
    answer = json.loads(run("power_cuts.py", tmp_path))
    check(answer)
    assert answer["acts"] > 50
    kept = {act for act in answer["toothless"] if not act.startswith(WORKED_OUT_AGAIN)}
    assert kept <= TWICE_SAFE, "the model would not miss these syncs: has it no teeth?"


@pytest.mark.deep
def test_recovery_at_every_version_of_the_database(tmp_path: Path) -> None:
    answer = json.loads(run("power_cuts.py", tmp_path, "deep"))
    check(answer)
    print(f"\n{answer['states']} states, {answer['different']} recovered, 0 bad")  # noqa: T201


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not here")
def test_the_operations_seen_are_the_system_calls_made(tmp_path: Path) -> None:
    """What the hooks saw agrees with the kernel's own account, in order; and the commit's sync comes last."""
    log = tmp_path / "calls"
    tracing = (
        "strace",
        "-f",
        "-y",
        "-qq",
        "-e",
        "trace=fsync,fdatasync,rename,renameat,renameat2",
        "-o",
        str(log),
    )
    answer = json.loads(run("power_cuts.py", tmp_path, "record", before=tracing))
    home = str(tmp_path / "home")
    calls, last = [], ""
    for line in log.read_text().splitlines():
        if synced := re.search(rf"f(?:data)?sync\(\d+<{home}(/[^>]*)?>", line):
            calls.append(f"sync {(synced[1] or '/.')[1:]}")
            last = line if "audit." not in line else last
        elif renamed := re.search(
            rf'rename\w*\(.*"{home}/record/[^"]*/([^"/]+)", .*"{home}/record/[^"]*/([^"/]+)"', line
        ):
            calls.append(f"rename {renamed[1]} -> {renamed[2]}")
    # the database syncs its own files and the site's folder as well; the audit trail has an anchor of its own
    ours = [call for call in calls if not re.search(r"sqlite3|audit\.|log/|secret|sync \.$", call)]
    assert ours == [call for call in answer["order"] if call != "sync ."]
    assert "sqlite3" in last, "the database is synced after the files it names"
