"""Bundles in a folder -> staged rows: one row, or one fault, for every entry."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from openpcn.record.sources.base import Fault, Staged, StagedTable
from openpcn.record.sources.fhir_r4 import resources
from openpcn.record.sources.fhir_r4.elements import ElementError, Json, objects, words
from openpcn.record.sources.fhir_r4.tables import TABLES

_COLUMNS = {table.name: [rule.name for rule in table.columns] for table in TABLES}


def read_bundle(path: Path) -> list[Any]:
    """The entries of a bundle, as they stand. Raises ValueError where the file is not one."""
    try:
        content = gzip.decompress(path.read_bytes()) if path.name.endswith(".gz") else path.read_bytes()
        bundle = json.loads(content.decode("utf-8-sig"))
    except (OSError, EOFError, UnicodeDecodeError, json.JSONDecodeError):
        raise ValueError("not readable as JSON in UTF-8") from None
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        raise ValueError("a FHIR Bundle is expected")
    entries = bundle.get("entry", [])
    if not isinstance(entries, list):
        raise ValueError("Bundle.entry: a list is expected")
    return entries


def entries_in(folder: Path) -> dict[str, int]:
    """File name -> number of entries, of every bundle in a folder: the rows of its manifest.

    Raises ValueError naming a file that is not a bundle.
    """
    found = {}
    for path in bundles(folder):
        try:
            found[path.name] = len(read_bundle(path))
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from None
    return found


def bundles(folder: Path) -> list[Path]:
    """The JSON files of a folder, but for the manifest."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.name.lower().endswith((".json", ".json.gz")) and path.name != "manifest.json"
    )


def stage(folder: Path, files: Sequence[str]) -> Staged:
    """Rows of every table, a fault for each entry that cannot be read or is not used, and counts of both."""
    rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in TABLES}
    faults: list[Fault] = []
    rows_in: dict[str, int] = {}
    not_used: Counter[str] = Counter()
    for name in files:
        try:
            entries = read_bundle(folder / name)
        except ValueError as error:
            rows_in[name] = 1
            faults.append(Fault(name, 1, "", "not_a_bundle", str(error)))
            continue
        rows_in[name] = len(entries)
        for found in _rows(name, entries):
            if isinstance(found, Fault):
                faults.append(found)
                if found.reason == "not_used":
                    not_used[found.field] += 1
            else:
                table, row = found
                rows[table].append(row)
    return Staged(
        tuple(StagedTable(name, _as_table(name, held)) for name, held in rows.items()),
        rows_in,
        tuple(faults),
        dict(not_used),
    )


def _rows(file: str, entries: list[Any]) -> Iterator[tuple[str, dict[str, Any]] | Fault]:
    addresses = {
        str(entry["fullUrl"]): str(entry["resource"]["id"])
        for entry in objects(entries)
        if entry.get("fullUrl") and isinstance(entry.get("resource"), dict) and entry["resource"].get("id")
    }
    for line, entry in enumerate(entries, start=1):
        where = {"file": file, "line": line}
        if (gone := _deleted(entry)) is not None:
            gone_kind, gone_id = gone
            if gone_kind in resources.READ:
                table = resources.READ[gone_kind][0]
                yield table, {"type": gone_kind, "id": gone_id, "deleted": "true", **where}
            else:
                yield _not_used(file, line, gone_kind, _why(gone_kind))
            continue
        resource = entry.get("resource") if isinstance(entry, dict) else None
        kind = words(resource.get("resourceType")) if isinstance(resource, dict) else None
        if not isinstance(resource, dict) or kind is None:
            yield Fault(
                file, line, "resource", "no_resource", "an entry with a resource is expected", _raw(entry)
            )
        elif kind not in resources.READ:
            yield _not_used(file, line, kind, _why(kind))
        elif not resources.entered_in_error(resource) and (why := resources.why_not(resource)):
            yield _not_used(file, line, kind, why)
        else:
            yield _row(file, line, kind, resource, addresses)


def _row(
    file: str, line: int, kind: str, resource: Json, addresses: dict[str, str]
) -> tuple[str, dict[str, Any]] | Fault:
    table, make = resources.READ[kind]
    key = {"type": kind, "id": words(resource.get("id")), "file": file, "line": line}
    if resources.entered_in_error(resource):
        return table, {**key, "deleted": "true"}
    try:
        return table, {**key, **make(resource, addresses)}
    except ElementError as error:
        return Fault(file, line, f"{kind}.{error.field}", error.reason, str(error), _raw(resource))


def _deleted(entry: object) -> tuple[str, str] | None:
    """Type and id of a resource that the entry deletes."""
    request = entry.get("request") if isinstance(entry, dict) else None
    if not isinstance(request, dict) or request.get("method") != "DELETE":
        return None
    kind, _, found = str(request.get("url", "")).partition("/")
    return kind, found


def _not_used(file: str, line: int, kind: str, why: str) -> Fault:
    return Fault(file, line, kind, "not_used", f"{kind}: {why}")


def _why(kind: str) -> str:
    return resources.NOT_USED.get(kind, "no rule of this version reads it")


def _raw(entry: object) -> str:
    return json.dumps(entry, ensure_ascii=False)


def _as_table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    columns = {column: pa.array([row.get(column) for row in rows], pa.string()) for column in _COLUMNS[name]}
    columns["file"] = pa.array([row["file"] for row in rows], pa.string())
    columns["line"] = pa.array([row["line"] for row in rows], pa.int32())
    return pa.table(columns)
