"""Look-alike evidence is named, severe readings come first, and what a form may record will count."""

from datetime import date

import pytest

from openpcn.rules import catalogue
from openpcn.rules.engine import check_story
from openpcn.rules.language import Expected, StoryPerson, Word, achieved, bp, due, person, story

FRAIL = person(born="1938-11-11").has("frailty_severe", on="2024-02-01")
LD = person(born="1990-07-01").has("learning_disability", on="1999-01-05")
HYPERTENSION = person(born="1960-05-01").has("hypertension", on="2015-03-02")
WELL = person(born="1970-08-15")


def _outcome(id: str, about: StoryPerson, expect: Expected):
    told = check_story(story(catalogue.definition(id), "a case", about, expect=expect))
    assert told.true, told.faults
    return told.plain[-1]


@pytest.mark.parametrize(
    ("id", "about", "words"),
    [
        ("SMR01B", FRAIL.has("medication_review", on="2025-11-04"), "another kind"),
        ("SMR01B", FRAIL.has("structured_medication_review", on="2025-03-31"), "before this contract year"),
        (
            "HI03",
            LD.has("ld_health_check", on="2025-09-15").has("ld_health_action_plan", on="2025-09-14"),
            "dated before the health check",
        ),
        ("HI03", LD.has("ld_health_action_plan", on="2025-09-14"), "but no health check"),
        ("HI03", LD.has("ethnicity_not_stated", on="2024-01-01"), "not stated"),
        ("HYP008", HYPERTENSION.reads(bp(132, 80), on="2025-03-31"), "before the 12 months to 31 March"),
        ("HYP008", HYPERTENSION.reads(bp(138, 88), on="2025-10-06", at="home"), "135/85 is the limit"),
        (
            "HYP008",
            HYPERTENSION.measures("systolic_clinic", 130, "mmHg", on="2025-10-06"),
            "without a diastolic",
        ),
        (
            "CVD01",
            WELL.reads(bp(152, 94), on="2025-11-10").reads(bp(150, 92), on="2025-12-10"),
            "still raised",
        ),
    ],
)
@pytest.mark.hazard("H02", "look-alike evidence leaves the person due, and is named")
def test_what_does_not_count_is_named(id: str, about: StoryPerson, words: str):
    sentences = _outcome(id, about, due()).nearly
    assert len(sentences) == 1
    assert words in sentences[0]


@pytest.mark.parametrize(
    ("id", "about"),
    [
        ("SMR01B", FRAIL),
        ("HI03", LD),
        ("HYP008", HYPERTENSION.reads(bp(150, 95), on="2025-10-06")),
        ("CVD01", WELL.reads(bp(152, 94), on="2025-11-10")),
    ],
)
def test_nothing_is_named_where_nothing_looks_like_it(id: str, about: StoryPerson):
    assert _outcome(id, about, due()).nearly == ()


@pytest.mark.hazard("H14", "a severe last blood pressure is flagged, at both sides of every limit")
@pytest.mark.parametrize(
    ("systolic", "diastolic", "at", "flagged"),
    [
        (180, 100, "clinic", True),
        (179, 100, "clinic", False),
        (150, 120, "clinic", True),
        (150, 119, "clinic", False),
        (170, 90, "home", True),
        (169, 90, "home", False),
        (150, 115, "home", True),
        (150, 114, "home", False),
    ],
)
def test_a_severe_last_reading_is_a_red_flag(systolic: int, diastolic: int, at: str, flagged: bool):
    for id, about in (("HYP008", HYPERTENSION), ("CVD01", WELL)):
        reading = about.reads(bp(systolic, diastolic), on="2026-02-01", at=at)
        assert _outcome(id, reading, due()).red_flag is flagged, id


def test_a_severe_reading_followed_by_a_lower_one_is_no_red_flag():
    since = HYPERTENSION.reads(bp(190, 120), on="2026-01-01").reads(bp(150, 95), on="2026-02-01")
    assert not _outcome("HYP008", since, due()).red_flag


def test_the_codelists_a_form_offers_do_settle_the_need():
    """Each piece of work done with the codes it names, on the day of the data, ends as achieved."""
    today = date(2026, 2, 10)
    done = {
        "SMR01B": FRAIL.has("structured_medication_review", on=today),
        "SMR01D": person(born="1940-01-20")
        .has("care_home_permanent", on="2024-05-01")
        .has("structured_medication_review", on=today),
        "HI03": LD.has("ld_health_check", on=today)
        .has("ld_health_action_plan", on=today)
        .has("ethnicity", on=today),
        "HYP008": HYPERTENSION.reads(bp(130, 80), on=today),
        "CVD01": WELL.reads(bp(152, 94), on="2025-11-10").has("abpm", on=today),
    }
    for id, about in done.items():
        assert _outcome(id, about, achieved()).word is Word.ACHIEVED
