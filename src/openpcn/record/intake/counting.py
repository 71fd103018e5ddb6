"""Every row of a submission accounted for: accepted, normalised or quarantined, per file, with reasons."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from openpcn.record.intake.columns import SENTENCES
from openpcn.record.intake.manifest import Manifest
from openpcn.record.intake.receipt import QUARANTINE, Example, FileCount
from openpcn.record.intake.staging import StagedFile, Staging
from openpcn.record.sources.base import Source, SupplierTable

EXAMPLES = 5  # of each reason, in a receipt
KEPT = 100_000  # quarantined rows kept of one table with their text; all are counted


@dataclass
class Counted:
    """The counts of a submission and its quarantined rows."""

    per_file: list[FileCount] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    examples: list[Example] = field(default_factory=list)
    quarantine: pa.Table = field(default_factory=QUARANTINE.empty_table)


def count_rows(
    con: duckdb.DuckDBPyConnection, source: Source, staged: Staging, manifest: Manifest
) -> Counted:
    """Count after merging and resolving. rows = accepted + normalised + quarantined in every file."""
    counted = Counted()
    rows: list[dict[str, object]] = []
    for table in source.tables:
        files = {file.number: file for file in staged.of(table)}
        if not files:
            continue
        _mark_waiting(con, table, min(files))
        for number, file in files.items():
            _count_file(con, counted, file, number)
        for fault, n in con.execute(
            f'SELECT fault, count(*) FROM new."{table.name}" '
            f"WHERE fault NOT IN ('repeated'{_others(table)}) GROUP BY fault"
        ).fetchall():
            counted.reasons[_reason(table, fault)[0]] += int(n)
        rows += _quarantined(con, table, files)
    for file in staged.files:
        rows += [
            {
                "file": fault.file, "line": fault.line, "table": file.table.name, "field": fault.field,
                "reason": fault.reason, "sentence": fault.sentence, "raw": fault.raw,
            }
            for fault in file.faults
        ]  # fmt: skip
        counted.reasons.update(fault.reason for fault in file.faults)
    for name, why in staged.unread.items():
        declared = next(file.rows for file in manifest.files if file.name == name)
        counted.per_file.append(FileCount(name, None, declared, not_used=why))
    rows.sort(key=lambda row: (str(row["file"]), row["line"]))
    counted.quarantine = pa.Table.from_pylist(rows, schema=QUARANTINE)
    shown: Counter[str] = Counter()
    for row in rows:
        reason = str(row["reason"])
        if shown[reason] < EXAMPLES:
            shown[reason] += 1
            counted.examples.append(
                Example(
                    str(row["file"]), int(str(row["line"])), str(row["field"]), reason, str(row["sentence"])
                )
            )
    for each in counted.per_file:
        told = each.accepted + each.normalised + each.quarantined + each.others
        if each.not_used is None and each.rows != told:
            raise AssertionError(f"{each.name}: {each.rows} rows, not all accounted for")
    return counted


def _mark_waiting(con: duckdb.DuckDBPyConnection, table: SupplierTable, first: int) -> None:
    """Rows of this submission that wait for a reference: fault ``unknown_<what>`` in the staged table."""
    con.execute(
        f"UPDATE new.\"{table.name}\" n SET fault_field = w.field, fault = 'unknown:' || w.what "
        f'FROM waits."{table.name}" w JOIN state."{table.name}" s ON s.rowid = w.r '
        f'WHERE s."file" >= {first} AND n."file" = s."file" AND n."line" = s."line" AND n.fault IS NULL'
    )


def _count_file(con: duckdb.DuckDBPyConnection, counted: Counted, file: StagedFile, number: int) -> None:
    told = con.execute(
        "SELECT count(*) FILTER (fault IS NULL AND NOT changed OR fault = 'repeated' AND NOT changed), "
        "count(*) FILTER ((fault IS NULL OR fault = 'repeated') AND changed), "
        f"count(*) FILTER (fault NOT IN ('repeated'{_others(file.table)})), "
        f"count(*) FILTER (fault IN (''{_others(file.table)})) "
        f'FROM new."{file.table.name}" WHERE "file" = ?',
        [number],
    ).fetchall()[0]
    accepted, normalised, quarantined, others = (int(n) for n in told)
    counted.per_file.append(
        FileCount(
            file.name, file.table.name, file.records, accepted, normalised, quarantined + len(file.faults),
            others=others,
        )
    )  # fmt: skip


def _others(table: SupplierTable) -> str:
    """The faults of rows that are another practice's, to go on a list: counted apart, and not kept."""
    rules = (n for n, rule in enumerate(table.set_aside) if rule.another)
    return "".join(f", 'set_aside:{position}'" for position in rules)


def _quarantined(
    con: duckdb.DuckDBPyConnection, table: SupplierTable, files: dict[int, StagedFile]
) -> list[dict[str, object]]:
    found = con.execute(
        f'SELECT "file", "line", coalesce(fault_field, \'\'), fault FROM new."{table.name}" '
        f"WHERE fault IS NOT NULL AND fault NOT IN ('repeated'{_others(table)}) "
        f'ORDER BY "file", "line" LIMIT {KEPT}'
    ).fetchall()
    rows: list[dict[str, object]] = []
    for number, line, named, fault in found:
        reason, sentence = _reason(table, fault)
        file = files[number]
        raw = "" if file.plain is None else file.plain.raw_at(line)
        rows.append(
            {
                "file": file.name, "line": line, "table": table.name, "field": named,
                "reason": reason, "sentence": sentence, "raw": raw,
            }
        )  # fmt: skip
    return rows


def _reason(table: SupplierTable, fault: str) -> tuple[str, str]:
    """Reason code and plain sentence of a staged row's fault."""
    code, _, detail = fault.partition(":")
    if code == "unknown" and detail == "person":
        return (
            "waits_for_person",
            "nobody on this practice's list has this NHS number and date of birth: waits until somebody has",
        )
    if code == "unknown":
        return (
            f"unknown_{detail.replace(' ', '_')}",
            f"waits for the {detail} it names, which has not been delivered",
        )
    if code == "set_aside":
        rule = table.set_aside[int(detail)]
        return rule.reason, rule.sentence
    return code, detail or SENTENCES[code]
