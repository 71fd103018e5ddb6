"""What taking a main extract and taking a companion's submission have in common: :class:`Job`."""

from __future__ import annotations

import os
import shutil
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa

from openpcn.record.intake import merging, staging
from openpcn.record.intake.columns import quoted
from openpcn.record.intake.counting import Counted
from openpcn.record.intake.decode import FileError
from openpcn.record.intake.limits import Held, Limits, Stop
from openpcn.record.intake.manifest import Manifest
from openpcn.record.intake.receipt import Receipt, Taken, Verdict
from openpcn.record.reference import Reference
from openpcn.record.sources import source as source_named
from openpcn.record.sources.base import Source, SupplierTable
from openpcn.record.store import Part, SourceFile, Store, durable

FILES_AT_MOST = 32_000  # a file's number fits 16 bits


@dataclass(frozen=True)
class Setting:
    """What a submission is taken into. previous: the live part of the practice, None where there is none.

    elsewhere: number and date of birth of people on other practices' lists, for companions.
    """

    store: Store
    previous: Part | None
    reference: Reference
    limits: Limits
    elsewhere: pa.Table | None = None


class Job(ABC):
    """The steps of taking one submission, in a working directory and a database of its own."""

    def __init__(self, folder: Path, manifest: Manifest, setting: Setting, receipt: Receipt) -> None:
        self.folder, self.manifest, self.setting, self.receipt = folder, manifest, setting, receipt
        self.store, self.previous, self.limits = setting.store, setting.previous, setting.limits
        self.source: Source = source_named(manifest.source)

    def run(self) -> Taken:
        """Raises Stop: the submission is not taken."""
        named = any(table.matches(f.name) for table in self.source.tables for f in self.manifest.files)
        # where names fit, reading tells what is missing
        if not named and not self.source.recognise(self.folder):
            raise Stop(
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
            return self.taken(con, working)
        except FileError as error:
            raise Stop(Verdict.REFUSED, error.code, str(error)) from None
        finally:
            con.close()
            shutil.rmtree(working, ignore_errors=True)  # what is left is swept

    @abstractmethod
    def taken(self, con: duckdb.DuckDBPyConnection, working: Path) -> Taken:
        """Stage, merge, derive, write. Raises Stop or FileError."""

    @abstractmethod
    def before(self, table: SupplierTable) -> Path | None:
        """The state of a table that this submission's rows go on top of."""

    def check_files(self, files: Sequence[SourceFile]) -> None:
        """Raises Stop where there are more files than a row can name."""
        if len(files) > FILES_AT_MOST:
            raise Stop(
                Verdict.REFUSED,
                "too_many_files",
                "too many deltas since the last full submission: send a full one",
            )

    def check_practice(self, con: duckdb.DuckDBPyConnection) -> None:
        """Every row belongs to the manifest's practice, and the source has no objection. Raises Stop."""
        found, practice = self.source.practice_of(con), self.manifest.practice
        if found and (practice not in found or (found != {practice} and not self.source.group_files)):
            others = ", ".join(sorted(found - {practice}))
            raise Stop(
                Verdict.REFUSED, "wrong_practice",
                f"the rows are of {others}, the manifest says {practice}: nothing was taken; "
                "send each practice's own files",
            )  # fmt: skip
        for sentence in self.source.check(con, self.manifest.kind):
            raise Stop(Verdict.REFUSED, "source_check", sentence)

    def check_asks(self, con: duckdb.DuckDBPyConnection, receipt: Receipt) -> None:
        """What the source wants a person to look at first. Raises Held."""
        sentences = [] if self.limits.approved else self.source.held(con, self.manifest.kind)
        if sentences:
            raise Held(receipt, "source_asks", "; ".join(sentences))

    def check_deletes(
        self, con: duckdb.DuckDBPyConnection, receipt: Receipt, previous: Part | None,
        whole: Collection[str] = (),
    ) -> None:  # fmt: skip
        """Rows that were held and are no more: many of a table at once are for a person to look at.

        previous: the part they were held in, where it is of the same shape. whole: tables that a delta sends
        whole. Nothing is ever removed beyond what the files say. Raises Held.
        """
        if self.limits.approved or previous is None:
            return
        lost = []
        for table in self.source.tables:
            path = previous.state_path(table.name, self.source.name if self.source.companion else "")
            added_to = self.manifest.kind == "delta" and table.name not in whole
            if not path.exists() or (added_to and _at_most_gone(con, table) <= self.limits.delete_floor):
                continue
            held, gone = _gone(con, table, path, self.manifest.kind)
            if gone > max(self.limits.delete_share * held, self.limits.delete_floor):
                lost.append(f"{table.name}: {gone} of {held} rows")
        if lost:
            raise Held(
                receipt, "mass_delete",
                f"this submission takes away more than {self.limits.delete_share:.0%} of what is held: "
                f"{', '.join(lost)}: check it with the sender, then approve or replace it",
            )  # fmt: skip

    def told(
        self, staged: staging.Staging, counted: Counted, waiting: Mapping[str, int],
        before: Mapping[str, int], notes: Sequence[str],
    ) -> Receipt:  # fmt: skip
        """The receipt so far. before: rows of each table that waited before."""
        noted = [*staged.notes, *notes]
        for name, n in before.items():
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
            noted=tuple(noted),
            waiting={name: n for name, n in waiting.items() if n},
            list_before=self.previous.description.list_size if self.previous else None,
        )

    def write_state(self, con: duckdb.DuckDBPyConnection, into: Path) -> None:
        """The current rows of every table; one the submission says nothing about keeps its file."""
        for table in self.source.tables:
            before, path = self.before(table), into / f"{table.name}.parquet"
            if before is not None and before.exists() and merging.untouched(con, table):
                os.link(before, path)
                continue
            write_state(con, table, path)


def write_state(con: duckdb.DuckDBPyConnection, table: SupplierTable, path: Path) -> None:
    """One table of the state as a file."""
    con.execute(
        f'COPY state."{table.name}" TO {quoted(str(path))} '
        "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
    )


def repeats_noted(repeats: Mapping[str, int]) -> list[str]:
    """What a receipt says of rows that were sent more than once."""
    return [
        f"{name}: {n} rows repeat or precede another of the same key: counted, not kept twice"
        for name, n in repeats.items()
        if n
    ]


def _at_most_gone(con: duckdb.DuckDBPyConnection, table: SupplierTable) -> int:
    """Rows of a delta that may end one that was held: deletes, and those not used."""
    deletes = f'OR "{table.deleted}"' if table.deleted else ""
    return _count(con, f'new."{table.name}" WHERE fault IS NOT NULL {deletes}')


def _gone(con: duckdb.DuckDBPyConnection, table: SupplierTable, path: Path, kind: str) -> tuple[int, int]:
    """Rows held before, and how many of them are no more; ended ones are as good as gone.

    After a full submission the difference is enough: its keys may all be new (another export of the same).
    """
    standing = "ended_on IS NULL" if table.delete_keeps else "true"
    held = _count(con, f"read_parquet({quoted(str(path))}) WHERE {standing}")
    if kind == "full":
        return held, held - _count(con, f'state."{table.name}" WHERE {standing}')
    same = " AND ".join(f'h."{name}" = s."{name}"' for name in table.key)
    return held, _count(
        con,
        f"(SELECT * FROM read_parquet({quoted(str(path))}) WHERE {standing}) h "
        f'ANTI JOIN (SELECT * FROM state."{table.name}" WHERE {standing}) s ON {same}',
    )


def _count(con: duckdb.DuckDBPyConnection, relation: str) -> int:
    return int(con.sql(f"SELECT count(*) FROM {relation}").fetchall()[0][0])
