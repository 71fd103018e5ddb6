"""The record's tables from the merged state: the source's own SQL, then what is the same for every source."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from openpcn.record.intake import plausible, standard
from openpcn.record.intake.carrying import Carried
from openpcn.record.intake.columns import quoted
from openpcn.record.reference import Reference
from openpcn.record.sources.base import (
    RecordContext,
    Source,
    columns_not_to_leave_out,
    columns_to_supply,
)
from openpcn.record.store import table_file
from openpcn.record.store.table_file import TableFile
from openpcn.record.tables import TABLES
from openpcn.terms import person_key


class SourceFault(RuntimeError):
    """A source's ``to_record`` broke its contract: a fault of this program, not of a file."""


def derive(
    con: duckdb.DuckDBPyConnection, source: Source, context: RecordContext, reference: Reference, key: bytes,
    into: Path, carried: Carried | None = None,
) -> tuple[pa.Table, dict[str, pa.Table | TableFile], list[str]]:  # fmt: skip
    """The patient table, the others in their order on disk, and what a person may want to know about them.

    The others are files in the folder ``into``, so that what is held in memory does not grow with them.
    carried: where the state holds only touched people's rows, the part that has the others'.
    """
    con.execute("CREATE SCHEMA record")
    source.to_record(con, context)
    held = {name: _check_columns(con, source, name) for name in source.supplies}
    if "event" in source.supplies:
        standard.mark(con)
        plausible.mark(con)
    patients = _patients(con, held["patient"], context.practice, reference, key)
    if carried is not None:
        patients, moved = carried.patients(patients)
        con.register("_moved", moved)
    tables: dict[str, pa.Table | TableFile] = {}
    con.register("_everybody", patients)
    notes = _oddities(con, context.as_at)
    con.register("_numbered", patients.select(["patient", "local_id"]))
    for name, declared in TABLES.items():
        if name == "patient":
            continue
        if name not in source.supplies:
            tables[name] = declared.schema.empty_table()
            continue
        columns = ", ".join(_expression(name, column, held[name]) for column in declared.names)
        from_ = f"record.{name} r JOIN _numbered n USING (local_id)"
        if name == "event":
            from_ += standard.JOIN + plausible.JOIN
        rows = f"SELECT {columns} FROM {from_}"
        if carried is not None:
            rows = carried.rows(declared, rows)
        made = table_file.write(
            con, declared, table_file.in_order(declared, rows), into / f"{name}.parquet",
            None if carried is None else carried.since(name, patients),
        )  # fmt: skip
        _check_nulls(con, made, source)
        tables[name] = made
        lost = _count(con, f"record.{name} WHERE local_id NOT IN (SELECT local_id FROM _numbered)")
        if lost:
            notes.append(
                f"{lost} rows of {name} name nobody in the patient table: not in the record until they do"
            )
    con.unregister("_numbered")
    return patients, tables, notes


def _expression(table: str, column: str, held: Collection[str]) -> str:
    if column == "patient":
        return "n.patient"
    if table == "event" and column in standard.EXPRESSIONS:
        return standard.EXPRESSIONS[column]
    if table == "event" and column == "implausible":
        return plausible.EXPRESSION
    return f'r."{column}"' if column in held else f'NULL AS "{column}"'


def _patients(
    con: duckdb.DuckDBPyConnection, held: Collection[str], practice: str, reference: Reference, key: bytes
) -> pa.Table:
    """Numbered in order of local id; with person id, area, deprivation; no location if spine-sensitive."""
    places = "SELECT NULL::VARCHAR AS compact, NULL::VARCHAR AS lsoa, NULL::TINYINT AS imd_decile"
    if reference.postcodes is not None:
        places = f"SELECT * FROM read_parquet({quoted(str(reference.postcodes))})"
    con.execute(f"CREATE TEMP VIEW _places AS {places}")
    ids = con.sql("SELECT local_id, nhs_number FROM record.patient ORDER BY local_id").fetchall()
    if len({local for local, _ in ids}) != len(ids):
        raise SourceFault("record.patient: local_id is not unique")
    people = [
        person_key.person_id(key, f"nhs:{number}" if number else f"local:{practice}:{local}")
        for local, number in ids
    ]
    con.register(
        "_people",
        pa.table(
            {
                "local_id": pa.array([local for local, _ in ids], pa.string()),
                "patient": pa.array(np.arange(len(ids), dtype=np.int32)),
                "person_id": pa.array(people, pa.int64()),
            }
        ),
    )
    special = {
        "patient": "p.patient",
        "person_id": "p.person_id",
        "area": "CASE WHEN NOT r.spine_sensitive THEN q.lsoa END AS area",
        "deprivation_decile": "q.imd_decile AS deprivation_decile",
        "address": "CASE WHEN NOT r.spine_sensitive THEN r.address END AS address",
        "postcode": "CASE WHEN NOT r.spine_sensitive THEN r.postcode END AS postcode",
    }
    columns = ", ".join(
        special.get(name, _expression("patient", name, held) if name != "patient" else "p.patient")
        for name in TABLES["patient"].names
    )
    found = con.sql(
        f"SELECT {columns} FROM record.patient r JOIN _people p USING (local_id) "
        "LEFT JOIN _places q ON q.compact = replace(r.postcode, ' ', '') ORDER BY p.patient"
    ).to_arrow_table()
    con.unregister("_people")
    return _typed(found, "patient")


def _oddities(con: duckdb.DuckDBPyConnection, as_at: date) -> list[str]:
    """What is not right but no reason to leave anybody out: reported, kept."""
    questions = {
        "people whose death is dated before their birth": "death_date < birth_date",
        "people whose registration ends before it starts": "deregistered_on < registered_on",
        "people registered before they were born": "registered_on < birth_date",
        "people over 120 and not recorded as dead": (
            "death_date IS NULL AND deregistered_on IS NULL "
            f"AND birth_date < DATE '{as_at}' - INTERVAL 120 YEAR"
        ),
        "people recorded as dead and still registered": (
            "death_date IS NOT NULL AND deregistered_on IS NULL AND registration_type = 'regular'"
        ),
    }
    counted = ((what, _count(con, f"_everybody WHERE {where}")) for what, where in questions.items())
    return [f"{n} {what}: reported, kept" for what, n in counted if n]


def _check_columns(con: duckdb.DuckDBPyConnection, source: Source, name: str) -> set[str]:
    """The columns a source made of a record table; nullable ones it cannot say may be left out."""
    held = {row[0] for row in con.execute(f"DESCRIBE record.{name}").fetchall()}
    missing = set(columns_not_to_leave_out(name)) - held
    unwanted = held - set(columns_to_supply(name))
    if missing or unwanted:
        raise SourceFault(
            f"source {source.name}: record.{name}: missing {sorted(missing)}, not wanted {sorted(unwanted)}"
        )
    return held


def _check_nulls(con: duckdb.DuckDBPyConnection, made: TableFile, source: Source) -> None:
    """A null where the record has none is a fault of the source."""
    never = [column.name for column in TABLES[made.name].columns if not column.null_means]
    counted = ", ".join(f'count(*) - count("{name}")' for name in never)
    nulls = con.execute(f"SELECT {counted} FROM read_parquet(?)", [str(made.path)]).fetchall()[0]
    for name, n in zip(never, nulls, strict=True):
        if n:
            raise SourceFault(f"source {source.name}: record.{made.name}.{name} is null in {n} rows")


def _typed(found: pa.Table, name: str) -> pa.Table:
    """Cast to the declared schema; a null where the record has none is a fault of the source."""
    declared = TABLES[name]
    for column in declared.columns:
        if not column.null_means and found[column.name].null_count:
            raise SourceFault(f"record.{name}.{column.name} is null in {found[column.name].null_count} rows")
    return found.cast(declared.schema)


def _count(con: duckdb.DuckDBPyConnection, relation: str) -> int:
    return int(con.sql(f"SELECT count(*) FROM {relation}").fetchall()[0][0])
