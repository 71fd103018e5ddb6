"""A submission re-evaluates what depends on it; the other outcomes are those of the night before."""

from __future__ import annotations

from datetime import date

import pytest

from openpcn.rules import catalogue, engine
from openpcn.rules.catalogue.edition import edition
from openpcn.terms.scope import Scope
from openpcn.work import night, submissions
from openpcn.work.night import evaluating
from openpcn.work.worklists.models import Need

pytestmark = pytest.mark.django_db(transaction=True)

AS_AT, YEAR_END = date(2026, 2, 10), date(2026, 3, 31)


@pytest.fixture
def three_practices(beginning_with, small_practice, tmp_path, riverbank, clock_at):
    """Three practices gone live; every later night is on the same day, so that no window moves."""

    def one_night():
        clock_at("2026-02-10T08:00")
        practices = [small_practice(ods) for ods in ("Z99001", "Z99002", "Z99003")]
        for practice in practices:
            practice.write(tmp_path / "first" / practice.ods, "2026-02-08")
        practices[0].write(tmp_path / "day" / "Z99001", "2026-02-10")
        night.run([tmp_path / "first", tmp_path / "day"], by="test")
        return practices

    return beginning_with(one_night)


def evaluated_by_all(snapshot, reasons=None):
    """The outcomes of a whole evaluation, as nothing had been kept."""
    return engine.evaluate(
        snapshot,
        catalogue.definitions(),
        as_at=AS_AT,
        achievement_date=YEAR_END,
        scope=Scope.evaluation(snapshot.practices),
        scores=edition().scores,
        reasons=reasons or edition().fills_lists,
    )


def kept_or_new(snapshot):
    """What the night's way gives for the live snapshot, and the practices it evaluated for it."""
    return evaluating.evaluate(
        submissions.live.store(),
        snapshot,
        catalogue.definitions(),
        as_at=AS_AT,
        achievement_date=YEAR_END,
        require_official=False,
        scores=edition().scores,
        reasons=edition().fills_lists,
    )


def check_equal(found, whole):
    assert found.outcomes.equals(whole.outcomes)
    assert found.shown.equals(whole.shown)
    assert found.not_assessed == whole.not_assessed
    assert found.versions == whole.versions


def test_one_practice_is_evaluated_and_the_answer_is_that_of_all(three_practices, tmp_path):
    practice = three_practices[1]
    practice.says("Z99002-0001", "structured_medication_review", "2026-02-08")
    report = night.run([practice.write(tmp_path / "second", "2026-02-09")], by="test")
    assert report.taken and report.evaluated == ("Z99002",)
    snapshot = submissions.live_snapshot()
    again = kept_or_new(snapshot)
    assert again.practices == ()
    check_equal(again.evaluation, evaluated_by_all(snapshot))
    assert not Need.objects.filter(
        snapshot_id=snapshot.id, definition="SMR01B", subject__in=_reviewed(snapshot)
    ).exists()
    assert Need.objects.filter(snapshot_id=snapshot.id, definition="SMR01B").count() == 35


def _reviewed(snapshot):
    """The subject whose review was in the second submission."""
    outcomes = evaluated_by_all(snapshot).outcomes.to_pylist()
    return [
        o["subject"]
        for o in outcomes
        if (o["definition"], o["practice"], o["word"]) == ("SMR01B", "Z99002", "achieved")
    ]


@pytest.mark.hazard("H02", "who moves is evaluated where they came from and where they are, the same night")
def test_a_mover_has_both_practices_evaluated_and_nobody_else(three_practices, tmp_path):
    first, _, third = three_practices
    mover = dict(first.rows["patient"][0])
    third.rows["patient"].append(
        {**mover, "practice": "Z99003", "local_id": "Z99003-new", "registered_on": "2026-02-08"}
    )
    third.says("Z99003-new", "frailty_severe", "2026-02-08")
    report = night.run([third.write(tmp_path / "second", "2026-02-09")], by="test")
    assert report.evaluated == ("Z99001", "Z99003"), "the practice they left counts them no more"
    snapshot = submissions.live_snapshot()
    check_equal(kept_or_new(snapshot).evaluation, evaluated_by_all(snapshot))


def test_another_day_evaluates_everybody(three_practices, tmp_path, clock_at):
    clock_at("2026-02-11T08:00")
    practice = three_practices[2]
    practice.says("Z99003-0001", "structured_medication_review", "2026-02-10")
    report = night.run([practice.write(tmp_path / "second", "2026-02-11")], by="test")
    assert report.evaluated == ("Z99001", "Z99002", "Z99003")


def test_what_was_kept_and_is_gone_or_cut_is_evaluated_again(three_practices):
    snapshot = submissions.live_snapshot()
    whole = evaluated_by_all(snapshot)
    kept = sorted((submissions.live.store().root / "evaluated").iterdir())
    assert len(kept) == 3
    (kept[0] / "shown.parquet").unlink()
    (kept[1] / "outcomes.parquet").write_bytes((kept[1] / "outcomes.parquet").read_bytes()[:-50])
    (kept[2] / "rest.json").write_text("{}")
    with submissions.live.store().writing():
        again = kept_or_new(snapshot)
    assert again.practices == snapshot.practices
    check_equal(again.evaluation, whole)
    assert kept_or_new(snapshot).practices == ()


def test_reasons_are_kept_of_the_lists_that_are_switched_on(three_practices):
    snapshot = submissions.live_snapshot()
    found = kept_or_new(snapshot)
    assert found.practices == (), "what the night kept"
    told = set(found.evaluation.shown["definition"].to_pylist())
    assert "SMR01B" in told
    assert told <= {each.id for each in catalogue.definitions() if edition().fills_lists(each)}
    without = evaluated_by_all(snapshot, reasons=lambda definition: False)
    assert without.shown.num_rows == 0
    assert found.evaluation.outcomes.equals(without.outcomes)


def test_other_definitions_are_another_question(three_practices):
    snapshot = submissions.live_snapshot()
    store = submissions.live.store()
    few = [catalogue.definition("SMR01B")]
    with store.writing():
        found = evaluating.evaluate(
            store, snapshot, few, as_at=AS_AT, achievement_date=YEAR_END, require_official=False
        )
    assert found.practices == snapshot.practices
    assert set(found.evaluation.outcomes["definition"].to_pylist()) == {"SMR01B"}
