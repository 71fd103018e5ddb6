"""The traps that cardiovascular rules fall into elsewhere, each tried on both sides."""

import pytest

from openpcn.rules import catalogue
from openpcn.rules.engine import check_story
from openpcn.rules.language import (
    StoryPerson,
    achieved,
    adjusted,
    bp,
    due,
    excluded,
    member,
    outside,
    person,
    story,
)

_man = person(born="1960-05-01", sex="male")


def _holds(definition: str, about: StoryPerson, expect) -> None:
    """The story is true in every evaluator."""
    told = check_story(story(catalogue.definition(definition), "a trap", about, expect=expect))
    assert told.true, "\n".join(told.faults)


@pytest.mark.hazard("H03", "a resolved code of the day of the diagnosis takes nobody off a register")
@pytest.mark.parametrize(
    ("register", "diagnosis", "resolved"),
    [
        ("hypertension", "hypertension", "hypertension_resolved"),
        ("diabetes", "diabetes", "diabetes_resolved"),
        ("atrial_fibrillation", "af", "af_resolved"),
        ("heart_failure", "heart_failure", "heart_failure_resolved"),
        ("chronic_kidney_disease", "ckd", "ckd_resolved"),
    ],
)
def test_traps_4_and_19_a_resolved_code_of_the_same_day_is_not_after(register, diagnosis, resolved):
    diagnosed = _man.has(diagnosis, on="2015-03-02")
    _holds(register, diagnosed.has(resolved, on="2015-03-02"), member())
    _holds(register, diagnosed.has(resolved, on="2015-03-01"), member())
    _holds(register, diagnosed.has(resolved, on="2015-03-03"), outside())


@pytest.mark.hazard("H03", "HbA1c 47 and 48 fall on either side of diabetes, 41 and 42 of hyperglycaemia")
@pytest.mark.parametrize(
    ("value", "hyperglycaemia", "diabetes"),
    [(41, False, False), (42, True, False), (47, True, False), (48, False, True)],
)
def test_trap_10_the_bands_of_hba1c_do_not_overlap(value: int, hyperglycaemia: bool, diabetes: bool):
    tested = _man.measures("hba1c", value, "mmol/mol", on="2025-10-06")
    _holds("ndh_uncoded", tested, due() if hyperglycaemia else outside())
    _holds("diabetes_uncoded", tested, due() if diabetes else outside())


@pytest.mark.hazard("H03", "two low eGFRs count from 90 days apart, not from 89")
@pytest.mark.parametrize(("first", "found"), [("2025-01-01", True), ("2025-01-02", False)])
def test_trap_11_two_low_egfrs_lie_at_least_90_days_apart(first: str, found: bool):
    tested = _man.measures("egfr", 52, "mL/min/1.73m2", on=first)
    tested = tested.measures("egfr", 55, "mL/min/1.73m2", on="2025-04-01")
    _holds("ckd_uncoded_egfr", tested, due() if found else outside())


@pytest.mark.parametrize(
    "entry",
    [
        _man.has("hypertension", on="2015-03-02"),
        _man.has("pad", on="2015-03-02"),
        _man.issued("statin", on="2026-01-10"),
    ],
    ids=["hypertension", "peripheral arterial disease", "a statin"],
)
def test_trap_12_the_national_exclusions_of_the_health_check_hold_where_a_local_list_omits_them(entry):
    _holds("nhs_health_check_due", _man, due())
    _holds("nhs_health_check_due", entry, excluded())


@pytest.mark.hazard("H03", "invitations adjust only where two are 7 days apart and after the last result")
@pytest.mark.parametrize(
    ("first", "second", "counts"),
    [
        ("2025-11-03", "2025-11-10", True),
        ("2025-11-03", "2025-11-09", False),  # six days apart
        ("2025-10-06", "2025-11-10", False),  # the first on the day of the high reading
        ("2025-10-07", "2025-11-10", True),
        ("2025-09-01", "2025-11-10", False),  # the first before it
    ],
)
@pytest.mark.parametrize(
    ("indicator", "register", "invitation", "rule"),
    [
        ("HYP008", "hypertension", "bp_invitation", "R7"),
        ("CHD015", "chd", "chd_invitation", "R7"),
        ("STIA014", "stroke_tia", "stroke_invitation", "R7"),
        ("DM036", "diabetes", "diabetes_invitation", "R8"),
    ],
)
def test_trap_15_invitations_come_after_the_last_high_reading(
    indicator, register, invitation, rule, first, second, counts
):
    high = _man.has(register, on="2015-03-02").reads(bp(168, 96), on="2025-10-06")
    asked = high.invited(invitation, on=first).invited(invitation, on=second)
    _holds(indicator, asked, adjusted(rule) if counts else due())


_diabetic = _man.has("diabetes", on="2011-01-10")


def test_trap_17_a_missing_frailty_code_empties_no_indicator():
    at_target = _diabetic.measures("hba1c", 52, "mmol/mol", on="2025-10-06")
    _holds("DM020", at_target, achieved("R2"))
    _holds("DM020", at_target.has("frailty_mild", on="2024-01-01"), achieved("R2"))
    _holds("DM020", at_target.has("frailty_moderate", on="2024-01-01"), excluded("R1"))
    _holds("DM020", at_target.has("frailty_severe", on="2024-01-01"), excluded("R1"))
    _holds("DM021", at_target, excluded("R1"))


def test_trap_18_an_old_hba1c_without_two_invitations_keeps_a_person_in():
    old = _diabetic.measures("hba1c", 66, "mmol/mol", on="2024-06-01")
    once = old.invited("diabetes_invitation", on="2025-11-03")
    _holds("DM020", old, due())
    _holds("DM020", once, due())
    _holds("DM020", once.invited("diabetes_invitation", on="2025-11-10"), adjusted("R8"))
    _holds("DM020", once.invited("diabetes_invitation", on="2025-11-09"), due())


def test_trap_18_invitations_before_a_high_hba1c_of_the_year_do_not_count():
    high = _diabetic.measures("hba1c", 66, "mmol/mol", on="2025-12-01")
    before = high.invited("diabetes_invitation", on="2025-11-03").invited(
        "diabetes_invitation", on="2025-11-10"
    )
    _holds("DM020", before, due())
    _holds(
        "DM020",
        high.invited("diabetes_invitation", on="2025-12-02").invited("diabetes_invitation", on="2025-12-09"),
        adjusted("R8"),
    )


def test_ldl_decides_on_a_day_with_both():
    heart = _man.has("chd", on="2012-09-01")
    both = heart.measures("ldl", 2.1, "mmol/L", on="2025-10-06").measures(
        "non_hdl", 2.5, "mmol/L", on="2025-10-06"
    )
    _holds("CHOL004", both, due())
    _holds("CHOL004", both.measures("non_hdl", 2.5, "mmol/L", on="2025-10-07"), achieved("R2"))
