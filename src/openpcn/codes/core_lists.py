"""The core codelists that come with the project: small demonstration subsets, and they say so.

A live site loads the official lists; until then a definition whose list is a subset says so there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from openpcn.codes.codelist import Codelist, CodelistError, read_codes
from openpcn.terms import yaml_file

FOLDER = Path(__file__).parent / "core"
_NEEDED = frozenset({"title", "source"})
_FIELDS = _NEEDED | {"system", "cluster", "confirmed", "note"}
AMOUNTS = "amounts"  # a folder of tables of numbers, not of codelists: see openpcn.codes.amounts


@cache
def core_codelists() -> Mapping[str, Codelist]:
    """Every core list by id, read and checked once. Raises CodelistError naming file and line."""
    return MappingProxyType(load_folder(FOLDER))


def load_folder(folder: Path) -> dict[str, Codelist]:
    """The lists of a folder and those below: ``lists.yaml`` says what they are, ``<id>.csv`` holds the codes.

    Raises CodelistError for a list without a file, a file without an entry, an id used twice, an entry that
    says too little or something that means nothing, or a damaged file.
    """
    lists: dict[str, Codelist] = {}
    for manifest in sorted(folder.rglob("lists.yaml")):
        for each in _of_manifest(manifest, manifest.relative_to(folder).as_posix()):
            if each.id in lists:
                raise CodelistError(f"{each.id} is declared twice, the second time in {manifest.parent.name}")
            lists[each.id] = each
    unlisted = sorted(
        path.stem for path in folder.rglob("*.csv") if path.stem not in lists and path.parent.name != AMOUNTS
    )
    if unlisted:
        raise CodelistError(
            f"no lists.yaml has an entry for {', '.join(unlisted)}: add title and source beside the file"
        )
    return lists


def _of_manifest(manifest: Path, name: str) -> Iterator[Codelist]:
    said: dict[str, Any] = yaml_file.read(manifest)
    entries: dict[str, dict[str, Any]] = said["lists"]
    for id, entry in entries.items():
        path = manifest.parent / f"{id}.csv"
        if not path.exists():
            raise CodelistError(f"{name} names {id}, but {path.name} is missing: add the file")
        absent, unknown = sorted(_NEEDED - set(entry)), sorted(set(entry) - _FIELDS)
        if absent or unknown:  # a misspelt "confirmed" would call confirmed what is not
            faults = [f"missing {each}" for each in absent] + [f"unknown field {each}" for each in unknown]
            raise CodelistError(f"{name}, {id}: {'; '.join(faults)}")
        yield Codelist(
            id=id,
            title=entry["title"],
            system=entry.get("system", "snomed"),
            codes=read_codes(path),
            source=entry["source"],
            version=str(said["version"]),
            status=said["status"],
            cluster=entry.get("cluster"),
            confirmed=entry.get("confirmed", True),
            note=entry.get("note"),
        )
