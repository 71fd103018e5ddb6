"""A public file in: recognised by its headers, every row accounted for, kept as one edition of its dataset.

An edition is ``reference/<dataset>/<edition>.parquet`` with ``<edition>.json`` beside it; the JSON is written
last, so that an edition without one was never loaded. The same file twice changes nothing.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import secrets
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from openpcn.record.reference import boundaries
from openpcn.record.reference.datasets import DATASETS, Dataset, DatasetError, plain
from openpcn.record.store import durable

LARGEST = 4 << 30  # bytes of text read from one file
BAD_SHARE = 0.01  # of the rows; more, and the file is not what its headers say
_NOTHING = ("", "*", "-", "NA", "N/A", "NULL", "null", "..", ":", "#N/A", "Suppressed")
_MONTHS = {m: i for i, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)}


@dataclass(frozen=True)
class Loaded:
    """What became of a file. rows = facts' rows + left_out + no_value + refused."""

    file: str
    dataset: str
    title: str
    edition: str
    as_of: date
    rows: int
    used: int
    left_out: int
    refused: tuple[str, ...]
    refused_count: int
    facts: int
    places: int
    not_read: tuple[str, ...]
    unchanged: bool = False


def recognise(path: Path) -> Dataset | None:
    """The kind of a public file, by its headers; None where none fits."""
    if path.suffix == ".geojson":
        return boundaries.DATASET
    held = {plain(name) for name in _header(path)}
    return next((dataset for dataset in DATASETS if dataset.needs <= held), None)


def load(path: Path, home: Path, *, as_of: date | None = None) -> Loaded:
    """Load one file. ``as_of``: the day it is about, where the file does not say; it goes before its name.

    Raises DatasetError naming the file and what to do: unknown headers, no day, too many rows that are not
    what they should be. Then nothing has changed.
    """
    dataset = recognise(path)
    if dataset is None:
        raise DatasetError(
            f"{path.name}: its headers are those of no public file known here; "
            "./openpcn published kinds lists them with their headers"
        )
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    con = duckdb.connect(config={"threads": 2, "memory_limit": "1GB"})
    try:
        if dataset is boundaries.DATASET:
            boundaries.read(con, path)
        else:
            _read(con, path)
        return _Load(con, dataset, path, digest, as_of).into(home)
    except (OSError, EOFError) as error:
        raise DatasetError(f"{path.name}: is torn ({error}): download it again") from None
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise DatasetError(f"{path.name}: cannot be read as a table ({first}): download it again") from None
    finally:
        con.close()


def _header(path: Path) -> list[str]:
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
            first = stream.readline(1 << 20)
    except (OSError, EOFError):
        return []
    return [name.strip().strip('"') for name in _text(first).rstrip("\r\n").split(",")]


def _text(raw: bytes) -> str:
    """UTF-8 where it is, else the encoding that English public files otherwise come in."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _read(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Make ``raw``: every column as text, and ``line``."""
    with tempfile.TemporaryDirectory(prefix="openpcn-") as folder:
        plain_text = Path(folder) / "plain.csv"
        size = 0
        packed = path.suffix == ".gz"
        with (
            gzip.open(path, "rb") if packed else path.open("rb") as stream,
            plain_text.open("w", encoding="utf-8", newline="") as out,
        ):
            for raw in stream:
                size += len(raw)
                if size > LARGEST:
                    raise DatasetError(f"{path.name}: unpacks to more than {LARGEST >> 30} GiB: not read")
                out.write(_text(raw))
        con.execute(
            "CREATE TABLE raw AS SELECT *, row_number() OVER () + 1 AS line FROM "
            "read_csv(?, all_varchar=true, header=true, delim=',', quote='\"', escape='\"', parallel=false)",
            [str(plain_text)],
        )


class _Load:
    def __init__(
        self, con: duckdb.DuckDBPyConnection, dataset: Dataset, path: Path, digest: str, as_of: date | None
    ) -> None:
        self.con, self.dataset, self.path, self.digest = con, dataset, path, digest
        self.header = [str(row[0]) for row in con.execute("DESCRIBE raw").fetchall() if row[0] != "line"]
        self.written = {plain(name): name for name in self.header}
        self.given = as_of

    def into(self, home: Path) -> Loaded:
        rows = self._count("raw")
        self._keep()
        kept = self._count("kept")
        numbers = self._numbers()
        refused, refused_count = self._refuse(numbers)
        if refused_count > max(rows * BAD_SHARE, 5):
            raise DatasetError(
                f"{self.path.name}: {refused_count} of {rows} rows are not as expected, the first: "
                f"{refused[0]}; nothing was loaded: check that it is the published file, not a damaged copy"
            )
        as_of = self._as_of()
        self._facts(numbers)
        edition = self.dataset.edition or as_of.isoformat()
        found = self.con.execute("SELECT count(*), count(DISTINCT place) FROM fact").fetchall()[0]
        read = {
            self.written[plain(name)] for name in (*numbers, *self._named()) if plain(name) in self.written
        }
        loaded = Loaded(
            file=self.path.name, dataset=self.dataset.name, title=self.dataset.title, edition=edition,
            as_of=as_of, rows=rows, used=kept - refused_count, left_out=rows - kept,
            refused=tuple(refused), refused_count=refused_count, facts=int(found[0]), places=int(found[1]),
            not_read=tuple(name for name in self.header if name not in read),
        )  # fmt: skip
        return self._write(home, loaded)

    def _count(self, relation: str) -> int:
        return int(self.con.execute(f"SELECT count(*) FROM {relation}").fetchall()[0][0])

    def _column(self, header: str) -> str:
        return '"' + self.written[plain(header)].replace('"', '""') + '"'

    def _named(self) -> tuple[str, ...]:
        d = self.dataset
        by = (d.measured_by,) if d.measured_by else ()
        return (d.place, *d.texts, *d.groups, *d.where, *d.as_of, *by)

    def _keep(self) -> None:
        """``kept``: the rows that are about a place and of the kind wanted."""
        conditions = [f"trim(coalesce({self._column(self.dataset.place)}, '')) <> ''"]
        for header, values in self.dataset.where.items():
            listed = ", ".join(f"'{value}'" for value in values)
            conditions.append(f"trim({self._column(header)}) IN ({listed})")
        self.con.execute(f"CREATE TABLE kept AS SELECT * FROM raw WHERE {' AND '.join(conditions)}")

    def _numbers(self) -> dict[str, str]:
        """Header -> measure, of the columns that hold numbers."""
        numbers = dict(self.dataset.measures)
        if self.dataset.every_other:
            spoken_for = {plain(name) for name in (*self._named(), *numbers, *self.dataset.leave_out)}
            numbers |= {name: name.replace("_", " ") for name in self.header if plain(name) not in spoken_for}
        return numbers

    def _refuse(self, numbers: dict[str, str]) -> tuple[list[str], int]:
        """Drop rows with something else where a number should be; say which, by line."""
        nothing = ", ".join(f"'{text}'" for text in _NOTHING)
        bad = [
            f"CASE WHEN trim(coalesce({self._column(name)}, '')) NOT IN ({nothing}) AND "
            f"{_number(self._column(name))} IS NULL THEN '{name.replace(chr(39), chr(39) * 2)}' END"
            for name in numbers
        ]
        if not bad:
            return [], 0
        self.con.execute(
            f"CREATE TABLE bad AS SELECT line, coalesce({', '.join(bad)}, NULL) AS field FROM kept "
            f"WHERE coalesce({', '.join(bad)}, NULL) IS NOT NULL"
        )
        self.con.execute("DELETE FROM kept WHERE line IN (SELECT line FROM bad)")
        told = [
            f"line {line}: {field} is not a number"
            for line, field in self.con.execute(
                "SELECT line, field FROM bad ORDER BY line LIMIT 20"
            ).fetchall()
        ]
        return told, self._count("bad")

    def _as_of(self) -> date:
        days = self._days_inside()
        if len(days) > 1:
            raise DatasetError(
                f"{self.path.name}: speaks of {len(days)} days ({min(days)} to {max(days)}): "
                "load one month's file at a time"
            )
        day = next(iter(days), None) or self.given or self.dataset.edition_day or day_in_name(self.path.name)
        if day is None:
            raise DatasetError(
                f"{self.path.name}: neither the file nor its name says which day it is about: "
                "load it with --as-of YYYY-MM-DD"
            )
        return day

    def _days_inside(self) -> set[date]:
        if not self.dataset.as_of:
            return set()
        columns = " || '-' || ".join(f"trim({self._column(name)})" for name in self.dataset.as_of)
        texts = self.con.execute(f"SELECT DISTINCT {columns} FROM kept").fetchall()
        return {_day(str(text), self.path) for (text,) in texts}

    def _facts(self, numbers: dict[str, str]) -> None:
        """``fact``: place, measure, part (the group), value, words."""
        d = self.dataset
        part = "''"
        if d.groups:
            part = "concat_ws(' · ', " + ", ".join(f"trim({self._column(name)})" for name in d.groups) + ")"
        place = f"upper(trim({self._column(d.place)}))"
        self.con.execute(
            "CREATE TABLE fact (place VARCHAR, measure VARCHAR, part VARCHAR, value DOUBLE, words VARCHAR)"
        )
        for name, measure in numbers.items():
            said = f"trim({self._column(d.measured_by)})" if d.measured_by else _literal(measure)
            value = _number(self._column(name))
            self.con.execute(
                f"INSERT INTO fact SELECT {place}, {said}, {part}, "
                f"{'sum(' + value + ')' if d.adds_up else value}, NULL FROM kept WHERE {value} IS NOT NULL"
                + (" GROUP BY ALL" if d.adds_up else "")
            )
        for name, measure in d.texts.items():
            words = f"trim({self._column(name)})"
            self.con.execute(
                f"INSERT INTO fact SELECT {place}, {_literal(measure)}, {part}, NULL, {words} FROM kept "
                f"WHERE coalesce({words}, '') <> ''"
            )
        if d.counts:
            self.con.execute(
                f"INSERT INTO fact SELECT {place}, {_literal(d.counts)}, {part}, count(*), NULL FROM kept "
                "GROUP BY ALL"
            )
        several = "SELECT place, measure, part FROM fact GROUP BY ALL HAVING count(*) > 1"
        said_twice = self.con.execute(f"SELECT count(*) FROM ({several})").fetchall()[0][0]
        if said_twice:
            place, measure, part = self.con.execute(f"{several} ORDER BY ALL LIMIT 1").fetchall()[0]
            raise DatasetError(
                f"{self.path.name}: says {said_twice} things more than once, the first {measure} of {place} "
                f"{part}: nothing was loaded"
            )

    def _write(self, home: Path, loaded: Loaded) -> Loaded:
        folder = home / "reference" / loaded.dataset
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = re.sub(r"[^A-Za-z0-9-]+", "-", loaded.edition).lower()
        final = folder / f"{name}.json"
        if final.exists() and json.loads(final.read_text())["sha256"] == self.digest:
            return Loaded(**{**loaded.__dict__, "unchanged": True})
        working = folder / f"{name}.{secrets.token_hex(4)}.working"
        self.con.execute(
            "COPY (SELECT * FROM fact ORDER BY place, measure, part) TO "
            f"{_literal(str(working))} (FORMAT parquet, COMPRESSION zstd)"
        )
        durable.sync_file(working)
        rows_file = f"{name}.{self.digest[:12]}.parquet"
        working.rename(folder / rows_file)
        described = {
            **loaded.__dict__, "as_of": loaded.as_of.isoformat(),
            "sha256": self.digest, "rows_file": rows_file, "publisher": self.dataset.publisher,
            "place_kind": self.dataset.place_kind, "confirmed": self.dataset.confirmed,
        }  # fmt: skip
        del described["unchanged"]
        working.write_text(json.dumps(described, indent=1))
        durable.sync_file(working)
        working.rename(final)
        durable.sync_directory(folder)
        for old in folder.glob(f"{name}.*.parquet"):
            if old.name != rows_file:
                old.unlink()
        return loaded


def _number(column: str) -> str:
    """A number as public files write them: thousands separators, a percent sign, pounds."""
    written = f"regexp_replace(trim({column}), '[,%£ ]', '', 'g')"
    return f"coalesce(TRY_CAST({column} AS DOUBLE), TRY_CAST({written} AS DOUBLE))"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _day(text: str, path: Path) -> date:
    for form in ("%Y-%m-%d", "%d%b%Y", "%d/%m/%Y", "%Y%m%d", "%Y-%m", "%d-%b-%y", "%b-%y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise DatasetError(f"{path.name}: {text!r} is not a day or month as these files write them")


def day_in_name(name: str) -> date | None:
    """``may2022``, ``2025_26`` (its 1 April), ``aug2025``, ``2023``: the first day of what a name says."""
    lower = name.lower()
    if found := re.search(r"(" + "|".join(_MONTHS) + r")[a-z]*[ _-]?(20\d\d|\d\d)(?!\d)", lower):
        year = int(found[2]) if len(found[2]) == 4 else 2000 + int(found[2])
        return date(year, _MONTHS[found[1]], 1)
    if found := re.search(r"(20\d\d)[_-](\d\d)(?!\d)", lower):
        if int(found[2]) == (int(found[1]) + 1) % 100:
            return date(int(found[1]), 4, 1)
        if 1 <= int(found[2]) <= 12:
            return date(int(found[1]), int(found[2]), 1)
    years: Sequence[str] = re.findall(r"(?<!\d)(20\d\d)(?!\d)", lower)
    return date(int(years[-1]), 1, 1) if years else None
