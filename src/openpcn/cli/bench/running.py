"""Measure in one process, one after the other, and compare the answers before any figure is printed."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow.compute as pc

from openpcn.cli.bench import duck, large
from openpcn.cli.faults import Fault
from openpcn.record.store import Snapshot
from openpcn.rules import catalogue
from openpcn.rules.engine import evaluate, explain
from openpcn.terms.scope import Scope

ACHIEVEMENT = date(2026, 3, 31)


def seconds(work: Callable[[], Any], runs: int = 5) -> float:
    """Median of some runs after one that is not counted."""
    work()
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return median(taken)


def run(home: Path, people: int, events: int) -> dict[str, Any]:
    """Write the record, measure, compare. Raises Fault where an answer differs."""
    began = time.perf_counter()
    snapshot = large.write(home, people, events)
    written = time.perf_counter() - began
    rows = sum(sum(of.values()) for of in snapshot.counts().values())
    figures: dict[str, Any] = {
        "people": people,
        "rows": rows,
        "write_snapshot_seconds": round(written, 2),
        "rows_written_per_second": round(rows / written),
    }
    figures |= _evaluation(snapshot)
    figures["peak_memory_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return figures


def _evaluation(snapshot: Snapshot) -> dict[str, Any]:
    scope = Scope.evaluation(snapshot.practices)
    everything = catalogue.definitions()
    dates = {"as_at": large.AS_AT, "achievement_date": ACHIEVEMENT}

    began = time.perf_counter()
    found = evaluate(snapshot, everything, scope=scope, **dates)  # type: ignore[arg-type]
    first = time.perf_counter() - began
    con = duck.connect(snapshot, large.AS_AT, ACHIEVEMENT)
    asked = duck.queries()
    compared = _compare(snapshot, found.outcomes, con, asked)

    all_of_them = seconds(lambda: evaluate(snapshot, everything, scope=scope, **dates))  # type: ignore[arg-type]
    same = [catalogue.definition(name) for name in asked]
    those = seconds(lambda: evaluate(snapshot, same, scope=scope, **dates))  # type: ignore[arg-type]
    floor = seconds(lambda: duck.read_needed_columns(con))
    one_by_one = seconds(lambda: [con.execute(query).fetchall() for query in asked.values()], runs=3)

    smr = catalogue.definition("SMR01B")
    somebody = found.outcomes.filter(pc.equal(found.outcomes["definition"], "SMR01B"))["person_id"][0].as_py()
    why = seconds(lambda: explain(snapshot, somebody, smr, scope=scope, **dates))  # type: ignore[arg-type]
    return {
        "definitions": len(everything),
        "evaluate_all_first_seconds": round(first, 3),
        "evaluate_all_seconds": round(all_of_them, 3),
        "duckdb_read_of_needed_columns_seconds": round(floor, 3),
        "evaluate_all_to_duckdb_read": round(all_of_them / floor, 2),
        "definitions_compared": sorted(asked),
        "answers_compared": compared,
        "evaluate_compared_seconds": round(those, 3),
        "duckdb_one_query_per_definition_seconds": round(one_by_one, 3),
        "duckdb_queries_to_evaluate": round(one_by_one / those, 2),
        "explain_seconds": round(why, 4),
    }


def _compare(snapshot: Snapshot, outcomes: Any, con: Any, asked: dict[str, str]) -> int:
    """Person by person; returns how many outcomes agreed."""
    agreed = 0
    for name, query in asked.items():
        ours = outcomes.filter(pc.equal(outcomes["definition"], name))
        left = {
            (person, word, rule)
            for person, word, rule in zip(
                ours["person_id"].to_pylist(), ours["word"].to_pylist(), ours["rule"].to_pylist(), strict=True
            )
        }
        right = {
            (int(snapshot.places(practice).person_id[patient]), word, rule)
            for practice, patient, word, rule in con.execute(query).fetchall()
        }
        if {each[1] for each in right} == {"member"}:
            left, right = {(each[0], "", None) for each in left}, {(each[0], "", None) for each in right}
        if left != right:
            raise Fault(
                f"{name}: the evaluator and the SQL disagree about {len(left ^ right)} outcomes; "
                "no figure is given"
            )
        agreed += len(left)
    return agreed


def intake(home: Path, people: int) -> dict[str, Any]:
    """Rows a second through intake: a synthetic network's first night, both suppliers' shapes."""
    from openpcn.record import intake as taking
    from openpcn.record.reference import Reference, load_postcodes
    from openpcn.record.store import Store
    from openpcn.synthetic import write_network

    began = time.perf_counter()
    summary = write_network(home / "network", people=people, practices=2, nights=1, seed=1)
    written = time.perf_counter() - began
    load_postcodes(home / "network" / "reference" / "postcodes.csv", home)
    store = Store(home / "taken")
    began = time.perf_counter()
    rows = 0
    for folder in sorted((home / "network" / "night-1").iterdir()):
        taken = taking.take(
            folder, store, None, today=date(2026, 2, 10), reference=Reference.of(home), limits=taking.Limits()
        )
        rows += taken.receipt.rows_in
    spent = time.perf_counter() - began
    return {
        "synthetic_rows_written_per_second": round(sum(summary.rows.values()) / written),
        "intake_rows": rows,
        "intake_rows_per_second": round(rows / spent),
    }
