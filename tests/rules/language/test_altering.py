"""A definition with some settings put otherwise: what can be set, what changes, what is refused."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from openpcn.rules import catalogue
from openpcn.rules.engine import check_story
from openpcn.rules.language import (
    AgeOn,
    BoolExpr,
    Count,
    Definition,
    DefinitionError,
    Earliest,
    Indicator,
    Latest,
    LatestValue,
    Register,
    Source,
    Story,
    Work,
    achieve,
    achieved,
    adjust,
    days,
    due,
    exclude,
    last,
    months,
    person,
    story,
    walk,
    within,
)
from openpcn.rules.language.altering import altered, settings
from openpcn.rules.language.periods import Period
from openpcn.rules.language.settings import SettingKind
from openpcn.terms.units import Unit

SOURCE = Source("A source", "2025/26")


def _holds(told: Story) -> bool:
    """Whether every evaluator gives what the story expects."""
    return check_story(told).true


AGE = "age_on_the_achievement_date_is_at_least"
BACK = "blood_pressure_declined_looked_for_back_to_this_long_before_the_achievement_date"


def indicator(**more: Any) -> Indicator:
    """People of 40 and over with a systolic pressure in the last year, unless they declined it."""
    reading = LatestValue("systolic_clinic", unit=Unit.MMHG, window=last(months(12)))
    given: dict[str, Any] = {
        "source": SOURCE,
        "rationale": "A definition for trying settings on.",
        "of": AgeOn("achievement_date") >= 40,
        "rules": (
            achieve("R1", reading.value <= 140, "At target"),
            adjust("R2", Latest("bp_declined", window=last(months(12))).exists, "Declined"),
            adjust("R3", Count("bp_invitation", apart=days(7)).count >= 2, "Invited twice"),
        ),
        "work": Work(
            "reading", "A reading", by=("nurse",), minutes=10, counts=("systolic_clinic",), window=months(2)
        ),
    }  # fmt: skip
    return Indicator("alterable", "Alterable", **(given | more))


def test_every_threshold_period_and_codelist_is_a_setting_with_its_value() -> None:
    found = {one.id: one for one in settings(indicator())}
    assert found[AGE].value == 40 and found[AGE].whole and found[AGE].highest == 120
    assert found[BACK].value == 12 and found[BACK].unit == "months"
    assert found["how_soon_the_work_is_due"].value_in_words == "2 months"
    assert found["invitation_to_blood_pressure_monitoring_apart_by_at_least"].value_in_words == "7 days"
    back, apart = found[BACK], found["invitation_to_blood_pressure_monitoring_apart_by_at_least"]
    assert (back.lowest, back.highest, apart.lowest, apart.highest) == (1, 360, 1, 3_660), (
        "about ten years or thirty"
    )
    limit = next(one for one in found.values() if one.unit == "mmHg")
    assert (limit.value, limit.lowest, limit.highest) == (140, 20, 300)
    lists = {one.value for one in found.values() if one.kind is SettingKind.CODELIST}
    assert lists == {"systolic_clinic", "bp_declined", "bp_invitation"}


@pytest.mark.parametrize(
    ("limit", "lowest", "highest"),
    [(0, 0, 1_000), (1, 0, 1_000), (250, 0, 2_500), (-5, -50, 1_000), (-250, -2_500, 2_500)],
)
def test_a_number_without_a_unit_may_be_put_up_to_ten_times_as_far(
    limit: float, lowest: float, highest: float
) -> None:
    scale = LatestValue("clinical_frailty_scale", unit=None)
    (found,) = (
        one
        for one in settings(indicator(rules=(achieve("R1", scale.value <= limit, "Low"),)))
        if one.kind is SettingKind.THRESHOLD and one.value == limit
    )
    assert (found.lowest, found.highest) == (lowest, highest)


def test_a_period_says_which_way_it_reaches() -> None:
    def declined_within(period: Period) -> BoolExpr:
        return Latest("bp_declined", window=within(period, of=Latest("abpm").date)).exists

    forward = indicator(rules=(achieve("R1", declined_within(days(14)), "Declined"),))
    (found,) = (one for one in settings(forward) if one.kind is SettingKind.PERIOD and one.value == 14)
    assert "looked for until the date of" in found.label and found.label.endswith("plus")
    assert altered(forward, {found.id: 21}).rules[0].when == declined_within(days(21))


def test_ids_and_definitions_survive_a_round_trip_for_every_definition_of_the_catalogue() -> None:
    for definition in catalogue.definitions():
        found = settings(definition)
        assert len({one.id for one in found}) == len(found), definition.id
        assert altered(definition, {}).nodes == definition.nodes, definition.id


@pytest.mark.parametrize("share", [0.1, pytest.param(1.0, marks=pytest.mark.deep)])
def test_every_setting_of_every_definition_can_be_put_otherwise_or_says_why_not(share: float) -> None:
    """Of a tenth of the definitions on every change, of all in the long campaign."""
    refused = 0
    definitions = catalogue.definitions()
    for definition in Random(7).sample(definitions, round(share * len(definitions))):
        for one in settings(definition):
            if one.kind is SettingKind.CODELIST or one.value is None:
                continue
            assert isinstance(one.value, float)
            other = one.value + 1 if one.value + 1 <= one.highest else one.value - 1
            try:
                changed = altered(definition, {one.id: other})
            except DefinitionError as fault:
                assert definition.id in str(fault)
                refused += 1
                continue
            assert _parts(changed) != _parts(definition), (definition.id, one.id)
    assert refused < 10  # a rule that no one can meet any more, such as ages that no longer overlap


def _parts(definition: Definition) -> tuple[object, ...]:
    return (definition.nodes, getattr(definition, "work", None), getattr(definition, "per", None))


def test_an_altered_threshold_moves_the_boundary() -> None:
    somebody = person(born="1951-03-31").measures("systolic_clinic", 150, Unit.MMHG, on="2026-01-10")
    limit = next(one.id for one in settings(indicator()) if one.unit == "mmHg")
    easier = altered(indicator(), {limit: 150})
    assert _holds(story(indicator(), "150 is over 140", somebody, expect=due()))
    assert _holds(story(easier, "150 is at most 150", somebody, expect=achieved("R1")))
    harder = altered(indicator(), {limit: "149.5"})
    assert _holds(story(harder, "150 is over 149.5", somebody, expect=due()))


def test_an_altered_window_says_so_in_its_words_and_reaches_further_back() -> None:
    reading = next(
        one.id for one in settings(indicator()) if one.label.startswith("Systolic") and one.unit == "months"
    )
    longer = altered(indicator(), {reading: 24})
    back = next(one for one in settings(longer) if one.id == reading)
    assert back.value == 24, "a period that goes back still goes back"
    assert "in the 24 months to the achievement date" in longer.rules[0].when.describe()
    somebody = person(born="1951-03-31").measures("systolic_clinic", 130, Unit.MMHG, on="2024-06-10")
    assert _holds(story(indicator(), "older than a year", somebody, expect=due()))
    assert _holds(story(longer, "within two years", somebody, expect=achieved("R1")))


def test_another_codelist_is_read_and_counts_as_the_work() -> None:
    other = altered(indicator(), {"codelist_systolic_clinic": "systolic_home"})
    assert other.work is not None and other.work.counts == ("systolic_home",)
    assert "systolic_clinic" not in {name for node in walk(other.rules[0].when) for name in _names(node)}


def _names(node: object) -> tuple[str, ...]:
    codes = getattr(node, "codes", None) if type(node).__name__ == "LatestValue" else None
    return codes.names if codes is not None else ()


def test_a_register_inside_is_not_altered_and_an_altered_one_does_not_replace_the_published() -> None:
    held = Register(
        "alterable_register", "Held", source=SOURCE, rationale="For this test.",
        member=LatestValue("systolic_clinic", unit=Unit.MMHG).value >= 150,
    )  # fmt: skip
    standing = indicator(of=held, rules=(achieve("R1", Earliest("bp_declined").exists, "Done"),))
    assert not any(one.value == 150 for one in settings(standing))
    limit = next(one.id for one in settings(held) if one.unit == "mmHg")
    changed = altered(held, {limit: 160})
    assert changed.id == held.id and changed.nodes != held.nodes
    assert altered(standing, {"how_soon_the_work_is_due": 3}).of is held


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({AGE + "_or_so": 50}, f"alterable: no setting '{AGE}_or_so': did you mean {AGE}"),
        ({AGE: "forty"}, "expected a number, found 'forty'"),
        ({AGE: "nan"}, "expected a number, found 'nan'"),
        ({AGE: True}, "expected a number, found True"),
        ({AGE: 40.5}, "expected a whole number, found 40.5"),
        ({AGE: 121}, "121 is out of range: 0 to 120"),
        ({BACK: 0}, "0 months is out of range: 1 to 360"),
        ({"codelist_bp_declined": "bp_declinedd"}, "did you mean bp_declined"),
    ],
)
def test_what_cannot_be_set_is_refused_by_name(given: dict[str, Any], message: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        altered(indicator(), given)
    assert message in str(refused.value)
    assert str(refused.value).startswith("alterable: ")


@pytest.mark.hazard("H16", "settings under which a rule means nothing are refused")
def test_settings_under_which_a_rule_means_nothing_are_refused_like_any_faulty_definition() -> None:
    aged = indicator(
        of=AgeOn("achievement_date") < 90,
        rules=(
            exclude("R1", AgeOn("achievement_date") >= 80, "Too old"),
            achieve("R2", Latest("bp_declined").exists, "Done"),
        ),
    )
    with pytest.raises(DefinitionError, match="alterable: rule R1 is unreachable"):
        altered(aged, {AGE: 95})
