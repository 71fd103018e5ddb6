"""Explanations of the newer facts: what they show, what they say would change it, and how many they try."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

import pytest
from generated_people import people

from openpcn.codes import codelist
from openpcn.rules import catalogue
from openpcn.rules.engine import Explanation
from openpcn.rules.engine.changes import MOST_TRIED, MOST_TRIED_TOGETHER
from openpcn.rules.engine.dates import Dates
from openpcn.rules.engine.explain import explain_person
from openpcn.rules.engine.parameters import Parameters
from openpcn.rules.engine.plain import Plain
from openpcn.rules.engine.stories import switched_on
from openpcn.rules.language import (
    AS_AT,
    BoolExpr,
    Count,
    CountDistinct,
    CurrentRepeats,
    Input,
    Latest,
    LatestValue,
    Limit,
    Person,
    Ratio,
    Register,
    Scored,
    ScoreModule,
    Source,
    Stays,
    StoryPerson,
    SumOf,
    Word,
    choose,
    days,
    last,
    person,
    points,
    total,
    value_above,
    value_at_least,
    value_below,
)
from openpcn.rules.language.facts import ValueIs
from openpcn.terms.units import Unit

DATES = Dates(date(2026, 2, 10), date(2026, 3, 31))
TEST = Source("Written for a test", "of today")
QUARTER = last(days(90), until=AS_AT)
WHO = person(born="1950-06-01")
DOACS = codelist("doac").codes
hba1c = LatestValue("hba1c", unit=Unit.MMOL_PER_MOL)

MODULE = ScoreModule(
    "explained_score",
    "Explained score",
    version="2",
    purpose="To be explained",
    source=TEST,
    inputs=(Input("HbA1c", hba1c), Input("Raised", hba1c.value > 58)),
    coded=LatestValue("clinical_frailty_scale", unit=None),
    value=total(points(hba1c.value > 58, 3, "a high HbA1c"), choose((hba1c.value > 90, 2), otherwise=1)),
    limits=(Limit(hba1c.value > 200, "The value is out of reach"),),
    decimals=0,
)


def explained(
    about: StoryPerson, condition: BoolExpr, scores: frozenset[str] = frozenset({MODULE.id})
) -> Explanation:
    register = Register("explained", "Explained", source=TEST, rationale="For a test", member=condition)
    return explain_person(about.person, register, DATES, Parameters(DATES.achievement_date, scores=scores))


def changes(about: StoryPerson, condition: BoolExpr) -> list[str]:
    """Every change that gives another word; the words themselves are tried by test_evaluators_agree."""
    return [" and ".join(each.sentences) for each in explained(about, condition).changes]


def _on_repeat(count: int) -> StoryPerson:
    about, seen = WHO, set[str | None]()
    for each in DOACS:
        if each.group not in seen and len(seen) < count:
            seen.add(each.group)
            about = about.repeat("doac", code=each.code, since="2025-01-01", last_issued="2026-02-01")
    return about


def test_repeats_that_are_missing_are_added_together() -> None:
    repeats = CurrentRepeats("doac")
    assert changes(WHO, repeats.count >= 3) == ["3 more different medicines on repeat on 10 February 2026"]
    assert any(
        "on repeat" in each and "more" not in each for each in changes(_on_repeat(2), repeats.count >= 3)
    )


def test_repeats_over_a_limit_are_taken_away_by_as_many_as_it_takes() -> None:
    told = changes(_on_repeat(3), CurrentRepeats("doac").count >= 2)
    assert any(each.startswith("Without ") and "1 more medicines" in each for each in told), told


def test_different_medicines_issued() -> None:
    told = changes(WHO, CountDistinct("doac", window=QUARTER).count >= 2)
    assert told == ["2 more different medicines recorded on 10 February 2026"]


def test_stays_and_their_ends() -> None:
    admitted = Stays("hospital_stay", kinds=("emergency_admission",), window=QUARTER)
    assert changes(WHO, admitted.exists) == ["Emergency admission on 10 February 2026"]
    assert "Emergency admission 2 times up to 10 February 2026" in changes(WHO, admitted.count >= 2)
    left = Stays("hospital_stay", kinds=("emergency_admission",), window=QUARTER, on="end")
    assert changes(WHO, left.exists) == ["The end of a stay (emergency admission) on 10 February 2026"]
    on_bed_list = Stays("care_home_stay", current=True, if_supplied=True)
    assert changes(WHO, on_bed_list.exists) == ["Care home stay on 10 February 2026"]
    stay = WHO.admitted("emergency_admission", on="2026-01-01", until="2026-01-05")
    assert changes(stay, admitted.exists) == ["Without the entry emergency admission of 1 January 2026"]


def test_an_amount_is_reached_with_as_much_as_it_takes() -> None:
    opioid = SumOf("opioid_strong", amounts="oral_morphine_equivalent", window=QUARTER)
    [told] = changes(WHO, opioid.amount >= 840)
    assert "issued on 10 February 2026" in told


def test_a_count_of_many_is_reached_with_as_many_as_it_takes() -> None:
    told = changes(WHO, Count("bp_invitation", apart=days(7)).count >= 4)
    assert any("4 times" in each for each in told), told


@pytest.mark.parametrize(
    ("held", "condition", "more"),
    [
        (3, "> 5", "3 times up to 10 February 2026"),
        (3, ">= 6", "3 times up to 10 February 2026"),
        (3, ">= 5", "on 3 February 2026 and on 10 February 2026"),
        (3, ">= 4", "on 10 February 2026"),
    ],
)
def test_what_is_held_already_is_not_asked_for_again(held: int, condition: str, more: str) -> None:
    about, invited = WHO, Count("bp_invitation", apart=days(7))
    for n in range(held):
        about = about.has("bp_invitation", on=f"2025-0{n + 1}-01")
    op, limit = condition.split()
    needed = invited.count > int(limit) if op == ">" else invited.count >= int(limit)
    least = changes(about, needed)[0]
    assert least == f"Invitation to blood pressure monitoring recorded {more}"


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (value_at_least(58, Unit.MMOL_PER_MOL), "58"),
        (value_above(58, Unit.MMOL_PER_MOL), "59"),
        (value_below(58, Unit.MMOL_PER_MOL), "57"),
        (value_below(8.5, Unit.MMOL_PER_MOL), "8.4"),
        (value_above(0.5, Unit.MMOL_PER_MOL), "0.51"),
    ],
)
def test_an_entry_that_needs_a_value_is_named_with_the_nearest_that_does(where: ValueIs, value: str) -> None:
    told = changes(WHO, Latest("hba1c", where=where).exists)
    assert told == [f"HbA1c (mmol/mol) of {value} mmol/mol recorded on 10 February 2026"]


def test_a_score_shows_its_parts_and_what_they_rest_on() -> None:
    about = WHO.measures("hba1c", 70, "mmol/mol", on="2026-01-01")
    lines = "\n".join(explained(about, Scored(MODULE) >= 4).lines())
    assert "Explained score: 4 (worked out here, not recorded), 2\n" in lines
    assert "  - HbA1c: 70 mmol/mol (2026-01-01)\n" in lines
    assert "Explained score, worked out here, not recorded: 2" in lines
    coded = about.measures("clinical_frailty_scale", 7, None, on="2026-01-02")
    assert "Explained score, as recorded" in "\n".join(explained(coded, Scored(MODULE) >= 4).lines())


def test_a_choice_shows_its_cases_up_to_the_one_that_holds() -> None:
    picked = choose((hba1c.value > 90, 3), (hba1c.value > 58, 2), (hba1c.value > 40, 1), otherwise=0)
    member = explained(WHO.measures("hba1c", 70, "mmol/mol", on="2026-01-01"), picked >= 1).population
    assert member is not None
    (chosen,) = member.branches
    assert (chosen.text, chosen.value) == ("chosen by case", "2")
    assert [(case.text, case.value) for case in chosen.branches] == [("3", "false"), ("2", "true")]


def test_a_number_worked_out_shows_down_to_the_entries_what_it_is_made_of() -> None:
    about = WHO.measures("hba1c", 70, "mmol/mol", on="2026-01-01")
    member = explained(about, hba1c.value.plain + 1 >= 60).population
    assert member is not None
    shown = [member]
    while shown[-1].branches:
        (below,) = shown[-1].branches
        shown.append(below)
    assert [each.value for each in shown] == ["true", "71", "70", "70 mmol/mol"]
    assert shown[-1].rows == about.rows


def test_a_score_that_is_missing_says_why() -> None:
    lines = "\n".join(explained(WHO, Scored(MODULE) >= 4).lines())
    assert "cannot be calculated because HbA1c is not recorded" in lines
    off = "\n".join(explained(WHO, Scored(MODULE) >= 4, frozenset()).lines())
    assert "cannot be calculated because Explained score is switched off" in off


def test_a_ratio_says_its_amount_and_what_is_counted() -> None:
    ratio = Ratio(
        "explained_ratio", "Stays", source=TEST, rationale="x", numerator=Stays("hospital_stay").count
    )
    about = WHO.admitted("elective_admission", on="2026-01-01", until="2026-01-03")
    found = explain_person(about.person, ratio, DATES, Parameters(DATES.achievement_date))
    assert (found.outcome.word, found.outcome.amount) == (Word.MEMBER, 1)
    assert found.sentence == "Counted, with 1: Stays"
    assert found.as_json()["amount"] == 1
    assert "until 2026-01-03" in "\n".join(found.lines())


@pytest.fixture(scope="module")
def much_recorded() -> Person:
    """Somebody with the entries of forty people: about 800."""
    many = people(40, catalogue.definitions(), seed=9, together=6)
    return Person(many[0].registered, tuple(row for each in many for row in each.rows))


@pytest.mark.whole_catalogue
@pytest.mark.parametrize("share", [0.2, pytest.param(1.0, marks=pytest.mark.deep)])
def test_an_explanation_tries_no_more_changes_than_its_bound(
    much_recorded: Person, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For somebody with much recorded and for somebody with nothing; how long it takes is for the bench."""
    definitions = catalogue.definitions()
    parameters = Parameters(DATES.achievement_date, scores=switched_on(definitions))
    tried = Counter[str]()
    with_changed = Plain.with_changed

    def counted(self: Plain, changed: Person, touched: frozenset[tuple[str, str]]) -> Plain:
        tried[each.id] += 1
        return with_changed(self, changed, touched)

    monkeypatch.setattr(Plain, "with_changed", counted)
    for about in (much_recorded, WHO.person):
        tried.clear()
        for each in Random(3).sample(definitions, round(share * len(definitions))):
            explain_person(about, each, DATES, parameters)
        [(most, times)] = tried.most_common(1)
        assert 0 < times <= MOST_TRIED + MOST_TRIED_TOGETHER, most
