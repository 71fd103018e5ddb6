"""Every sentence about look-alike evidence, and every red flag, of the cardiovascular definitions is told."""

import pytest

from openpcn.rules import catalogue
from openpcn.rules.engine import check_stories, check_story
from openpcn.rules.language import bp, due, outside, person, story
from openpcn.rules.services import cardiovascular

#: Atrial fibrillation, a score of 3, and a mechanical heart valve.
_VALVE = (
    person(born="1951-06-30")
    .has("af", on="2018-04-05")
    .measures("chadsvasc_score", 3, None, on="2023-05-05")
    .has("mechanical_heart_valve", on="2010-01-01")
)


def _outcomes(id: str):
    return [one for told in check_stories(catalogue.stories(id)) for one in told.plain]


@pytest.mark.hazard("H02", "look-alike evidence of heart, kidney and diabetes care leaves the person due")
@pytest.mark.parametrize(
    "definition", [each for each in cardiovascular.DEFINITIONS if each.nearly], ids=lambda each: each.id
)
def test_every_look_alike_sentence_is_told_by_a_story(definition):
    seen = {sentence for one in _outcomes(definition.id) for sentence in one.nearly}
    assert {each.sentence for each in definition.nearly} == seen


@pytest.mark.parametrize(
    "definition",
    [each for each in cardiovascular.DEFINITIONS if each.work is not None and each.work.red_flag is not None],
    ids=lambda each: each.id,
)
def test_every_red_flag_is_raised_in_a_story(definition):
    assert any(one.red_flag for one in _outcomes(definition.id))


def _flagged(id: str, about) -> bool:
    told = check_story(story(catalogue.definition(id), "a case", about, expect=due()))
    assert told.true, told.faults
    return told.plain[-1].red_flag


@pytest.mark.hazard("H03", "who must be seen first is told by the limit itself")
@pytest.mark.parametrize(
    ("id", "about", "flagged"),
    [
        (
            "diabetes_uncoded",
            person(born="1975-05-15").measures("hba1c", 90, "mmol/mol", on="2025-10-06"),
            True,
        ),
        (
            "diabetes_uncoded",
            person(born="1975-05-15").measures("hba1c", 89, "mmol/mol", on="2025-10-06"),
            False,
        ),
        (
            "nt_probnp_not_followed_up",
            person(born="1948-03-03").measures("nt_probnp", 2001, "ng/L", on="2025-12-01"),
            True,
        ),
        (
            "nt_probnp_not_followed_up",
            person(born="1948-03-03").measures("nt_probnp", 2000, "ng/L", on="2025-12-01"),
            False,
        ),
        ("AF008", _VALVE.issued("doac", on="2025-10-01"), True),
        ("AF008", _VALVE.issued("doac", on="2025-09-30"), False),
    ],
)
def test_red_flags_stand_on_both_sides_of_their_limit(id: str, about, flagged: bool):
    assert _flagged(id, about) is flagged


def test_nobody_is_on_two_bands_of_blood_pressure():
    somebody = person(born="1972-02-02").has("diabetes", on="2015-01-01")
    bands = (
        "hypertension_severe",
        "hypertension_stage_2",
        "hypertension_stage_1_risk",
        "hypertension_stage_1",
    )
    for top, band in ((182, 0), (164, 1), (146, 2)):
        about = somebody.reads(bp(top, 80), on="2025-11-10")
        for number, id in enumerate(bands):
            told = check_story(story(catalogue.definition(id), "a case", about, expect=outside()))
            words = [one.word.value for one in told.plain]
            assert ("due" in words) == (number == band), (top, id)
