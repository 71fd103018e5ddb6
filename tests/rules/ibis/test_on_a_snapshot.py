"""The Ibis evaluator on a committed snapshot's files, in the shared pass and as one query per definition."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from openpcn.cli.bench import large
from openpcn.record.store import Snapshot
from openpcn.rules import catalogue
from openpcn.rules.engine import evaluate, ibis
from openpcn.rules.engine.stories import switched_on
from openpcn.terms.scope import Scope

DATES: dict[str, Any] = {"as_at": large.AS_AT, "achievement_date": large.ACHIEVEMENT}
#: One of each shape: registers, rules, parts, an episode, pairs, look-alikes, repeats.
SOME = tuple(
    catalogue.definition(id)
    for id in ("hypertension", "severe_frailty", "HI03", "HYP008", "CVD01", "SMR01B", "polypharmacy_5")
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return large.write(tmp_path_factory.mktemp("home"), large.Size(240, 60, 20))


def rows(table: pa.Table) -> list[tuple[Any, ...]]:
    """A table's rows in an order of their own."""
    return sorted((tuple(row.values()) for row in table.to_pylist()), key=str)


def test_the_shared_pass_reads_the_files_as_the_index_does(snapshot: Snapshot) -> None:
    given = DATES | {"scope": Scope.evaluation(snapshot.parts), "scores": switched_on(SOME)}
    arrays = evaluate(snapshot, SOME, **given)
    queries = ibis.evaluate(ibis.DuckDB(), snapshot, SOME, **given)
    assert arrays.outcomes.num_rows > 100
    assert rows(queries.outcomes) == rows(arrays.outcomes)
    assert queries.versions == arrays.versions


def test_one_query_says_what_the_shared_pass_says(snapshot: Snapshot) -> None:
    given = DATES | {"scope": Scope.evaluation(snapshot.parts), "scores": switched_on(SOME)}
    arrays = evaluate(snapshot, SOME, **given).outcomes
    with ibis.SingleQueries(snapshot, **DATES, scores=switched_on(SOME)) as ask:
        for each in SOME:
            of_this = arrays.filter(pc.equal(arrays["definition"], each.id))
            assert rows(ask.outcomes(each)) == rows(of_this), each.id
            assert ask.prepare(each).count(";") == 0  # one statement


def test_a_practice_that_does_not_supply_a_table_is_not_assessed(snapshot: Snapshot) -> None:
    given = DATES | {"scope": Scope.evaluation(snapshot.parts), "require_official": True}
    arrays = evaluate(snapshot, SOME, **given)
    queries = ibis.evaluate(ibis.DuckDB(), snapshot, SOME, **given)
    assert arrays.not_assessed
    assert sorted(map(str, queries.not_assessed)) == sorted(map(str, arrays.not_assessed))
    assert rows(queries.outcomes) == rows(arrays.outcomes)


def test_a_scope_of_some_people_gives_them_alone(snapshot: Snapshot) -> None:
    everybody = Scope.evaluation(snapshot.parts)
    ids = frozenset(evaluate(snapshot, SOME, **DATES, scope=everybody).outcomes["person_id"].to_pylist()[:5])
    found = ibis.evaluate(ibis.DuckDB(), snapshot, SOME, **DATES, scope=replace(everybody, people=ids))
    assert set(found.outcomes["person_id"].to_pylist()) == ids


def test_nothing_of_this_is_loaded_with_the_engine() -> None:
    engine = Path(evaluate.__code__.co_filename).parent
    for path in engine.glob("*.py"):
        assert "import ibis" not in path.read_text(), path.name
