"""The house stands as drawn: every file small, every folder placed, nothing of the workplace in the tree."""

import re
import subprocess
from pathlib import Path

import pytest

from openpcn.cli.develop import WHERE

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "openpcn"


def python_files():
    return [
        path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts and "vendor" not in path.parts
    ]


def test_no_source_file_is_longer_than_500_lines():
    long = {
        str(p.relative_to(ROOT)): n for p in python_files() if (n := len(p.read_text().splitlines())) > 500
    }
    assert long == {}


def test_every_module_says_what_it_is():
    silent = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if path.read_text().strip() and not re.match(r'\s*(#.*\n)*\s*r?"""', path.read_text())
    ]
    assert silent == []


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX"])
def test_nothing_is_left_half_done(word):
    found = [
        str(path.relative_to(ROOT)) for path in python_files() if re.search(rf"\b{word}\b", path.read_text())
    ]
    assert found == []


def test_no_path_of_a_machine_is_written_down():
    files = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    if not files:
        pytest.skip("not a git checkout")
    pattern = re.compile(r"/(?:home|root|Users)/\w+|" + re.escape(str(ROOT)))
    guilty = [
        name
        for name in files
        if not name.endswith((".lock", ".png", ".svg", ".js", ".css"))
        and pattern.search((ROOT / name).read_text(errors="ignore"))
    ]
    assert guilty == []


@pytest.mark.parametrize("marker", WHERE)
def test_tests_of_a_marker_stand_where_the_test_command_collects_them(marker):
    marked = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("test_*.py")
        if re.search(rf"mark\.{marker}\b", path.read_text())
    ]
    assert marked and [name for name in marked if not name.startswith(WHERE[marker])] == []
