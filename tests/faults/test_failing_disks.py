"""The disk says no: nothing is claimed that is not so, the old record stays, and the next night is clean."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from .programs import run

ACTS = ("fsync", "write", "rename", "link", "mkdir")
SAME = ("content", "as_at", "needs", "counts", "accepted", "went_live")


def _can_mount(folder: Path) -> bool:
    """Whether a small disk can be made here: needs root, and a kernel that lets us."""
    if os.geteuid() != 0:
        return False
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], check=False)
    if mounted.returncode == 0:
        subprocess.run(["umount", str(folder)], check=True)
    return mounted.returncode == 0


def nights(folder: Path, *asked: str) -> list[dict[str, Any]]:
    """Run the series asked for and check every night; where room grows, the last one succeeds."""
    whole, *results = map(json.loads, run("failing.py", folder, *asked).splitlines())
    views = {word: [whole[word][key] for key in SAME] for word in ("old", "new")}
    for result in results:
        where = f"{result['name']}: {result['kind']}"
        found, after = result["found"], result["after"]
        view = [found[key] for key in SAME]
        assert view in views.values(), f"{where}: a mixture: {found}"
        if result["acknowledged"]:
            assert view == views["new"], f"{where}: a success was claimed and the record is the old one"
        else:
            assert result["said"], f"{where}: no sentence, a traceback"
            assert "OPENPCN_HOME" in result["said"], f"{where}: {result['said']}"
        for seen in (found, after):
            assert seen["whole"] and seen["people_agree"] and seen["row_is_live"] and seen["audit"] == "", (
                where
            )
        assert [after[key] for key in SAME] == views["new"], f"{where}: the next night was not clean"
        left = ("candidates", "prepared_for", "snapshots", "parts", "working")
        assert [after[key] for key in left] == [whole["new"][key] for key in left], (
            f"{where}: something is left"
        )
    for what in asked:
        series = [result["acknowledged"] for result in results if result["series"] == what]
        assert series, f"{what}: no such act in a night"
        assert what.startswith("act:") or series[-1], f"{what}: never came to a night that succeeds"
    return results


@pytest.mark.hazard(
    "H05", "a full or failing disk leaves the old record live, says so, and the next night is clean"
)
@pytest.mark.hazard("H05", "a write or a sync that fails is never taken for success")
def test_the_nth_act_fails(tmp_path: Path) -> None:
    results = nights(
        tmp_path, "act:fsync:3", "act:write:3", "act:rename:3", "act:mkdir:3", "size:60:record"
    )  # fmt: skip
    assert sum(not result["acknowledged"] for result in results) >= 10


@pytest.mark.deep
def test_a_small_disk_that_fills(tmp_path: Path) -> None:
    if not _can_mount(tmp_path / "trial"):
        pytest.skip("no small disk can be made here (not root); the limit on the size of files stands for it")
    results = nights(tmp_path, "disk")
    full = [result for result in results if not result["acknowledged"]]
    assert len(full) >= 3
    assert all(result["said"].startswith("the disk is full") for result in full)


@pytest.mark.deep
@pytest.mark.parametrize("kind", ACTS)
def test_every_act_fails_in_turn(kind: str, tmp_path: Path) -> None:
    results = nights(tmp_path, f"act:{kind}:all")
    print(f"\n{kind}: {len(results)} failures, 0 false successes")  # noqa: T201


@pytest.mark.deep
@pytest.mark.parametrize("where", ["all", "record"])
def test_no_file_may_grow_at_all_sizes(where: str, tmp_path: Path) -> None:
    results = nights(tmp_path, f"size:1.2:{where}")
    print(f"\n{where}: {len(results) - 1} sizes, 0 false successes")  # noqa: T201
