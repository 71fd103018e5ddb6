"""The core codelists that come with the project: small demonstration subsets, and they say so.

A live site loads the official lists; until then a definition whose list is a subset says so there.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from openpcn.codes.codelist import Codelist, CodelistError, read_codes

FOLDER = Path(__file__).parent / "core"


@cache
def core_codelists() -> Mapping[str, Codelist]:
    """Every core list by id, read and checked once. Raises CodelistError naming file and line."""
    return MappingProxyType(load_folder(FOLDER))


def load_folder(folder: Path) -> dict[str, Codelist]:
    """The lists of a folder: ``core.yaml`` says what they are, ``<id>.csv`` holds the codes.

    Raises CodelistError for a list without a file, a file without an entry, or a damaged file.
    """
    manifest: dict[str, Any] = yaml.safe_load((folder / "core.yaml").read_text(encoding="utf-8"))
    entries: dict[str, dict[str, Any]] = manifest["lists"]
    unlisted = sorted(path.stem for path in folder.glob("*.csv") if path.stem not in entries)
    if unlisted:
        raise CodelistError(
            f"{folder.name}/core.yaml has no entry for {', '.join(unlisted)}: add title and source"
        )
    lists: dict[str, Codelist] = {}
    for id, entry in entries.items():
        path = folder / f"{id}.csv"
        if not path.exists():
            raise CodelistError(
                f"{folder.name}/core.yaml names {id}, but {path.name} is missing: add the file"
            )
        lists[id] = Codelist(
            id=id,
            title=entry["title"],
            system=entry.get("system", "snomed"),
            codes=read_codes(path),
            source=entry["source"],
            version=str(manifest["version"]),
            status=manifest["status"],
            cluster=entry.get("cluster"),
            confirmed=entry.get("confirmed", True),
            note=entry.get("note"),
        )
    return lists
