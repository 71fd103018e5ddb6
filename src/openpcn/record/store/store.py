"""The store: parts and snapshots as immutable directories, one writer at a time.

    record/parts/<part id>/        one practice's part
    record/snapshots/<id>/         manifest.json, person.parquet
    record/working/                directories being written; swept after a crash
    record/writer.lock             held (flock) by the one writer

Which snapshot is live is not known here: that is a row of the database, written after the snapshot is.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from openpcn.record.store import durable, snapshot, writer
from openpcn.record.store.part import Part, PartDescription, PartRef, StoreError, quarantine_file
from openpcn.record.store.snapshot import IdentityIssue, Snapshot
from openpcn.record.store.table_file import TableFile
from openpcn.record.tables import TABLES

LOCK_PATIENCE = 60.0  # seconds a writer waits for another one to finish


class Store:
    """The record's store under a data directory: ``Store(home())``."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.root = home / "record"
        self._parts = self.root / "parts"
        self._snapshots = self.root / "snapshots"
        self._working = self.root / "working"
        for folder in (self._parts, self._snapshots, self._working):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._mutex = threading.RLock()
        self._depth = 0
        self._crew: set[int] = set()  # threads that the holder of the lock shares it with
        self._opened: dict[str, Snapshot] = {}

    # Reading

    def snapshot(self, snapshot_id: str) -> Snapshot:
        """Raises StoreError where the store has no such snapshot. The same object for the same id."""
        folder = self._snapshots / snapshot_id
        if not snapshot_id or folder.parent != self._snapshots or not folder.is_dir():
            raise StoreError(f"snapshot {snapshot_id} is not in the store")
        if snapshot_id not in self._opened:
            while len(self._opened) >= 4:
                self._opened.pop(next(iter(self._opened)), None)
            self._opened[snapshot_id] = Snapshot(folder, self._parts)
        return self._opened[snapshot_id]

    def snapshots(self) -> tuple[str, ...]:
        """Ids of the snapshots held, oldest first."""
        return tuple(sorted(path.name for path in self._snapshots.iterdir()))

    def parts_of(self, practice: str) -> tuple[str, ...]:
        """Ids of the parts held of a practice, live or not."""
        return tuple(sorted(p.name for p in self._parts.iterdir() if p.name.startswith(f"{practice}-")))

    def part(self, part_id: str) -> Part:
        """Raises StoreError where the store has no such part."""
        return Part(self._parts / part_id)

    # Writing

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one writer's lock: from the first write until the database names the snapshot live.

        Waits a minute for another writer, then raises StoreError. May be nested in one thread, and in those
        that it is ``shared`` with.
        """
        if threading.get_ident() in self._crew:
            yield
            return
        with self._mutex:
            if self._depth:
                self._depth += 1
                try:
                    yield
                finally:
                    self._depth -= 1
                return
            descriptor = os.open(self.root / "writer.lock", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                _lock(descriptor)
                self._depth = 1
                yield
            finally:
                self._depth = 0
                os.close(descriptor)  # gives the lock back

    @contextmanager
    def shared(self) -> Iterator[Callable[[], None]]:
        """Hold the lock for other threads too: each that calls what this gives writes parts of its own."""
        with self.writing():
            try:
                yield lambda: self._crew.add(threading.get_ident())
            finally:
                self._crew.clear()

    def working_folder(self, name: str) -> Path:
        """A new directory for work in progress, for the holder of the lock; swept if it is left behind."""
        folder = self._working / f"{name}-{secrets.token_hex(4)}"
        folder.mkdir(mode=0o700)
        return folder

    def write_part(
        self,
        description: PartDescription,
        tables: Mapping[str, pa.Table | TableFile],
        *,
        quarantine: pa.Table,
        state: Callable[[Path], None] | None = None,
        earlier: Part | None = None,
        companion: str = "",
    ) -> PartRef:
        """Write a practice's part. Tables are complete record tables, each in its order on disk, or files of
        such rows, which are taken over; the patient table is no file.

        ``part_id``, rows, hashes and list size of the description are filled in here. ``state`` writes the
        supplier's current rows into the directory it is given (none: no delta can follow). ``companion``: who
        sent this submission, empty for the main extract. ``earlier``: the part this one follows; of it stay
        other senders' quarantine, and the tables that are not given, which costs no copying; without it those
        are empty.
        Steps: part.begun, part.tables, part.state, part.described, then those of ``durable.publish``.
        """
        with self.writing():
            part_id = f"{description.practice}-{description.as_at}-{secrets.token_hex(4)}"
            working = self._working / part_id
            working.mkdir(mode=0o700)
            durable.step("part.begun")
            if earlier is None:
                tables = {name: tables.get(name, each.schema.empty_table()) for name, each in TABLES.items()}
            if "patient" in tables or earlier is None:
                people = tables["patient"]
            else:
                people = earlier.table("patient", ["patient", "local_id"])
            with ThreadPoolExecutor(1) as aside:  # one core writes, the other adds up
                hashes = aside.submit(writer.hashes, tables, description.practice, people)
                writer.write_tables(working, tables, people.num_rows)
                if earlier is not None:
                    writer.keep(working, earlier, tables, companion, description.companions)
                (working / quarantine_file(companion)).parent.mkdir(exist_ok=True)
                writer.write_parquet(quarantine, working / quarantine_file(companion))
                durable.step("part.tables")
                (working / "state").mkdir()
                if state is not None:
                    state(working / "state")
                durable.step("part.state")
                added_up = hashes.result()
            kept = earlier.description if earlier is not None else description
            given = {name: table.num_rows for name, table in tables.items()}
            described = replace(
                description,
                part_id=part_id,
                rows={**kept.rows, **given},
                hashes={**kept.hashes, **added_up},
                list_size=writer.list_size(tables["patient"]) if "patient" in tables else kept.list_size,
            )
            (working / "part.json").write_text(described.to_json())
            durable.step("part.described")
            durable.publish(working, self._parts / part_id, "part")
            return PartRef(part_id, description.practice)

    def write_snapshot(
        self,
        parts: Sequence[PartRef],
        people: pa.Table,
        issues: Sequence[IdentityIssue],
        *,
        created: datetime,
        people_hash: str = "",
    ) -> Snapshot:
        """Write a snapshot of one part per practice. ``identity.assemble`` makes people, issues and hash.

        Steps: snapshot.begun, snapshot.described, then those of ``durable.publish``.
        """
        if len({ref.practice for ref in parts}) != len(parts):
            raise StoreError("a snapshot has one part per practice")
        with self.writing():
            opened = [self.part(ref.part_id) for ref in parts]
            snapshot_id = f"{created:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
            working = self._working / snapshot_id
            working.mkdir(mode=0o700)
            durable.step("snapshot.begun")
            writer.write_parquet(people.cast(snapshot.PERSON), working / "person.parquet")
            text = snapshot.manifest(created, opened, issues, people.num_rows, people_hash)
            (working / "manifest.json").write_text(text)
            durable.step("snapshot.described")
            durable.sync_directory(
                self.root
            )  # the names of parts and snapshots themselves, and of the record:
            durable.sync_directory(self.home)  # without them the first night of a site is lost with the power
            durable.publish(working, self._snapshots / snapshot_id, "snapshot")
            return self.snapshot(snapshot_id)

    def sweep(self, keep: Collection[str]) -> list[str]:
        """Remove what no kept snapshot needs: other snapshots, parts, and what a crash left half written.

        Takes the writer's lock, so it never touches what a writer is at. Raises StoreError, removing
        nothing, when a snapshot to keep is not there. Returns what was removed, as paths under ``record``.
        """
        with self.writing():
            needed = {part.folder.name for each in keep for part in self.snapshot(each).parts.values()}
            doomed = [path for path in sorted(self._snapshots.iterdir()) if path.name not in keep]
            doomed += [path for path in sorted(self._parts.iterdir()) if path.name not in needed]
            removed = [str(path.relative_to(self.root)) for path in doomed]
            for path in doomed:  # moved aside first: nothing is ever half there under its own name
                self._opened.pop(path.name, None)
                path.rename(self._working / f"removed-{path.name}")
                durable.step("sweep.moved")
            for path in sorted(self._working.iterdir()):
                if not path.name.startswith("removed-"):
                    removed.append(str(path.relative_to(self.root)))
                shutil.rmtree(path)
                durable.step("sweep.removed")
            return removed


def _lock(descriptor: int) -> None:
    deadline = time.monotonic() + LOCK_PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise StoreError(
                    "another process has been writing to the record for over a minute: wait for it to finish"
                ) from None
            time.sleep(0.05)
