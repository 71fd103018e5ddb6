"""What the receipt says of codes and numbers, so that an unmapped code or an unverified number is seen."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from openpcn.record.sources.base import StagedTable
from openpcn.record.sources.fhir.shape import Shape


def of_codes(con: duckdb.DuckDBPyConnection, pieces: Sequence[StagedTable], shape: Shape) -> list[str]:
    """A sentence for each code system other than SNOMED CT, and one for entries without any code."""
    held = [
        f'SELECT "system", code IS NULL AS unmapped FROM "{piece.rows}" WHERE deleted IS NULL'
        for piece in pieces
        if isinstance(piece.rows, str) and "system" in shape.columns[piece.table]
    ]
    if not held:
        return []
    counted = con.execute(
        f'SELECT "system", count(*), count(*) FILTER (unmapped) FROM ({" UNION ALL ".join(held)}) '
        'WHERE "system" IS NOT NULL OR unmapped GROUP BY "system" ORDER BY "system" NULLS LAST'
    ).fetchall()
    return [_sentence(system, int(n), int(unmapped)) for system, n, unmapped in counted]


def _sentence(system: str | None, n: int, unmapped: int) -> str:
    if system is None:
        return f"{n} entries without any code: kept with their words, no rule sees them"
    if not unmapped:
        return f"{n} entries with a code of {system} beside SNOMED CT: kept as source code"
    return (
        f"{n} entries with a code of {system}, {unmapped} of them without SNOMED CT: kept, not mapped, "
        "and no rule sees those without"
    )


def of_numbers(con: duckdb.DuckDBPyConnection, shape: Shape) -> list[str]:
    """A sentence where NHS numbers are said not to be verified."""
    if "unverified" not in shape.columns.get("FhirPatient", ()):
        return []
    n = con.execute("SELECT count(*) FROM \"fhir FhirPatient\" WHERE unverified = 'true'").fetchall()[0][0]
    return [f"{n} people whose NHS number the sender says is not verified: used as given"] if n else []
