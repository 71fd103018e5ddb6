"""Places: which small area a postcode lies in, and how deprived that area is.

A look-up loaded by the site (postcode, LSOA, deprivation decile, edition of the index), kept as
``reference/postcodes.parquet`` under the data directory. A postcode that is not in it has no area: unknown,
never guessed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb

from openpcn.record.store import durable

COLUMNS = ("postcode", "lsoa", "imd_decile", "imd_edition")


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


def load_postcodes(csv: Path, home: Path) -> int:
    """Replace the look-up by a CSV file with the columns above; returns its rows, all or nothing.

    Raises LookupFileError naming what is wrong: a missing column, a decile outside 1 to 10, a postcode twice.
    """
    folder = home / "reference"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    con = duckdb.connect(config={"threads": 2})
    con.execute("CREATE TABLE raw AS SELECT * FROM read_csv(?, all_varchar=true, header=true)", [str(csv)])
    held = {row[0] for row in con.execute("DESCRIBE raw").fetchall()}
    if missing := [name for name in COLUMNS if name not in held]:
        raise LookupFileError(f"{csv.name}: no column {', '.join(missing)}; expected {', '.join(COLUMNS)}")
    con.execute(
        "CREATE TABLE clean AS SELECT upper(replace(postcode, ' ', '')) AS compact, lsoa, "
        "TRY_CAST(imd_decile AS TINYINT) AS imd_decile, imd_edition FROM raw"
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
