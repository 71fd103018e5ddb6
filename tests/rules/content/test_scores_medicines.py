"""Creatinine clearance, DOAC doses and anticholinergic burden: worked examples, limits, what is missing."""

from datetime import date

import pytest

from openpcn.codes import codelist
from openpcn.rules import catalogue
from openpcn.rules.engine import MemoryPractice, evaluate_practices, number_of, score_of
from openpcn.rules.language import Scored, StoryPerson, person
from openpcn.rules.scores.anticholinergic_burden import ANTICHOLINERGIC_BURDEN
from openpcn.rules.scores.cockcroft_gault import COCKCROFT_GAULT
from openpcn.rules.scores.doac_dose import DOAC_DOSE
from openpcn.terms.units import Unit

_AS_AT, _UNTIL = date(2026, 2, 10), date(2026, 3, 31)
MODULES = (COCKCROFT_GAULT, DOAC_DOSE, ANTICHOLINERGIC_BURDEN)


def _value(module, about: StoryPerson) -> float | None:
    """By both evaluators, which must agree."""
    return number_of(Scored(module), about.person, as_at=_AS_AT, achievement_date=_UNTIL)


def _score(module, about: StoryPerson, *, switched_on: bool = True):
    return score_of(module, about.person, as_at=_AS_AT, achievement_date=_UNTIL, switched_on=switched_on)


def _somebody(age: int, sex: str, weight: float, creatinine: float) -> StoryPerson:
    return (
        person(born=f"{2026 - age}-01-01", sex=sex)
        .measures("weight", weight, Unit.KG, on="2026-01-05")
        .measures("creatinine", creatinine, Unit.UMOL_PER_L, on="2026-01-05")
    )


@pytest.mark.hazard("H04", "creatinine clearance is worked out as Cockcroft and Gault published it")
@pytest.mark.parametrize("sex", ["male", "female"])
@pytest.mark.parametrize(
    ("age", "weight", "creatinine"),
    [(20, 70, 60), (40, 55.5, 75), (65, 72, 88.4), (80, 60, 133), (95, 41.2, 240), (50, 140, 62)],
)
def test_the_clearance_is_that_of_the_published_equation(
    sex: str, age: int, weight: float, creatinine: float
):
    """1976, in mg/dL: (140 - age) x weight / (72 x creatinine), 15% less in women. SI factors are rounded."""
    published = (140 - age) * weight / (72 * creatinine / 88.4) * (1 if sex == "male" else 0.85)
    assert _value(COCKCROFT_GAULT, _somebody(age, sex, weight, creatinine)) == pytest.approx(
        published, rel=0.01
    )


def test_the_clearance_by_hand():
    assert _value(COCKCROFT_GAULT, _somebody(80, "female", 60, 90)) == 41.6  # 60 x 60 x 1.04 / 90
    assert _value(COCKCROFT_GAULT, _somebody(80, "male", 60, 90)) == 49.2  # 60 x 60 x 1.23 / 90


@pytest.mark.hazard("H17", "a recorded clearance is preferred to the estimate, but not to a newer creatinine")
def test_a_recorded_clearance_comes_first_unless_a_creatinine_is_newer():
    about = _somebody(80, "male", 60, 90)  # tested on 5 January 2026
    for day in ("2026-01-05", "2026-02-10"):
        recorded = about.measures("creatinine_clearance", 38, Unit.ML_PER_MINUTE, on=day)
        assert _value(COCKCROFT_GAULT, recorded) == 38
        assert _score(COCKCROFT_GAULT, recorded).coded
    older = about.measures("creatinine_clearance", 38, Unit.ML_PER_MINUTE, on="2026-01-04")
    assert _value(COCKCROFT_GAULT, older) == 49.2
    assert not _score(COCKCROFT_GAULT, older).coded


def test_a_recorded_clearance_without_a_creatinine_holds_for_twelve_months():
    about = person(born="1946-02-10", sex="male")
    first = about.measures("creatinine_clearance", 38, Unit.ML_PER_MINUTE, on="2025-02-11")
    assert _value(COCKCROFT_GAULT, first) == 38
    older = about.measures("creatinine_clearance", 38, Unit.ML_PER_MINUTE, on="2025-02-10")
    assert _value(COCKCROFT_GAULT, older) is None


@pytest.mark.hazard("H17", "what is missing, or whom a score is not for, is said instead of a number")
@pytest.mark.parametrize(
    ("about", "words"),
    [
        (person(born="1950-01-01").measures("weight", 60, Unit.KG, on="2026-01-05"), "creatinine"),
        (
            person(born="1950-01-01").measures("creatinine", 90, Unit.UMOL_PER_L, on="2026-01-05"),
            "weight",
        ),
        (_somebody(70, "unknown", 60, 90), "sex"),
        (_somebody(17, "male", 60, 90), "adults"),
        (
            person(born="1950-01-01", sex="male")
            .measures("weight", 60, Unit.KG, on="2025-02-10")
            .measures("creatinine", 90, Unit.UMOL_PER_L, on="2026-01-05"),
            "weight",
        ),
        (
            person(born="1950-01-01", sex="male")
            .measures("weight", 60, "lb", on="2026-01-05")
            .measures("creatinine", 90, Unit.UMOL_PER_L, on="2026-01-05"),
            "weight",
        ),
    ],
)
def test_no_clearance_without_its_inputs(about: StoryPerson, words: str):
    score = _score(COCKCROFT_GAULT, about)
    assert score.value is None
    assert _value(COCKCROFT_GAULT, about) is None
    assert any(words in reason for reason in score.because), score.because


@pytest.mark.hazard("H17", "scores of medicines are off until a site switches them on")
def test_nothing_is_worked_out_while_a_module_is_off():
    about = _somebody(80, "male", 60, 90).has("af", on="2019-01-01").issued("doac", on="2026-01-20")
    assert _score(COCKCROFT_GAULT, about, switched_on=False).value is None
    assert _score(DOAC_DOSE, about, switched_on=False).value is None
    doses = [catalogue.definition("doac_dose_check")]
    practice = [MemoryPractice((about.person,))]
    off = evaluate_practices(practice, doses, as_at=_AS_AT, achievement_date=_UNTIL)
    assert [row["rule"] for row in off.outcomes.to_pylist()] == ["NOT_KNOWN"]
    on = evaluate_practices(
        practice,
        doses,
        as_at=_AS_AT,
        achievement_date=_UNTIL,
        scores=frozenset({"cockcroft_gault", "doac_dose"}),
    )
    assert [row["word"] for row in on.outcomes.to_pylist()] == ["due"]  # 5 mg issued, 2.5 mg by its licence


@pytest.mark.hazard("H17", "each module says what it is for, by which version, and what stands beside it")
@pytest.mark.parametrize("module", MODULES, ids=lambda each: each.id)
def test_every_module_says_what_it_is(module):
    assert module.purpose and module.version and module.notice
    assert not module.source.confirmed


def test_the_dose_needs_a_recorded_atrial_fibrillation():
    about = _somebody(80, "male", 60, 90).issued("doac", on="2026-01-20")
    score = _score(DOAC_DOSE, about)
    assert score.value is None
    assert any("atrial fibrillation" in reason for reason in score.because)
    assert _value(DOAC_DOSE, about.has("af", on="2019-01-01")) == 2.5  # 80 years and 60 kg


def test_burden_adds_up_ingredients_not_products():
    about = person(born="1940-01-01")
    assert _value(ANTICHOLINERGIC_BURDEN, about) == 0
    for points, expected in ((3, 3), (2, 5), (1, 6)):
        first = codelist(f"anticholinergic_{points}").first
        about = about.repeat(
            f"anticholinergic_{points}", since="2024-01-01", last_issued="2026-01-20", code=first.code
        )
        assert _value(ANTICHOLINERGIC_BURDEN, about) == expected
        again = next(
            (
                each
                for each in codelist(f"anticholinergic_{points}")
                if each.group == first.group and each is not first
            ),
            None,
        )
        if again is not None:  # another strength of the same ingredient
            about = about.repeat(
                f"anticholinergic_{points}", since="2024-01-01", last_issued="2026-01-20", code=again.code
            )
            assert _value(ANTICHOLINERGIC_BURDEN, about) == expected


def test_no_medicine_has_two_scores():
    lists = [codelist(f"anticholinergic_{points}") for points in (1, 2, 3)]
    groups = [{each.group for each in one} for one in lists]
    assert not groups[0] & groups[1] and not groups[0] & groups[2] and not groups[1] & groups[2]
