"""What is true, false and unknown: tables, missing values, comparators, ties; by both evaluators at once."""

from __future__ import annotations

from datetime import date
from itertools import product

import numpy as np
import pytest

from openpcn.rules.engine.arrays import Frame
from openpcn.rules.engine.dates import Dates
from openpcn.rules.engine.memory import MemoryPractice
from openpcn.rules.engine.parameters import Parameters
from openpcn.rules.engine.plain import Plain
from openpcn.rules.language import (
    ACHIEVEMENT_DATE,
    IN_PERIOD,
    YEAR_START,
    AgeOn,
    BloodPressure,
    BoolExpr,
    Count,
    DeprivationFifth,
    Earliest,
    Latest,
    LatestValue,
    Pair,
    Param,
    RegisteredSince,
    Sex,
    StoryPerson,
    after,
    before,
    bp,
    contract_period,
    days,
    known,
    last,
    latest_of,
    missing,
    months,
    on_or_after,
    on_or_before,
    person,
    within,
    working_days,
)
from openpcn.terms.units import Unit

ACHIEVEMENT = date(2026, 3, 31)


def truth(
    condition: BoolExpr, about: StoryPerson, as_at: date = ACHIEVEMENT, achievement: date = ACHIEVEMENT
) -> bool | None:
    """The truth of a condition, the same by both evaluators or the test fails."""
    dates, parameters = Dates(as_at, achievement), Parameters(achievement)
    plain = Plain(about.person, dates, parameters).truth(condition)
    frame = Frame.of_everybody(MemoryPractice((about.person,)), dates, parameters)
    found = frame.truth(condition)
    arrays = True if found.yes[0] else False if found.no[0] else None
    assert not (found.yes[0] and found.no[0])
    assert arrays is plain
    return plain


anybody = person(born="1970-06-15")
hba1c = LatestValue("hba1c", unit=Unit.MMOL_PER_MOL)
TRUE, FALSE, UNKNOWN = AgeOn("as_at") >= 18, AgeOn("as_at") < 18, hba1c.value > 48
VALUE = {True: TRUE, False: FALSE, None: UNKNOWN}


def kleene_and(a: bool | None, b: bool | None) -> bool | None:
    return False if a is False or b is False else True if a and b else None


@pytest.mark.parametrize(("a", "b"), list(product((True, False, None), repeat=2)))
def test_and_or_not_follow_kleene(a: bool | None, b: bool | None) -> None:
    assert truth(VALUE[a] & VALUE[b], anybody) is kleene_and(a, b)
    negated = kleene_and(None if a is None else not a, None if b is None else not b)
    assert truth(VALUE[a] | VALUE[b], anybody) is (None if negated is None else not negated)
    assert truth(~VALUE[a], anybody) is (None if a is None else not a)


def test_a_missing_value_makes_a_comparison_unknown_and_absence_is_asked_by_name() -> None:
    diagnosis, resolved = Latest("hypertension"), Latest("hypertension_resolved")
    told = anybody.has("hypertension", on="2020-01-01")
    assert truth(hba1c.value <= 58, anybody) is None
    assert truth(~(hba1c.value <= 58), anybody) is None
    assert truth(resolved.date > diagnosis.date, told) is None
    assert truth(missing(resolved), told) is True
    assert truth(missing(hba1c.value), anybody) is True
    assert truth(known(diagnosis.date), told) is True
    assert truth(Count("hba1c").count.equals(0), anybody) is True  # zero is a number
    assert truth(Count("hba1c").exists, anybody) is False


@pytest.mark.parametrize(
    ("comparator", "limit", "at_most", "at_least", "less", "more"),
    [
        (None, 58, True, True, False, False),
        ("<", 58, True, False, True, False),
        ("<", 59, None, None, None, None),
        ("<", 50, True, False, True, False),
        ("<=", 58, True, None, None, False),
        (">", 58, False, True, False, True),
        (">", 57, None, None, None, None),
        (">=", 58, None, True, False, None),
        (">=", 90, False, True, False, True),
    ],
)
def test_comparators_are_kept(
    comparator: str | None,
    limit: float,
    at_most: bool | None,
    at_least: bool | None,
    less: bool | None,
    more: bool | None,
) -> None:
    """A result is compared as the range it stands for. The reported value is ``limit``, compared with 58."""
    told = anybody.measures("hba1c", limit, Unit.MMOL_PER_MOL, on="2026-01-01", comparator=comparator)
    conditions = (hba1c.value <= 58, hba1c.value >= 58, hba1c.value < 58, hba1c.value > 58)
    assert [truth(condition, told) for condition in conditions] == [at_most, at_least, less, more]


@pytest.mark.hazard("H13", "a value in another unit, or an implausible one, is no reading to any rule")
def test_a_value_in_another_unit_an_implausible_one_and_none_are_not_readings() -> None:
    for told in (
        anybody.measures("hba1c", 7.0, Unit.PERCENT, on="2026-01-01"),
        anybody.measures("hba1c", 7.0, None, on="2026-01-01"),
        anybody.measures("hba1c", None, Unit.MMOL_PER_MOL, on="2026-01-01"),
        anybody.measures("hba1c", 900, Unit.MMOL_PER_MOL, on="2026-01-01", implausible=True),
    ):
        assert truth(hba1c.exists, told) is False
        assert truth(Latest("hba1c").exists, told) is True
    older = anybody.measures("hba1c", 50, Unit.MMOL_PER_MOL, on="2025-01-01")
    told = older.measures("hba1c", 900, Unit.MMOL_PER_MOL, on="2026-01-01", implausible=True)
    assert truth(hba1c.value.equals(50), told) is True


def test_of_several_values_on_a_day_the_lowest_counts_unless_said() -> None:
    told = anybody
    for value in (60, 52, 57):
        told = told.measures("hba1c", value, Unit.MMOL_PER_MOL, on="2026-01-01")
    assert truth(hba1c.value.equals(52), told) is True
    assert (
        truth(LatestValue("hba1c", unit=Unit.MMOL_PER_MOL, same_day="highest").value.equals(60), told) is True
    )


clinic = BloodPressure("systolic_clinic", "diastolic_clinic")


def test_a_blood_pressure_is_a_pair_of_one_day_each_half_the_lowest() -> None:
    told = anybody.reads(bp(150, 85), on="2026-01-10").reads(bp(138, 92), on="2026-01-10")
    assert truth(clinic.at_most(140, 90), told) is True  # 138 and 85
    alone = anybody.reads(bp(150, 95), on="2026-01-10").measures(
        "systolic_clinic", 120, Unit.MMHG, on="2026-01-20"
    )
    assert truth(clinic.at_most(140, 90), alone) is False  # the later half is no reading
    assert truth(clinic.date.same_day_as(date(2026, 1, 10)), alone) is True
    assert truth(clinic.exists, anybody.reads(bp(150, 95), on="2026-01-10", at="home")) is False


def test_either_half_raises_and_both_are_needed_at_target() -> None:
    for upper, lower, raised in ((140, 80, True), (120, 90, True), (139, 89, False)):
        told = anybody.reads(bp(upper, lower), on="2026-01-10")
        assert truth(clinic.at_least(140, 90), told) is raised
        assert truth(clinic.of_at_least(140, 90).exists, told) is raised
        assert truth(clinic.of_at_most(139, 89).exists, told) is not raised


def test_nothing_after_the_day_of_the_data_exists() -> None:
    told = anybody.has("hypertension", on="2026-02-11")
    assert truth(Latest("hypertension").exists, told, as_at=date(2026, 2, 10)) is False
    assert truth(Latest("hypertension").exists, told, as_at=date(2026, 2, 11)) is True


@pytest.mark.hazard("H03", "the contract year turns between 31 March and 1 April")
@pytest.mark.parametrize(
    ("on", "in_2025_26", "in_2026_27"),
    [
        ("2025-03-31", False, False),
        ("2025-04-01", True, False),
        ("2026-03-31", True, False),
        ("2026-04-01", False, True),
    ],
)
def test_the_contract_year_turns_between_31_march_and_1_april(
    on: str, in_2025_26: bool, in_2026_27: bool
) -> None:
    told = anybody.has("structured_medication_review", on=on)
    review = Latest("structured_medication_review", in_period=True).exists
    later = date(2026, 5, 1)
    assert truth(review, told, as_at=later, achievement=date(2026, 3, 31)) is in_2025_26
    assert truth(review, told, as_at=later, achievement=date(2027, 3, 31)) is in_2026_27
    twelve = Latest("structured_medication_review", window=last(months(12))).exists
    assert truth(twelve, told, as_at=later, achievement=date(2026, 3, 31)) is in_2025_26


@pytest.mark.parametrize(
    ("window", "inside", "outside"),
    [
        (
            last(months(6), until=date(2026, 2, 28)),
            ("2025-08-29", "2026-02-28"),
            ("2025-08-28", "2026-03-01"),
        ),
        (last(days(7), until=date(2026, 1, 8)), ("2026-01-02", "2026-01-08"), ("2026-01-01", "2026-01-09")),
        (after(date(2026, 1, 1)), ("2026-01-02",), ("2026-01-01",)),
        (on_or_after(date(2026, 1, 1)), ("2026-01-01",), ("2025-12-31",)),
        (before(date(2026, 1, 1)), ("2025-12-31",), ("2026-01-01",)),
        (on_or_before(date(2026, 1, 1)), ("2026-01-01",), ("2026-01-02",)),
        (within(months(6), of=date(2025, 8, 31)), ("2025-08-31", "2026-02-28"), ("2025-08-30", "2026-03-01")),
        (within(months(6), of=date(2023, 8, 31)), ("2024-02-29",), ("2024-03-01",)),
        (within(months(12), of=date(2024, 2, 29)), ("2025-02-28",), ("2025-03-01",)),
        (within(working_days(1), of=date(2025, 12, 24)), ("2025-12-24", "2025-12-29"), ("2025-12-30",)),
        (IN_PERIOD & after(date(2025, 10, 1)), ("2025-10-02",), ("2025-10-01", "2025-03-31")),
    ],
)
def test_the_days_of_a_window(window: object, inside: tuple[str, ...], outside: tuple[str, ...]) -> None:
    fact = Latest("hypertension", window=window)  # type: ignore[arg-type]
    for on in inside:
        assert truth(fact.exists, anybody.has("hypertension", on=on)) is True, on
    for on in outside:
        assert truth(fact.exists, anybody.has("hypertension", on=on)) is False, on


def test_a_window_after_something_that_never_happened_lets_nothing_through_unless_said() -> None:
    told = anybody.has("hypertension", on="2025-06-01")
    never = Latest("abpm").date
    assert truth(Latest("hypertension", window=after(never)).exists, told) is False
    assert truth(Latest("hypertension", window=after(never, or_ever=True)).exists, told) is True
    assert truth(Count("hypertension", window=before(never)).count.equals(0), told) is True


@pytest.mark.parametrize(("second", "apart_7"), [("2026-01-07", 1), ("2026-01-08", 2), ("2026-01-09", 2)])
def test_invitations_at_least_seven_days_apart(second: str, apart_7: int) -> None:
    told = anybody.invited("bp_invitation", on="2026-01-01").invited("bp_invitation", on=second)
    assert truth(Count("bp_invitation", apart=days(7)).count.equals(apart_7), told) is True
    assert truth(Count("bp_invitation").count.equals(2), told) is True


def test_a_count_taken_apart_starts_from_the_first() -> None:
    told = anybody
    for on in ("2026-01-01", "2026-01-06", "2026-01-08", "2026-01-13", "2026-01-15", "2026-01-15"):
        told = told.invited("bp_invitation", on=on)
    assert truth(Count("bp_invitation", apart=days(7)).count.equals(3), told) is True  # 1, 8 and 15 January
    assert truth(Count("bp_invitation", per="day").count.equals(5), told) is True
    assert truth(Count("bp_invitation").count.equals(6), told) is True


def test_one_of_several_codes_on_the_latest_day() -> None:
    latest, first = (kind(("frailty_moderate", "frailty_severe")) for kind in (Latest, Earliest))
    severe = latest.has_code("frailty_severe")
    same_day = anybody.has("frailty_severe", on="2025-01-01").has("frailty_moderate", on="2025-01-01")
    assert truth(severe, same_day) is True
    assert truth(severe, same_day.has("frailty_moderate", on="2025-01-02")) is False
    assert truth(first.has_code("frailty_severe"), same_day) is True
    assert truth(severe, anybody) is False


@pytest.mark.parametrize(
    ("statin", "near", "follows"),
    [
        ("2025-12-04", True, False),
        ("2025-12-03", False, False),
        ("2026-01-29", True, True),
        ("2026-01-30", False, False),
    ],
)
def test_a_pair_within_28_days(statin: str, near: bool, follows: bool) -> None:
    told = anybody.has("abpm", on="2026-01-01").has("bp_invitation", on=statin)
    assert truth(Pair(Latest("abpm"), Latest("bp_invitation"), 28).exists, told) is near
    assert truth(Pair(Latest("abpm"), Latest("bp_invitation"), 28, a_first=True).exists, told) is follows


@pytest.mark.hazard("H03", "rules compare completed years of age, leap days included")
@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("2008-03-31", date(2026, 3, 31), 18),
        ("2008-04-01", date(2026, 3, 31), 17),
        ("2008-02-29", date(2026, 2, 28), 17),
        ("2008-02-29", date(2026, 3, 1), 18),
        ("1946-03-31", date(2026, 3, 31), 80),
        ("1946-04-01", date(2026, 3, 31), 79),
        ("2026-03-31", date(2026, 3, 31), 0),
        ("1912-01-01", date(2026, 3, 31), 114),
        ("2004-02-29", date(2024, 2, 29), 20),
    ],
)
def test_ages_are_completed_years(born: str, on: date, age: int) -> None:
    told = person(born=born, on_list_since=born)
    assert truth(AgeOn("achievement_date").equals(age), told, achievement=on) is True
    assert truth(AgeOn(on) >= age + 1, told) is False


def test_nobody_of_a_story_is_on_a_list_before_they_are_born() -> None:
    assert person(born="2010-05-01").registered.registered_on == date(2010, 5, 1)
    assert person(born="1950-05-01").registered.registered_on == date(2001, 1, 1)


def test_what_is_not_known_about_a_person_is_missing() -> None:
    told = person(born="1970-01-01", sex="unknown")
    assert truth(Sex().is_("female"), told) is None
    assert truth(DeprivationFifth() <= 2, told) is None
    for decile, fifth in ((1, 1), (2, 1), (3, 2), (10, 5)):
        assert truth(DeprivationFifth().equals(fifth), told.lives(deprivation_decile=decile)) is True
    assert truth(RegisteredSince() > ACHIEVEMENT_DATE - months(9), told.on_list_since("2025-07-01")) is True
    assert truth(RegisteredSince() > ACHIEVEMENT_DATE - months(9), told.on_list_since("2025-06-30")) is False


def test_a_contract_value_is_that_of_the_achievement_date() -> None:
    lookback = Param("cvd01.lookback")
    assert truth(lookback.equals(2), anybody, achievement=date(2023, 3, 31)) is True
    assert truth(lookback.equals(3), anybody, achievement=date(2024, 3, 31)) is True
    assert truth(lookback.equals(4), anybody, achievement=date(2026, 3, 31)) is True  # last published
    assert truth(lookback.equals(2), anybody, achievement=date(2020, 3, 31)) is None  # nothing yet


def test_how_far_to_look_back_is_unknown_before_the_contract_says_so() -> None:
    told = anybody.has("hypertension", on="2017-06-01")
    since = Latest("hypertension", window=on_or_after(YEAR_START - contract_period("cvd01.lookback"))).exists
    assert truth(since, told, achievement=date(2020, 3, 31)) is False, (
        "a window that nobody knows lets nothing in"
    )
    assert truth(since, told, achievement=date(2023, 3, 31)) is False
    assert truth(since, anybody.has("hypertension", on="2020-04-01"), achievement=date(2023, 3, 31)) is True
    assert (
        truth(missing(YEAR_START - contract_period("cvd01.lookback")), anybody, achievement=date(2020, 3, 31))
        is True
    )


def test_the_latest_of_dates_leaves_out_those_missing() -> None:
    told = anybody.has("hypertension", on="2025-06-01")
    both = latest_of(Latest("hypertension").date, Latest("abpm").date)
    assert truth(both.same_day_as(date(2025, 6, 1)), told) is True
    assert truth(missing(latest_of(Latest("abpm").date)), told) is True


def test_confidential_and_undated_entries_are_seen_by_no_rule() -> None:
    told = anybody.has("hypertension", on="2025-06-01")
    (row,) = told.rows
    for change in ({"confidential": True}, {"date": None}):
        hidden = StoryPerson(told.registered, (type(row)(**{**vars(row), **change}),))
        assert truth(Latest("hypertension").exists, hidden) is False


def test_arrays_of_nobody() -> None:
    frame = Frame.of_everybody(MemoryPractice(()), Dates(ACHIEVEMENT, ACHIEVEMENT), Parameters(ACHIEVEMENT))
    assert np.array_equal(frame.truth(TRUE & UNKNOWN).yes, np.empty(0, bool))
