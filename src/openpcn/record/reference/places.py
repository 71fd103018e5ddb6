"""Places: which small area a postcode lies in, and how deprived that area is.

Two forms are read: the site's own four columns (postcode, LSOA, decile, edition of the index), and the
national postcode file (NSPL or ONSPD), whose areas of 2011 or 2021 meet the deprivation index loaded for
them: IMD 2019 on areas of 2011, IoD 2025 on areas of 2021, never one on the other's. Kept as
``reference/postcodes.parquet`` under the data directory, one edition at a time, which it names. A postcode
that is not in it has no area: unknown, never guessed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb

from openpcn.record.reference.holding import editions
from openpcn.record.store import durable

COLUMNS = ("postcode", "lsoa", "imd_decile", "imd_edition")

_AREAS = {  # edition -> (dataset of its deciles, headers of its areas in the national postcode files)
    "IMD 2019": ("imd2019", ("lsoa11cd", "lsoa11")),
    "IoD 2025": ("iod2025", ("lsoa21cd", "lsoa21")),
}
EDITIONS = tuple(_AREAS)
_POSTCODE = ("pcds", "pcd8", "pcd7", "pcd")
_DECILE = "IMD decile"


class LookupFileError(ValueError):
    """A reference file is not what it should be; the message names file and column."""


@dataclass(frozen=True)
class Reference:
    """The loaded look-up. ``postcodes`` is a Parquet file, or None where none is loaded."""

    postcodes: Path | None

    @classmethod
    def of(cls, home: Path) -> Reference:
        """What is loaded under a data directory."""
        path = home / "reference" / "postcodes.parquet"
        return cls(path if path.exists() else None)

    @property
    def edition(self) -> str:
        """The deprivation index that the deciles are of; empty where no look-up is loaded."""
        if self.postcodes is None:
            return ""
        con = duckdb.connect()
        named = con.execute(
            "SELECT DISTINCT imd_edition FROM read_parquet(?)", [str(self.postcodes)]
        ).fetchall()
        con.close()
        return " and ".join(sorted(str(name) for (name,) in named))


def load_postcodes(csv: Path, home: Path, *, edition: str = EDITIONS[0]) -> int:
    """Replace the look-up by a CSV file of one of the two forms; returns its rows, all or nothing.

    edition: for a national postcode file, the index to take deciles from; it must be loaded. Raises
    LookupFileError naming what is wrong: a missing column, a decile outside 1 to 10, a postcode twice, more
    than one edition, an index that is not loaded.
    """
    folder = home / "reference"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    con = duckdb.connect(config={"threads": 2})
    con.execute("CREATE TABLE raw AS SELECT * FROM read_csv(?, all_varchar=true, header=true)", [str(csv)])
    held = {str(row[0]).lower(): str(row[0]) for row in con.execute("DESCRIBE raw").fetchall()}
    if _is_national(held):
        _from_national(con, csv, home, held, edition)
    elif missing := [name for name in COLUMNS if name not in held]:
        raise LookupFileError(f"{csv.name}: no column {', '.join(missing)}; expected {', '.join(COLUMNS)}")
    else:
        con.execute(
            "CREATE TABLE clean AS SELECT upper(replace(postcode, ' ', '')) AS compact, lsoa, "
            "TRY_CAST(imd_decile AS TINYINT) AS imd_decile, imd_edition FROM raw"
        )
    said = con.execute("SELECT DISTINCT imd_edition FROM clean").fetchall()
    if len(said) > 1:
        names = ", ".join(sorted(str(name) for (name,) in said))
        raise LookupFileError(
            f"{csv.name}: deciles of {len(said)} editions ({names}): load a file of one edition, "
            "so that no figure mixes them"
        )
    faults = con.execute(
        "SELECT count(*) FILTER (imd_decile IS NULL OR imd_decile NOT BETWEEN 1 AND 10), "
        "count(*) - count(DISTINCT compact), count(*) FILTER (coalesce(lsoa, '') = ''), count(*) FROM clean"
    ).fetchall()
    deciles, repeated, nowhere, rows = (int(n) for n in faults[0])
    if deciles or repeated or nowhere:
        raise LookupFileError(
            f"{csv.name}: {deciles} rows with imd_decile outside 1 to 10, {repeated} postcodes more than "
            f"once, {nowhere} rows without lsoa; correct them and load again"
        )
    working = folder / f"postcodes.{os.getpid()}.working"
    con.execute(
        "COPY (SELECT compact, lsoa, imd_decile, imd_edition FROM clean ORDER BY compact) "
        f"TO '{str(working).replace(chr(39), chr(39) * 2)}' (FORMAT parquet, COMPRESSION zstd)"
    )
    con.close()
    durable.sync_file(working)
    working.rename(folder / "postcodes.parquet")
    durable.sync_directory(folder)
    return rows


def is_postcode_file(path: Path) -> bool:
    """Whether a CSV file has one of the two forms that ``load_postcodes`` reads, by its headers."""
    if path.suffix.lower() != ".csv":
        return False
    with path.open(encoding="utf-8-sig", errors="replace") as stream:
        first = stream.readline(1 << 16)
    held = {name.strip().strip('"').lower(): name for name in first.split(",")}
    return _is_national(held) or set(COLUMNS) <= set(held)


def _is_national(held: dict[str, str]) -> bool:
    areas = {header for _, headers in _AREAS.values() for header in headers}
    return any(name in held for name in _POSTCODE) and bool(areas & set(held))


def _from_national(
    con: duckdb.DuckDBPyConnection, csv: Path, home: Path, held: dict[str, str], edition: str
) -> None:
    """``clean`` from a national postcode file and the loaded deciles; only England has them."""
    if edition not in _AREAS:
        raise LookupFileError(f"edition {edition!r}: expected one of {', '.join(_AREAS)}")
    dataset, headers = _AREAS[edition]
    area = next((held[name] for name in headers if name in held), None)
    if area is None:
        raise LookupFileError(
            f"{csv.name}: has no column {' or '.join(headers)}, the areas that {edition} is on: "
            "load the postcode file of those areas, or choose the other edition"
        )
    loaded = editions(home, dataset)
    if not loaded:
        raise LookupFileError(f"{edition} is not loaded: load its file first with ./openpcn published load")
    postcode = next(held[name] for name in _POSTCODE if name in held)
    con.execute(
        f"""CREATE TABLE clean AS
        SELECT DISTINCT upper(replace("{postcode}", ' ', '')) AS compact, trim("{area}") AS lsoa,
            CAST(d.value AS TINYINT) AS imd_decile, ? AS imd_edition
        FROM raw JOIN read_parquet(?) d ON d.place = trim("{area}") AND d.measure = ?""",
        [edition, str(loaded[0].path), _DECILE],
    )
