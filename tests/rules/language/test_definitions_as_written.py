"""Definitions of every shape, as content writes them; and what a faulty one gets."""

from __future__ import annotations

import importlib.util

import pytest

from openpcn.rules.contract import Contract, load
from openpcn.rules.language import (
    AS_AT,
    EPISODE_START,
    YEAR_START,
    AgeOn,
    Appointments,
    BloodPressure,
    CaseFinding,
    Contacts,
    Count,
    CountDistinct,
    DefinitionError,
    Episode,
    In,
    Indicator,
    Input,
    LastReading,
    Latest,
    LatestValue,
    Limit,
    Nearly,
    NetworkPoints,
    On,
    Pair,
    Param,
    PracticePoints,
    Ratio,
    Register,
    RegisteredSince,
    Scored,
    ScoreModule,
    Show,
    Source,
    Stays,
    SumOf,
    UnknownField,
    Work,
    achieve,
    adjust,
    after,
    all_of,
    at_most_of,
    choose,
    contract_period,
    days,
    exclude,
    last,
    missing,
    months,
    person,
    points,
    power,
    within,
)
from openpcn.rules.language.expressions import ACHIEVEMENT_DATE
from openpcn.terms.units import Unit

WHO = person(born="1950-01-01")
TEST = Source("Written for a test", "of today")

diagnosed = Latest("hypertension")
resolved = Latest("hypertension_resolved")
REGISTER = Register(
    "test_hypertension",
    "People with hypertension (test)",
    source=TEST,
    rationale="For a test",
    member=diagnosed.exists & (missing(resolved) | (resolved.date <= diagnosed.date)),
)

age = AgeOn("achievement_date")
BED_LIST = Stays("care_home_stay", current=True, if_supplied=True)
LISTED = Register("test_listed", "Listed", source=TEST, rationale="x", member=BED_LIST.exists)
year = last(months(12))
clinic = BloodPressure("systolic_clinic", "diastolic_clinic", setting="clinic", window=year)
home = BloodPressure("systolic_home", "diastolic_home", setting="home", window=year)
reading = LastReading(clinic, home)
invitations = Count("bp_invitation", in_period=True, window=after(reading.date, or_ever=True), apart=days(7))

CONTROL = Indicator(
    "TEST_HYP",
    "Blood pressure at target, 79 and under (test)",
    source=TEST,
    rationale="For a test",
    of=REGISTER,
    rules=(
        exclude("R1", age >= 80, "Aged 80 or over"),
        achieve("R2", reading.at_most(clinic=(140, 90), home=(135, 85)), "Last reading at target"),
        adjust("R3", Latest("maximal_bp_treatment", window=year).exists, "On maximal tolerated treatment"),
        adjust("R5", Latest("bp_declined", window=year).exists, "Chose not to have blood pressure taken"),
        adjust("R7", invitations.count >= 2, "Invited twice, at least 7 days apart, no response"),
        adjust("R9", RegisteredSince() > ACHIEVEMENT_DATE - months(9), "Registered in the last 9 months"),
    ),
    work=Work(
        "bp_review",
        "Blood pressure review",
        by=("clinical_pharmacist", "healthcare_assistant"),
        minutes=10,
        counts=("systolic_clinic", "diastolic_clinic"),
        red_flag=reading.at_least(clinic=(180, 120), home=(170, 115)),
        red_flag_sentence="Last blood pressure 180/120 or more",
    ),
    shows=(
        Show(
            "Last clinic blood pressure", clinic, if_missing="No clinic blood pressure in the last 12 months"
        ),
        Show("Last home blood pressure", home),
    ),
    paid=PracticePoints("HYP008"),
)

check = Latest("ld_health_check", in_period=True)
plan = Latest("ld_health_action_plan", in_period=True)
CHECKS = Indicator(
    "TEST_HI03",
    "Health check, plan, ethnicity (test)",
    source=TEST,
    rationale="For a test",
    of=Latest("learning_disability").exists & (age >= 14),
    rules=(
        achieve(
            "R1",
            all_of(check=check.exists, plan=plan.date >= check.date, ethnicity=Latest("ethnicity").exists),
            "Check, action plan and ethnicity recorded",
        ),
        adjust("R2", Latest("ld_health_check_declined", in_period=True).exists, "Chose not to have it"),
    ),
    nearly=(Nearly(plan.date < check.date, "The action plan is dated before the check"),),
    work=Work("ld_check", "Learning disability health check", by=("gp", "nurse"), minutes=40),
    paid=NetworkPoints("HI03"),
)

raised = clinic.of_at_least(140, 90)
followed_up = Latest("abpm", window=within(months(6), of=EPISODE_START))
FINDING = CaseFinding(
    "TEST_CVD01",
    "Raised reading, not on the register (test)",
    source=TEST,
    rationale="For a test",
    of=~On(REGISTER) & (age >= 18),
    per=Episode(start=raised, close_within=months(6)),
    rules=(
        achieve("R1", followed_up.exists, "Followed up"),
        adjust("R2", Latest("home_monitoring_declined", after=EPISODE_START).exists, "Declined"),
    ),
    work=Work("confirm_bp", "Confirm raised reading", by=("clinical_pharmacist",), minutes=15),
)


def test_a_definition_of_every_shape_is_accepted() -> None:
    assert [d.kind for d in (REGISTER, CONTROL, CHECKS, FINDING)] == [
        "register", "indicator", "indicator", "case finding",
    ]  # fmt: skip
    assert [rule.code for rule in CONTROL.rules] == ["R1", "R2", "R3", "R5", "R7", "R9"]
    assert FINDING.purpose == "risk_stratification"


def simple(id: str = "T1", **changes: object) -> Indicator:
    fields: dict[str, object] = {
        "source": TEST,
        "rationale": "For a test",
        "of": None,
        "rules": (achieve("R1", check.exists, "Checked"),),
    }
    fields.update(changes)
    return Indicator(id, "Test", **fields)  # type: ignore[arg-type]


def _ratio(**changes: object) -> Ratio:
    fields: dict[str, object] = {"source": TEST, "rationale": "For a test", "numerator": age}
    return Ratio("T2", "Test", **(fields | changes))  # type: ignore[arg-type]


def _module(**changes: object) -> ScoreModule:
    fields: dict[str, object] = {
        "version": "1",
        "purpose": "For a test",
        "source": TEST,
        "inputs": (Input("Age", age),),
        "value": age,
    }
    return ScoreModule("T3", "Test", **(fields | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        (
            lambda: simple(rules=(achieve("R1", Latest("ld_helth_check").exists, "x"),)),
            "T1: .*ld_health_check",
        ),
        (lambda: Latest("ld_health_check").dat, r"does not give \.dat: did you mean date"),
        (lambda: diagnosed.date > 3, "expected a date, found 3"),
        (lambda: LatestValue("hba1c", unit=Unit.MMOL_PER_MOL).value > diagnosed.date, "expected a number"),
        (
            lambda: (
                LatestValue("hba1c", unit=Unit.MMOL_PER_MOL).value
                >= LatestValue("hba1c", unit=Unit.PERCENT).value
            ),
            "different units",
        ),
        (lambda: diagnosed.exists and resolved.exists, "join conditions with & | ~"),
        (lambda: diagnosed.exists & resolved, "ask .exists"),
        (lambda: 18 <= age <= 79, "chained comparison"),
        (lambda: On("test_hypertension"), "expected a register, found 'test_hypertension'"),
        (lambda: On(CONTROL), "expected a register, found <indicator TEST_HYP>"),
        (lambda: AgeOn("acheivement_date"), "did you mean achievement_date"),
        (lambda: AgeOn(RegisteredSince()), "same for everybody"),
        (lambda: simple(source=None), "T1: a definition names its source"),
        (lambda: Register("T4", "Test", member=check.exists), "T4: a definition names its source"),
        (lambda: Indicator("T4", "Test", source=TEST, rationale="x"), "T4: an indicator needs at least one"),
        (lambda: ScoreModule("T4", "Test", value=age), "T4: a definition names its source"),
        (lambda: simple(source=Source(" ")), "T1: a definition names its source"),
        (lambda: simple(source=Source("A framework")), "T1: the source 'A framework' has no edition"),
        (lambda: simple(rationale=" "), "T1: a definition says why"),
        (lambda: Param("qof.HYP008.clinic_systolik"), "did you mean qof.HYP008.clinic_systolic"),
        (lambda: contract_period("cvd01.lookbak"), "did you mean cvd01.lookback"),
        (lambda: CountDistinct("doac", by="ingredient"), "expected 'group' or 'code'"),
        (lambda: SumOf("opioid_strong", amounts="morphine"), "oral_morphine_equivalent"),
        (lambda: Stays("hospital_stays"), "did you mean hospital_stay"),
        (
            lambda: Stays("hospital_stay", kinds=("emergency_admision",)),
            "did you mean emergency_admission",
        ),
        (lambda: Stays("care_home_stay", on="finish"), "expected 'start' or 'end'"),
        (lambda: Stays("care_home_stay", on="end", current=True), "has not ended"),
        (lambda: Stays("care_home_stay", per="week"), "expected 'entry' or 'day'"),
        (lambda: Stays("consultation", current=True), "only a stay has an end: consultation"),
        (lambda: Stays("appointment", on="end"), "only a stay has an end: appointment"),
        (lambda: Stays("hospital_stay", statuses=("booked",)), "only an appointment has a status"),
        (
            lambda: Register("T4", "Test", source=TEST, rationale="x", member=missing(BED_LIST)),
            "T4: no number of current care home stay .*with if_supplied=True",
        ),
        (
            lambda: Register("T4", "Test", source=TEST, rationale="x", member=~(BED_LIST.date > AS_AT)),
            "nothing may be concluded",
        ),
        (
            lambda: Register("T4", "Test", source=TEST, rationale="x", member=BED_LIST.count < 1),
            "ask only for .exists and .date",
        ),
        (lambda: simple(rules=(achieve("R1", ~On(LISTED), "x"),)), "T1: not .on the register: Listed"),
        (lambda: _ratio(numerator=points(BED_LIST.exists, 1, "listed")), "T2: .* nothing may be concluded"),
        (lambda: Contacts(kinds=("telefone",)), "did you mean telephone"),
        (lambda: Appointments(statuses=("no show",)), "did you mean noshow"),
        (lambda: In("ethnicity"), "at least one group"),
        (
            lambda: simple(rules=(achieve("R1", Latest(In("ethnicity", "1")).exists, "x"),)),
            "T1: codelist ethnicity has no group '1'",
        ),
        (lambda: power(age, age), "the exponent is a constant"),
        (lambda: choose(), "takes cases"),
        (lambda: choose((age, 1)), "expected a condition"),
        (lambda: at_most_of(LatestValue("hba1c", unit=Unit.PERCENT).value, age), "different units"),
        (lambda: points(age > 3, 1, " "), "what the points are for"),
        (lambda: (age * 2).as_unit("mmol"), "expected one of terms.units.Unit"),
        (lambda: Scored("qrisk3"), "expected a ScoreModule"),
        (lambda: _ratio(per="patient"), "T2: per 'patient'"),
        (lambda: _ratio(numerator=diagnosed.exists), "T2: numerator: expected a number"),
        (lambda: _module(inputs=()), "T3: a score names its inputs"),
        (lambda: _module(version=""), "T3: a score says which version"),
        (lambda: _module(purpose=""), "T3: a score says what it is for"),
        (lambda: _module(coded=LatestValue("hba1c", unit=Unit.PERCENT)), "T3: the coded score is in"),
        (lambda: _module(value=LatestValue("hba1c", unit=Unit.PERCENT).value), "T3: the value is in"),
        (lambda: _module(limits=(Limit(age, "x"),)), "T3: limit 'x': expected a condition"),
        (
            lambda: person(born="1950-01-01").has("hypertension", on="2020-01-01", code="1"),
            "code 1 is not in",
        ),
        (lambda: person(born="1950-01-01").admitted("holiday", on="2020-01-01"), "admitted 'holiday'"),
        (lambda: simple("1bad"), "letters, digits and underscores"),
        (lambda: simple(rules=()), "T1: an indicator needs at least one rule"),
        (lambda: simple(rules=(adjust("R1", check.exists, "x"),)), "T1: no rule achieves"),
        (
            lambda: simple(rules=(achieve("R1", check.exists, "x"), adjust("R1", plan.exists, "y"))),
            "T1: two rules have the code R1",
        ),
        (
            lambda: simple(
                rules=(achieve("R1", check.exists, "x"), adjust("R2", plan.exists & check.exists, "y"))
            ),
            "T1: rule R2 is unreachable: whenever it holds, R1",
        ),
        (
            lambda: simple(rules=(exclude("R1", age >= 80, "x"), achieve("R2", age > 85, "y"))),
            "T1: rule R2 is unreachable",
        ),
        (
            lambda: simple(
                of=age >= 18, rules=(exclude("R1", age < 14, "x"), achieve("R2", check.exists, "y"))
            ),
            "T1: rule R1 is unreachable: nobody in the population",
        ),
        (
            lambda: simple(rules=(achieve("R1", Latest("abpm", after=EPISODE_START).exists, "x"),)),
            "T1: EPISODE_START is used",
        ),
        (
            lambda: simple(work=Work("w", "W", by=("pharmacist",), minutes=1)),
            "T1: work w: role 'pharmacist': did you mean clinical_pharmacist",
        ),
        (lambda: simple(reviewed_on=YEAR_START), "by nobody"),
        (lambda: Latest("hypertension", window=months(12)), "window: expected"),
        (lambda: Latest("hypertension", table="events"), "did you mean event"),
        (lambda: Latest([]), "at least one codelist"),
        (lambda: all_of(one=check.exists), "at least two parts"),
        (lambda: Pair(clinic, diagnosed), "Pair takes facts over coded entries"),  # type: ignore[arg-type]
        (lambda: raised.of_at_least(1, 1), "already narrowed"),
        (lambda: diagnosed.date + 3, "only days"),
        (
            lambda: simple(
                rules=(adjust("R1", all_of(a=check.exists, b=plan.exists), "x"),), numerator="due"
            ),
            "parts of an achievement only",
        ),
    ],
)
def test_a_faulty_definition_fails_when_it_is_built(fault, named: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DefinitionError, match=named):
        fault()


WRITTEN = """
from openpcn.rules.language import *
said = {"source": Source("A framework", "2025/26"), "rationale": "Because."}
check = Latest("ld_health_check")
done = %s
NEW01 = Indicator("NEW01", "Checked", rules=(achieve("R1", done, "Checked"),), **said)
"""


@pytest.mark.parametrize(
    ("fact", "named"),
    [
        ("check.exsts", r"NEW01: Latest does not give \.exsts: did you mean exists\? .*new01\.py, line 5"),
        ("Latest('ld_helth_check').exists", "NEW01: .*ld_health_check"),
        ("Param('qof.HYP08.clinic_systolic') > 3", r"NEW01: .*qof\.HYP008\.clinic_systolic.*line 5"),
        ("check.date > 3", "NEW01: .*expected a date, found 3"),
        ("On('hypertension')", "NEW01: .*expected a register, found 'hypertension'.*line 5"),
        ("Scored('qrisk3').known", "NEW01: .*expected a ScoreModule, found 'qrisk3'.*line 5"),
    ],
)
def test_a_fault_in_a_module_names_the_definitions_it_is_about(tmp_path, fact: str, named: str) -> None:  # type: ignore[no-untyped-def]
    """A misspelt fact fails before its definition is built: the message says for which, and where."""
    (tmp_path / "new01.py").write_text(WRITTEN % fact)
    spec = importlib.util.spec_from_file_location("new01", tmp_path / "new01.py")
    assert spec is not None
    assert spec.loader is not None
    with pytest.raises(DefinitionError, match=named):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def test_a_contract_value_without_dates_is_no_number(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "rules.yaml").write_text(
        "limit: {title: A limit, unit: mmHg, rows: [{amount: '140', source: s, confirmed: true}]}"
    )
    monkeypatch.setattr(Contract, "load", lambda: load(tmp_path))
    with pytest.raises(DefinitionError, match=r"rules\.yaml, limit, row 1: .*valid_from"):
        Param("limit")


def test_an_unknown_field_is_also_an_attribute_error() -> None:
    assert not hasattr(diagnosed, "dat")
    assert issubclass(UnknownField, DefinitionError)


@pytest.mark.parametrize("gap", [(-1, 5), (6, 5)])
def test_a_pair_whose_gap_cannot_be_is_refused(gap):
    least, most = gap
    with pytest.raises(DefinitionError, match="at_least_days lies between 0 and within_days"):
        Pair(Latest("hypertension"), Latest("diabetes"), at_least_days=least, within_days=most)
    Pair(Latest("hypertension"), Latest("diabetes"), at_least_days=5, within_days=5)
