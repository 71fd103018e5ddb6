"""Medicines by group, stays, calculations and scores: what each means, at its limits, by both evaluators."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from generated_people import MOMENTS, people, told

from openpcn.codes import codelist
from openpcn.rules.engine import MemoryPractice, check_stories, evaluate_practices, number_of, score_of
from openpcn.rules.engine.dates import Dates
from openpcn.rules.engine.explain import explain_person
from openpcn.rules.engine.parameters import Parameters
from openpcn.rules.engine.plain import outcomes
from openpcn.rules.engine.stories import agree, outcomes_by_person, switched_on
from openpcn.rules.language import (
    AS_AT,
    EPISODE_START,
    AgeOn,
    Appointments,
    BoolExpr,
    CaseFinding,
    Contacts,
    CountDistinct,
    CurrentRepeats,
    Definition,
    Episode,
    In,
    Input,
    Latest,
    LatestValue,
    Limit,
    NumberExpr,
    Ratio,
    Register,
    Scored,
    ScoreModule,
    Sex,
    Source,
    Stays,
    StoryPerson,
    SumOf,
    achieve,
    achieved,
    amounts_to,
    at_least_of,
    at_most_of,
    choose,
    days,
    due,
    exp,
    first_known,
    known,
    last,
    ln,
    member,
    missing,
    outside,
    person,
    points,
    power,
    story,
    total,
    value_above,
    value_at_least,
    value_below,
    within,
)
from openpcn.rules.language.stories import Expected
from openpcn.terms.units import Unit

TEST = Source("Written for a test", "of today")
TODAY, YEAR_END = date(2026, 2, 10), date(2026, 3, 31)
QUARTER = last(days(90), until=AS_AT)
MMOL = Unit.MMOL_PER_MOL

distinct = CountDistinct("doac", window=QUARTER)
by_code = CountDistinct("doac", by="code", window=QUARTER)
repeats = CurrentRepeats("doac")
opioid = SumOf("opioid_strong", amounts="oral_morphine_equivalent", window=QUARTER)
admissions = Stays("hospital_stay", kinds=("emergency_admission",), window=QUARTER)
discharges = Stays("hospital_stay", kinds=("emergency_admission",), window=QUARTER, on="end")
in_home = Stays("care_home_stay", current=True)
contacts = Contacts(window=QUARTER)
visits = Contacts(kinds=("home visit",), per="entry")
missed = Appointments(("Planned Clinics",), statuses=("noshow",), window=QUARTER)
booked = Appointments()
hba1c = LatestValue("hba1c", unit=MMOL)
egfr = LatestValue("egfr", unit=Unit.ML_PER_MIN)
black = Latest(In("ethnicity", "M", "N"))
age = AgeOn("as_at")

MODULE = ScoreModule(
    "engine_score",
    "Score of a test",
    version="1",
    purpose="To be tested",
    source=TEST,
    inputs=(Input("HbA1c", hba1c), Input("Sex", Sex()), Input("eGFR", egfr, needed=False)),
    coded=LatestValue("clinical_frailty_scale", unit=None, window=last(days(365), until=AS_AT)),
    value=total(
        points(hba1c.value > 58, 3, "a high HbA1c"),
        points(egfr.value < 60, 2, "a low eGFR"),
        choose((Sex().is_("female"), 1), (Sex().is_("male"), 2), otherwise=0),
    ),
    limits=(Limit(age < 18, "It is for adults"),),
    decimals=0,
)
score = Scored(MODULE)
fall = hba1c.value - egfr.value.plain.as_unit(MMOL)

CONDITIONS: dict[str, BoolExpr] = {
    "distinct_two": distinct.count >= 2,
    "distinct_none": distinct.count.equals(0),
    "distinct_span": distinct.first < distinct.date,
    "by_code": by_code.count > distinct.count,
    "repeats_two": repeats.count >= 2,
    "repeat_there": repeats.exists,
    "repeat_date": repeats.date >= AS_AT - days(28),
    "opioid": opioid.amount >= 840,
    "opioid_under": opioid.amount < 840,
    "opioid_a_day": opioid.amount / 90 > 5,
    "admitted": admissions.exists,
    "admitted_twice": admissions.count >= 2,
    "discharged": discharges.exists,
    "discharged_since": discharges.date >= AS_AT - days(7),
    "in_home": in_home.exists,
    "in_home_since": in_home.date <= AS_AT - days(30),
    "contacts": contacts.count >= 2,
    "visits": visits.count >= 2,
    "missed": missed.count >= 1,
    "booked": booked.exists,
    "group": black.exists,
    "above": Latest("hba1c", where=value_above(58, MMOL)).exists,
    "below": Latest("hba1c", where=value_below(58, MMOL)).exists,
    "at_least": Latest("hba1c", where=value_at_least(58, MMOL)).exists,
    "product": hba1c.value * 2 > 116,
    "quotient": hba1c.value / egfr.value >= 1,
    "negative": -hba1c.value < -58,
    "fell": fall > 10,
    "logarithm": ln(hba1c.value / 58) > 0,
    "exponential": exp((hba1c.value.plain - 58) / 10) >= 1,
    "power": power(hba1c.value / 58, -1.2) < 1,
    "least": at_most_of(hba1c.value, 58) < 58,
    "most": at_least_of(hba1c.value, 58) > 58,
    "first": first_known(hba1c.value, egfr.value.plain.as_unit(MMOL)) > 58,
    "chosen": choose((egfr.value < 60, hba1c.value), (age >= 60, 59)) > 58,
    "rounded": (hba1c.value / 7).rounded(1) >= 8.3,
    "points": total(points(hba1c.value > 58, 2, "high"), points(known(egfr), 1, "known")) >= 3,
    "score": score >= 4,
    "score_known": score.known,
    "score_missing": missing(score),
}
REGISTERS: tuple[Definition, ...] = tuple(
    Register(f"new_{name}", name, source=TEST, rationale="For a test", member=each)
    for name, each in CONDITIONS.items()
)
COUNTED = Ratio(
    "new_ratio", "Days with a contact", source=TEST, rationale="For a test", numerator=contacts.count
)
WEIGHED = Ratio(
    "new_weighed", "Opioids", source=TEST, rationale="For a test", of=known(opioid), numerator=opioid.amount
)
AFTER = CaseFinding(
    "NEW_AFTER",
    "After each discharge (test)",
    source=TEST,
    rationale="For a test",
    per=Episode(start=discharges, close_within=days(14), keep="each"),
    rules=(achieve("R1", Contacts(window=within(days(14), of=EPISODE_START)).exists, "Seen"),),
)
DEFINITIONS: tuple[Definition, ...] = (*REGISTERS, COUNTED, WEIGHED, AFTER)


@pytest.mark.parametrize("moments", MOMENTS, ids=str)
def test_the_evaluators_agree_about_every_kind(moments: tuple[date, date]) -> None:
    members = people(250, DEFINITIONS, seed=5, moments=moments, together=4)
    scores = switched_on(DEFINITIONS)
    as_at, achievement_date = moments
    found = outcomes_by_person(
        evaluate_practices(
            [MemoryPractice(tuple(members))],
            DEFINITIONS,
            as_at=as_at,
            achievement_date=achievement_date,
            scores=scores,
        )
    )
    order = {each.id: at for at, each in enumerate(DEFINITIONS)}
    met = set()
    for number, each in enumerate(members, start=1):
        plain = outcomes(each, DEFINITIONS, Dates(*moments), Parameters(achievement_date, scores=scores))
        arrays = sorted(found[number], key=lambda one: order[one.definition])
        assert agree(plain, arrays), f"{set(plain) ^ set(arrays)}\n{told(each)}"
        met |= {one.definition for one in plain}
    assert {each.id for each in DEFINITIONS} == met, "met by nobody"


# Each at its limits ---------------------------------------------------------------------------------------

WHO = person(born="1950-06-01")
DOACS = codelist("doac").codes
ONE, SAME, OTHER = (
    DOACS[0].code,
    next(each.code for each in DOACS[1:] if each.group == DOACS[0].group),
    next(each.code for each in DOACS if each.group != DOACS[0].group),
)
MORPHINE = codelist("opioid_strong").first.code


def number(node: NumberExpr, about: StoryPerson) -> float | None:
    return number_of(node, about.person, as_at=TODAY, achievement_date=YEAR_END)


def test_two_strengths_of_one_ingredient_are_one_medicine() -> None:
    two = WHO.issued("doac", code=ONE, on="2026-01-05").issued("doac", code=SAME, on="2026-01-06")
    assert (number(distinct.count, two), number(by_code.count, two)) == (1, 2)
    three = two.issued("doac", code=OTHER, on="2026-01-07")
    assert (number(distinct.count, three), number(by_code.count, three)) == (2, 3)
    assert number(distinct.count, WHO) == 0


def test_the_window_of_different_medicines_begins_and_ends_with_its_days() -> None:
    first = TODAY - timedelta(days=89)
    assert number(distinct.count, WHO.issued("doac", on=first)) == 1
    assert number(distinct.count, WHO.issued("doac", on=first - timedelta(days=1))) == 0
    assert number(distinct.count, WHO.issued("doac", on=TODAY + timedelta(days=1))) == 0


@pytest.mark.parametrize(
    ("last_issued", "supplied", "held"),
    [
        ("2026-01-13", None, 1),  # 28 days where not recorded: to 10 February
        ("2026-01-12", None, 0),
        ("2025-12-16", 56, 1),
        ("2025-12-15", 56, 0),
        ("2026-01-14", 27, 1),
        ("2026-01-13", 27, 0),
        ("2026-02-11", None, 0),  # after the data
        (None, None, 0),
    ],
)
def test_a_repeat_is_current_as_long_as_its_last_issue_lasts(last_issued, supplied, held) -> None:  # type: ignore[no-untyped-def]
    about = WHO.repeat("doac", since="2025-01-01", last_issued=last_issued, days=supplied)
    assert number(repeats.count, about) == held


@pytest.mark.parametrize(
    ("ended", "held"), [("2026-02-11", 1), ("2026-02-10", 0), ("2026-02-09", 0), (None, 1)]
)
def test_a_repeat_that_has_ended_is_not_current(ended: str | None, held: int) -> None:
    about = WHO.repeat("doac", since="2025-01-01", last_issued="2026-02-01", ended=ended)
    assert number(repeats.count, about) == held


def test_a_repeat_has_begun_and_is_a_repeat() -> None:
    later = WHO.repeat("doac", since="2026-02-11", last_issued="2026-02-01")
    assert number(repeats.count, later) == 0
    assert number(repeats.count, WHO.repeat("doac", since="2026-02-10", last_issued="2026-02-01")) == 1
    assert number(repeats.count, WHO.issued("doac", on="2026-02-01")) == 0
    elsewhere = WHO.repeat("doac", code=ONE, since="2025-01-01").issued("doac", code=OTHER, on="2026-02-01")
    assert number(repeats.count, elsewhere) == 0, "the issue is of another medicine"


def test_different_repeats_are_counted_by_ingredient() -> None:
    both = WHO.repeat("doac", code=ONE, since="2025-01-01", last_issued="2026-02-01").repeat(
        "doac", code=SAME, since="2025-01-01", last_issued="2026-02-02"
    )
    assert number(repeats.count, both) == 1
    three = both.repeat("doac", code=OTHER, since="2025-01-01", last_issued="2026-02-03")
    assert number(repeats.count, three) == 2


def test_amounts_add_up_and_an_unknown_quantity_leaves_them_open() -> None:
    each = opioid.each[MORPHINE]
    once = WHO.issued("opioid_strong", code=MORPHINE, quantity=56, on="2026-02-01")
    assert number(opioid.amount, WHO) == 0
    assert number(opioid.amount, once) == pytest.approx(56 * each)
    twice = once.issued("opioid_strong", code=MORPHINE, quantity=10, on="2026-02-01")
    assert number(opioid.amount, twice) == pytest.approx(66 * each)
    unknown = once.issued("opioid_strong", code=MORPHINE, on="2026-02-02")
    assert number(opioid.amount, unknown) is None, "at least what is known"
    limit = 56 * each
    reached = Register("new_reached", "x", source=TEST, rationale="x", member=opioid.amount >= limit)
    over = Register("new_over", "x", source=TEST, rationale="x", member=opioid.amount >= limit + 1)
    _true(story(reached, "known part reaches", unknown, expect=member()))
    _true(story(over, "known part does not reach", unknown, expect=outside()))


def _true(*stories) -> None:  # type: ignore[no-untyped-def]
    assert [str(each) for each in check_stories(stories) if not each.true] == []


def test_a_stay_is_dated_by_its_beginning_or_by_its_end() -> None:
    stay = WHO.admitted("emergency_admission", on="2025-11-01", until="2026-01-20")
    assert (number(admissions.count, stay), number(discharges.count, stay)) == (0, 1)
    still = WHO.admitted("emergency_admission", on="2026-02-01")
    assert (number(admissions.count, still), number(discharges.count, still)) == (1, 0)
    planned = WHO.admitted("elective_admission", on="2026-02-01", until="2026-02-02")
    assert (number(admissions.count, planned), number(discharges.count, planned)) == (0, 0)
    future = WHO.admitted("emergency_admission", on="2026-02-01", until="2026-02-11")
    assert number(discharges.count, future) == 0


@pytest.mark.parametrize(
    ("until", "there"), [("2026-02-10", 1), ("2026-02-09", 0), ("2026-02-11", 1), (None, 1)]
)
def test_a_stay_is_current_to_its_last_day(until: str | None, there: int) -> None:
    assert number(in_home.count, WHO.lives_in_home(since="2025-01-01", until=until)) == there


def test_a_stay_that_has_not_begun_is_not_current() -> None:
    assert number(in_home.count, WHO.lives_in_home(since="2026-02-11")) == 0


def test_an_attendance_is_over_on_its_day() -> None:
    attended = Stays("hospital_stay", kinds=("emergency_attendance",), on="end")
    assert number(attended.count, WHO.admitted("emergency_attendance", on="2026-02-01")) == 1


def test_contacts_are_counted_by_day_and_by_mode() -> None:
    about = (
        WHO.consults(on="2026-02-01").consults(on="2026-02-01", kind="home visit").consults(on="2026-02-03")
    )
    assert (number(contacts.count, about), number(visits.count, about)) == (2, 1)
    twice = about.consults(on="2026-02-01", kind="home visit")
    assert (number(contacts.count, twice), number(visits.count, twice)) == (2, 2)


def test_appointments_are_counted_by_category_and_status() -> None:
    about = WHO.appointment("Planned Clinics", on="2026-02-01", status="noshow")
    assert (number(missed.count, about), number(booked.count, about)) == (1, 1)
    kept = WHO.appointment("Planned Clinics", on="2026-02-01").appointment(
        "Other", on="2026-02-01", status="noshow"
    )
    assert (number(missed.count, kept), number(booked.count, kept)) == (0, 2)


def test_a_list_may_be_narrowed_to_some_of_its_groups() -> None:
    register = Register("new_narrow", "x", source=TEST, rationale="x", member=black.exists)
    _true(
        story(register, "in the group", WHO.has(In("ethnicity", "N"), on="2020-01-01"), expect=member()),
        story(register, "in another", WHO.has(In("ethnicity", "A"), on="2020-01-01"), expect=outside()),
    )


def test_a_ratio_counts_everybody_and_nobody_twice() -> None:
    _true(
        story(COUNTED, "none", WHO, expect=amounts_to(0)),
        story(
            COUNTED, "two days", WHO.consults(on="2026-02-01").consults(on="2026-02-02"), expect=amounts_to(2)
        ),
        story(COUNTED, "left", WHO.leaves(on="2026-02-10"), expect=outside()),
        story(WEIGHED, "no opioid", WHO, expect=outside()),
    )


# Calculations ---------------------------------------------------------------------------------------------


def _measured(value: float, comparator: str | None = None) -> StoryPerson:
    return WHO.measures("hba1c", value, "mmol/mol", on="2026-01-01", comparator=comparator)


@pytest.mark.parametrize(
    ("node", "result"),
    [
        (hba1c.value + 2, 60.0),
        (2 + hba1c.value, 60.0),
        (hba1c.value - 60, -2.0),
        (60 - hba1c.value, 2.0),
        (-hba1c.value, -58.0),
        (hba1c.value * 3, 174.0),
        (3 * hba1c.value, 174.0),
        (hba1c.value / 4, 14.5),
        (116 / hba1c.value, 2.0),
        (hba1c.value / (hba1c.value - 58), None),
        (ln(hba1c.value / 58), 0.0),
        (ln(hba1c.value - 58), None),
        (exp(hba1c.value - 58), 1.0),
        (power(hba1c.value / 29, 3), 8.0),
        (power(hba1c.value / 29, -1), 0.5),
        (power(hba1c.value - 59, 2), None),
        (at_most_of(hba1c.value, 57, 59), 57.0),
        (at_least_of(hba1c.value, 57, 59), 59.0),
        (at_most_of(hba1c.value, egfr.value.plain.as_unit(MMOL)), None),
        (first_known(egfr.value, 7), 7.0),
        (first_known(hba1c.value, 7), 58.0),
        (choose((hba1c.value > 58, 1), (hba1c.value >= 58, 2), otherwise=3), 2.0),
        (choose((hba1c.value > 58, 1)), None),
        (choose((egfr.value > 58, 1), otherwise=3), None),
        (points(egfr.value > 58, 4, "x"), 0.0),
        (points(hba1c.value >= 58, 4, "x"), 4.0),
        (total(points(hba1c.value >= 58, 4, "x"), 3), 7.0),
        (total(egfr.value, 3), None),
        ((hba1c.value / 8).rounded(1), 7.3),
        ((hba1c.value / 8).rounded(0), 7.0),
        ((-hba1c.value / 8).rounded(1), -7.2),
    ],
    ids=lambda each: each.describe() if isinstance(each, NumberExpr) else str(each),
)
def test_numbers_are_worked_out(node: NumberExpr, result: float | None) -> None:
    found = number(node, _measured(58))
    assert found == (None if result is None else pytest.approx(result))


@pytest.mark.parametrize(
    ("node", "comparator", "limit", "holds"),
    [
        (hba1c.value * 2, ">", 116, True),
        (hba1c.value * 2, "<", 116, False),
        (hba1c.value * 2, ">=", 116, False),
        (hba1c.value * -1, "<", -58, True),
        (116 / hba1c.value, "<", 1.99, False),  # what lies below 58 may be nothing, or less
        (116 / hba1c.value, ">", 1.99, False),
        (ln(hba1c.value), ">", 4, True),
        (ln(hba1c.value), "<", 0, False),
        (exp(hba1c.value / 100), ">", 1.7, True),
        (power(hba1c.value / 58, -1), "<", 0.9, True),
        (at_least_of(hba1c.value, 60), "<", 59, True),
        (at_most_of(hba1c.value, 50), ">", 49, True),
        (hba1c.value * 0, ">", -1, True),
        (hba1c.value.rounded(0), ">", 57, True),
    ],
    ids=str,
)
def test_a_result_reported_with_a_comparator_stays_a_range(
    node: NumberExpr, comparator: str, limit: float, holds: bool
) -> None:
    register = Register("new_range", "x", source=TEST, rationale="x", member=node > limit)
    _true(story(register, "x", _measured(58, comparator), expect=member() if holds else outside()))


@pytest.mark.parametrize(
    ("comparator", "word"), [("<", due()), (">", achieved("R1")), (None, achieved("R1"))]
)
def test_a_range_of_a_person_is_a_range_for_their_episode(comparator: str | None, word: Expected) -> None:
    """Less than 60 may be less than 58: nothing is achieved by it."""
    seen = Contacts(window=within(days(14), of=EPISODE_START))
    each = CaseFinding(
        "NEW_EACH", "After each discharge (test)", source=TEST, rationale="For a test", per=AFTER.per,
        rules=(achieve("R1", hba1c.value.plain + seen.count > 58, "High, or seen often"),),
    )  # fmt: skip
    about = _measured(60, comparator).admitted("emergency_admission", on="2026-02-05", until="2026-02-06")
    _true(story(each, "one discharge", about, expect=word))


@pytest.mark.filterwarnings("error")
def test_two_results_without_end_make_a_sum_that_decides_nothing_and_warns_of_nothing() -> None:
    """One of them without end up, the other without end down: their sum may be any number, or is missing."""
    up, down = hba1c.value, egfr.value.plain.as_unit(MMOL)
    about = _measured(58, ">").measures("egfr", 60, Unit.ML_PER_MIN, on="2026-01-01", comparator="<")
    for node in (up + down, up - down, total(up, down), up / down, up * down, (up + down).rounded(1)):
        for condition in (node > 0, node <= 0):
            whom = Register("new_endless", "x", source=TEST, rationale="x", member=condition)
            _true(story(whom, node.describe(), about, expect=outside()))
            _true(story(whom, f"nothing recorded: {node.describe()}", WHO, expect=outside()))


# Scores ---------------------------------------------------------------------------------------------------


def _score(about: StoryPerson, **more: bool):  # type: ignore[no-untyped-def]
    return score_of(MODULE, about.person, as_at=TODAY, achievement_date=YEAR_END, **more)


def test_a_coded_score_is_preferred_within_its_window() -> None:
    about = _measured(70)
    assert (_score(about).value, _score(about).coded) == (4, False)
    coded = about.measures("clinical_frailty_scale", 7, None, on="2025-02-11")
    assert (_score(coded).value, _score(coded).coded) == (7, True)
    old = about.measures("clinical_frailty_scale", 7, None, on="2025-02-10")
    assert (_score(old).value, _score(old).coded) == (4, False)


def test_a_score_that_cannot_be_calculated_says_why() -> None:
    assert _score(WHO).because == ("HbA1c is not recorded",)
    nobody = person(born="2010-01-01", sex="unknown")
    assert _score(nobody).because == ("HbA1c is not recorded", "Sex is not recorded", "It is for adults")
    off = _score(_measured(70), switched_on=False)
    assert (off.value, off.because) == (None, ("Score of a test is switched off",))
    coded = WHO.measures("clinical_frailty_scale", 7, None, on="2026-01-01")
    assert _score(coded, switched_on=False).value == 7, "a coded score needs no calculator"


def test_a_score_shows_its_inputs_with_their_dates() -> None:
    used = {each.name: each for each in _score(_measured(70)).inputs}
    assert (used["HbA1c"].value, used["HbA1c"].dated) == ("70 mmol/mol", date(2026, 1, 1))
    assert (used["eGFR"].value, used["eGFR"].needed) == ("", False)
    assert used["Sex"].value == "female"


@pytest.mark.hazard("H04", "a limit is compared with the score as worked out, not as it is shown")
@pytest.mark.parametrize(("value", "over"), [(50.4, True), (50, False), (49.6, False)])
def test_a_score_is_rounded_where_it_is_shown_and_nowhere_else(value: float, over: bool) -> None:
    tenth = ScoreModule(
        "engine_tenth", "A tenth", version="1", purpose="To be tested", source=TEST,
        inputs=(Input("HbA1c", hba1c),), value=hba1c.value.plain / 10, decimals=1,
    )  # fmt: skip
    register = Register("new_tenth", "x", source=TEST, rationale="x", member=Scored(tenth) > 5)
    about = _measured(value)
    _true(story(register, "x", about, expect=member() if over else outside()))
    scores = frozenset({tenth.id})
    told = explain_person(
        about.person, register, Dates(TODAY, YEAR_END), Parameters(YEAR_END, scores=scores)
    ).lines()
    assert any(line.strip().startswith("5 ") for line in told), told


def test_a_score_that_is_switched_off_puts_nobody_on_a_list() -> None:
    register = Register("new_off", "x", source=TEST, rationale="x", member=score >= 4)
    for on, size in ((frozenset({MODULE.id}), 1), (frozenset[str](), 0)):
        table = evaluate_practices(
            [MemoryPractice((_measured(70).person,))],
            [register],
            as_at=TODAY,
            achievement_date=YEAR_END,
            scores=on,
        ).outcomes
        assert table.num_rows == size
