"""Measure in one run, one thing after the other, and compare the answers before any figure is printed."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from calendar import monthrange
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from openpcn.cli.bench import asking, large, rebuilding
from openpcn.cli.bench.large import ACHIEVEMENT, AS_AT
from openpcn.cli.bench.reading import PlainRead
from openpcn.cli.faults import Fault
from openpcn.cli.progress import console
from openpcn.record.store import Snapshot
from openpcn.rules import catalogue
from openpcn.rules.catalogue.edition import edition
from openpcn.rules.engine import (
    Evaluation,
    evaluate,
    evaluate_days,
    evaluate_person,
    explain,
    tables_read,
)
from openpcn.rules.language import Definition, DefinitionError
from openpcn.rules.language.altering import altered, settings
from openpcn.terms.scope import Scope

SCORES = frozenset(one.id for one in catalogue.scores())  # every calculator switched on
DATES: dict[str, Any] = {"as_at": AS_AT, "achievement_date": ACHIEVEMENT, "scores": SCORES}


def seconds(work: Callable[[], Any], runs: int = 5) -> float:
    """Median of some runs after one that is not counted."""
    work()
    return median(once(work) for _ in range(runs))


def once(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def run(home: Path, size: large.Size) -> dict[str, Any]:
    """Write the record, measure, compare: ``answers_that_differ`` names every definition whose do."""
    began = time.perf_counter()
    snapshot = large.write(home, size)
    written = time.perf_counter() - began
    rows = {table: sum(of.values()) for table, of in snapshot.counts().items()}
    figures: dict[str, Any] = {
        "people": rows["patient"],
        "events": rows["event"],
        "medication_issues": rows["issue"],
        "write_record_seconds": round(written, 1),
        "write_record_peak_memory_mib": _peak(),
    }
    return figures | measure(home, snapshot)


def measure(home: Path, snapshot: Snapshot) -> dict[str, Any]:
    """Everything that is measured of a record that is there."""
    everything = catalogue.definitions()
    scope = Scope.evaluation(snapshot.practices)

    def all_of_them(practices: Sequence[str] | None = None) -> Evaluation:
        return evaluate(
            snapshot, everything, scope=scope, practices=practices, reasons=edition().fills_lists, **DATES
        )

    cold = _in_a_new_process(home, snapshot)
    found = all_of_them()
    warm = seconds(all_of_them, runs=3)
    read = PlainRead(snapshot, {table for each in everything for table in tables_read(each)})
    floor = seconds(read)
    figures: dict[str, Any] = {
        "definitions": len(everything),
        "outcomes": found.outcomes.num_rows,
        "start_up_seconds": round(cold["start_up"], 2),
        "evaluate_all_after_start_up_seconds": round(cold["evaluate"], 2),
        "evaluate_all_peak_memory_mib": round(cold["peak_mib"]),
        "evaluate_all_again_seconds": round(warm, 2),
        "plain_duckdb_read_seconds": round(floor, 2),
        "evaluate_all_to_plain_read": round(warm / floor, 2),
    }
    figures |= _rebuilt(home, snapshot, warm, floor, all_of_them)
    figures |= _days(snapshot, everything, warm)
    half = seconds(lambda: all_of_them(snapshot.practices[: len(snapshot.practices) // 2]), runs=3)
    figures["twice_the_people_to_evaluate"] = round(warm / half, 2)
    figures |= _one_person(snapshot, everything, found.outcomes)
    figures |= _preview(snapshot, everything)
    told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items())
    console.print(f"So far: {told}. Next, each definition asked of DuckDB by itself", markup=False)
    apart = asking.each_by_itself(snapshot, everything, found, SCORES)
    hand = asking.by_hand(snapshot, found)
    return figures | {
        "definitions_asked_of_duckdb": apart.definitions,
        "duckdb_one_query_per_definition_seconds": round(apart.seconds, 1),
        "duckdb_slowest_query_seconds": round(apart.slowest, 2),
        "duckdb_queries_to_evaluate_all": round(apart.seconds / warm, 1),
        "answers_equal_to_duckdb": apart.agreed,
        "definitions_compared_with_sql_by_hand": hand.definitions,
        "answers_equal_to_sql_by_hand": hand.agreed,
        "answers_that_differ": [*apart.faults, *hand.faults],
        "whole_run_peak_memory_mib": _peak(),
    }


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _in_a_new_process(home: Path, snapshot: Snapshot) -> dict[str, float]:
    command = [sys.executable, "-m", "openpcn.cli.bench.cold", str(home), snapshot.id]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Fault(f"the evaluation in a new process failed: {done.stderr.strip().splitlines()[-1:]}")
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _rebuilt(
    home: Path, snapshot: Snapshot, warm: float, floor: float, work: Callable[[Sequence[str]], Any]
) -> dict[str, Any]:
    """The whole index anew; and what a new submission of one practice costs beside all anew."""
    by_practice = rebuilding.seconds_by_practice(snapshot, home / "rebuilt")
    whole = sum(by_practice.values())
    one = snapshot.practices[0]
    refresh = by_practice[one] + seconds(lambda: work([one]), runs=3)
    return {
        "build_index_seconds": round(whole, 2),
        "build_index_to_plain_read": round(whole / floor, 1),
        "one_practice_rebuilt_and_evaluated_seconds": round(refresh, 2),
        "one_practice_to_all": round(refresh / (whole + warm), 2),
    }


def _days(snapshot: Snapshot, everything: Sequence[Definition], warm: float) -> dict[str, Any]:
    ends = [_month_end(AS_AT, back) for back in range(1, 25)]

    def series() -> int:
        days = ((end, end) for end in ends)
        scope = Scope.evaluation(snapshot.practices)
        return sum(
            found.outcomes.num_rows
            for found in evaluate_days(snapshot, everything, days, scope=scope, scores=SCORES)
        )

    taken = once(series)
    return {"month_ends_24_seconds": round(taken, 1), "month_ends_24_to_one": round(taken / warm, 1)}


def _month_end(day: date, back: int) -> date:
    month = day.year * 12 + day.month - 1 - back
    year, at = divmod(month, 12)
    return date(year, at + 1, monthrange(year, at + 1)[1])


def _one_person(snapshot: Snapshot, everything: Sequence[Definition], outcomes: pa.Table) -> dict[str, Any]:
    """Everything about one person, and one definition explained: the slowest of some people and all of those
    definitions that somebody is due for."""
    scope = Scope.evaluation(snapshot.practices)
    due = outcomes.filter(pc.equal(outcomes["word"], "due"))
    first = due.group_by("definition", use_threads=False).aggregate([("person_id", "min")])
    somebody = dict(zip(first["definition"].to_pylist(), first["person_id_min"].to_pylist(), strict=True))
    people = sorted(set(somebody.values()))[:5]
    persons = [
        once(partial(evaluate_person, snapshot, who, everything, scope=scope, **DATES)) for who in people
    ]
    explained = [
        once(partial(explain, snapshot, somebody[each.id], each, scope=scope, **DATES))
        for each in everything
        if each.id in somebody
    ]
    return {
        "one_person_all_definitions_seconds": round(median(persons), 3),
        "one_person_all_definitions_slowest_seconds": round(max(persons), 3),
        "explanations": len(explained),
        "explain_seconds": round(median(explained), 3),
        "explain_slowest_seconds": round(max(explained), 3),
    }


def _preview(snapshot: Snapshot, everything: Sequence[Definition]) -> dict[str, Any]:
    """A definition as it runs and with one number put otherwise: the slowest of some."""
    scope = Scope.evaluation(snapshot.practices)
    taken = []
    for definition in everything[:: max(1, len(everything) // 12)]:
        changed = _changed(definition)
        if changed is not None:
            both = [
                once(partial(evaluate, snapshot, [each], scope=scope, **DATES))
                for each in (definition, changed)
            ]
            taken.append(sum(both))
    return {
        "previews": len(taken),
        "preview_seconds": round(median(taken), 3),
        "preview_slowest_seconds": round(max(taken), 3),
    }


def _changed(definition: Definition) -> Definition | None:
    """The definition with one number put otherwise; None where it has none that can be."""
    for setting in settings(definition, ACHIEVEMENT):
        if isinstance(setting.value, float | int):
            with suppress(DefinitionError):  # out of range, or a rule could never hold any more
                return altered(definition, {setting.id: setting.value + 1})
    return None


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
