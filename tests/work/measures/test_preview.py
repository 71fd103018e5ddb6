"""What a changed rule would do: who joins and leaves, the minutes, the money, for whom; nothing is kept."""

from __future__ import annotations

import pytest

from openpcn.rules import catalogue
from openpcn.rules.catalogue import CatalogueError
from openpcn.rules.language import DefinitionError
from openpcn.rules.language.altering import settings
from openpcn.terms.dates import ContractYear
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import AuditEvent
from openpcn.work.measures.attributes import FURTHER
from openpcn.work.measures.models import AttributeCount
from openpcn.work.measures.people import own_people
from openpcn.work.measures.preview import NothingToPreviewError, changes_of_year, not_known_in, preview
from openpcn.work.rules.models import RuleChange

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

REGISTER = "severe_frailty"
NOBODY = {"codelist_frailty_severe": "frailty_mild"}


@pytest.fixture
def live(one_night, sharing):
    sharing()


def test_a_practice_gets_its_own_exact_numbers_and_its_own_people(live, post_of):
    found = preview(post_of("practice_manager", "Z99001"), REGISTER, NOBODY)
    move = dict(found.by_practice)["Z99001"]
    assert (move.before, move.after, move.joins, move.leaves) == (12, 0, 0, 12)
    assert len(found.leaving) == 12 and found.joining == ()
    assert found.changes == (("Codes that mean Severe frailty", "frailty_severe", "frailty_mild"),)


def test_whoever_works_the_list_gets_exact_numbers_of_the_whole_network(live, post_of):
    found = preview(post_of("clinical_pharmacist"), "SMR01B", {"codelist_smr_declined": "bp_declined"})
    assert found.exact
    due = dict(found.words)["due"]
    for cut in found.cuts:
        assert sum(group.move.before or 0 for group in cut.groups) == due.before, cut.title


@pytest.mark.hazard("H10", "a preview names nobody, and hides small numbers, for roles that see counts only")
def test_whoever_sees_counts_only_gets_rounded_numbers_and_nobody(live, post_of):
    found = preview(post_of("pcn_manager"), REGISTER, NOBODY)
    ((_, move),) = found.words
    assert (move.before, move.after, move.leaves) == (10, 0, 10) and not found.exact
    assert found.leaving == ()
    shown = [
        n
        for cut in found.cuts
        for group in cut.groups
        for n in (group.move.before, group.move.after, group.move.joins, group.move.leaves)
    ]
    assert all(n is None or n % 5 == 0 for n in shown)


@pytest.mark.hazard(
    "H10", "a move in a small group cannot be told from none by asking with the next threshold"
)
def test_in_groups_no_move_and_a_small_one_look_alike_to_whoever_sees_counts_only(live, post_of):
    found = preview(post_of("pcn_manager"), REGISTER, NOBODY)
    groups = [group.move for cut in found.cuts for group in cut.groups] + [
        move for _, move in found.by_practice
    ]
    assert groups and all(
        n is None or n >= 10 for move in groups for n in (move.joins, move.leaves, move.after)
    )
    same = preview(post_of("pcn_manager"), REGISTER, {})
    assert all(group.move.joins is None for cut in same.cuts for group in cut.groups)
    exact = preview(post_of("clinical_pharmacist"), "SMR01B", {})
    assert all(group.move.joins == 0 for cut in exact.cuts for group in cut.groups)


@pytest.mark.hazard("H10", "a preview names nobody who objects to what the definition is for")
def test_who_objects_to_risk_stratification_is_not_named_by_case_finding(population, counted, post_of):
    people = population("Z99001", 2)
    objects = population("Z99001", 1, risk_stratification_objection=True)
    counted([])
    everybody = [state.person_id for state in (*people, *objects)]
    manager = post_of("practice_manager", "Z99001")
    named = {row.person_id for row in own_people(manager, "CVD01", everybody)}
    assert named == {state.person_id for state in people}
    assert {row.person_id for row in own_people(manager, "HYP008", everybody)} == set(everybody)


@pytest.mark.hazard("H16", "a preview keeps nothing but that somebody looked")
def test_nothing_is_kept_but_that_somebody_looked(live, post_of):
    preview(post_of("pcn_manager"), REGISTER, NOBODY)
    assert not RuleChange.objects.exists()
    event = AuditEvent.objects.get(action="rule_previewed")
    assert event.object_id == REGISTER and event.detail["settings"] == NOBODY


def test_the_minutes_are_the_works_minutes_for_each_person_due(live, post_of):
    found = preview(post_of("practice_manager", "Z99001"), "SMR01B", {})
    due = dict(found.words)["due"]
    assert found.definition.work is not None  # type: ignore[attr-defined]
    minutes = found.definition.work.minutes  # type: ignore[attr-defined]
    assert due.before == due.after == 10, "12 people, to the nearest 5"
    assert found.minutes == (10 * minutes, 10 * minutes)
    assert found.money_before.whose == "nobody"


def test_another_contract_year_brings_its_published_values(live, post_of):
    found = preview(post_of("practice_manager", "Z99001"), "HYP008", {}, year=ContractYear(2022))
    assert found.year == ContractYear(2022)
    assert found.money_after.whose == "practice"


@pytest.mark.hazard("H16", "contract values that a year does not have are named, not passed over")
def test_values_that_the_year_does_not_have_are_named_as_not_known():
    from openpcn.rules.contract import in_use

    indicator = next(
        each
        for each in catalogue.indicators()
        for one in settings(each, ContractYear(2025).end)
        if one.contract and in_use().known(one.contract, in_use().years[0].end) is None
    )
    first = in_use().years[0]
    missing = not_known_in(indicator, first)
    assert missing
    assert (
        changes_of_year(indicator, first)
        .keys()
        .isdisjoint(one.id for one in settings(indicator) if one.label in missing)
    )


def test_what_cannot_be_previewed_says_why(live, post_of):
    post = post_of("pcn_manager")
    with pytest.raises(DefinitionError, match="no setting 'x'"):
        preview(post, REGISTER, {"x": 1})
    with pytest.raises(CatalogueError, match="did you mean severe_frailty"):
        preview(post, "severe_fraility", {})
    with pytest.raises(NotAllowedError):
        preview(post_of("receptionist", "Z99001"), REGISTER, {})


def test_before_the_first_night_there_is_nothing_to_preview(riverbank, post_of):
    with pytest.raises(NothingToPreviewError):
        preview(post_of("pcn_manager"), REGISTER, NOBODY)


def test_a_night_counts_every_definition_by_age_sex_and_register(live):
    counts = AttributeCount.objects.filter(definition=REGISTER)
    for attribute in FURTHER:
        assert sum(counts.filter(attribute=attribute.id).values_list("n", flat=True)) == 12, attribute.id
