"""Files of FHIR resources -> staged rows: one row, or one fault, for every resource.

Rows go to the submission's database in batches, so that memory does not grow with the files.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from openpcn.record.sources.base import Fault, Staged, StagedTable
from openpcn.record.sources.fhir import files, notes
from openpcn.record.sources.fhir.elements import Addresses, ElementError, Json, words
from openpcn.record.sources.fhir.files import Entry, FileFault, Form
from openpcn.record.sources.fhir.shape import Shape, entered_in_error

BATCH = 20_000
RAW = 20_000  # characters kept of a row at fault


class Desk:
    """Where the rows of a submission are laid out; ``staged`` says what came of them."""

    def __init__(self, con: duckdb.DuckDBPyConnection, shape: Shape) -> None:
        self.con, self.shape = con, shape
        self.rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in shape.tables}
        self.rows_in: Counter[str] = Counter()
        self.faults: list[Fault] = []
        self.not_used: Counter[str] = Counter()
        self.judged: list[StagedTable] = []
        self.notes: list[str] = []
        for table in shape.tables:
            columns = ", ".join(f'"{name}" VARCHAR' for name in shape.columns[table.name])
            con.execute(f'CREATE TEMP TABLE "fhir {table.name}" ({columns}, "file" VARCHAR, "line" INTEGER)')

    def take(self, file: str, entries: Iterable[Entry], addresses: Addresses) -> None:
        """Lay out the entries of a file."""
        for entry in entries:
            self.rows_in[file] += 1
            if entry.fault:
                self.fault(Fault(file, entry.line, "", entry.fault, entry.sentence, entry.raw[:RAW]))
            elif entry.gone is not None:
                self.delete(file, entry.line, *entry.gone)
            elif entry.resource is not None:
                self.resource(file, entry.line, entry.resource, addresses)
                for held in self.shape.within(entry.resource):
                    self.rows_in[file] += 1
                    self.resource(file, entry.line, held, addresses)

    def delete(self, file: str, line: int, kind: str, row: str) -> None:
        """A request to delete a resource, by type and id."""
        if kind in self.shape.read and row:
            self.add(self.shape.read[kind][0], {"type": kind, "id": row, "deleted": "true"}, file, line)
        else:
            self.leave_out(file, line, kind or "request", self.why(kind))

    def resource(self, file: str, line: int, resource: Json, addresses: Addresses) -> None:
        """One resource: a row, or why not."""
        kind, row = str(words(resource.get("resourceType"))), words(resource.get("id"))
        if kind not in self.shape.read:
            self.leave_out(file, line, kind, self.why(kind))
            return
        table, make = self.shape.read[kind]
        if row is None and kind in self.shape.unnamed:
            row = f"{file}/{line}"
        key = {"type": kind, "id": row}
        try:
            if row is None:
                raise ElementError("id", "missing_value", "a resource is known by its id")
            if entered_in_error(resource):
                self.add(table, {**key, "deleted": "true"}, file, line)
            elif why := self.shape.why_not(resource):
                self.leave_out(file, line, kind, why)
            else:
                self.add(table, {**key, **make(resource, addresses)}, file, line)
        except ElementError as error:
            raw = json.dumps(resource, ensure_ascii=False)[:RAW]
            self.fault(Fault(file, line, f"{kind}.{error.field}", error.reason, str(error), raw))

    def add(self, table: str, row: dict[str, Any], file: str, line: int) -> None:
        held = self.rows[table]
        held.append({**row, "file": file, "line": line})
        if len(held) >= BATCH:
            self.flush(table)

    def fault(self, fault: Fault) -> None:
        self.faults.append(fault)

    def leave_out(self, file: str, line: int, kind: str, why: str) -> None:
        """Count a resource that is sound and not read."""
        self.not_used[kind] += 1
        self.faults.append(Fault(file, line, kind, "not_used", f"{kind}: {why}"))

    def why(self, kind: str) -> str:
        return self.shape.not_used.get(kind, "no rule of this version reads it")

    def flush(self, table: str) -> None:
        held, names = self.rows[table], self.shape.columns[table]
        if held:
            arrays = {name: pa.array([row.get(name) for row in held], pa.string()) for name in names}
            arrays["file"] = pa.array([row["file"] for row in held], pa.string())
            arrays["line"] = pa.array([row["line"] for row in held], pa.int32())
            self.con.register("_batch", pa.table(arrays))
            self.con.execute(f'INSERT INTO "fhir {table}" SELECT * FROM _batch')
            self.con.unregister("_batch")
            held.clear()

    def staged(self) -> Staged:
        """What was laid out, for the intake."""
        for table in self.rows:
            self.flush(table)
        pieces = [StagedTable(table, f"fhir {table}") for table in self.rows]
        self.notes += notes.of_codes(self.con, [*pieces, *self.judged], self.shape)
        self.notes += notes.of_numbers(self.con, self.shape)
        return Staged(
            (*pieces, *self.judged),
            dict(self.rows_in),
            tuple(self.faults),
            dict(self.not_used),
            tuple(self.notes),
        )


def one_by_one(desk: Desk, name: str, path: Path) -> bool:
    """No file is laid out at once."""
    return False


def stage(
    con: duckdb.DuckDBPyConnection, shape: Shape, folder: Path, names: Sequence[str],
    at_once: Callable[[Desk, str, Path], bool] = one_by_one,
) -> Staged:  # fmt: skip
    """Rows of every table, a fault for each resource that cannot be read or is not used, and counts.

    at_once: lays out an NDJSON file as a whole, where it can.
    """
    desk = Desk(con, shape)
    bulk: list[Path] = []
    for name in names:
        path = folder / name
        desk.rows_in[name] += 0
        form = files.form_of(path)
        if form is Form.BULK:
            bulk.append(path)
            continue
        if form is None:
            desk.rows_in[name] += 1
            desk.fault(Fault(name, 1, "", "not_a_bundle", "a FHIR Bundle or NDJSON is expected"))
            continue
        try:
            if not (form is Form.NDJSON and at_once(desk, name, path)):
                desk.take(name, files.entries(path), files.addresses_in(path))
        except FileFault as fault:
            return Staged((), {}, torn=f"{name}: {fault}")
    if torn := next(_not_whole(bulk, desk.rows_in), None):
        return Staged((), {}, torn=torn)
    return desk.staged()


def _not_whole(bulk: Sequence[Path], rows: Mapping[str, int]) -> Iterator[str]:
    """Where a bulk data manifest says otherwise than the files do."""
    for path in bulk:
        try:
            said = files.bulk_counts(path)
        except FileFault as fault:
            yield f"{path.name}: {fault}"
            continue
        for name, count in said.items():
            found = rows.get(name, rows.get(f"{name}.gz"))
            if found is None:
                yield f"{name}: named in {path.name}, but not sent: send the export whole"
            elif count is not None and count != found:
                yield f"{name}: {found} resources, {path.name} says {count}: send it again whole"


def rows_in(folder: Path, shape: Shape) -> dict[str, int]:
    """File name -> rows, of every FHIR file of a folder: what its manifest says.

    Raises ValueError naming a file that cannot be read to its end.
    """
    found = {}
    for path in files.fhir_files(folder):
        form = files.form_of(path)
        try:
            if form is None:
                raise FileFault(_what_is_wrong(path))
            found[path.name] = 0 if form is Form.BULK else sum(_rows(path, form, shape))
        except FileFault as fault:
            raise ValueError(f"{path.name}: {fault}") from None
    return found


def _what_is_wrong(path: Path) -> str:
    for _ in files.bundle_entries(path):
        break
    return "a FHIR Bundle is expected"


def _rows(path: Path, form: Form, shape: Shape) -> Iterator[int]:
    """Rows of each entry; a line of NDJSON is looked into only where it may be a bundle, or is cut."""
    if form is Form.NDJSON:
        for number, line in files.json_lines(path):
            if b'"Bundle"' in line or not line.endswith(b"\n"):
                yield len(files.whole_line(number, line))
            else:
                yield 1
        return
    for entry in files.entries(path):
        yield 1 + (len(shape.within(entry.resource)) if entry.resource is not None else 0)
