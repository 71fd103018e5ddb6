"""CHA2DS2-VASc and ORBIT: worked examples, what is missing, and the coded score before the one worked out."""

from datetime import date

import pytest

from openpcn.rules.engine import number_of, score_of
from openpcn.rules.language import Scored, StoryPerson, person
from openpcn.rules.scores.chadsvasc import CHADSVASC
from openpcn.rules.scores.orbit import ORBIT

_AS_AT, _UNTIL = date(2026, 2, 10), date(2026, 3, 31)


def _af(born: str, sex: str = "male") -> StoryPerson:
    return person(born=born, sex=sex).has("af", on="2019-01-01")


def _value(module, about: StoryPerson) -> float | None:
    """By both evaluators, which must agree."""
    return number_of(Scored(module), about.person, as_at=_AS_AT, achievement_date=_UNTIL)


def _score(module, about: StoryPerson, *, switched_on: bool = True):
    return score_of(module, about.person, as_at=_AS_AT, achievement_date=_UNTIL, switched_on=switched_on)


@pytest.mark.hazard("H04", "CHA2DS2-VASc is worked out as published, age limits included")
@pytest.mark.parametrize(
    ("about", "points"),
    [
        (_af("1970-01-01"), 0),
        (_af("1970-01-01", "female"), 1),
        (_af("1961-02-11"), 0),  # 64
        (_af("1961-02-10"), 1),  # 65 today
        (_af("1951-02-11"), 1),  # 74
        (_af("1951-02-10"), 2),  # 75 today
        (_af("1970-01-01").has("heart_failure", on="2020-01-01"), 1),
        (_af("1970-01-01").has("lvsd", on="2020-01-01"), 1),
        (_af("1970-01-01").has("hypertension", on="2020-01-01"), 1),
        (
            _af("1970-01-01")
            .has("hypertension", on="2020-01-01")
            .has("hypertension_resolved", on="2021-01-01"),
            0,
        ),
        (_af("1970-01-01").has("diabetes", on="2020-01-01"), 1),
        (_af("1970-01-01").has("stroke_tia", on="2020-01-01"), 2),
        (_af("1970-01-01").has("systemic_embolism", on="2020-01-01"), 2),
        (_af("1970-01-01").has("myocardial_infarction", on="2020-01-01"), 1),
        (_af("1970-01-01").has("pad", on="2020-01-01"), 1),
        (_af("1970-01-01").has("pad", on="2020-01-01").has("aortic_plaque", on="2020-01-01"), 1),
        (
            _af("1940-01-01", "female")
            .has("heart_failure", on="2020-01-01")
            .has("hypertension", on="2010-01-01")
            .has("diabetes", on="2012-01-01")
            .has("stroke_tia", on="2015-01-01")
            .has("myocardial_infarction", on="2016-01-01"),
            9,
        ),
    ],
    ids=str,
)
def test_stroke_risk(about: StoryPerson, points: int):
    assert _value(CHADSVASC, about) == points


def _bloods(about: StoryPerson, haemoglobin: float, egfr: float = 90) -> StoryPerson:
    return about.measures("haemoglobin", haemoglobin, "g/L", on="2025-09-01").measures(
        "egfr", egfr, "mL/min/1.73m2", on="2025-09-01"
    )


_young, _woman = _af("1970-01-01"), _af("1970-01-01", "female")


@pytest.mark.hazard("H04", "ORBIT is worked out as published, by the limits of each sex")
@pytest.mark.parametrize(
    ("about", "points"),
    [
        (_bloods(_young, 130), 0),
        (_bloods(_young, 129), 2),
        (_bloods(_woman, 120), 0),
        (_bloods(_woman, 119), 2),
        (_bloods(_young, 140).measures("haematocrit", 0.39, "L/L", on="2025-09-01"), 2),
        (_bloods(_young, 140).measures("haematocrit", 0.40, "L/L", on="2025-09-01"), 0),
        (_bloods(_woman, 140).measures("haematocrit", 0.35, "L/L", on="2025-09-01"), 2),
        (_bloods(_woman, 140).measures("haematocrit", 0.36, "L/L", on="2025-09-01"), 0),
        (
            _young.measures("haematocrit", 0.39, "L/L", on="2025-09-01").measures(
                "egfr", 90, "mL/min/1.73m2", on="2025-09-01"
            ),
            2,
        ),
        (_bloods(_af("1951-02-11"), 140), 0),  # 74
        (_bloods(_af("1951-02-10"), 140), 1),  # 75 today
        (_bloods(_young, 140, 60), 0),
        (_bloods(_young, 140, 59), 1),
        (_bloods(_young, 140).has("gi_bleed", on="2010-01-01"), 2),
        (_bloods(_young, 140).has("major_bleed", on="2010-01-01"), 2),
        (_bloods(_young, 140).issued("antiplatelet", on="2025-11-11"), 1),
        (_bloods(_young, 140).issued("antiplatelet", on="2025-11-10"), 0),
        (
            _bloods(_af("1940-01-01"), 100, 40)
            .has("gi_bleed", on="2010-01-01")
            .issued("antiplatelet", on="2026-01-10"),
            7,
        ),
    ],
    ids=str,
)
def test_bleeding_risk(about: StoryPerson, points: int):
    assert _value(ORBIT, about) == points


@pytest.mark.hazard("H17", "a score says which needed input is missing, and is not guessed")
def test_what_is_missing_is_said():
    nothing = _score(ORBIT, _young)
    assert nothing.value is None
    assert any("haemoglobin" in reason for reason in nothing.because)
    assert any("eGFR" in reason for reason in nothing.because)
    assert _value(ORBIT, _bloods(_young, 140)) == 0
    stale = _young.measures("haemoglobin", 140, "g/L", on="2025-02-10").measures(
        "egfr", 90, "mL/min/1.73m2", on="2025-09-01"
    )
    assert _value(ORBIT, stale) is None
    sexless = _score(CHADSVASC, _af("1950-01-01", "unknown"))
    assert sexless.value is None
    assert any("sex" in reason for reason in sexless.because)


@pytest.mark.hazard("H17", "a score is not worked out for people it was not made for")
def test_nobody_without_atrial_fibrillation_is_scored():
    somebody = person(born="1940-01-01").has("stroke_tia", on="2015-01-01")
    assert _value(CHADSVASC, somebody) is None
    assert _value(ORBIT, _bloods(somebody, 100)) is None
    assert any("atrial fibrillation" in reason for reason in _score(CHADSVASC, somebody).because)


@pytest.mark.hazard("H17", "a coded score outranks the one worked out")
def test_the_coded_score_comes_first():
    coded = _af("1940-01-01", "female").measures("chadsvasc_score", 1, None, on="2025-02-11")
    assert _value(CHADSVASC, coded) == 1
    assert _score(CHADSVASC, coded).coded
    older = _af("1940-01-01", "female").measures("chadsvasc_score", 1, None, on="2025-02-10")
    assert _value(CHADSVASC, older) == 3, "a score of more than twelve months ago is worked out again"
    assert not _score(CHADSVASC, older).coded
    assert not _score(CHADSVASC, _af("1940-01-01")).coded


@pytest.mark.hazard("H17", "a module that is off works nothing out, and leaves the coded score")
def test_switched_off_only_the_coded_score_counts():
    assert _score(CHADSVASC, _af("1940-01-01"), switched_on=False).value is None
    coded = _af("1940-01-01").measures("chadsvasc_score", 4, None, on="2025-06-01")
    assert _score(CHADSVASC, coded, switched_on=False).value == 4
