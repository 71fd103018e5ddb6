"""Companions: what hospitals, care homes and pharmacies say of a practice's people, beside its own extract.

A companion's submission replaces nothing of the main extract. The new part keeps the main extract's rows and
state and the other companions'; it gets the companion's own new state and what follows from it. A later main
submission keeps every companion's state and finds its people anew, so that the order does not matter. A
companion that comes before any extract of the practice is refused: there is nobody yet it could be about.

Whose rows a full file replaces is told by ``Source.speaks_for``, such as the home of a bed list: what other
homes said stays. Where the table keeps what is deleted (``SupplierTable.delete_keeps``), a row that is not in
the full file any more ends on its as-at day; but of a sender with rows that could not be used, nobody is
taken to have left. A later day must follow an earlier one for each sender on its own.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from openpcn.record.intake import matching, merging
from openpcn.record.intake.columns import quoted
from openpcn.record.intake.limits import Limits, Stop
from openpcn.record.intake.manifest import Manifest
from openpcn.record.intake.receipt import Verdict
from openpcn.record.intake.staging import Staging
from openpcn.record.sources import source as source_named
from openpcn.record.sources.base import Source, SupplierTable
from openpcn.record.store import Companion, Part, SourceFile
from openpcn.record.store.table_file import TableFile
from openpcn.record.tables import TABLES


@dataclass(frozen=True)
class Together:
    """What all companions of a part give: for its description and its tables."""

    rows: Mapping[str, list[pa.Table]]  # record table -> what each companion says
    files: tuple[SourceFile, ...]  # theirs, in the order in which they stand behind the main extract's
    companions: dict[str, Companion]
    supplies: frozenset[str]


def together(
    held: Mapping[str, Companion], given: Mapping[str, matching.Given], earlier: Part | None, first_file: int,
    people: pa.Table, *, practice: str, elsewhere: pa.Table | None,
) -> Together:  # fmt: skip
    """All companions of a part, by source name; those not given are matched anew from ``earlier``."""
    rows: dict[str, list[pa.Table]] = {}
    files: list[SourceFile] = []
    found: dict[str, Companion] = {}
    for name in sorted(held):
        source, one = source_named(name), held[name]
        here = given.get(name)
        if here is None:
            if earlier is None:
                raise ValueError(f"companion {name}: no part to take its state from")
            here = matching.derived(
                source, {t.name: earlier.state_path(t.name, name) for t in source.tables}, people,
                practice=practice, as_at=date.fromisoformat(one.as_at), test_data=one.test_data,
                first_file=first_file + len(files), elsewhere=elsewhere,
            )  # fmt: skip
        else:
            here = matching.Given(
                {table: _moved(each, first_file + len(files)) for table, each in here.rows.items()},
                here.waiting,
            )
        for table, each in here.rows.items():
            rows.setdefault(table, []).append(each)
        files += one.files
        found[name] = replace(one, waiting=here.waiting)
    supplies = frozenset[str]().union(*(source_named(name).supplies for name in held))
    return Together(rows, tuple(files), found, supplies)


def woven(
    tables: Mapping[str, pa.Table | TableFile], all_: Together, patients: pa.Table
) -> dict[str, pa.Table | TableFile]:
    """The main extract's tables with the companions' rows among them, where they say anything."""
    return {
        name: matching.weave(
            table.read() if isinstance(table, TableFile) else table, all_.rows[name], patients, TABLES[name]
        )
        if any(each.num_rows for each in all_.rows.get(name, []))
        else table
        for name, table in tables.items()
    }


def main_rows(part: Part, table: str) -> pa.Table:
    """The rows of a record table that the main extract of a part gives."""
    held = part.table(table)
    own = pa.compute.less(held["file"], len(part.description.own_files))
    return held.filter(own)


def carry_state(earlier: Part, names: Mapping[str, Companion], but: str, into: Path) -> None:
    """Let the state of other companions stand in the new part's ``state`` folder."""
    for name in names:
        if name == but:
            continue
        (into / name).mkdir()
        for table in source_named(name).tables:
            os.link(earlier.state_path(table.name, name), into / name / f"{table.name}.parquet")


def carry_main(earlier: Part, into: Path) -> None:
    """Let the main extract's state stand in the new part's ``state`` folder."""
    for path in sorted((earlier.folder / "state").glob("*.parquet")):
        os.link(path, into / path.name)


def check_order(manifest: Manifest, main: Part | None, limits: Limits) -> None:
    """Whether a companion's submission can follow what there is, before its rows are read. Raises Stop."""
    if main is None:
        raise Stop(
            Verdict.REFUSED,
            "no_main_extract",
            f"{manifest.source}: there is no extract of {manifest.practice} yet whose people this could be "
            "about: send the practice's own extract first, then this again",
        )
    held = main.description.companions.get(manifest.source)
    if held is None:
        if manifest.kind == "delta":
            raise Stop(
                Verdict.REFUSED, "no_base",
                f"a delta needs a full {manifest.source} submission of the practice first: send a full one",
            )  # fmt: skip
        return
    if manifest.submission_id in held.history:
        raise Stop(
            Verdict.UNCHANGED, "unchanged", f"this submission of {manifest.as_at} is in the record already"
        )
    if not held.spoken_for:
        _in_order(manifest, "", held.as_at, limits)
    if manifest.kind == "delta" and str(manifest.based_on) not in {held.as_at, *held.spoken_for.values()}:
        raise Stop(
            Verdict.REFUSED, "not_based_on_live",
            f"the delta follows {manifest.based_on}, the last {manifest.source} submission is of "
            f"{held.as_at}: send what lies between, or a full submission",
        )  # fmt: skip


def _in_order(manifest: Manifest, sender: str, last: str, limits: Limits) -> None:
    whose = f"of {sender} " if sender else ""
    if manifest.as_at < date.fromisoformat(last):
        raise Stop(
            Verdict.REFUSED, "older",
            f"as_at {manifest.as_at} is older than what is held {whose}from {manifest.source}, {last}: "
            "nothing older replaces it",
        )  # fmt: skip
    if manifest.as_at == date.fromisoformat(last) and not limits.approved:
        raise Stop(
            Verdict.HELD, "same_day",
            f"another {manifest.source} submission {whose}of {last} is in the record: approve this one if it "
            "corrects that one",
        )  # fmt: skip


def senders(con: duckdb.DuckDBPyConnection, source: Source) -> frozenset[str]:
    """Whom this submission speaks for, from its valid rows (other practices' among them). After staging."""
    column = source.speaks_for
    tables = [table for table in source.tables if column in table.by_name]
    if column is None or not tables:
        return frozenset()
    union = " UNION ".join(
        f'SELECT CAST("{column}" AS VARCHAR) FROM new."{table.name}" WHERE fault IS NULL' for table in tables
    )
    return frozenset(name for (name,) in con.sql(union).fetchall() if name is not None)


def check_senders(manifest: Manifest, held: Companion | None, named: frozenset[str], limits: Limits) -> None:
    """Whether each sender's day follows its last. Raises Stop."""
    for sender in sorted(named):
        if held is not None and sender in held.spoken_for:
            _in_order(manifest, sender, held.spoken_for[sender], limits)


def doubtful(con: duckdb.DuckDBPyConnection, source: Source, staged: Staging) -> frozenset[str] | None:
    """Senders some of whose rows cannot be used, so that absence proves nothing; None: all of them."""
    if any(file.faults for file in staged.files):
        return None
    column, found = source.speaks_for, set[str]()
    for table in source.tables:
        if column is None or column not in table.by_name:
            continue
        rows = con.sql(
            f'SELECT DISTINCT CAST("{column}" AS VARCHAR) FROM new."{table.name}" '
            "WHERE fault IS NOT NULL AND fault <> 'repeated' AND NOT starts_with(fault, 'set_aside:')"
        ).fetchall()
        if (None,) in rows:
            return None
        found |= {name for (name,) in rows}
    return frozenset(found)


def merge(
    con: duckdb.DuckDBPyConnection, source: Source, table: SupplierTable, before: Path | None,
    manifest: Manifest, named: frozenset[str], unsure: frozenset[str] | None,
) -> None:  # fmt: skip
    """Make ``state.<Table>``: as for a main extract, but a full file replaces only what it speaks for."""
    merging.merge(con, table, before, manifest.kind, manifest.as_at)
    if manifest.kind == "delta" or before is None or not before.exists():
        return
    column = source.speaks_for if source.speaks_for in table.by_name else None
    held = f"(SELECT * FROM read_parquet({quoted(str(before))}))"
    theirs = "true"
    if column is not None:
        listed = ", ".join(quoted(name) for name in sorted(named)) or "NULL"
        theirs = f'coalesce(CAST(h."{column}" AS VARCHAR) IN ({listed}), false)'
        con.execute(
            f'INSERT INTO state."{table.name}" SELECT {merging.names(table)} FROM {held} h WHERE NOT {theirs}'
        )
    if not table.delete_keeps:
        return
    sure = "true"
    if unsure is None:
        sure = "false"
    elif unsure and column is not None:
        listed = ", ".join(quoted(name) for name in sorted(unsure))
        sure = f'CAST(h."{column}" AS VARCHAR) NOT IN ({listed})'
    same = " AND ".join(f's."{name}" = h."{name}"' for name in table.key)
    end = f"CASE WHEN {sure} THEN coalesce(h.ended_on, DATE '{manifest.as_at}') ELSE h.ended_on END"
    columns = ", ".join(
        end if name == "ended_on" else f'h."{name}"' for name in matching.state_columns(table)
    )
    con.execute(
        f'INSERT INTO state."{table.name}" SELECT {columns} FROM {held} h '
        f'ANTI JOIN state."{table.name}" s ON {same} WHERE {theirs}'
    )


def _moved(rows: pa.Table, by: int) -> pa.Table:
    """Rows whose ``file`` is a position in their companion's own list, in that of the part."""
    at = rows.schema.get_field_index("file")
    moved = pa.compute.add(rows["file"].cast(pa.int32()), by).cast(pa.int16())
    return rows.set_column(at, rows.schema.field(at), moved)


def mark_elsewhere(con: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Count this submission's rows about other practices' people with those that name other practices."""
    for table in source.tables:
        position = next((n for n, rule in enumerate(table.set_aside) if rule.another), None)
        if not matching.names_people(table) or position is None:
            continue
        same = " AND ".join(f's."{name}" = n."{name}"' for name in table.key)
        con.execute(
            f"UPDATE new.\"{table.name}\" n SET fault_field = '{matching.NUMBER}', "
            f"fault = 'set_aside:{position}' FROM state.\"{table.name}\" s "
            f'JOIN _not_here."{table.name}" a ON a.r = s.rowid '
            f'WHERE n.fault IS NULL AND {same} AND s."file" = n."file" AND s."line" = n."line"'
        )


def doubts_noted(source: Source, manifest: Manifest, unsure: frozenset[str] | None) -> list[str]:
    """What the receipt says where absence from a full file was not believed."""
    if manifest.kind == "delta" or not any(table.delete_keeps for table in source.tables):
        return []
    if unsure is None:
        return ["some rows could not be read: nobody was taken to have left"]
    return [
        f"{sender}: some rows could not be used: nobody was taken to have left" for sender in sorted(unsure)
    ]


def compact(
    con: duckdb.DuckDBPyConnection, source: Source, files: tuple[SourceFile, ...]
) -> tuple[SourceFile, ...]:
    """The files that rows of the state are still from, and renumber those rows. After counting."""
    union = " UNION ".join(f'SELECT "file" FROM state."{table.name}"' for table in source.tables)
    used = sorted(int(number) for (number,) in con.sql(union).fetchall())
    if len(used) < len(files):
        numbers = pa.table({"was": pa.array(used, pa.int16()), "is": pa.array(range(len(used)), pa.int16())})
        con.register("_numbers", numbers)
        for table in source.tables:
            con.execute(f'UPDATE state."{table.name}" SET "file" = "is" FROM _numbers WHERE "file" = was')
        con.unregister("_numbers")
    return tuple(files[number] for number in used)
