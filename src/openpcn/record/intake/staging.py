"""The files of a submission as typed, judged rows: one staged table ``new.<Table>`` for each supplier table.

A staged row has the declared columns in their types, file and line, ``changed`` (cleaning altered a value),
``fault_field`` and ``fault`` (a reason code, null for a good row). Rows that could not be cut into fields are
faults outside the table. Every record of every file read is in one of the two.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openpcn.record.intake import distinct
from openpcn.record.intake.columns import column_sql, known, quoted
from openpcn.record.intake.decode import FileError, PlainFile, make_plain
from openpcn.record.intake.manifest import Manifest, ManifestFile
from openpcn.record.sources.base import (
    Fault,
    Source,
    StagedTable,
    SupplierTable,
    bind,
    missing_columns,
    stem,
    unknown_columns,
)

AHEAD = 2  # files made plain before their turn
Job = tuple[ManifestFile, SupplierTable, Path]  # a file, its table, where it is made plain


@dataclass
class StagedFile:
    """One file read: its table, its number in the part's list of files, and what came of its records."""

    name: str
    table: SupplierTable
    number: int
    records: int
    faults: list[Fault] = field(default_factory=list)  # records outside the staged table
    plain: PlainFile | None = None


@dataclass
class Staging:
    """All files of a submission, staged."""

    files: list[StagedFile] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)  # files that no table's name fits: why not read
    not_used: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def of(self, table: SupplierTable) -> list[StagedFile]:
        return [file for file in self.files if file.table is table]


def prepare(con: duckdb.DuckDBPyConnection, source: Source) -> None:
    """The empty staged tables of a source."""
    con.execute("CREATE SCHEMA new")
    for table in source.tables:
        columns = ", ".join(f'"{rule.name}" {rule.kind.sql_type}' for rule in table.columns)
        con.execute(
            f'CREATE TABLE new."{table.name}" ({columns}, "file" SMALLINT, "line" INTEGER, '
            "changed BOOLEAN, fault_field VARCHAR, fault VARCHAR)"
        )


def stage(
    con: duckdb.DuckDBPyConnection,
    source: Source,
    manifest: Manifest,
    folder: Path,
    working: Path,
    first: int,
) -> Staging:
    """Read every file. ``first``: number of the first file. Raises FileError: a file cannot be used."""
    own = source.stage(con, folder, [file.name for file in manifest.files])
    staging = Staging()
    expected = {file.name: file.rows for file in manifest.files}
    if own is None:
        _stage_csv(con, source, manifest, folder, working, first, staging)
        missing = [t.name for t in source.tables if t.expected and not staging.of(t)]
        if manifest.kind == "full" and missing:
            raise FileError(
                "missing_table", f"{missing[0]}: a full submission needs this table; none was sent"
            )
    else:
        if own.torn:
            raise FileError("torn", own.torn)
        staging.not_used = dict(own.not_used)
        staging.notes += own.notes
        for name, rows in own.rows_in.items():
            _check_rows(name, rows, expected[name])
        for each in own.tables:
            table = next(t for t in source.tables if t.name == each.table)
            _read_staged(con, staging, table, each, first, manifest.as_at)
        _keep_faults(staging, source, own.faults, own.rows_in, first)
    for table in source.tables:
        if staging.of(table):
            distinct.settle(con, f'new."{table.name}"', table)
    return staging


def _stage_csv(
    con: duckdb.DuckDBPyConnection, source: Source, manifest: Manifest, folder: Path, working: Path,
    first: int, staging: Staging,
) -> None:  # fmt: skip
    """Make each file plain and read it; the next ones are unpacked while one is judged."""
    jobs: list[Job] = []
    for file in manifest.files:
        table = next((t for t in source.tables if t.matches(file.name)), None)
        if table is None:
            staging.unread[file.name] = _why_not_read(source, file.name)
        else:
            jobs.append((file, table, working / f"{len(jobs)}.csv"))
    for number, plain in enumerate(_plain_files(folder, source, jobs)):
        file, table, _ = jobs[number]
        staging.notes += plain.notes
        read = StagedFile(file.name, table, first + number, plain.records, plain=plain)
        staging.files.append(read)
        _check_rows(file.name, plain.records, file.rows)
        _read_csv(con, read, plain, manifest.as_at)
        if strange := unknown_columns(table, plain.header):
            staging.notes.append(f"{file.name}: columns not known, not read: {', '.join(strange)}")


def _plain_files(folder: Path, source: Source, jobs: Sequence[Job]) -> Iterator[PlainFile]:
    """Each file made plain, in order; the next ones are unpacked while one is judged."""
    with ThreadPoolExecutor(AHEAD) as pool:
        waiting: deque[Future[PlainFile]] = deque()
        for file, _, into in jobs:
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
            waiting.append(pool.submit(make_plain, folder / file.name, source.encoding, into))
        while waiting:
            yield waiting.popleft().result()


def _why_not_read(source: Source, name: str) -> str:
    for pattern, reason in source.not_used.items():
        if re.fullmatch(pattern, stem(name)):
            return reason
    return "unknown file"


def _check_rows(name: str, found: int, expected: int) -> None:
    if found != expected:
        raise FileError("torn", f"{name}: {found} rows, the manifest says {expected}: send it again whole")


def _insert(
    con: duckdb.DuckDBPyConnection, table: SupplierTable, raws: Mapping[str, str], relation: str, as_at: date
) -> None:
    """Judge the rows of ``relation`` (text columns named by ``raws``; file, line) into the staged table."""
    texts, values, stored, changed = ["*"], ["*"], [], []
    # (wrong, field and reason) of what also a row that says deleted must get right, and of the rest
    always: list[tuple[str, str]] = []
    unless_deleted: list[tuple[str, str]] = []
    for n, rule in enumerate(table.columns):
        if rule.name not in raws:
            stored.append(f"CAST(NULL AS {rule.kind.sql_type})")
            continue
        sql = column_sql(rule, raws[rule.name], f"t{n}", f"v{n}", as_at)
        texts.append(f"{sql.text} AS t{n}")
        values.append(f"{sql.value} AS v{n}")
        stored.append(known(rule, f"v{n}"))
        changed.append(f"({sql.changed})")
        if sql.wrong is not None:
            found = (f"({sql.wrong})", f"'{rule.name}|' || {sql.reason}")
            (always if rule.name in {*table.key, table.deleted} else unless_deleted).append(found)
    deleted = "false"
    if table.deleted is not None and table.deleted in raws:
        deleted = f"coalesce(v{table.columns.index(table.by_name[table.deleted])}, false)"
    wrong = [*always, *((f"(NOT {deleted} AND {when})", reason) for when, reason in unless_deleted)]
    fault = "NULL"
    if wrong:  # reasons are worked out only for the rows that have one
        reasons = " ".join(f"WHEN {when} THEN {reason}" for when, reason in wrong)
        fault = f"CASE WHEN {' OR '.join(when for when, _ in wrong)} THEN CASE {reasons} END END"
    con.execute(
        f'INSERT INTO new."{table.name}" SELECT * EXCLUDE (found), '
        "CASE WHEN found IS NOT NULL THEN split_part(found, '|', 1) END, "
        "CASE WHEN found IS NOT NULL THEN split_part(found, '|', 2) END "
        f'FROM (SELECT {", ".join(f"{each} AS s{n}" for n, each in enumerate(stored))}, "file", "line", '
        f"coalesce({' OR '.join(changed)}, false) AS changed, {fault} AS found "
        f"FROM (SELECT {', '.join(values)} FROM (SELECT {', '.join(texts)} FROM {relation})))"
    )


def _read_csv(con: duckdb.DuckDBPyConnection, read: StagedFile, plain: PlainFile, as_at: date) -> None:
    table = read.table
    if missing := missing_columns(table, plain.header):
        raise FileError(
            "missing_column",
            f"{read.name}: line 1: no column {missing[0]}; it is required for {table.name}",
        )
    if not plain.records:  # suppliers send every table, and of many nothing but the header
        return
    bound = bind(table, plain.header)
    position = {name: f"c{number}" for number, name in enumerate(plain.header)}
    raws = {name: position[header] for name, header in bound.items()}
    con.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
    columns = ", ".join(f"'{column}': 'VARCHAR'" for column in position.values())
    staged = f'new."{table.name}"'
    before = _count(con, staged)
    try:
        _insert(
            con,
            table,
            raws,
            f'(SELECT {", ".join(raws.values())}, {read.number} AS "file", 0 AS "line" '
            f"FROM read_csv({quoted(str(plain.path))}, auto_detect=false, header=true, delim=',', "
            "quote='\"', escape='\"', strict_mode=true, store_rejects=true, max_line_size=4194304, "
            f"columns={{{columns}}}))",
            as_at,
        )
    except duckdb.InvalidInputException:  # its message quotes the file: not for a receipt
        raise FileError(
            "unreadable",
            f"{read.name}: not valid CSV: quotation marks or line ends are mixed in a way that no reader can "
            "follow; export the file again",
        ) from None
    rejected = con.sql("SELECT DISTINCT line_byte_position FROM reject_errors").fetchnumpy()
    at = np.unique(np.asarray(rejected["line_byte_position"]).astype(np.int64))
    bad = np.searchsorted(plain.starts, at, side="right") - 1
    lines = np.delete(plain.lines, bad)
    rows = _count(con, staged) - before
    if rows != len(lines):
        raise FileError("unreadable", f"{read.name}: {rows} rows read, {len(lines)} counted: not valid CSV")
    read.faults += plain.faults
    for record in bad:
        read.faults.append(
            Fault(
                read.name, int(plain.lines[record]), "", "ragged_row",
                f"expected {len(plain.header)} fields, each value with a comma or quote in quotation marks",
                plain.raw(int(record)),
            )
        )  # fmt: skip
    _number_lines(con, staged, before, lines)


def _number_lines(
    con: duckdb.DuckDBPyConnection, staged: str, before: int, lines: npt.NDArray[np.int32]
) -> None:
    """Say which line each row inserted after the first ``before`` starts on; rows keep the file's order."""
    if np.array_equal(lines, np.arange(2, len(lines) + 2)):
        con.execute(f'UPDATE {staged} SET "line" = rowid - {before - 2} WHERE rowid >= {before}')
        return
    con.register("_lines", pa.table({"r": np.arange(before, before + len(lines)), "starts": lines}))
    con.execute(f'UPDATE {staged} SET "line" = starts FROM _lines WHERE r = {staged}.rowid')
    con.unregister("_lines")


def _count(con: duckdb.DuckDBPyConnection, relation: str) -> int:
    return int(con.sql(f"SELECT count(*) FROM {relation}").fetchall()[0][0])


def _read_staged(
    con: duckdb.DuckDBPyConnection, staging: Staging, table: SupplierTable, each: StagedTable,
    first: int, as_at: date,
) -> None:  # fmt: skip
    """Rows that the source read, in a table of its own or of this database, which is dropped."""
    held = each.rows if isinstance(each.rows, str) else "_staged"
    if not isinstance(each.rows, str):
        con.register(held, each.rows)
    read_before = {file.name: file for file in staging.of(table)}
    for name, rows in con.execute(
        f'SELECT "file", count(*) FROM "{held}" GROUP BY "file" ORDER BY "file"'
    ).fetchall():
        if name not in read_before:
            read_before[name] = StagedFile(name, table, first + len(staging.files), 0)
            staging.files.append(read_before[name])
        read_before[name].records += rows
    numbers = {name: file.number for name, file in read_before.items()}
    con.register(
        "_file_number",
        pa.table({"_name": pa.array(numbers, pa.string()), "_n": pa.array(numbers.values(), pa.int16())}),
    )
    there = {row[0] for row in con.execute(f'DESCRIBE "{held}"').fetchall()}
    names = [rule.name for rule in table.columns if rule.name in there]
    listed = ", ".join(f'"{name}"' for name in names)
    relation = f'"{held}" JOIN _file_number ON _file_number._name = "{held}"."file"'
    if each.judged:
        con.execute(
            f'INSERT INTO new."{table.name}" ({listed}, "file", "line", changed) '
            f'SELECT {listed}, _n, "line", false FROM {relation}'
        )
    else:
        raws = {name: f'"{name}"' for name in names}
        _insert(con, table, raws, f'(SELECT {listed}, _n AS "file", "line" FROM {relation})', as_at)
    con.unregister("_file_number")
    if isinstance(each.rows, str):
        con.execute(f'DROP TABLE "{held}"')
    else:
        con.unregister(held)


def _keep_faults(
    staging: Staging, source: Source, faults: Sequence[Fault], rows_in: Mapping[str, int], first: int
) -> None:
    """Faults of a source that read its files itself, under the first table that the file gave rows to."""
    by_name: dict[str, StagedFile] = {}
    for file in staging.files:
        by_name.setdefault(file.name, file)
    for fault in faults:
        if fault.file not in by_name:
            by_name[fault.file] = StagedFile(fault.file, source.tables[0], first + len(staging.files), 0)
            staging.files.append(by_name[fault.file])
        by_name[fault.file].faults.append(fault)
        by_name[fault.file].records += 1
    for name, rows in rows_in.items():
        told = sum(file.records for file in staging.files if file.name == name)
        if told != rows:
            raise AssertionError(f"source {source.name}: {name}: {rows} rows in, {told} accounted for")
