"""A night killed anywhere leaves the old snapshot or the new, never a mixture; the next night is clean.

Nights are killed in chains at the same site, up to six in a row: the promise is one about a night that begins
among what several killed ones left. The whole night after them must leave what an undisturbed one leaves.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from openpcn.work.night.running import STEPS

PART = [f"part.{s}" for s in "begun tables state described written synced renamed published".split()]
SNAPSHOT = [f"snapshot.{s}" for s in "begun described written synced renamed published".split()]
SWEEP = ["sweep.moved", "sweep.removed"]
TAKE = ["take.begun", "take.staged", "take.derived"]
EVERY = [*TAKE, *PART, *SNAPSHOT, *STEPS, *SWEEP]
NEW_FROM = {"night.live", "night.settled", "night.tidied", *SWEEP}  # everything else comes before the commit
AT_RANDOM = 12
PROGRAM = Path(__file__).with_name("killing.py")


def run(folder: Path, *steps: str, at_random: int = 0, seed: int = 0, timeout: int = 3_000) -> dict[str, Any]:
    """Nights killed at these steps, then so many at random instants: each kill's result by its name."""
    folder.mkdir(exist_ok=True)
    environment = {k: v for k, v in os.environ.items() if k != "OPENPCN_HOME"}
    environment |= {
        "OPENPCN_HOME": str(folder / "unused"),
        "OPENPCN_NOW": "2026-02-10T03:00",
        "PYTHONPATH": str(Path(__file__).resolve().parents[3] / "src"),
    }
    if "postgresql" not in environment.get("DATABASE_URL", ""):
        environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(folder), str(at_random), str(seed), *steps],
        env=environment, capture_output=True, text=True, timeout=timeout, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3_000:]
    return {line["name"]: line for line in map(json.loads, done.stdout.splitlines())}


def check(result: dict[str, Any], whole: dict[str, Any]) -> str:
    """Every promise about one kill; returns whether the old or the new was found."""
    old, new, found, after = whole["old"], whole["new"], result["found"], result["after"]
    same = ("content", "as_at", "needs", "counts", "accepted", "went_live")
    views = {"old": [old[key] for key in same], "new": [new[key] for key in same]}
    which = next((name for name, view in views.items() if view == [found[key] for key in same]), None)
    assert which is not None, f"a mixture: {found}"
    for seen in (found, after):
        assert seen["whole"] and seen["people_agree"] and seen["row_is_live"]
        assert not seen["strangers"], "prepared rows of a snapshot that no row names"
        assert seen["audit"] == ""
    if result["acknowledged"]:
        assert which == "new", "a night that was acknowledged is lost"
    if result["last"]:
        assert result["again"]["taken"] is (which == "old")
    else:
        assert which == "old", "a chain goes on after the new snapshot was left"
    assert [after[key] for key in same] == views["new"]
    left = ("candidates", "prepared_for", "snapshots", "parts", "working")
    assert [after[key] for key in left] == [new[key] for key in left], "something was left behind"
    return which


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return run(tmp_path_factory.mktemp("killed"), *EVERY, at_random=AT_RANDOM, seed=20260210)


@pytest.mark.hazard("H05", "a night killed at any step leaves the old snapshot or the new, whole")
@pytest.mark.parametrize("step", EVERY)
def test_killed_at_a_step(killed, step):
    result = killed[step]
    assert result["acknowledged"] is None, "the night went past the step without being killed"
    assert check(result, killed["whole"]) == ("new" if step in NEW_FROM else "old")


def test_every_step_of_the_store_is_among_those_tried():
    """A step that is added to the code must be added here."""
    named = set()
    source = Path(__file__).resolve().parents[3] / "src" / "openpcn" / "record" / "store"
    for path in source.glob("*.py"):
        text = path.read_text()
        named |= {piece.split('"')[0] for piece in text.split('step("')[1:]}
    named = {name for name in named if "{" not in name}
    assert named <= set(EVERY), sorted(named - set(EVERY))


@pytest.mark.parametrize("number", range(AT_RANDOM))
def test_killed_at_random(killed, number):
    """On which side of the commit so few fall is chance: the steps show both."""
    check(killed[f"random-{number}"], killed["whole"])


@pytest.mark.deep
def test_killed_at_random_many_times(tmp_path):
    """Two campaigns beside each other, one for each core."""
    each, began = int(os.environ.get("OPENPCN_KILLS", "2000")) // 2, time.monotonic()
    with ThreadPoolExecutor(2) as cores:
        campaigns = [
            cores.submit(run, tmp_path / str(seed), at_random=each, seed=seed, timeout=9_000)
            for seed in (1, 2)
        ]
    found = []
    for campaign in campaigns:
        results = campaign.result()
        whole = results.pop("whole")
        assert len(results) == each
        found += [check(result, whole) for result in results.values()]
    assert set(found) == {"old", "new"}
    seconds = time.monotonic() - began
    print(f"\n{len(found)} kills, {found.count('new')} after the commit: 0 lost, 0 mixed, {seconds:.0f} s")  # noqa: T201


@pytest.mark.postgres
@pytest.mark.skipif("postgresql" not in os.environ.get("DATABASE_URL", ""), reason="for PostgreSQL")
def test_killed_around_the_commit_on_postgresql(tmp_path):
    steps = ["night.people", "night.measures", "night.going_live", "night.live", "night.settled"]
    results = run(tmp_path, *steps)
    for step in steps:
        assert check(results[step], results["whole"]) == ("new" if step in NEW_FROM else "old")
