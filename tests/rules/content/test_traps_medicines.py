"""The traps that rules about medicines fall into elsewhere, each tried on both sides."""

import pytest

from openpcn.codes import amounts, codelist
from openpcn.rules import catalogue
from openpcn.rules.engine import check_story
from openpcn.rules.language import (
    Codes,
    StoryPerson,
    Word,
    achieved,
    due,
    member,
    outside,
    person,
    story,
)
from openpcn.rules.services.medication_review.dependence import OPIOIDS
from openpcn.rules.services.medication_review.issues import ANTICOAGULANT
from openpcn.terms.units import Unit

_adult = person(born="1970-08-15")


def _holds(definition: str, about: StoryPerson, expect) -> None:
    """The story is true in every evaluator."""
    told = check_story(story(catalogue.definition(definition), "a trap", about, expect=expect))
    assert told.true, "\n".join(told.faults)


@pytest.mark.hazard("H02", "who takes a loop diuretic is counted from 75 on only, as with an ACE inhibitor")
@pytest.mark.parametrize("medicine", ["ace_inhibitor", "loop_diuretic"])
@pytest.mark.parametrize("definition", ["AC_MO_P13", "SMR33"])
def test_trap_2_the_age_stands_before_both_medicines(definition: str, medicine: str):
    for born, expect in (("1951-02-10", due()), ("1966-01-01", outside())):
        about = person(born=born).issued(medicine, on="2024-11-10").issued(medicine, on="2025-12-01")
        _holds(definition, about, expect)


def test_trap_3_an_ulcer_and_asthma_are_looked_for_in_the_whole_record():
    on_nsaid = _adult.issued("nsaid", on="2026-01-20")
    _holds("GI_P3B", on_nsaid.has("peptic_ulcer", on="1999-01-01"), due())
    _holds("GI_P3B", on_nsaid.has("gi_bleed", on="1999-01-01"), due())
    blocked = _adult.issued("beta_blocker_non_selective", on="2026-01-20")
    _holds("AS_P3G", blocked.has("asthma", on="1999-01-01"), due())


def test_trap_3_a_blood_count_is_no_liver_test():
    assert not codelist("full_blood_count").ids & codelist("liver_function").ids
    about = _adult.issued("methotrexate", on="2025-09-01").issued("methotrexate", on="2026-01-02")
    _holds("ME_MO_P15", about.has("full_blood_count", on="2026-01-15"), due("liver_function"))
    _holds("SMR35", about.has("full_blood_count", on="2026-01-15"), due())


def test_trap_3_kidney_tests_are_events_not_medicines():
    about = (
        person(born="1940-01-01")
        .issued("ace_inhibitor", on="2024-11-10")
        .issued("ace_inhibitor", on="2025-12-01")
    )
    tested = about.has("renal_function", on="2025-11-01").has("electrolytes", on="2025-11-01")
    _holds("AC_MO_P13", tested, achieved("R1"))


def test_trap_3_the_hazard_of_amiodarone_is_the_missing_test():
    about = _adult.issued("amiodarone", on="2025-05-01").issued("amiodarone", on="2025-12-01")
    _holds("AM_MO_P18", about, due())
    _holds("AM_MO_P18", about.has("thyroid_function", on="2025-12-01"), achieved("R1"))


def test_trap_3_an_nsaid_without_protection_is_a_hazard_from_65_on():
    _holds("GI_P3A", person(born="1961-02-10").issued("nsaid", on="2026-01-20"), due())
    _holds("GI_P3A", person(born="1961-02-11").issued("nsaid", on="2026-01-20"), outside())


def _dosed(
    code: str, clearance: float, *, born: str = "1960-08-15", weight: float = 80, creatinine: float = 90
) -> StoryPerson:
    return (
        person(born=born)
        .has("af", on="2019-01-01")
        .issued("doac", on="2026-01-20", code=code)
        .measures("weight", weight, Unit.KG, on="2026-01-05")
        .measures("creatinine", creatinine, Unit.UMOL_PER_L, on="2026-01-05")
        .measures("creatinine_clearance", clearance, Unit.ML_PER_MINUTE, on="2026-01-05")
    )


_5, _2_5 = "703908001", "703907006"
_20, _15 = "19842211000001107", "19842111000001101"
_60, _30 = "29903411000001101", "29903311000001108"


@pytest.mark.hazard("H04", "every clearance has one dose of rivaroxaban, 50 and what lies before it included")
@pytest.mark.parametrize(
    ("clearance", "right", "wrong"), [(49, _15, _20), (49.9, _15, _20), (50, _20, _15), (50.1, _20, _15)]
)
def test_trap_9_rivaroxaban_at_a_clearance_of_fifty(clearance: float, right: str, wrong: str):
    _holds("doac_dose_check", _dosed(right, clearance), achieved("R1"))
    _holds("doac_dose_check", _dosed(wrong, clearance), due())


@pytest.mark.hazard("H04", "apixaban has a dose with none, one, two and all three reasons for less")
@pytest.mark.parametrize(
    ("reasons", "right", "wrong"),
    [
        ({}, _5, _2_5),
        ({"born": "1946-02-10"}, _5, _2_5),
        ({"weight": 60}, _5, _2_5),
        ({"creatinine": 133}, _5, _2_5),
        ({"born": "1946-02-10", "creatinine": 133}, _2_5, _5),
        ({"born": "1946-02-10", "weight": 60}, _2_5, _5),
        ({"weight": 60, "creatinine": 133}, _2_5, _5),
        ({"born": "1946-02-10", "weight": 60, "creatinine": 133}, _2_5, _5),
    ],
)
def test_trap_9_apixaban_with_every_mix_of_reasons(reasons: dict, right: str, wrong: str):
    _holds("doac_dose_check", _dosed(right, 60, **reasons), achieved("R1"))
    _holds("doac_dose_check", _dosed(wrong, 60, **reasons), due())


def test_trap_9_edoxaban_is_halved_by_weight_alone():
    _holds("doac_dose_check", _dosed(_30, 80, weight=60), achieved("R1"))
    _holds("doac_dose_check", _dosed(_60, 80, weight=60), due())
    _holds("doac_dose_check", _dosed(_60, 80, weight=60.1), achieved("R1"))


_150, _110 = "19469811000001101", "13532811000001109"


@pytest.mark.hazard(
    "H04", "an anticoagulant that must not be given at the clearance stays due with a red flag"
)
@pytest.mark.parametrize("definition", ["doac_dose_check", "doac_monitoring"])
@pytest.mark.parametrize(
    ("code", "clearance", "flagged"),
    [
        *((code, clearance, clearance < 15) for code in (_2_5, _15, _30) for clearance in (14.9, 15)),
        *((code, clearance, clearance < 30) for code in (_150, _110) for clearance in (14.9, 29.9, 30)),
    ],
)
def test_trap_9_no_dose_at_all_is_no_reason_to_leave_somebody_out(
    definition: str, code: str, clearance: float, flagged: bool
):
    about = (
        _dosed(code, clearance, born="1944-02-10" if code == _110 else "1960-08-15")
        .measures("weight", 80, Unit.KG, on="2026-02-01")
        .measures("creatinine", 90, Unit.UMOL_PER_L, on="2026-02-01")
        .measures("creatinine_clearance", clearance, Unit.ML_PER_MINUTE, on="2026-02-01")
        .has("full_blood_count", on="2026-02-01")
        .has("liver_function", on="2026-02-01")
    )
    expect = due() if flagged else achieved("R1")
    told = check_story(story(catalogue.definition(definition), "a trap", about, expect=expect))
    assert told.true, "\n".join(told.faults)
    assert told.plain[-1].red_flag is flagged


@pytest.mark.hazard("H02", "each stay in hospital counts in the measure of those in time, not only the last")
def test_every_admission_has_its_own_limit_in_the_measure():
    about = (
        person(born="1938-11-11")
        .lives_in_home(since="2024-03-01")
        .admitted("emergency_admission", on="2025-10-01", until="2025-10-06")
        .admitted("emergency_admission", on="2026-01-01", until="2026-01-05")
        .has("pcsp_reviewed", on="2026-01-06")
    )
    measure = story(
        catalogue.definition("care_home_plan_after_hospital_on_time"), "", about, expect=achieved("IN_TIME")
    )
    assert [each.word for each in check_story(measure).plain] == [Word.DUE, Word.ACHIEVED]
    assert check_story(measure).true
    listed = story(
        catalogue.definition("care_home_plan_after_hospital"), "", about, expect=achieved("IN_TIME")
    )
    assert [each.word for each in check_story(listed).plain] == [Word.ACHIEVED]


def _repeats(*codes: str) -> StoryPerson:
    about = _adult
    for code in codes:
        about = about.repeat("polypharmacy_scope", since="2024-05-01", last_issued="2026-02-01", code=code)
    return about


@pytest.mark.hazard("H02", "polypharmacy counts ingredients: two strengths of one medicine are one")
def test_trap_14_two_strengths_are_one_medicine():
    groups: dict[str, list[str]] = {}
    for each in codelist("polypharmacy_scope"):
        assert each.group, f"{each.term} has no ingredient: its strengths would count apart"
        groups.setdefault(each.group, []).append(each.code)
    doubled = [codes for codes in groups.values() if len(codes) > 1]
    four = [codes[0] for codes in list(groups.values())[:4]]
    strengths = [codes[1] for codes in groups.values() if codes[0] in four and len(codes) > 1]
    assert doubled and strengths
    _holds("polypharmacy_5", _repeats(*four, *strengths), outside())
    _holds("polypharmacy_5", _repeats(*four, list(groups.values())[4][0]), member())


def test_trap_14_what_is_out_of_scope_does_not_count():
    """The scope is a list that a site replaces: antibiotics are not in the one held here."""
    scope = codelist("polypharmacy_scope").ids
    assert not scope & codelist("antibiotic").ids
    assert codelist("levothyroxine").ids <= scope
    four = _repeats("320029006", "318900007", "319283006", "325278007")
    _holds(
        "polypharmacy_5", four.repeat("antibiotic", since="2024-05-01", last_issued="2026-02-01"), outside()
    )


def test_trap_17_a_missing_result_puts_nobody_on_a_list_of_hazards():
    on_nsaid = _adult.issued("nsaid", on="2026-01-20")
    _holds("KI_P3K", on_nsaid, outside())
    _holds("KI_P3K", on_nsaid.measures("egfr", None, None, on="2025-06-01"), outside())
    _holds("pincer_other", on_nsaid, outside())


def test_every_anticoagulant_counts_as_one():
    """Three lists overlap; rules about anticoagulants read all, so that no strength is forgotten."""
    both = Codes.of(ANTICOAGULANT).ids
    assert both is not None
    assert codelist("doac").ids | codelist("anticoagulant").ids | codelist("vitamin_k_antagonist").ids == both
    assert codelist("doac_strength").ids <= codelist("doac").ids


def test_every_opioid_has_its_equivalent_of_morphine():
    held = amounts.amounts("oral_morphine_equivalent")
    for name in OPIOIDS:
        assert codelist(name).ids <= held.keys(), name
