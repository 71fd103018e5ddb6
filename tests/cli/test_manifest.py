"""A manifest made here says what the one that came with the files said."""

from __future__ import annotations

import json

import pytest

from openpcn.cli.faults import Fault
from openpcn.cli.manifest import manifest


def test_rows_and_hashes_are_those_of_the_files(small_practice, tmp_path):
    folder = small_practice("Z99001").write(tmp_path / "Z99001", "2026-02-09")
    came_with = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").unlink()

    manifest(folder, practice=["Z99001"], as_at="2026-02-09")

    made = json.loads((folder / "manifest.json").read_text())
    for name in ("format", "source", "practice", "as_at", "kind", "files"):
        assert made[name] == came_with[name]


def test_a_folder_of_no_known_shape_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(Fault, match="no known shape"):
        manifest(tmp_path, practice=["Z99001"], as_at="2026-02-09")


def test_a_day_that_is_none_is_refused(small_practice, tmp_path):
    folder = small_practice("Z99001").write(tmp_path / "Z99001", "2026-02-09")
    with pytest.raises(Fault, match="--as-at: expected a day"):
        manifest(folder, practice=["Z99001"], as_at="yesterday")


def test_several_practices_need_a_folder_to_go_into_and_a_shape_that_holds_several(small_practice, tmp_path):
    folder = small_practice("Z99001").write(tmp_path / "Z99001", "2026-02-09")
    with pytest.raises(Fault, match="--into"):
        manifest(folder, practice=["Z99001", "Z99005"], as_at="2026-02-09")
    with pytest.raises(Fault, match="holds one practice"):
        manifest(folder, practice=["Z99001", "Z99005"], as_at="2026-02-09", into=tmp_path / "each")
    with pytest.raises(Fault, match="expected a practice's code"):
        manifest(folder, practice=["../Z99001"], as_at="2026-02-09")
