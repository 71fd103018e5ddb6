"""Counts, per cent, money and gap: exact for who has a right to the people, suppressed for others."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from openpcn.rules.engine import NotAssessed
from openpcn.terms import clock
from openpcn.terms.scope import Purpose, ScopeError
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.finance.standing import standing
from openpcn.work.measures import people
from openpcn.work.measures.models import IndicatorCount
from openpcn.work.measures.people import people_behind
from openpcn.work.measures.position import position, positions
from openpcn.work.network.agreements import end_sharing
from openpcn.work.people.models import LiveSnapshot, PersonState
from openpcn.work.submissions.models import DEPRIVATION, SnapshotRow

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

SNAPSHOT, NEXT = "20260210T010000-test", "20260211T010000-next"


def outcomes(states, definition, achieved, adjusted=0, rule="R3"):
    """The first are achieved, the next adjusted, the rest due."""
    return [
        (s, definition, "achieved", {"rule": rule})
        if n < achieved
        else (s, definition, "adjusted", {"rule": "R4"})
        if n < achieved + adjusted
        else (s, definition, "due")
        for n, s in enumerate(states)
    ]


@pytest.fixture
def network_of(population, counted, sharing):
    """HI03 in three practices: 12 of 20, 9 of 15 and 3 of 5 achieved; one most, one least deprived."""
    sharing()
    one = population("Z99001", 21, deprivation_fifth=1, ethnic_group="White")
    two = population("Z99002", 15, deprivation_fifth=5, ethnic_group="Mixed")
    three = population("Z99003", 5, deprivation_fifth=None)
    counted(outcomes(one, "HI03", 12, adjusted=1) + outcomes(two, "HI03", 9) + outcomes(three, "HI03", 3))
    return one, two, three


def values(line):
    return (line.achieved.value, line.due.value, line.adjusted.value)


def test_a_reader_with_a_right_to_the_people_sees_exact_numbers(population, counted, sharing, post_of):
    sharing()
    one = population("Z99001", 10, deprivation_fifth=1, ethnic_group="White")
    two = population("Z99002", 4, deprivation_fifth=5)
    counted(outcomes(one, "SMR01B", 3, adjusted=2) + outcomes(two, "SMR01B", 3))
    held = position("SMR01B", post_of("clinical_pharmacist"))
    assert held.exact and held.note == ""
    assert values(held.whole) == (6, 6, 2) and held.whole.percent == 50.0
    assert {line.key: values(line) for line in held.by_practice} == {
        "Z99001": (3, 5, 2), "Z99002": (3, 1, 0), "Z99003": (0, 0, 0),
    }  # fmt: skip
    assert [(line.key, line.percent) for line in held.by_fifth if line.percent is not None] == [
        ("1", 37.5), ("5", 75.0),
    ]  # fmt: skip
    assert held.gap == 37.5
    assert [(line.title, values(line)) for line in held.by_ethnic_group] == [
        ("White", (3, 5, 2)), ("Not recorded", (3, 1, 0)),
    ]  # fmt: skip
    assert held.money.note == "Not paid" and not held.money.paid


@pytest.mark.hazard("H11", "readers without a right to the people see no count of 1 to 7")
def test_others_see_small_numbers_hidden_and_the_rest_rounded(network_of, post_of):
    held = position("HI03", post_of("pcn_manager"))
    by_practice = {line.key: values(line) for line in held.by_practice}
    assert by_practice == {"Z99001": (10, 10, None), "Z99002": (10, None, 0), "Z99003": (None, None, 0)}
    assert values(held.whole) == (25, 15, None) and not held.exact and "hidden" in held.note
    assert held.by_practice[1].percent is None and held.whole.percent == 62.5
    assert held.by_practice[0].adjusted.shown == "hidden"
    assert {rule.code: rule.number.value for rule in held.rules} == {"R3": 25, "R4": None, "R5": 0}
    numbers = [n for line in (*held.by_practice, *held.by_fifth, *held.by_ethnic_group, held.whole)
               for n in (line.achieved, line.due, line.adjusted, line.excluded)]  # fmt: skip
    assert all(n.value is None or n.value % 5 == 0 for n in numbers) and not any(n.opens for n in numbers)


def test_a_practice_manager_sees_the_own_practice_exactly(network_of, post_of):
    held = position("HI03", post_of("practice_manager", "Z99001"))
    by_practice = {line.key: line for line in held.by_practice}
    assert values(by_practice["Z99001"]) == (12, 8, 1) and by_practice["Z99001"].achieved.opens
    assert values(by_practice["Z99002"]) == (10, None, 0) and not by_practice["Z99002"].achieved.opens


def test_network_money_follows_the_contract_to_the_penny(network_of, post_of, counted):
    held = position("HI03", post_of("pcn_manager"))
    expected = standing("network", "HI03", 25, 40, date(2026, 3, 31), list_size=3_000, prevalence=None)
    assert held.money.whose == "pcn" and held.money.points == expected.points == Decimal("4.5")
    assert (
        held.money.pence == expected.pence and held.money.worth_of_one_more == expected.worth_of_one_more > 0
    )
    assert held.money.people_to_upper == 7 and not held.money.confirmed
    assert "unconfirmed" in held.money.note


def test_practice_money_is_each_practices_own(population, counted, sharing, post_of):
    sharing()
    one, two = population("Z99001", 20), population("Z99002", 20)
    counted(
        outcomes(one, "HYP008", 14, rule="R2")
        + outcomes(two, "HYP008", 18, rule="R2")
        + [(s, "hypertension", "member") for s in (*one, *two)]
    )
    held = position("HYP008", post_of("clinical_pharmacist"))
    money = dict(held.by_practice_money)
    alone = standing("practice", "HYP008", 14, 20, date(2026, 3, 31), list_size=1_000, prevalence=Decimal(2))
    assert money["Z99001"] == alone and money["Z99001"].worth_of_one_more > 0
    assert money["Z99002"].worth_of_one_more == 0 and "upper threshold is reached" in money["Z99002"].note
    assert held.money.pence == sum(m.pence for m in money.values()) and held.money.whose == "practice"


def test_a_practice_that_withdraws_is_named_and_not_counted_for_others(network_of, post_of):
    end_sharing("Z99002", Purpose.INDIVIDUAL_CARE, by="test")
    held = position("HI03", post_of("pcn_manager"))
    assert [line.key for line in held.by_practice] == ["Z99001", "Z99003"]
    assert [ods for ods, _ in held.not_sharing] == ["Z99002"] and values(held.whole) == (15, 10, None)
    own = position("HI03", post_of("practice_manager", "Z99002"))
    assert [line.key for line in own.by_practice] == ["Z99002"] and own.exact


def test_not_assessed_is_named_and_counted_nowhere(population, counted, sharing, post_of):
    sharing()
    one = population("Z99001", 10)
    counted(outcomes(one, "SMR01B", 5), not_assessed=[NotAssessed("Z99002", "SMR01B", ("no table issue",))])
    held = position("SMR01B", post_of("clinical_pharmacist"))
    assert held.not_assessed == (("Z99002", "Weir Road Practice", "no table issue"),)


@pytest.mark.hazard("H15", "no table and no change mixes two editions of the deprivation index")
def test_change_since_the_snapshot_before(population, counted, sharing, post_of):
    sharing()
    pharmacist, one = post_of("clinical_pharmacist"), population("Z99001", 10, deprivation_fifth=1)
    five = population("Z99002", 10, deprivation_fifth=5)
    counted(outcomes(one, "SMR01B", 3) + outcomes(five, "SMR01B", 5))
    for name, hour in ((SNAPSHOT, 1), (NEXT, 2)):
        SnapshotRow.objects.create(
            snapshot_id=name, state="superseded" if name == SNAPSHOT else "live", created_at=clock.now(),
            live_from=datetime(2026, 2, 10, hour, tzinfo=clock.LONDON), as_at=clock.today(), content_hash="x",
        )  # fmt: skip
    states = list(PersonState.objects.all())
    for state in states:
        state.pk, state.snapshot_id = None, NEXT
    PersonState.objects.bulk_create(states)
    counted(outcomes(one, "SMR01B", 6) + outcomes(five, "SMR01B", 5), snapshot_id=NEXT)
    LiveSnapshot.objects.update(snapshot_id=NEXT)
    held = position("SMR01B", pharmacist)
    assert held.whole.change == 3 and held.percent_change == pytest.approx(15.0)
    assert held.gap == pytest.approx(-10.0) and held.gap_change == pytest.approx(-30.0)
    assert {line.key: line.change for line in held.by_practice} == {"Z99001": 3, "Z99002": 0, "Z99003": 0}
    fifths_of(SNAPSHOT, "IMD 2019"), fifths_of(NEXT, "IoD 2025")
    held = position("SMR01B", pharmacist)
    assert held.whole.change == 3, "the whole is the same people under either index"
    assert held.gap == pytest.approx(-10.0) and held.gap_change is None
    assert {line.change for line in held.by_fifth} == {None}
    fifths_of(NEXT, "IMD 2019", "IoD 2025")
    held = position("SMR01B", pharmacist)
    assert held.by_fifth == () and held.gap is None and held.deprivation == ("IMD 2019", "IoD 2025")


def fifths_of(snapshot_id, *editions):
    SnapshotRow.objects.filter(pk=snapshot_id).update(versions={DEPRIVATION: list(editions)})


def test_counts_add_up_to_the_outcomes(network_of):
    assert sum(IndicatorCount.objects.filter(definition="HI03").values_list("n", flat=True)) == 41


def test_roles_without_measures_and_unknown_definitions(network_of, post_of):
    for role in ("receptionist", "link_worker"):
        with pytest.raises(NotAllowedError):
            positions(post_of(role))
    with pytest.raises(KeyError):
        position("XYZ01", post_of("pcn_manager"))
    assert "HI03" in {held.definition for held in positions(post_of("pcn_manager"))}


def test_the_people_behind_a_number_open_only_within_the_scope(network_of, post_of, need_of):
    one, two, _ = network_of
    for state in (one[20], two[14]):
        need_of(state, "HI03")
    pharmacist, manager = post_of("clinical_pharmacist"), post_of("pcn_manager")
    for post in (pharmacist, manager):  # not the pharmacist's list; no people at all
        with pytest.raises(ScopeError):
            people_behind(post, "HI03", "due")


def test_every_word_opens_at_the_own_practice_and_only_there(network_of, post_of, evaluation_of, monkeypatch):
    one, two, _ = network_of
    asked = []

    def evaluate_live(definitions, practices):
        asked.append(([d.id for d in definitions], practices))
        return evaluation_of(outcomes(one, "HI03", 12) + outcomes(two, "HI03", 9))

    monkeypatch.setattr(people, "evaluate_live", evaluate_live)
    manager = post_of("practice_manager", "Z99001")
    rows, count = people_behind(manager, "HI03", "achieved")
    assert asked == [(["HI03"], {"Z99001"})]
    assert count == 12 and {row.person_id for row in rows} == {s.person_id for s in one[:12]}
    assert rows[0].practice == "Z99001" and rows[0].needs == ()
    with pytest.raises(ScopeError):
        people_behind(manager, "HI03", "achieved", practice="Z99002")


def test_who_is_due_opens_where_the_role_works_the_list(population, counted, sharing, post_of, need_of):
    sharing()
    one, two = population("Z99001", 3, deprivation_fifth=1), population("Z99002", 2, deprivation_fifth=5)
    counted(outcomes([*one, *two], "SMR01B", 0))
    for state in (*one, *two):
        need_of(state, "SMR01B")
    pharmacist = post_of("clinical_pharmacist")
    rows, count = people_behind(pharmacist, "SMR01B", "due")
    assert count == 5 and {row.person_id for row in rows} == {s.person_id for s in (*one, *two)}
    assert all(row.nhs_number is None and row.needs[0].reasons == () for row in rows)
    assert people_behind(pharmacist, "SMR01B", "due", practice="Z99002")[1] == 2
    assert people_behind(pharmacist, "SMR01B", "due", fifth=1)[1] == 3
    with pytest.raises(ScopeError):
        people_behind(pharmacist, "SMR01B", "achieved")
