"""Every definition asked of DuckDB by itself, one query each, and each answer compared with ours."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis.common.exceptions import IbisError

from openpcn.cli.bench import duck
from openpcn.cli.bench.large import ACHIEVEMENT, AS_AT
from openpcn.record.store import Snapshot
from openpcn.rules.engine import Evaluation
from openpcn.rules.engine.ibis import SingleQueries
from openpcn.rules.language import Definition, Ratio

COMPARED = ("person_id", "episode_start", "practice", "word", "rule", "due_by", "parts", "nearly", "red_flag")


@dataclass
class Asked:
    """Seconds of the queries, how many answers agreed, and what did not, in words."""

    seconds: float = 0.0
    slowest: float = 0.0
    definitions: int = 0
    agreed: int = 0
    faults: list[str] = field(default_factory=list)


def each_by_itself(
    snapshot: Snapshot, definitions: Sequence[Definition], ours: Evaluation, scores: frozenset[str]
) -> Asked:
    """All the queries, one after the other."""
    found = Asked()
    with SingleQueries(
        snapshot, as_at=AS_AT, achievement_date=ACHIEVEMENT, scores=scores, threads=2
    ) as asked:
        for definition in definitions:
            try:
                asked.prepare(definition)  # not counted: a statement can be kept
                began = time.perf_counter()
                answers = asked.outcomes(definition)
                taken = time.perf_counter() - began
            except (duckdb.Error, IbisError) as fault:
                found.faults.append(f"{definition.id}: DuckDB could not be asked: {str(fault)[:200]}")
                continue
            found.definitions += 1
            found.seconds, found.slowest = found.seconds + taken, max(found.slowest, taken)
            held = _of(definition, ours)
            if _same(definition, held, answers):
                found.agreed += held.num_rows
            else:
                found.faults.append(f"{definition.id}: the evaluator and DuckDB's query disagree")
    return found


def _of(definition: Definition, ours: Evaluation) -> pa.Table:
    table = ours.amounts if isinstance(definition, Ratio) else ours.outcomes
    return table.filter(pc.equal(table["definition"], definition.id))


def _same(definition: Definition, held: pa.Table, theirs: pa.Table) -> bool:
    if not isinstance(definition, Ratio):
        return bool(_sorted(held).equals(_sorted(theirs)))
    held, theirs = held.sort_by("person_id"), theirs.sort_by("person_id")
    if not held["person_id"].equals(theirs["person_id"]):
        return False
    ours, other = (each["amount"].to_numpy() for each in (held, theirs))
    return bool(np.allclose(ours, other, rtol=1e-9, equal_nan=True))


def _sorted(outcomes: pa.Table) -> pa.Table:
    by = [("person_id", "ascending"), ("episode_start", "ascending")]
    return outcomes.select(list(COMPARED)).sort_by(by).combine_chunks()


def by_hand(snapshot: Snapshot, ours: Evaluation) -> Asked:
    """A third opinion: SQL written by hand for some definitions."""
    con = duck.connect(snapshot, AS_AT, ACHIEVEMENT)
    found = Asked()
    for name, query in duck.queries().items():
        held = ours.outcomes.filter(pc.equal(ours.outcomes["definition"], name))
        left = set(zip(*(held[column].to_pylist() for column in ("person_id", "word", "rule")), strict=True))
        right = {
            (int(snapshot.places(practice).person_id[patient]), word, rule)
            for practice, patient, word, rule in con.execute(query).fetchall()
        }
        found.definitions += 1
        found.agreed += len(left & right)
        if left != right:
            found.faults.append(
                f"{name}: the evaluator and the SQL by hand disagree about {len(left ^ right)} outcomes"
            )
    con.close()
    return found
