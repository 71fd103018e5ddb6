"""The known traps of frailty, multimorbidity, kidney and heart scores, each by its number."""

import math
from datetime import date, timedelta

import pytest
import qrisk3_vectors as vectors

from openpcn.codes import codelist
from openpcn.rules.engine import number_of, score_of
from openpcn.rules.language import AgeOn, In, Latest, NumberExpr, bp, on_or_before, person
from openpcn.rules.language.expressions import Always, NumberConstant
from openpcn.rules.scores.cambridge_multimorbidity import CAMBRIDGE_MULTIMORBIDITY, CONDITION
from openpcn.rules.scores.ckd_epi import CKD_EPI_2009, CKD_EPI_2021, EGFR, estimated
from openpcn.rules.scores.efi import DEFICIT, EFI, NUMBER_OF_DEFICITS, SEVERE
from openpcn.rules.scores.kfre import (
    ELSEWHERE,
    KFRE_5_YEARS,
    NORTH_AMERICA,
    linear_predictor,
    risk,
)
from openpcn.rules.scores.qrisk3 import DISCLAIMER, QRISK3, Inputs
from openpcn.rules.scores.qrisk3 import risk as qrisk
from openpcn.rules.scores.qrisk3_figures import MEN, WOMEN
from openpcn.terms.units import Unit

TODAY, YEAR_END = date(2026, 2, 10), date(2026, 3, 31)
WOMAN, MAN = person(born="1960-05-01"), person(born="1960-05-01", sex="male")
CONSTANT = NumberConstant


def number(expression: NumberExpr, of=WOMAN) -> float | None:
    return number_of(expression, of.person, as_at=TODAY, achievement_date=YEAR_END)


def score(module, of, *, switched_on=True):
    return score_of(module, of.person, as_at=TODAY, achievement_date=YEAR_END, switched_on=switched_on)


# Trap 1: the centre of male sex belongs inside the bracket.


@pytest.mark.parametrize(
    ("survival", "years", "expected"),
    [(NORTH_AMERICA, 2, 1.79), (NORTH_AMERICA, 5, 5.47), (ELSEWHERE, 2, 1.20), (ELSEWHERE, 5, 4.56)],
)
@pytest.mark.hazard("H04", "the kidney failure risk equation gives its published figures")
def test_trap_1_kidney_failure_risk_gives_the_published_figures(survival, years, expected):
    sum_of_terms = linear_predictor(
        CONSTANT(70), CONSTANT(42, Unit.ML_PER_MIN), CONSTANT(30, Unit.MG_PER_MMOL)
    )
    assert number(risk(survival[years], sum_of_terms), MAN) == pytest.approx(expected, abs=0.005)


def test_trap_1_a_man_and_a_woman_differ_by_the_weight_of_sex_alone():
    """With the bracket in the wrong place everybody's hazard would be a third lower."""
    same = CONSTANT(70), CONSTANT(42, Unit.ML_PER_MIN), CONSTANT(30, Unit.MG_PER_MMOL)
    man, woman = number(linear_predictor(*same), MAN), number(linear_predictor(*same), WOMAN)
    assert man - woman == pytest.approx(0.2467)
    centre = (
        CONSTANT(70.36),
        CONSTANT(36.11, Unit.ML_PER_MIN),
        CONSTANT(math.exp(5.137) / 8.84, Unit.MG_PER_MMOL),
    )
    assert number(linear_predictor(*centre), MAN) == pytest.approx(0.2467 * (1 - 0.5642), abs=1e-9)


@pytest.mark.parametrize(
    ("milligrams", "sex", "age", "of_2009", "of_2021"),
    [
        (0.8, "female", 45, 89.037, 92.541),
        (1.2, "male", 60, 65.332, 69.231),
        (2.0, "male", 75, 31.706, 34.164),
        (0.6, "female", 30, 122.312, 123.758),
    ],
)
def test_filtration_rate_gives_the_published_figures(milligrams, sex, age, of_2009, of_2021):
    somebody = person(born="1960-05-01", sex=sex)
    for equation, expected in ((CKD_EPI_2009, of_2009), (CKD_EPI_2021, of_2021)):
        got = number(estimated(equation, CONSTANT(milligrams * 88.4), CONSTANT(age)), somebody)
        assert got == pytest.approx(expected, abs=0.0005)


# Trap 6: thirteen deficits are severe.


def with_deficits(count: int):
    """So many deficits, each by one code of its own."""
    somebody = person(born="1940-05-01")
    lists = (
        "arthritis", "af", "stroke_tia", "ckd", "diabetes", "dizziness", "dyspnoea", "falls", "foot_problem",
        "hearing_loss", "heart_failure", "heart_valve_disease", "housebound", "hypertension",
    )  # fmt: skip
    for codes in lists[:count]:
        somebody = somebody.has(codes, on="2020-01-01")
    return somebody


def test_there_are_36_deficits():
    assert len(DEFICIT) == 36
    assert number(NUMBER_OF_DEFICITS, with_deficits(0)) == 0


@pytest.mark.parametrize(
    ("deficits", "index", "severe"), [(12, 0.333, False), (13, 0.361, True), (14, 0.389, True)]
)
@pytest.mark.hazard("H04", "thirteen deficits of 36 are severe frailty, twelve are moderate")
def test_trap_6_thirteen_deficits_are_severe(deficits, index, severe):
    found = score(EFI, with_deficits(deficits))
    assert round(found.value, EFI.decimals) == index
    assert (found.value > SEVERE) is severe


@pytest.mark.parametrize(("deficits", "degree"), [(4, 0.12), (8, 0.24), (12, 0.36)])
def test_trap_6_the_last_number_of_each_degree_is_not_above_its_limit(deficits, degree):
    assert score(EFI, with_deficits(deficits)).value <= degree < score(EFI, with_deficits(deficits + 1)).value


DEFICIT_BY_VALUE = [
    ("haemoglobin", 129, "g/L", "male", 1), ("haemoglobin", 130, "g/L", "male", 0),
    ("haemoglobin", 114, "g/L", "female", 1), ("haemoglobin", 115, "g/L", "female", 0),
    ("thyroid_stimulating_hormone", 0.35, "mU/L", "female", 1),
    ("thyroid_stimulating_hormone", 0.36, "mU/L", "female", 0),
    ("thyroid_stimulating_hormone", 5.5, "mU/L", "female", 0),
    ("thyroid_stimulating_hormone", 5.6, "mU/L", "female", 1),
    ("egfr", 59, "mL/min/1.73m2", "female", 1), ("egfr", 60, "mL/min/1.73m2", "female", 0),
    ("albumin_creatinine_ratio", 3, "mg/mmol", "female", 0),
    ("albumin_creatinine_ratio", 3.1, "mg/mmol", "female", 1),
    ("protein_creatinine_ratio", 50, "mg/mmol", "female", 0),
    ("protein_creatinine_ratio", 50.1, "mg/mmol", "female", 1),
    ("ankle_brachial_index", 0.94, None, "female", 1), ("ankle_brachial_index", 0.95, None, "female", 0),
    ("hip_t_score", -2.5, None, "female", 1), ("hip_t_score", -2.4, None, "female", 0),
    ("malnutrition_score", 1, None, "female", 1), ("malnutrition_score", 0, None, "female", 0),
    ("barthel_index", 18, None, "female", 1), ("barthel_index", 19, None, "female", 0),
    ("six_item_cognitive_test", 8, None, "female", 1), ("six_item_cognitive_test", 7, None, "female", 0),
    ("falls_in_last_year", 1, None, "female", 1), ("falls_in_last_year", 0, None, "female", 0),
    ("copd_exacerbations_in_last_year", 1, None, "female", 1),
    ("copd_exacerbations_in_last_year", 0, None, "female", 0),
]  # fmt: skip


@pytest.mark.parametrize(("codes", "value", "unit", "sex", "deficits"), DEFICIT_BY_VALUE)
def test_a_value_makes_a_deficit_on_the_right_side_of_its_limit(codes, value, unit, sex, deficits):
    somebody = person(born="1940-05-01", sex=sex).measures(codes, value, unit, on="2021-01-01")
    assert number(NUMBER_OF_DEFICITS, somebody) == deficits


@pytest.mark.parametrize(
    ("pressure", "value", "deficits"),
    [
        ("systolic_home", 135, 0),
        ("systolic_home", 136, 1),
        ("diastolic_home", 85, 0),
        ("diastolic_home", 86, 1),
    ],
)
def test_a_raised_ambulatory_pressure_makes_a_deficit(pressure, value, deficits):
    somebody = person(born="1940-05-01")
    somebody = somebody.measures(In(pressure, "ambulatory"), value, "mmHg", on="2021-01-01")
    assert number(NUMBER_OF_DEFICITS, somebody) == deficits


def test_one_raised_reading_at_home_is_no_deficit():
    somebody = person(born="1940-05-01").reads(bp(190, 110), on="2021-01-01", at="home")
    assert number(NUMBER_OF_DEFICITS, somebody) == 0


@pytest.mark.parametrize(
    ("last_day", "deficits"), [("2025-02-11", 1), ("2025-02-10", 0)], ids=["a year less a day", "a year ago"]
)
def test_five_different_medicines_in_twelve_months_make_a_deficit(last_day, deficits):
    somebody = person(born="1940-05-01")
    groups: dict[str, str] = {}
    for code in codelist("polypharmacy_scope").codes:
        groups.setdefault(code.group or code.code, code.code)
    chosen = list(groups.values())[:5]
    for code in chosen[:4]:
        somebody = somebody.issued("polypharmacy_scope", on="2025-12-01", code=code)
    assert number(NUMBER_OF_DEFICITS, somebody) == 0
    assert (
        number(NUMBER_OF_DEFICITS, somebody.issued("polypharmacy_scope", on=last_day, code=chosen[4]))
        == deficits
    )


def test_the_frailty_index_is_for_people_of_65_and_over():
    young = person(born="1961-02-11").has("diabetes", on="2020-01-01")
    assert score(EFI, young).value is None
    assert score(EFI, young).because == ("The electronic frailty index is for people of 65 and over",)
    assert score(EFI, person(born="1961-02-10").has("diabetes", on="2020-01-01")).value == pytest.approx(
        1 / 36
    )


# Trap 8: categories of smoking, whole years of age, a rounded body mass index.

RECORDED_CONDITIONS = (
    "atrial_fibrillation", "atypical_antipsychotic", "corticosteroid", "erectile_dysfunction", "migraine",
    "rheumatoid_arthritis", "chronic_kidney_disease", "serious_mental_illness", "lupus",
    "treated_hypertension", "diabetes_type1", "diabetes_type2", "family_history",
)  # fmt: skip
NEVER = Latest("af", window=on_or_before(date(1900, 1, 1))).exists


def percent(equation, of, **changed) -> float:
    """The risk of the test person of a table, with something changed."""
    about = {**of, **changed}
    given = Inputs(
        conditions={name: Always() if name == about.get("has") else NEVER for name in RECORDED_CONDITIONS},
        smoking={name: Always() if name == about.get("smoking") else NEVER for name in WOMEN.smoking},
        ethnicity={name: Always() if name == about["ethnicity"] else NEVER for name in WOMEN.ethnicity},
        age=CONSTANT(about["age"]),
        bmi=CONSTANT(about["bmi"]),
        cholesterol_ratio=CONSTANT(about["ratio"]),
        systolic=CONSTANT(about["systolic"]),
        systolic_deviation=CONSTANT(about["deviation"]),
        townsend=CONSTANT(about["townsend"]),
    )
    return number(qrisk(equation, given))


def each_vector(rows):
    """(equation, what is changed, expected), for the woman and the man of each row."""
    return [
        (equation, changed, expected)
        for changed, woman, man in rows
        for equation, expected in ((WOMEN, woman), (MEN, man))
        if expected is not None
    ]


@pytest.mark.parametrize(("equation", "changed", "expected"), each_vector(vectors.PUBLISHED))
@pytest.mark.hazard(
    "H04", "QRISK3 gives the published figures of its reference implementation to one decimal"
)
def test_trap_8_qrisk3_gives_the_published_figures(equation, changed, expected):
    """Smoking is by name here, so that no coding can be off by one."""
    assert round(percent(equation, vectors.PUBLISHED_PERSON, **changed), 1) == expected


def test_trap_8_no_published_test_person_is_left_out():
    assert len(each_vector(vectors.PUBLISHED)) == 49


@pytest.mark.parametrize(("equation", "changed", "expected"), each_vector(vectors.SUPPLIED))
def test_trap_8_qrisk3_gives_the_figures_supplied_with_the_authors_own_program(equation, changed, expected):
    assert percent(equation, vectors.SUPPLIED_PERSON, **changed) == pytest.approx(expected, abs=5e-7)


@pytest.mark.parametrize(("equation", "changed", "expected"), each_vector(vectors.BY_THE_REFERENCE))
def test_trap_8_qrisk3_weighs_everything_as_the_reference_does(equation, changed, expected):
    assert percent(equation, vectors.BY_THE_REFERENCE_PERSON, **changed) == pytest.approx(expected, abs=5e-4)


def test_trap_8_every_figure_is_reached_by_some_vector():
    """A condition, habit or group that no vector has could carry a wrong figure unseen."""
    for equation in (WOMEN, MEN):
        reached = {
            (name, said)
            for of, changed, _ in each_vector(vectors.BY_THE_REFERENCE)
            if of is equation
            for name, said in changed.items()
        }
        assert {("has", name) for name in equation.conditions} <= reached
        assert {("smoking", name) for name in equation.smoking} <= reached
        assert {("ethnicity", name) for name in equation.ethnicity} <= reached


def test_trap_8_the_reference_takes_whole_years_of_age():
    birthday_today = person(born="1961-02-10")
    assert number(AgeOn("as_at"), birthday_today) == 65
    assert number(AgeOn("as_at"), person(born="1961-02-11")) == 64


def test_trap_8_body_mass_index_is_kept_between_20_and_40():
    woman = vectors.PUBLISHED_PERSON
    assert percent(WOMEN, woman, bmi=44) == percent(WOMEN, woman, bmi=40) != percent(WOMEN, woman, bmi=39)
    assert percent(WOMEN, woman, bmi=16) == percent(WOMEN, woman, bmi=20) != percent(WOMEN, woman, bmi=21)


def recorded(sex="female"):
    return (
        person(born="1962-01-01", sex=sex)
        .measures("bmi", 27.4, "kg/m2", on="2025-01-01")
        .measures("cholesterol", 5.6, "mmol/L", on="2025-01-01")
        .measures("hdl", 1.4, "mmol/L", on="2025-01-01")
        .measures("systolic_clinic", 148, "mmHg", on="2025-10-01")
        .has("smoking_status", on="2025-01-01", code="266919005")
    )


@pytest.mark.hazard("H17", "a coded score comes before one worked out here")
def test_a_coded_qrisk_comes_first():
    known = recorded().measures("qrisk_score", 31.5, None, on="2025-06-01")
    assert score(QRISK3, known).value == 31.5
    assert score(QRISK3, known).coded
    assert score(QRISK3, known, switched_on=False).value == 31.5
    worked_out = score(QRISK3, recorded())
    assert not worked_out.coded
    assert 0 < worked_out.value < 31.5


@pytest.mark.hazard("H17", "a module that is switched off works nothing out, and says so")
@pytest.mark.parametrize("module", [QRISK3, KFRE_5_YEARS, EFI, CAMBRIDGE_MULTIMORBIDITY, EGFR])
def test_a_module_that_is_off_works_nothing_out(module):
    somebody = recorded().measures("creatinine", 90, "umol/L", on="2025-10-01")
    found = score(module, somebody, switched_on=False)
    assert found.value is None
    assert found.because == (f"{module.title} is switched off",)


@pytest.mark.hazard("H17", "a score that cannot be calculated says what is missing or whom it is not for")
@pytest.mark.parametrize(
    ("somebody", "because"),
    [
        (person(born="1962-01-01"), "body mass index in the last five years is not recorded"),
        (
            recorded().has("chd", on="2020-01-01"),
            "QRISK3 is not for people who already have cardiovascular disease",
        ),
        (
            recorded().has("familial_hypercholesterolaemia", on="2020-01-01"),
            "QRISK3 is not for people with familial hypercholesterolaemia",
        ),
        (person(born="2002-01-01"), "QRISK3 is for people aged 25 to 84"),
        (person(born="1941-01-01"), "QRISK3 is for people aged 25 to 84"),
        (
            recorded().issued("statin", on="2026-01-10"),
            "QRISK3 was made from people who took no statin: the risk of somebody who does is not estimated",
        ),
        (recorded("other"), "one of the numbers it is made of is missing"),
    ],
)
def test_qrisk3_says_why_it_cannot_be_calculated(somebody, because):
    found = score(QRISK3, somebody)
    assert found.value is None
    assert because in found.because


@pytest.mark.hazard("H17", "the authors' words stand beside every estimated risk")
def test_the_authors_words_stand_beside_the_score():
    assert QRISK3.notice.startswith(DISCLAIMER)
    assert "Inaccurate implementations of risk scores" in DISCLAIMER


def test_smokers_are_told_apart_by_cigarettes_a_day():
    smoker = recorded().has("smoking_status", on="2025-06-01", code="77176002")
    risks = [score(QRISK3, smoker).value]
    for cigarettes in (9, 10, 19, 20):
        more = smoker.measures("cigarettes_per_day", cigarettes, None, on="2025-06-01")
        risks.append(score(QRISK3, more).value)
    light, nine, ten, nineteen, twenty = risks
    assert light == nine < ten == nineteen < twenty


def test_kidney_failure_risk_uses_the_reported_filtration_rate_or_works_one_out():
    somebody = person(born="1950-01-01", sex="male").measures(
        "albumin_creatinine_ratio", 30, "mg/mmol", on="2025-09-01"
    )
    assert score(KFRE_5_YEARS, somebody).because == ("eGFR in the last 24 months is not recorded",)
    reported = somebody.measures("egfr", 42, "mL/min/1.73m2", on="2025-09-01")
    assert 2 < score(KFRE_5_YEARS, reported).value < 5
    worked_out = somebody.measures("creatinine", 150, "umol/L", on="2025-09-01")
    assert score(EGFR, worked_out).value == pytest.approx(39, abs=1)
    assert score(KFRE_5_YEARS, worked_out).value > score(KFRE_5_YEARS, reported).value
    healthy = somebody.measures("egfr", 60, "mL/min/1.73m2", on="2025-09-01")
    assert score(KFRE_5_YEARS, healthy).because == (
        "The equation is for an eGFR below 60 (chronic kidney disease 3 to 5)",
    )


# Trap 16: two weight sets, never mixed.

GENERAL_OUTCOME = {
    "alcohol problems": 0.65, "anxiety or depression": 0.50, "atrial fibrillation": 1.34,
    "cancer in the last five years": 1.53, "chronic kidney disease": 0.53, "connective tissue disease": 0.43,
    "chronic obstructive pulmonary disease": 1.46, "coronary heart disease": 0.49, "dementia": 2.50,
    "diabetes": 0.75, "epilepsy": 0.92, "hearing loss": 0.09, "heart failure": 1.18,
    "irritable bowel syndrome": 0.21, "psychosis or bipolar disorder": 0.64,
    "stroke or transient ischaemic attack": 0.80, "asthma": 0.19, "hypertension": 0.08, "constipation": 1.12,
    "painful condition": 0.92,
}  # fmt: skip


def test_trap_16_every_weight_is_of_the_set_of_20():
    assert {name: weight for name, (_, weight) in CONDITION.items()} == GENERAL_OUTCOME
    assert "never mixed" in CAMBRIDGE_MULTIMORBIDITY.version


def test_trap_16_weights_add_up():
    somebody = (
        person(born="1950-01-01")
        .has("dementia", on="2023-01-01")
        .has("af", on="2019-01-01")
        .has("hypertension", on="2010-01-01")
    )
    assert score(CAMBRIDGE_MULTIMORBIDITY, somebody).value == pytest.approx(2.50 + 1.34 + 0.08)


@pytest.mark.parametrize(
    ("medicines", "weight"),
    [("laxative", 1.12), ("antispasmodic", 0.21), ("opioid_weak", 0.92), ("antidepressant", 0.50)],
)
def test_trap_16_treatment_stands_for_a_condition_from_the_fourth_issue_of_the_year(medicines, weight):
    somebody = person(born="1950-01-01").issued(medicines, on="2025-02-10")  # a year ago: no longer counts
    for number_of_issue in range(1, 6):
        day = date(2025, 2, 11) + timedelta(days=28 * (number_of_issue - 1))
        somebody = somebody.issued(medicines, on=day)
        expected = weight if number_of_issue >= 4 else 0
        assert score(CAMBRIDGE_MULTIMORBIDITY, somebody).value == expected


def test_trap_16_an_antiepileptic_is_for_pain_only_without_epilepsy():
    treated = person(born="1950-01-01")
    for month in (6, 7, 8, 9):
        treated = treated.issued("gabapentinoid", on=date(2025, month, 1))
    assert score(CAMBRIDGE_MULTIMORBIDITY, treated).value == 0.92
    with_epilepsy = treated.has("epilepsy", on="2000-01-01")
    assert "painful condition" not in [
        used.name for used in score(CAMBRIDGE_MULTIMORBIDITY, with_epilepsy).inputs if used.value == "yes"
    ]


def test_trap_16_cancer_counts_for_five_years():
    recent = person(born="1950-01-01").has("cancer", on="2021-02-11")
    longer = person(born="1950-01-01").has("cancer", on="2021-02-10")
    assert score(CAMBRIDGE_MULTIMORBIDITY, recent).value == 1.53
    assert score(CAMBRIDGE_MULTIMORBIDITY, longer).value == 0
