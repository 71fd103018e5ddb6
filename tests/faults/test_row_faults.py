"""Every kind of damage to a row gets its verdict, its reason and its field; nothing else is touched."""

from __future__ import annotations

import json
import logging
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from .book import MARKER, QUARANTINED
from .judging import damaged, differences, taken
from .row_faults import EVERY, FAULTS, faults_of

CI_ROWS, DEEP_ROWS, DEEP_SEEDS = 5_000, 100_000, 5


def test_there_are_at_least_fifty_kinds_in_every_shape() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 100
    assert all(len(faults_of(shape)) >= 50 for shape in EVERY)


def judged(shape_name: str, rows: int, seed: int, home: Path) -> Counter[str]:
    """Take a damaged extract; every difference is a failure. Returns how often each kind was tried."""
    shape = damaged(shape_name, rows, seed)
    found = taken(shape, home)
    wrong = differences(shape, found)
    assert not wrong, f"{len(wrong)} wrong verdicts:\n" + "\n".join(wrong[:40])
    receipt = json.dumps(found.receipt.as_json())
    assert MARKER not in receipt, "a receipt quotes what a row says"
    return Counter(line.fault for line in shape.book.lines() if line.fault)


@pytest.mark.hazard("H01", "damaged numbers, codes and values never enter the record unseen")
@pytest.mark.hazard("H13", "every kind of damaged row gets its verdict, reason and field")
@pytest.mark.parametrize("shape", EVERY)
def test_every_verdict_is_right(
    shape: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    tried = judged(shape, CI_ROWS // len(EVERY), 1, tmp_path)
    assert set(tried) == {fault.name for fault in faults_of(shape)}, "some kind was not tried"
    said = caplog.text + "".join(capfd.readouterr())
    assert MARKER not in said, "a log quotes what a row says"


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(1, DEEP_SEEDS + 1))
@pytest.mark.parametrize("shape", EVERY)
def test_every_verdict_is_right_in_a_hundred_thousand_rows(shape: str, seed: int, tmp_path: Path) -> None:
    began = time.process_time()
    tried = judged(shape, DEEP_ROWS // len(EVERY), seed, tmp_path)
    assert min(tried[fault.name] for fault in faults_of(shape)) >= 1
    seconds = time.process_time() - began
    print(f"\n{shape}, seed {seed}: {sum(tried.values())} faults, 0 wrong, {seconds:.0f} s CPU")  # noqa: T201


def test_a_wrong_expectation_would_be_seen(tmp_path: Path) -> None:
    """The comparison has teeth: expect one other verdict, and it says so."""
    shape = damaged("openpcn_csv", 300, 2)
    found = taken(shape, tmp_path)
    lines: list[Any] = [line for line in shape.book.lines() if line.verdict == QUARANTINED]
    lines[0].reason = "something_else"
    assert len(differences(shape, found)) == 1
    lines[0].verdict = "accepted"
    assert len(differences(shape, found)) >= 2
