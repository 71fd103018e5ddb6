"""Submission folders among the paths given, in the order they have to be taken."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from openpcn.record.intake.manifest import read_json
from openpcn.work.night.elsewhere import is_companion
from openpcn.work.night.errors import NightError

MANIFEST = "manifest.json"


def submission_folders(paths: Iterable[Path]) -> list[Path]:
    """Folders with a manifest, at or below ``paths``: practices' own extracts, the oldest day first, then
    what adds to them (hospitals, homes, pharmacies), whose people have to be there before.

    A folder with no manifest anywhere below counts as one submission, which intake will refuse by name: it
    must not go unnoticed. Raises NightError for a path that is not a folder.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.is_dir():
            raise NightError(f"{path}: not a folder. Name a submission folder, the one with {MANIFEST}")
        manifests = sorted(path.rglob(MANIFEST))
        for folder in [manifest.parent for manifest in manifests] or [path]:
            found[folder.resolve()] = None
    return sorted(found, key=lambda folder: (is_companion(folder), _day(folder), str(folder)))


def practice_named(folder: Path) -> str:
    """The practice that a manifest names; empty where it names none, which intake will refuse."""
    return _read(folder, "practice")


def _day(folder: Path) -> str:
    """The manifest's day as written; empty where it cannot be read, which intake will say."""
    return _read(folder, "as_at")


def _read(folder: Path, name: str) -> str:
    try:
        manifest = read_json((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return ""
    return str(manifest.get(name, "")) if isinstance(manifest, dict) else ""
