"""NDJSON of observations, flattened where it is parsed: most of what a practice sends, and most of it plain.

A plain observation has nothing unusual: whole days or full times, up to three codings of known systems, a
value that is a number. Its row here is the one that ``entries.observation`` makes. Any other line is left to
that function, which also says what is wrong with it. Measured: see docs/reference/sources/fhir_r4.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pyarrow as pa

from openpcn.record.sources import expressions as sql
from openpcn.record.sources.base import StagedTable
from openpcn.record.sources.fhir import elements as fhir
from openpcn.record.sources.fhir import files
from openpcn.record.sources.fhir.files import Entry
from openpcn.record.sources.fhir.stage import Desk
from openpcn.terms import sctid

_CODING = 'STRUCT("system" VARCHAR, code VARCHAR, display VARCHAR)[]'
_CONCEPT = f'STRUCT(coding {_CODING}, "text" VARCHAR)'
_QUANTITY = 'STRUCT("value" JSON, unit VARCHAR, code VARCHAR, comparator VARCHAR)'
_LEFT = (
    "effectivePeriod", "effectiveInstant", "valueCodeableConcept", "valueInteger", "valueBoolean",
    "hasMember",
)  # fmt: skip
"""Elements that only the slower reader reads: a line with one of them is left to it."""
_COLUMNS = {
    "resourceType": "VARCHAR",
    "id": "VARCHAR",
    "meta": 'STRUCT("security" STRUCT(code VARCHAR)[])',
    "status": "VARCHAR",
    "code": _CONCEPT,
    "subject": "STRUCT(reference VARCHAR)",
    "encounter": "STRUCT(reference VARCHAR)",
    "effectiveDateTime": "VARCHAR",
    "issued": "VARCHAR",
    "valueQuantity": _QUANTITY,
    "component": "JSON",
    **dict.fromkeys(_LEFT, "JSON"),
}
_COMPONENTS = (
    '[{"code": {"coding": [{"system": "VARCHAR", "code": "VARCHAR", "display": "VARCHAR"}], '
    '"text": "VARCHAR"}, '
    '"valueQuantity": {"value": "JSON", "unit": "VARCHAR", "code": "VARCHAR", "comparator": "VARCHAR"}, '
    '"valueCodeableConcept": "JSON", "valueInteger": "JSON"}]'
)
_COMMON = ("readv2", "ctv3", "egton", "loinc")
_SYSTEMS = {url: name for url, name in fhir.SYSTEMS.items() if name in _COMMON}
_TIMES = ("____-__-__T__:__:__Z", "____-__-__T__:__:__+__:__", "____-__-__T__:__:__.___Z",
          "____-__-__T__:__:__.___+__:__")  # fmt: skip
"""Times with an offset, in order of how often they are seen; one written otherwise is left."""


def _concept(concept: str) -> dict[str, str]:
    """Expressions of a CodeableConcept whose SNOMED CT coding, if any, is its first or second.

    ``plain`` is never null. Only the first coding of another system is kept, so that a third matters only
    where it is SNOMED CT's.
    """
    one, two, three = (f"{concept}.coding[{n}]" for n in (1, 2, 3))
    first, second = (f"coalesce({each}.system = {sql.text(fhir.SNOMED)}, false)" for each in (one, two))
    other = {
        name: f"CASE WHEN {first} THEN {two}.{name} ELSE {one}.{name} END" for name in ("system", "code")
    }
    names = " ".join(f"WHEN {sql.text(url)} THEN {sql.text(name)}" for url, name in _SYSTEMS.items())
    known = f"CASE {other['system']} {names} END"
    bare = " OR ".join(f"{known} = {sql.text(name)}" for name in fhir.BARE)
    third = f"NOT list_contains([{sql.text(fhir.SNOMED)}, {sql.text(fhir.DMD)}], {three}.system)"
    shown = f"CASE WHEN {first} THEN {one}.display WHEN {second} THEN {two}.display END"
    return {
        "code": f"CASE WHEN {first} THEN trim({one}.code) WHEN {second} THEN trim({two}.code) END",
        "system": known,
        "source_code": f"CASE WHEN {bare} THEN trim({other['code']}) "
        f"ELSE {known} || '|' || trim({other['code']}) END",
        "term": f"nullif(trim(coalesce({shown}, {one}.display, {two}.display, {three}.display, "
        f"{concept}.\"text\")), '')",
        "plain": f"coalesce(CASE WHEN {one} IS NULL THEN true "
        f"WHEN {first} THEN trim({one}.code) <> '' "
        f"AND ({two} IS NULL OR {known} <> '' AND trim({two}.code) <> '') "
        f"ELSE {known} <> '' AND trim({one}.code) <> '' "
        f"AND ({two} IS NULL OR trim({two}.code) <> '' AND {two}.system <> {sql.text(fhir.DMD)}) END "
        f"AND (len({concept}.coding) < 3 OR len({concept}.coding) = 3 AND {third}), false)",
    }


def _quantity(amount: str) -> dict[str, str]:
    """Of a Quantity; a JSON number starts with a digit or a minus, nothing else in JSON does."""
    written = f"CAST({amount}.value AS VARCHAR)"
    value = f"TRY_CAST({written} AS DOUBLE)"
    return {
        "value": value,
        "unit": f"nullif(trim(coalesce({amount}.unit, {amount}.code)), '')",
        "comparator": f"nullif(trim({amount}.comparator), '')",
        "plain": f"({amount}.value IS NULL OR coalesce({written} BETWEEN '-' AND ':' "
        f"AND abs({value}) < 1e300, false))",
    }


def _reference(held: str, kind: str) -> str:
    """The id that a reference ``Type/id`` names; null where it is written otherwise."""
    address = f"{held}.reference"
    start = len(kind) + 2
    return (
        f"CASE WHEN starts_with({address}, '{kind}/') AND NOT contains({address}[{start}:], '/') "
        f"THEN nullif(trim({address}[{start}:]), '') END"
    )


def _query(path: Path) -> str:
    """The rows of a file in its order, with ``plain``; a line that is none of ours is never plain.

    Nothing but projections of the reader: a join, also one that is made of ``IN``, would lose the order.
    """
    columns = ", ".join(f"{sql.text(name)}: {sql.text(kind)}" for name, kind in _COLUMNS.items())
    code, amount = _concept("code"), _quantity("valueQuantity")
    left = " AND ".join(f'"{name}" IS NULL' for name in _LEFT)
    within = "BETWEEN DATE '1850-01-01' AND DATE '2199-12-31'"
    return f"""
    SELECT
        'Observation' AS type, id, patient, code, source_code, "system", term,
        CAST(moment AS DATE) AS day,
        CASE WHEN moment IS NULL THEN 'unknown' ELSE 'day' END AS precision,
        CASE WHEN timed THEN CAST(moment AS TIME) END AS time,
        recorded, value, unit, comparator, components, encounter, confidential,
        CAST(NULL AS BOOLEAN) AS deleted,
        coalesce(
            plain AND NOT starts_with(id, '{{') AND NOT starts_with(id, '[') AND patient IS NOT NULL
            AND (written IS NULL OR moment {within}) AND (issued IS NULL OR recorded {within}),
            false
        ) AS plain
    FROM (
        SELECT
            *,
            CASE WHEN timed
                THEN date_trunc('second', timezone('Europe/London', TRY_CAST(written AS TIMESTAMPTZ)))
                WHEN written LIKE '____-__-__' THEN TRY_CAST(written AS TIMESTAMP) END AS moment,
            date_trunc('second', timezone('Europe/London', TRY_CAST(
                CASE WHEN {_timed("issued")} THEN issued END AS TIMESTAMPTZ))) AS recorded
        FROM (
            SELECT
                nullif(trim(id), '') AS id,
                {_reference("subject", "Patient")} AS patient,
                {code["code"]} AS code, {code["source_code"]} AS source_code, {code["system"]} AS "system",
                {code["term"]} AS term,
                "effectiveDateTime" AS written,
                coalesce({_timed('"effectiveDateTime"')}, false) AS timed,
                issued,
                {amount["value"]} AS value, {amount["unit"]} AS unit, {amount["comparator"]} AS comparator,
                CAST(component AS VARCHAR) AS components,
                {_reference("encounter", "Encounter")} AS encounter,
                CASE WHEN meta."security" IS NULL THEN false
                    ELSE coalesce(list_has_any([trim(x.code) for x in meta."security"], ['R', 'V']), false)
                    END AS confidential,
                "resourceType" = 'Observation'
                    AND (status = 'final' OR status = 'amended' OR status = 'corrected')
                    AND {left} AND {code["plain"]} AND {amount["plain"]}
                    AND (encounter IS NULL OR {_reference("encounter", "Encounter")} IS NOT NULL) AS plain
            FROM read_ndjson({sql.text(str(path))}, columns = {{{columns}}})
        )
    )
    """


def _timed(written: str) -> str:
    """Whether a text is a time with an offset."""
    return "(" + " OR ".join(f"{written} LIKE {sql.text(each)}" for each in _TIMES) + ")"


def take(desk: Desk, name: str, path: Path) -> bool:
    """Lay out a file of observations: the plain ones where they are parsed, the others one by one.

    False, and nothing done, for a file of something else. One line that is not as declared stops the parser;
    the file is then read in pieces, and only the pieces with such a line are read line after line. Raises
    FileFault where the file is not whole.
    """
    if not _are_observations(path):
        return False
    if _parsed(desk, name, path, 0):
        return True
    with TemporaryDirectory(dir=_working(desk.con)) as folder:
        piece, before = Path(folder) / "piece.ndjson", 0
        for lines in files.pieces(path):
            piece.write_bytes(b"".join(lines))
            if not _parsed(desk, name, piece, before):
                desk.take(name, _one_by_one(lines, before), {})
            before += len(lines)
    return True


def _are_observations(path: Path) -> bool:
    """Whether an NDJSON file begins with an observation."""
    first = files.beginning(path).split(b"\n")[0]
    return re.search(rb'"resourceType"\s*:\s*"Observation"', first) is not None


def _parsed(desk: Desk, name: str, path: Path, before: int) -> bool:
    """Lay out a file, or a piece of one after ``before`` lines; False where some line is not as declared."""
    con, table = desk.con, f"fhir plain {len(desk.judged)}"
    try:
        con.execute(f'CREATE OR REPLACE TEMP TABLE "{table}" AS {_query(path)}')
    except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.IOException):
        return False
    total = con.execute(f'SELECT count(*) FROM "{table}"').fetchall()[0][0]
    lines = _lines(con, table, path, total)
    if lines is None:
        con.execute(f'DROP TABLE "{table}"')
        return False
    _settle_codes(con, table)
    _settle_components(con, table)
    odd = con.execute(f'SELECT rowid FROM "{table}" WHERE NOT plain').fetchnumpy()["rowid"]
    con.execute(f'DELETE FROM "{table}" WHERE NOT plain')
    con.execute(f'ALTER TABLE "{table}" ADD COLUMN "file" VARCHAR DEFAULT {sql.text(name)}')
    con.execute(f'ALTER TABLE "{table}" ADD COLUMN "line" INTEGER')
    if np.array_equal(lines, np.arange(1, total + 1)):
        con.execute(f'UPDATE "{table}" SET "line" = rowid + {before + 1}')
    else:
        con.register("_lines", pa.table({"r": np.arange(total), "n": lines + before}))
        con.execute(f'UPDATE "{table}" SET "line" = n FROM _lines WHERE r = "{table}".rowid')
        con.unregister("_lines")
    desk.rows_in[name] += total - len(odd)
    desk.judged.append(StagedTable("FhirEntry", table, judged=True))
    if len(odd):
        wanted = set(lines[odd].tolist())
        chosen = ((number, line) for number, line in files.json_lines(path) if number in wanted)
        desk.take(name, (each for number, line in chosen for each in _entry(number + before, line)), {})
    return True


def _lines(
    con: duckdb.DuckDBPyConnection, table: str, path: Path, total: int
) -> np.ndarray[tuple[int], np.dtype[np.int64]] | None:
    """The line of each row; None where the rows are not the lines of the file in their order.

    Some lines of each piece of the file are compared with the rows they must be.
    """
    ends, last, some = 0, b"\n", []
    with files.opened(path) as stream:
        while piece := stream.read(files.PIECE):
            start = piece.find(b"\n") + 1
            end = piece.find(b"\n", start)
            if start and end > 0:
                some.append((ends + 1, piece[start:end]))
            ends += piece.count(b"\n")
            last = piece[-1:]
    if ends + (last != b"\n") == total:
        numbers = np.arange(1, total + 1)
    else:  # some lines are empty
        numbers, some = np.fromiter((n for n, _ in files.json_lines(path)), np.int64), []
    if len(numbers) != total:
        return None
    con.register("_at", pa.table({"r": pa.array([n for n, _ in some], pa.int64())}))
    held = dict(con.execute(f'SELECT r, id FROM _at JOIN "{table}" t ON t.rowid = r').fetchall())
    con.unregister("_at")
    same = all(held[n] is None or held[n].encode() in line for n, line in some)
    return numbers if same else None


def _settle_codes(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """An observation whose code is none is not plain; each different code is looked at once."""
    codes = con.execute(f'SELECT DISTINCT code FROM "{table}" WHERE plain AND code IS NOT NULL').fetchall()
    bad = [code for (code,) in codes if not sctid.is_concept(code)]
    if bad:
        con.execute(f'UPDATE "{table}" SET plain = false WHERE list_contains(?, code)', [bad])


def _settle_components(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """The parts of observations as staged, where each has a known code and a value; others are not plain."""
    code, amount = _concept("p.code"), _quantity("p.valueQuantity")
    expressions = {"code": code, "source_code": code, "system": code, "term": code,
                   "value": amount, "unit": amount, "comparator": amount}  # fmt: skip
    fields = ", ".join(f"'{name}': {held[name]}" for name, held in expressions.items())
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE _parts AS
        SELECT
            r, CAST(to_json(list(part ORDER BY k)) AS VARCHAR) AS parts,
            list(part.code) FILTER (part.code IS NOT NULL) AS codes, bool_and(plain) AS plain
        FROM (
            SELECT
                r, k, {{'key': CAST(k AS VARCHAR), {fields}}} AS part,
                p.code.coding IS NOT NULL AND p.valueQuantity.value IS NOT NULL
                    AND p.valueCodeableConcept IS NULL AND p.valueInteger IS NULL
                    AND {code["plain"]} AND {amount["plain"]} AS plain
            FROM (
                SELECT r, generate_subscripts(held, 1) AS k, unnest(held) AS p
                FROM (
                    SELECT rowid AS r, from_json(components, {sql.text(_COMPONENTS)}) AS held
                    FROM "{table}"
                    WHERE plain AND components IS NOT NULL
                )
            )
        )
        GROUP BY r
        """
    )
    codes = con.execute("SELECT DISTINCT unnest(codes) FROM _parts").fetchall()
    bad = [found for (found,) in codes if not sctid.is_concept(found)]
    con.execute(f'UPDATE "{table}" SET plain = false WHERE components IS NOT NULL')
    con.execute(
        f'UPDATE "{table}" SET components = p.parts, plain = true '
        f'FROM _parts p WHERE p.r = "{table}".rowid AND p.plain AND NOT list_has_any(p.codes, ?)',
        [bad],
    )
    con.execute("DROP TABLE _parts")


def _one_by_one(lines: Sequence[bytes], before: int) -> Iterator[Entry]:
    for number, line in enumerate(lines, start=before + 1):
        if not line.isspace():
            yield from _entry(number, line)


def _entry(number: int, line: bytes) -> list[Entry]:
    return files.whole_line(number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)


def _working(con: duckdb.DuckDBPyConnection) -> Path | None:
    """The submission's own directory, where one was given: nothing about people goes elsewhere."""
    spill = con.execute("SELECT current_setting('temp_directory')").fetchall()[0][0]
    parent = Path(spill).parent if spill else None
    return parent if parent is not None and parent.is_dir() else None
