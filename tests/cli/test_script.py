"""The script that sets everything up, where Python's venv module is not whole."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Answers questions about itself, has no pip, and leaves an environment half-made as Debian's does.
HALF = """#!/bin/sh
case "$1 $2" in
"-m venv") mkdir -p "$3/bin" && ln -s "$0" "$3/bin/python" && exit 1 ;;
"-m pip") exit 1 ;;
esac
exec {python} "$@"
"""


def test_a_half_made_environment_is_removed_and_the_package_is_named(tmp_path):
    for name in ("openpcn", "uv.lock", "pyproject.toml"):
        shutil.copy2(ROOT / name, tmp_path / name)
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("cat", "cksum", "tr", "date", "dirname", "mkdir", "rm", "ln", "sh"):
        (tools / name).symlink_to(str(shutil.which(name)))
    half = tools / "python3"
    half.write_text(HALF.format(python=sys.executable))
    half.chmod(0o755)
    for _ in range(2):  # the second run says the same: nothing of the first is in its way
        answer = subprocess.run(
            ["sh", str(tmp_path / "openpcn"), "state"],
            env={"PATH": str(tools)}, capture_output=True, text=True, check=False, timeout=30,
        )  # fmt: skip
        assert answer.returncode == 1
        version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        assert f"apt-get install {version}" in answer.stderr
        assert not (tmp_path / ".venv").exists()
