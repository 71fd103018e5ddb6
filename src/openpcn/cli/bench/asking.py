"""Every definition asked of DuckDB by itself, one query each, and each answer compared with ours."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openpcn.cli.bench import duck
from openpcn.cli.bench.large import ACHIEVEMENT, AS_AT
from openpcn.cli.faults import Fault
from openpcn.record.store import Snapshot
from openpcn.rules.engine import Evaluation
from openpcn.rules.engine.ibis import SingleQueries
from openpcn.rules.language import Definition, Ratio

COMPARED = ("person_id", "episode_start", "practice", "word", "rule", "due_by", "parts", "nearly", "red_flag")


def each_by_itself(snapshot: Snapshot, definitions: Sequence[Definition], ours: Evaluation) -> dict[str, Any]:
    """Seconds of all the queries, one after the other. Raises Fault where an answer differs from ours."""
    spent, slowest, rows = 0.0, 0.0, 0
    with SingleQueries(snapshot, as_at=AS_AT, achievement_date=ACHIEVEMENT, threads=2) as asked:
        for definition in definitions:
            asked.prepare(definition)  # not counted: a statement can be kept
            began = time.perf_counter()
            answers = asked.outcomes(definition)
            taken = time.perf_counter() - began
            spent, slowest = spent + taken, max(slowest, taken)
            rows += _compare(definition, ours, answers)
    return {"seconds": spent, "slowest": slowest, "rows": rows}


def _compare(definition: Definition, ours: Evaluation, theirs: pa.Table) -> int:
    rows: int
    if isinstance(definition, Ratio):
        held = ours.amounts.filter(pc.equal(ours.amounts["definition"], definition.id)).sort_by("person_id")
        other = theirs.sort_by("person_id")
        same = held["person_id"].equals(other["person_id"]) and np.allclose(
            held["amount"].to_numpy(), other["amount"].to_numpy(), rtol=1e-9, equal_nan=True
        )
        rows = held.num_rows
    else:
        mine = ours.outcomes.filter(pc.equal(ours.outcomes["definition"], definition.id))
        rows = mine.num_rows
        same = _sorted(mine).equals(_sorted(theirs))
    if not same:
        raise Fault(f"{definition.id}: the evaluator and DuckDB's query disagree; no figure is given")
    return rows


def _sorted(outcomes: pa.Table) -> pa.Table:
    by = [("person_id", "ascending"), ("episode_start", "ascending")]
    return outcomes.select(list(COMPARED)).sort_by(by).combine_chunks()


def by_hand(snapshot: Snapshot, ours: Evaluation) -> tuple[list[str], int]:
    """A third opinion: SQL written by hand for some definitions. Which, and how many outcomes agree."""
    con = duck.connect(snapshot, AS_AT, ACHIEVEMENT)
    agreed = 0
    queries = duck.queries()
    for name, query in queries.items():
        held = ours.outcomes.filter(pc.equal(ours.outcomes["definition"], name))
        left = set(zip(*(held[column].to_pylist() for column in ("person_id", "word", "rule")), strict=True))
        right = {
            (int(snapshot.places(practice).person_id[patient]), word, rule)
            for practice, patient, word, rule in con.execute(query).fetchall()
        }
        if left != right:
            raise Fault(
                f"{name}: the evaluator and the SQL by hand disagree about {len(left ^ right)} outcomes; "
                "no figure is given"
            )
        agreed += len(left)
    con.close()
    return sorted(queries), agreed
