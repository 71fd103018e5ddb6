"""The tests of language and engine notice faults: of a seeded sample of 200, at least nine in ten."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

HUNT = Path(__file__).parent / "hunt.py"


def hunt(part: str) -> list[dict[str, str]]:
    command = [sys.executable, str(HUNT), "200", "--part", part]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    return [json.loads(line) for line in run.stdout.splitlines()]


@pytest.mark.deep
def test_nine_faults_in_ten_are_noticed() -> None:
    with ThreadPoolExecutor(2) as cores:
        found = [each for part in cores.map(hunt, ("1/2", "2/2")) for each in part]
    missed = [each["fault"] for each in found if not each["noticed"]]
    assert len(found) == 200
    assert len(missed) <= 20, f"{len(missed)} of 200 went unnoticed:\n" + "\n".join(missed)
