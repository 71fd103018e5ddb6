"""A score that is worked out here looks so wherever it is shown; one that the record holds does not."""

from __future__ import annotations

from itertools import groupby

import pytest

from openpcn.rules import catalogue
from openpcn.rules.engine import MemoryPractice, evaluate_practices
from openpcn.rules.engine.dates import Dates
from openpcn.rules.engine.evaluation import WORKED_OUT
from openpcn.rules.engine.explain import explain_person
from openpcn.rules.engine.parameters import Parameters
from openpcn.rules.engine.stories import switched_on
from openpcn.rules.language import Scored, walk

SHOWING = [each for each in catalogue.indicators() if any(isinstance(show.of, Scored) for show in each.shows)]


def _days(story):
    return story.as_at, story.achievement_date


def _reasons(definition):
    """Of everybody due in the definition's stories: the score shown, by the arrays and as explained."""
    scores, sentences = switched_on([definition]), {}
    for show in definition.shows:
        if isinstance(show.of, Scored):
            sentences[show.sentence] = show.of.module
    told = sorted(catalogue.stories(definition.id), key=_days)
    for (as_at, until), group in groupby(told, _days):
        people = [story.about.person for story in group]
        found = evaluate_practices(
            [MemoryPractice(tuple(people))], [definition], as_at=as_at, achievement_date=until, scores=scores
        )
        for row in found.shown.to_pylist():
            person = people[row["person_id"] - 1]
            said = explain_person(person, definition, Dates(as_at, until), Parameters(until, scores=scores))
            explained = {each.sentence: each for each in said.reasons}
            for reason in row["reasons"]:
                if reason["sentence"] in sentences:
                    module = sentences[reason["sentence"]]
                    yield (
                        module,
                        reason,
                        explained[reason["sentence"]],
                        {one.module.id: one for one in said.scores},
                    )


@pytest.mark.hazard("H17", "a reason says whether its score is worked out here or recorded")
def test_a_reason_says_whether_its_score_is_worked_out_by_the_arrays_as_when_explained():
    ours, recorded = set(), set()
    for definition in SHOWING:
        for module, reason, explained, scores in _reasons(definition):
            assert reason["value"] == explained.value
            if reason["score"] is None:
                recorded.add(module.id)
                assert not reason["value"].endswith(WORKED_OUT) and module.id not in scores
                assert reason["date"] == max(row.date for row in explained.rows) and reason["practice"]
            else:
                ours.add(module.id)
                assert reason["score"] == module.id and reason["value"].endswith(WORKED_OUT)
                assert (reason["date"], reason["practice"], explained.rows) == (None, None, ())
                assert scores[module.id].words == reason["value"]
    shown = {show.of.module.id for each in SHOWING for show in each.shows if isinstance(show.of, Scored)}
    assert shown - ours <= {"orbit"}, "worked out for somebody due; no story holds all that ORBIT needs"
    assert recorded >= {"qrisk3", "cockcroft_gault"}


def test_beside_a_score_stand_version_notice_and_inputs_with_their_days():
    (definition,) = [each for each in SHOWING if each.id == "qrisk_20_no_statin"]
    beside = next(
        scores["qrisk3"].as_json() for _, reason, _, scores in _reasons(definition) if reason["score"]
    )
    module = catalogue.definition("qrisk_20_no_statin").shows[0].of.module
    assert (beside["version"], beside["notice"]) == (module.version, module.notice)
    assert [each["name"] for each in beside["inputs"]] == [each.name for each in module.inputs]
    cholesterol = next(each for each in beside["inputs"] if each["name"].startswith("total cholesterol"))
    assert cholesterol["value"].endswith(" mmol/L") and cholesterol["date"]


def test_no_reason_hides_a_score_inside_another_number():
    for definition in catalogue.definitions():
        for show in getattr(definition, "shows", ()):
            hidden = [
                node for child in show.of.children() for node in walk(child) if isinstance(node, Scored)
            ]
            assert isinstance(show.of, Scored) or not hidden, f"{definition.id}: {show.sentence}"
