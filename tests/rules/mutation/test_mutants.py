"""The tests of language and engine notice faults: of a seeded sample of 200, at least nine in ten."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HUNT = Path(__file__).parent / "hunt.py"


@pytest.mark.deep
def test_nine_faults_in_ten_are_noticed() -> None:
    run = subprocess.run([sys.executable, str(HUNT), "200"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    found = [json.loads(line) for line in run.stdout.splitlines()]
    missed = [each["fault"] for each in found if not each["noticed"]]
    assert len(found) == 200
    assert len(missed) <= 20, f"{len(missed)} of 200 went unnoticed:\n" + "\n".join(missed)
