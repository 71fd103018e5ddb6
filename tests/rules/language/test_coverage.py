"""What reports list decides what may be assessed: each fact needs its lists, as whole as it asks for."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from openpcn.codes import codelist
from openpcn.rules import catalogue
from openpcn.rules.catalogue import recipes
from openpcn.rules.engine import evaluate_practices, lacking
from openpcn.rules.engine.memory import MemoryPractice
from openpcn.rules.language.coverage import needs, needs_postcode, not_covered

SUPPLIES = frozenset({"patient", "event", "medication", "issue"})
HYPERTENSION = catalogue.definition("hypertension")
FRAILTY = catalogue.definition("severe_frailty")
HYP008 = catalogue.definition("HYP008")


def everything() -> list[str]:
    return [token for recipe in recipes.recipes() for token in recipe.tokens]


def test_a_register_is_covered_by_its_lists_and_its_exclusions() -> None:
    lists = ["people", "hypertension:no_value:no_unit", "hypertension_resolved:no_value:no_unit"]
    assert not_covered(HYPERTENSION, lists) == ()
    # without the list that takes people off it, it would be wrong in silence
    assert not_covered(HYPERTENSION, lists[:2]) == (
        "no report of the last weeks lists Hypertension resolved",
    )
    assert not_covered(HYPERTENSION, lists[1:]) == ("no report lists everybody on the practice's list",)


def test_a_score_needs_its_values_and_a_reading_its_unit() -> None:
    frailty = ["people", "frailty_mild:no_value", "frailty_moderate:no_value", "frailty_severe:no_value"]
    scale = "Clinical Frailty Scale score (1 to 9)"
    assert not_covered(FRAILTY, [*frailty, "clinical_frailty_scale:no_unit"]) == ()
    assert not_covered(FRAILTY, [*frailty, "clinical_frailty_scale:no_value:no_unit"]) == (
        f"the report of {scale} gives no values",
    )
    systolic = [t for t in everything() if t != "systolic_clinic"]
    assert not_covered(HYP008, [*systolic, "systolic_clinic:no_unit"]) == (
        "the report of Systolic blood pressure, clinic gives values without a unit",
    )


def test_the_latest_entry_does_for_what_asks_for_the_latest_alone() -> None:
    latest = [f"{t}:latest" if t.startswith("hypertension") else t for t in everything()]
    assert not_covered(HYPERTENSION, latest) == ()
    # the indicator asks for the first diagnosis too
    assert not_covered(HYP008, latest) == (
        "the report of Hypertension lists only the latest entry of each person",
    )
    readings = [f"{t}:latest" if t == "systolic_clinic" else t for t in everything()]
    assert "lists only the latest" in " ".join(not_covered(HYP008, readings))


def test_of_two_reports_of_a_list_the_better_one_counts() -> None:
    assert not_covered(HYP008, [*everything(), "systolic_clinic:no_value"]) == ()


@pytest.mark.hazard("H02", "a search built with other codes than its list has now is not taken as complete")
def test_a_search_built_with_other_codes_does_not_count() -> None:
    lists = ["people", "hypertension:no_value:no_unit", "hypertension_resolved:no_value:no_unit"]
    now = f"codes/hypertension@{codelist('hypertension').fingerprint}"
    assert not_covered(HYPERTENSION, [*lists, now]) == ()
    assert not_covered(HYPERTENSION, [*lists, "codes/hypertension@of-last-year"]) == (
        "the search for Hypertension was built with other codes than its list has now",
    )
    # of two reports, one built anew is enough
    assert not_covered(HYPERTENSION, [*lists, "codes/hypertension@of-last-year", now]) == ()


ANSWERABLE = tuple(one for one in catalogue.definitions() if recipes.answerable(one))


def test_a_feed_that_holds_everything_lacks_nothing() -> None:
    held = everything()
    for one in ANSWERABLE:
        assert lacking(one, SUPPLIES, covers=None, require_official=False) == ()
        assert lacking(one, SUPPLIES, covers=held, require_official=False) == ()
        assert lacking(one, SUPPLIES, covers=(), require_official=False) != ()


@pytest.mark.hazard("H02", "repeats and quantities, which no report tells, are never taken for absent")
def test_what_no_report_tells_is_never_answered_from_reports() -> None:
    polypharmacy = catalogue.definition("polypharmacy_10")
    scope = [f"{table}/polypharmacy_scope" for table in ("issue", "medication")]
    assert "tells neither repeats nor the quantity" in " ".join(
        not_covered(polypharmacy, ["people", *everything(), *scope])
    )
    opioids = catalogue.definition("high_dose_opioid")
    assert not recipes.answerable(polypharmacy) and not recipes.answerable(opioids)
    asked = {each.id for recipe in recipes.recipes((polypharmacy, opioids)) for each in recipe.lists}
    assert asked == set(), "nobody is asked to build a search that answers nothing"


@pytest.mark.parametrize("share", [0.1, pytest.param(1.0, marks=pytest.mark.deep)])
def test_without_any_one_of_what_is_asked_for_something_is_not_assessed(share: float) -> None:
    """Nothing is asked for in vain, and each thing that is missing is missed exactly where it is read.

    A tenth of the things asked for on every change, all of them in the long campaign.
    """
    everybody = {one.id for one in ANSWERABLE}
    readers: dict[str, set[str]] = {"people": everybody, "people/postcode": set()}
    for one in ANSWERABLE:
        for need in needs(one):
            readers.setdefault(need.token, set()).add(one.id)
        if needs_postcode(one):
            readers["people/postcode"].add(one.id)
    held = everything()
    for dropped in Random(7).sample(held, round(share * len(held))):
        left = [token for token in held if token != dropped]
        missed = {one.id for one in ANSWERABLE if not_covered(one, left)}
        assert missed == readers[dropped.partition(":")[0]] != set(), dropped


def test_the_engine_says_what_is_not_assessed() -> None:
    practice = MemoryPractice((), covers=("people",))

    evaluation = evaluate_practices(
        [practice], [HYPERTENSION], as_at=date(2026, 2, 9), achievement_date=date(2026, 3, 31)
    )
    [told] = evaluation.not_assessed
    assert (told.practice, told.definition) == ("Z99001", "hypertension")
    assert told.missing == (
        "no report of the last weeks lists Hypertension",
        "no report of the last weeks lists Hypertension resolved",
    )


# The searches to build --------------------------------------------------------------------------------


def test_the_searches_answer_every_definition_within_ten_minutes_a_week() -> None:
    built = recipes.recipes()
    assert recipes.minutes_a_week(built) <= 10
    standing = recipes.standing(everything())
    answered = {one.id for one in ANSWERABLE}
    assert all(standing[id] == () for id in answered)
    assert all(lacks for id, lacks in standing.items() if id not in answered)
    assert "no report holds care home stays" in standing["care_home_plan_after_moving_in"]
    assert {one.id for recipe in built for one in recipes.adds(recipe)} == answered


def test_one_definition_needs_only_its_own_lists() -> None:
    people, coded = recipes.recipes((HYPERTENSION,))
    assert people.name == "OpenPCN 1 People"
    assert [each.id for each in coded.lists] == ["hypertension", "hypertension_resolved"]
    assert not_covered(HYPERTENSION, [*people.tokens, *coded.tokens]) == ()


@pytest.mark.parametrize("system", list(recipes.System))
def test_the_steps_name_the_report_its_columns_and_no_limits(system: recipes.System) -> None:
    for recipe in recipes.recipes():
        said = " ".join(recipe.steps(system))
        assert recipe.name in said
        assert all(column in said for column in recipe.columns(system))
        assert "Every week" in said
        whole = "no limit on their dates" in said or "at any date" in said
        assert whole is (recipe.kind is not recipes.Kind.PEOPLE), recipe.name
