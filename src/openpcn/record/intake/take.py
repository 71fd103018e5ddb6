"""One submission: taken whole, or nothing changes."""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from openpcn.record import identity
from openpcn.record.intake import merging, staging
from openpcn.record.intake.counting import Counted, count_rows
from openpcn.record.intake.decode import FileError
from openpcn.record.intake.deriving import derive
from openpcn.record.intake.manifest import Manifest, ManifestError
from openpcn.record.intake.receipt import Receipt, Taken, Verdict
from openpcn.record.reference import Reference
from openpcn.record.sources import source as source_named
from openpcn.record.sources.base import RecordContext, Source, SupplierTable
from openpcn.record.store import Part, PartDescription, SourceFile, Store, durable, writer

FILES_AT_MOST = 32_000  # a file's number fits 16 bits


@dataclass(frozen=True)
class Limits:
    """When a person is asked first.

    shrink_share: a list that shrinks by more than this share is held. approved: a person has looked at what
    was held, and released it. memory: what DuckDB may use, as it spells it.
    """

    shrink_share: float = 0.10
    approved: bool = False
    memory: str = "1200MB"


class _Stop(Exception):
    """The submission is not taken: verdict, reason code and sentence."""

    def __init__(self, verdict: Verdict, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.verdict, self.code = verdict, code


def take(
    folder: Path,
    store: Store,
    previous: Part | None,
    *,
    today: date,
    reference: Reference,
    limits: Limits | None = None,
) -> Taken:
    """Check, read, validate and merge a submission; write the practice's part.

    previous: the live part of the practice that the manifest names, None where there is none. today: the day
    by terms.clock. Nothing that a file contains raises: the receipt says what was wrong. Errors of the
    machine (disk full) do. Steps for a kill: take.begun, take.staged, take.derived, then the store's.
    """
    began = time.monotonic()
    receipt = Receipt("", "", "", "", "", Verdict.REFUSED)
    try:
        manifest = Manifest.read(folder)
        receipt = replace(
            receipt,
            submission_id=manifest.submission_id,
            practice=manifest.practice,
            as_at=manifest.as_at.isoformat(),
            kind=manifest.kind,
            source=manifest.source,
            test_data=manifest.test_data,
        )
        _check_order(manifest, previous, limits or Limits())
        manifest.check(folder, today)
        with store.writing():
            job = _Job(folder, store, previous, manifest, reference, limits or Limits(), receipt)
            taken = job.run()
    except ManifestError as error:
        taken = Taken(replace(receipt, reason=str(error), reason_code=error.code), None)
    except _Stop as stop:
        known = stop.receipt if isinstance(stop, _Held) else receipt
        taken = Taken(replace(known, verdict=stop.verdict, reason=str(stop), reason_code=stop.code), None)
    return Taken(replace(taken.receipt, seconds=round(time.monotonic() - began, 3)), taken.part)


def _check_order(manifest: Manifest, previous: Part | None, limits: Limits) -> None:
    """Whether this submission follows the live one. Raises _Stop."""
    if previous is None:
        if manifest.kind == "delta":
            raise _Stop(
                Verdict.REFUSED,
                "no_base",
                "a delta needs a full submission of the practice first: send a full one",
            )
        return
    live = previous.description
    if live.practice != manifest.practice:
        raise ValueError(f"the live part is of {live.practice}, the manifest of {manifest.practice}")
    if manifest.submission_id in live.history:
        raise _Stop(
            Verdict.UNCHANGED, "unchanged", f"this submission of {manifest.as_at} is in the record already"
        )
    if manifest.as_at < previous.as_at:
        raise _Stop(
            Verdict.REFUSED, "older",
            f"as_at {manifest.as_at} is older than the live submission's, {previous.as_at}: "
            "nothing older replaces it",
        )  # fmt: skip
    if manifest.as_at == previous.as_at and not limits.approved:
        raise _Stop(
            Verdict.HELD, "same_day",
            f"another submission of {manifest.as_at} is live: approve this one if it corrects that one",
        )  # fmt: skip
    if manifest.kind == "delta":
        if manifest.based_on != previous.as_at:
            raise _Stop(
                Verdict.REFUSED, "not_based_on_live",
                f"the delta follows {manifest.based_on}, the live submission is of {previous.as_at}: "
                "send what lies between, or a full submission",
            )  # fmt: skip
        if live.source != manifest.source:
            raise _Stop(
                Verdict.REFUSED, "other_source",
                f"the live submission is {live.source}, this delta {manifest.source}: send a full submission",
            )  # fmt: skip


class _Job:
    """The steps of taking one submission, in a working directory and a database of its own."""

    def __init__(
        self, folder: Path, store: Store, previous: Part | None, manifest: Manifest, reference: Reference,
        limits: Limits, receipt: Receipt,
    ) -> None:  # fmt: skip
        self.folder, self.store, self.previous, self.manifest = folder, store, previous, manifest
        self.reference, self.limits, self.receipt = reference, limits, receipt
        self.source: Source = source_named(manifest.source)
        self.base = previous if manifest.kind == "delta" else None
        self.whole: frozenset[str] = frozenset()  # tables that this delta sends whole

    def run(self) -> Taken:
        named = any(table.matches(f.name) for table in self.source.tables for f in self.manifest.files)
        if not named and not self.source.recognise(
            self.folder
        ):  # where names fit, reading tells what is missing
            raise _Stop(
                Verdict.REFUSED,
                "unknown_shape",
                f"the files have not the shape of {self.source.name} that the manifest names: "
                "check file names and headers",
            )
        working = self.store.working_folder(f"take-{self.manifest.practice}")
        con = duckdb.connect(
            config={
                "threads": min(os.cpu_count() or 1, 4),
                "memory_limit": self.limits.memory,
                "temp_directory": str(working / "spill"),
            }
        )
        try:
            durable.step("take.begun")
            return self._taken(con, working)
        except FileError as error:
            raise _Stop(Verdict.REFUSED, error.code, str(error)) from None
        finally:
            con.close()
            shutil.rmtree(working, ignore_errors=True)  # what is left is swept

    def _taken(self, con: duckdb.DuckDBPyConnection, working: Path) -> Taken:
        manifest, source = self.manifest, self.source
        earlier = self.base.description.files if self.base else ()
        staging.prepare(con, source)
        staged = staging.stage(con, source, manifest, self.folder, working, len(earlier))
        files = (*earlier, *(SourceFile(manifest.submission_id, file.name) for file in staged.files))
        if len(files) > FILES_AT_MOST:
            raise _Stop(
                Verdict.REFUSED,
                "too_many_files",
                "too many deltas since the last full submission: send a full one",
            )
        durable.step("take.staged")
        for table in source.tables:
            merging.preview(con, table, self._before(table), manifest.kind, manifest.as_at)
        self._sent_whole(con)
        self._check_practice(con)
        for table in source.tables:
            merging.set_aside(con, table, manifest.practice)
        # after what is set aside: a group's files repeat a row for every practice that may see it
        repeats = {table.name: merging.settle_duplicates(con, table) for table in source.tables}
        con.execute("CREATE SCHEMA state")
        for table in source.tables:
            merging.merge(con, table, self._before(table), manifest.kind, manifest.as_at)
        waiting = merging.resolve(con, source.tables)
        counted = count_rows(con, source, staged, manifest)
        context = RecordContext(manifest.practice, manifest.as_at, manifest.test_data)
        key = identity.site_key(self.store.home)
        tables, notes = derive(con, source, context, self.reference, key)
        durable.step("take.derived")
        receipt = self._receipt(staged, counted, waiting, repeats, notes, tables["patient"])
        self._check_list(receipt)
        description = PartDescription(
            part_id="",
            practice=manifest.practice,
            submission_id=manifest.submission_id,
            as_at=manifest.as_at.isoformat(),
            kind=manifest.kind,
            source=source.name,
            supplies=tuple(sorted(source.supplied(con))),
            history=(*(self.base.description.history if self.base else ()), manifest.submission_id),
            files=files,
            rows={},
            hashes={},
            list_size=0,
            waiting={name: n for name, n in waiting.items() if n},
            test_data=manifest.test_data,
        )
        part = self.store.write_part(
            description,
            tables,
            quarantine=counted.quarantine,
            state=lambda into: self._write_state(con, into),
        )
        return Taken(replace(receipt, verdict=Verdict.ACCEPTED), part)

    def _before(self, table: SupplierTable) -> Path | None:
        if self.base is None or table.name in self.whole:
            return None
        return self.base.state_path(table.name)

    def _sent_whole(self, con: duckdb.DuckDBPyConnection) -> None:
        """What a delta sends whole replaces what was held of that table. Raises _Stop."""
        if self.base is None:
            return
        known = {table.name for table in self.source.tables}
        if unknown := sorted(set(self.manifest.whole) - known):
            raise _Stop(
                Verdict.REFUSED,
                "bad_manifest",
                f"manifest.json: whole: {unknown[0]} is no table of this shape",
            )
        self.whole = self.source.sent_whole(con) | set(self.manifest.whole)
        for table in self.source.tables:
            if table.name in self.whole:
                merging.preview(con, table, None, self.manifest.kind, self.manifest.as_at)

    def _check_practice(self, con: duckdb.DuckDBPyConnection) -> None:
        """Every row belongs to the manifest's practice, and the source has no objection. Raises _Stop."""
        found, practice = self.source.practice_of(con), self.manifest.practice
        if found and (practice not in found or (found != {practice} and not self.source.group_files)):
            others = ", ".join(sorted(found - {practice}))
            raise _Stop(
                Verdict.REFUSED, "wrong_practice",
                f"the rows are of {others}, the manifest says {practice}: nothing was taken; "
                "send each practice's own files",
            )  # fmt: skip
        for sentence in self.source.check(con, self.manifest.kind):
            raise _Stop(Verdict.REFUSED, "source_check", sentence)

    def _check_list(self, receipt: Receipt) -> None:
        """A list that is empty, or shrinks by more than the set share, is for a person to look at."""
        before, now = receipt.list_before, receipt.list_now or 0
        if self.limits.approved:
            return
        if now == 0:
            raise _Held(
                receipt,
                "empty_list",
                "nobody is registered in this submission: check it, then approve or replace it",
            )
        if before is not None and now < before * (1 - self.limits.shrink_share):
            raise _Held(
                receipt, "list_shrinks",
                f"the list falls from {before} to {now} people, more than {self.limits.shrink_share:.0%}: "
                "check it with the practice, then approve or replace it",
            )  # fmt: skip

    def _receipt(
        self, staged: staging.Staging, counted: Counted, waiting: dict[str, int], repeats: dict[str, int],
        notes: list[str], patients: pa.Table,
    ) -> Receipt:  # fmt: skip
        noted = [*staged.notes]
        noted += [
            f"{name}: {n} rows repeat or precede another of the same key: counted, not kept twice"
            for name, n in repeats.items()
            if n
        ]
        earlier = self.base.description.waiting if self.base else {}
        for name, n in earlier.items():
            if waiting.get(name, 0) < n:
                noted.append(f"{name}: {n - waiting.get(name, 0)} fewer rows wait than before")
        return replace(
            self.receipt,
            rows_in=sum(file.rows - file.others for file in counted.per_file if file.not_used is None),
            accepted=sum(file.accepted for file in counted.per_file),
            normalised=sum(file.normalised for file in counted.per_file),
            quarantined=sum(file.quarantined for file in counted.per_file),
            per_file=tuple(counted.per_file),
            reasons=dict(Counter(counted.reasons)),
            examples=tuple(counted.examples),
            not_used={
                **staged.not_used,
                **{file.name: file.rows for file in counted.per_file if file.not_used is not None},
            },
            noted=(*noted, *notes),
            waiting={name: n for name, n in waiting.items() if n},
            list_before=self.previous.description.list_size if self.previous else None,
            list_now=writer.list_size(patients),
        )

    def _write_state(self, con: duckdb.DuckDBPyConnection, into: Path) -> None:
        """The supplier's current rows; a table the delta says nothing about keeps its file."""
        for table in self.source.tables:
            before, path = self._before(table), into / f"{table.name}.parquet"
            if before is not None and before.exists() and merging.untouched(con, table):
                os.link(before, path)
                continue
            con.execute(
                f"COPY state.\"{table.name}\" TO '{str(path).replace(chr(39), chr(39) * 2)}' "
                "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
            )


class _Held(_Stop):
    """Held, with the receipt as far as it is known."""

    def __init__(self, receipt: Receipt, code: str, sentence: str) -> None:
        super().__init__(Verdict.HELD, code, sentence)
        self.receipt = receipt
