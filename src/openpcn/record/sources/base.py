"""What every extract shape declares, and the few things it does itself.

A *source* is declared, not programmed: its supplier tables with their columns, keys and references. Reading,
decoding, validating, counting, merging deltas and parking rows that wait for a reference are the intake's
and the same for all. The source itself does three things: says whether a folder has its shape, says which
practices its rows belong to, and turns the supplier's rows into the record's tables in SQL.

Verdicts are per row: a row that breaks a column's rule is quarantined whole, with file, line, field, reason.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import ClassVar, Literal, Protocol, runtime_checkable

import duckdb
import pyarrow as pa

from openpcn.record.sources.joins import Joins
from openpcn.record.tables import TABLES


class Kind(StrEnum):
    """What a column holds, how it is checked, and its DuckDB type in the state tables.

    Text is trimmed everywhere, and empty text is null.
    """

    TEXT = "text"  # VARCHAR
    GUID = "guid"  # UUID; canonical: upper case in braces or lower case bare. Other spellings: normalised
    ID = "id"  # BIGINT, a supplier's row number
    SCTID = "sctid"  # VARCHAR, 6 to 18 digits with a good check digit
    DATE = "date"  # DATE, by the rule's formats
    DATETIME = "datetime"  # TIMESTAMP, by the rule's formats
    TIME = "time"  # TIME, HH:MM or HH:MM:SS
    NUMBER = "number"  # DOUBLE, plain decimal with a point; scientific notation and commas are quarantined
    INTEGER = "integer"  # BIGINT; 12.0 is quarantined
    BOOL = "bool"  # BOOLEAN; true/false/1/0/yes/no/y/n in any case
    NHS_NUMBER = "nhs_number"  # VARCHAR, ten digits by terms.nhs_number
    POSTCODE = "postcode"  # VARCHAR, upper case with one space before the last three where whole
    ODS = "ods"  # VARCHAR, upper case organisation code, 3 to 10 letters and digits

    @property
    def sql_type(self) -> str:
        """The column's type in the state tables."""
        return _SQL_TYPES.get(self.value, "VARCHAR")


_SQL_TYPES = {
    "guid": "UUID", "id": "BIGINT", "date": "DATE", "datetime": "TIMESTAMP", "time": "TIME",
    "number": "DOUBLE", "integer": "BIGINT", "bool": "BOOLEAN",
}  # fmt: skip


# "utf-8 or cp1252": a line that is not UTF-8 is read as Windows-1252, and the receipt says so
Encoding = Literal["utf-8", "cp1252", "utf-8 or cp1252"]


@dataclass(frozen=True)
class ColumnRule:
    """One supplier column: where it is found, what it must hold.

    name: the column in the state table, and the header it is normally found under.
    required: a row without a value is quarantined (rows that say *deleted* are exempt, but for the key).
    aliases: other headers it has been seen under (compared without regard to case).
    may_be_absent: the header may lack the column (older or newer layouts); it is then null in every row.
    formats: strptime formats of a date or datetime, the first is canonical, the others count as normalised.
    nulls: texts that mean "no value" besides the empty text, such as -1.
    choices: the only texts allowed (compared without regard to case; kept as written here). Empty: any.
    future: whether a date after the submission's as-at day is allowed; otherwise the row is quarantined.
    unknown_until: dates on or before this day are a supplier's way of saying unknown: read as null.
    """

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    aliases: tuple[str, ...] = ()
    may_be_absent: bool = False
    formats: tuple[str, ...] = ()
    nulls: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    future: bool = True
    unknown_until: date | None = None

    def __post_init__(self) -> None:
        if self.required and self.unknown_until is not None:
            raise ValueError(f"column {self.name}: a value that is needed cannot be written as unknown")


@dataclass(frozen=True)
class Reference:
    """A column that must find its row in another table, or the row waits (quarantined, parked, re-tried).

    Empty values do not wait: use ``ColumnRule.required`` for that. ``what`` completes the sentence
    "waits for the ... it names": "patient", "code".
    """

    column: str
    table: str
    target: str
    what: str


@dataclass(frozen=True)
class SetAside:
    """Rows that are sound but not this practice's own to give, or not people: kept out, and counted.

    where: SQL over the table's declared columns (typed); ``{practice}`` stands for the practice's code as a
    literal. field names the column that says so; reason and sentence go into the receipt. Rows that say
    *deleted* are exempt. An earlier version of the row's key is removed, unless ``another``: the row is
    another practice's, perhaps under the same key, and says nothing about ours. Such rows, deletes among
    them, are counted by file as others'; their text is not kept.
    """

    reason: str
    sentence: str
    field: str
    where: str
    another: bool = False


@dataclass(frozen=True)
class SideBySide:
    """A table whose rows belong to parts that are sent and replaced whole, each on its own, such as reports.

    column: names the part a row belongs to, here and in ``table``, which has at least one row for each part
    that a submission brings. A submission replaces every row of the parts it brings and keeps the others'.
    dated: the DATE column of ``table`` that says how old a part is: nothing older replaces a part.
    """

    column: str
    table: str
    dated: str


@dataclass(frozen=True)
class SupplierTable:
    """One of the supplier's tables.

    pattern: regular expression for the whole file name without ``.csv`` or ``.csv.gz``.
    key: columns that identify a row; a later submission's row with the same key replaces it.
    deleted: the BOOL column that says the row is to be removed by key.
    sequence: the column that orders rows of one key within a submission (highest wins). Without it, rows of
    one key that differ are all quarantined.
    references: what must be there before the row can be used.
    expected: a full submission without this table is refused.
    set_aside: rows to keep out, with the reason.
    delete_keeps: a deleted row ends its key's row instead of removing it: the last values stay, and the state
    column ``ended_on`` (DATE, null for the others) is the as-at day of the submission that deleted it.
    becomes: what a row becomes in the record, for the page about the shape.
    side_by_side: the rows belong to parts that are replaced whole, each on its own.
    ignored: headers that are known and not read -> why.
    """

    name: str
    pattern: str
    columns: tuple[ColumnRule, ...]
    key: tuple[str, ...]
    deleted: str | None = None
    sequence: str | None = None
    references: tuple[Reference, ...] = ()
    expected: bool = True
    set_aside: tuple[SetAside, ...] = ()
    delete_keeps: bool = False
    becomes: str = ""
    ignored: Mapping[str, str] = field(default_factory=dict)
    side_by_side: SideBySide | None = None

    @cached_property
    def by_name(self) -> Mapping[str, ColumnRule]:
        return {rule.name: rule for rule in self.columns}

    def matches(self, file_name: str) -> bool:
        """Whether a file of this name holds this table."""
        return re.fullmatch(self.pattern, stem(file_name)) is not None

    def __post_init__(self) -> None:
        names = {rule.name for rule in self.columns}
        named = {*self.key, *(r.column for r in self.references)}
        named |= {name for name in (self.deleted, self.sequence) if name}
        if missing := named - names:
            raise ValueError(f"table {self.name}: no column rule for {', '.join(sorted(missing))}")
        if both := names & self.ignored.keys():
            raise ValueError(f"table {self.name}: {', '.join(sorted(both))} is read and ignored")
        if reserved := names & {"file", "line", "ended_on"}:
            raise ValueError(f"table {self.name}: {', '.join(sorted(reserved))} is added by the intake")


@dataclass(frozen=True)
class UnreadTable:
    """A table of the supplier's that is known and not read. columns: its headers, where known."""

    name: str
    why: str
    columns: tuple[str, ...] = ()


def because(reasons: Mapping[str, str]) -> dict[str, str]:
    """Header -> why it is not read, from reason -> headers (separated by spaces)."""
    return {name: why for why, columns in reasons.items() for name in columns.split()}


# Columns of the record's tables that the intake fills for every source. A source supplies all the others,
# and ``local_id`` (the patient's own id, as in the patient table) in every table.
FILLED_BY_INTAKE: Mapping[str, frozenset[str]] = {
    **{name: frozenset({"patient"}) for name in TABLES},
    "patient": frozenset({"patient", "person_id", "area", "deprivation_decile"}),
    "event": frozenset({"patient", "implausible", "standard_value", "standard_unit"}),
}


def columns_to_supply(table: str) -> tuple[str, ...]:
    """The columns of ``record.<table>`` that ``Source.to_record`` must make, in any order."""
    own = tuple(name for name in TABLES[table].names if name not in FILLED_BY_INTAKE[table])
    return own if "local_id" in own else ("local_id", *own)


def columns_not_to_leave_out(table: str) -> tuple[str, ...]:
    """Those of ``columns_to_supply`` that are never null; what a source cannot say of the others is null."""
    nullable = {column.name for column in TABLES[table].columns if column.null_means}
    return tuple(name for name in columns_to_supply(table) if name not in nullable)


@dataclass(frozen=True)
class RecordContext:
    """What ``to_record`` may depend on besides the rows."""

    practice: str
    as_at: date
    test_data: bool = False


@dataclass(frozen=True)
class Fault:
    """One quarantined row. ``raw``: the row as read. ``sentence``: plain, says nothing about a person."""

    file: str
    line: int
    field: str
    reason: str
    sentence: str
    raw: str = ""


@dataclass(frozen=True)
class StagedTable:
    """Rows a source has read itself: declared columns, plus file (its name) and line, int32.

    rows: a table, or the name of one in the submission's database for what is too big to hold. All columns
    are text, unless ``judged``: then they have the declared types, keep the rules of their columns, and only
    numbers and codes are still looked at. Several pieces may be of one table.
    """

    table: str
    rows: pa.Table | str
    judged: bool = False


@dataclass(frozen=True)
class Staged:
    """What a source that is not CSV made of its files.

    rows_in per file name = rows staged + faults of that file, equal to the manifest's rows of it.
    not_used: what kind of thing, and how many, for the receipt. notes: sentences for the receipt.
    torn: why a file is not whole, so that the submission is refused; empty where all are.
    """

    tables: tuple[StagedTable, ...]
    rows_in: Mapping[str, int]
    faults: tuple[Fault, ...] = ()
    not_used: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    torn: str = ""


class Source(Protocol):
    """An extract shape. Instances are stateless; register them in ``openpcn.record.sources``."""

    name: str
    encoding: Encoding
    tables: tuple[SupplierTable, ...]
    supplies: frozenset[str]  # which of the record's tables this shape can fill
    not_used: Mapping[str, str]  # file-name pattern (as in SupplierTable) -> why such a file is not read
    group_files: bool  # files may hold other practices' rows, which the tables' set_aside keeps out
    companion: bool  # adds rows to the practice's main extract, replaces none of it: see intake.companions
    joins: Joins | None  # by which ids rows belong together; None: everything is always derived
    speaks_for: str | None  # a companion's column that names whose rows a full file replaces; None: all

    def recognise(self, folder: Path) -> bool:
        """Whether the folder's files have this shape, by header names; reads no more than headers."""

    def stage(self, con: duckdb.DuckDBPyConnection, folder: Path, files: Sequence[str]) -> Staged | None:
        """None for CSV. Other shapes read the files named by the manifest; ``con``: for temporary tables."""

    def practice_of(self, con: duckdb.DuckDBPyConnection) -> set[str]:
        """ODS codes that this submission's rows say they belong to.

        ``new_<Table>`` are the valid rows of this submission before any is set aside, ``<Table>`` the merged
        state (rows that wait for a reference included). Anything but the manifest's practice refuses the
        submission; with ``group_files``, the manifest's practice must be among them. None: no contradiction.
        """

    def sent_whole(self, con: duckdb.DuckDBPyConnection) -> frozenset[str]:
        """Tables that a delta sends whole, from ``new_<Table>``: their rows replace what was held of them."""

    def check(self, con: duckdb.DuckDBPyConnection, kind: str) -> list[str]:
        """Sentences that refuse the submission; same views as ``practice_of``. kind: full or delta."""

    def held(self, con: duckdb.DuckDBPyConnection, kind: str) -> list[str]:
        """Sentences for which a person should look first, such as an agreement that ended; same views."""

    def supplied(self, con: duckdb.DuckDBPyConnection) -> frozenset[str]:
        """Which of ``supplies`` this practice's current rows, the views ``<Table>``, do fill.

        A table left out reads *not supplied*: its emptiness is no evidence, and no rule takes it for one.
        """

    def to_record(self, con: duckdb.DuckDBPyConnection, context: RecordContext) -> None:
        """Create ``record.<table>`` (tables or views) for each of ``supplies``, from the views ``<Table>``.

        The views hold the declared columns with the types of ``Kind``, plus ``file`` SMALLINT and ``line``
        INTEGER to pass through; rows that wait for a reference are not in them. Columns as in
        ``columns_to_supply``, less nullable ones the shape cannot say; row order does not matter. Address
        and postcode of spine-sensitive people are removed by the intake, implausible values marked by it.
        A companion's views hold only rows whose person was found, with ``local_id`` as one more column.
        """


@runtime_checkable
class Covering(Protocol):
    """A source of which each practice sends a part only: it says which codelists it lists completely."""

    def covers(self, con: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
        """Tokens of ``rules.language.coverage``, from the views ``<Table>``."""


class CsvSource:
    """The common part of CSV shapes: a folder is recognised by the headers of its expected tables."""

    name: ClassVar[str]
    encoding: ClassVar[Encoding] = "utf-8"
    tables: ClassVar[tuple[SupplierTable, ...]]
    supplies: ClassVar[frozenset[str]]
    not_used: ClassVar[Mapping[str, str]] = {}
    group_files: ClassVar[bool] = False
    companion: ClassVar[bool] = False
    joins: ClassVar[Joins | None] = None
    speaks_for: ClassVar[str | None] = None

    def recognise(self, folder: Path) -> bool:
        """At least one file matches a table's name, and every such file has that table's required columns."""
        found = False
        for path in sorted(folder.iterdir()):
            table = self.table_of(path.name)
            if table is not None:
                if missing_columns(table, read_header(path)):
                    return False
                found = True
        return found

    def table_of(self, file_name: str) -> SupplierTable | None:
        """The table whose pattern the file name matches."""
        return next((table for table in self.tables if table.matches(file_name)), None)

    def stage(self, con: duckdb.DuckDBPyConnection, folder: Path, files: Sequence[str]) -> Staged | None:
        """CSV is read by the intake."""
        return None

    def supplied(self, con: duckdb.DuckDBPyConnection) -> frozenset[str]:
        """Every table the shape can fill: its files are all expected."""
        return self.supplies

    def sent_whole(self, con: duckdb.DuckDBPyConnection) -> frozenset[str]:
        """No table of a delta, unless the manifest says so."""
        return frozenset()

    def check(self, con: duckdb.DuckDBPyConnection, kind: str) -> list[str]:
        """Nothing to refuse beyond what the declarations say."""
        return []

    def held(self, con: duckdb.DuckDBPyConnection, kind: str) -> list[str]:
        """Nothing a person should look at first."""
        return []


def stem(file_name: str) -> str:
    """The file name without ``.csv`` or ``.csv.gz``."""
    return re.sub(r"\.csv(\.gz)?$", "", file_name, flags=re.IGNORECASE)


def read_header(path: Path) -> tuple[str, ...]:
    """The header names of a CSV file, plain or gzip; empty where the first line is not readable text."""
    try:
        with gzip.open(path, "rb") if path.name.endswith(".gz") else path.open("rb") as stream:
            first = stream.readline(1 << 20)
        text = first.decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError):
        return ()
    return tuple(name.strip().strip('"').strip() for name in text.rstrip("\r\n").split(","))


def bind(table: SupplierTable, header: Sequence[str]) -> dict[str, str]:
    """Column rule name -> header name as written, for the columns the header has. Case is ignored."""
    written = {name.strip().lower(): name for name in header}
    bound: dict[str, str] = {}
    for rule in table.columns:
        for candidate in (rule.name, *rule.aliases):
            if candidate.lower() in written:
                bound[rule.name] = written[candidate.lower()]
                break
    return bound


def missing_columns(table: SupplierTable, header: Sequence[str]) -> list[str]:
    """The columns that must be in the header and are not."""
    bound = bind(table, header)
    return [rule.name for rule in table.columns if rule.name not in bound and not rule.may_be_absent]


def unknown_columns(table: SupplierTable, header: Sequence[str]) -> list[str]:
    """Headers that are neither read nor known and ignored: of a newer layout, or somebody's own."""
    known = {name.lower() for name in (*bind(table, header).values(), *table.ignored)}
    return [name for name in header if name.lower() not in known]
