"""A practice withdraws: hidden at once, handed over in the same transaction."""

import pytest

from openpcn.terms import clock
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import AuditEvent, Grant
from openpcn.work.access.scopes import may_open
from openpcn.work.entries.models import Entry, WorkDone
from openpcn.work.network.errors import NetworkError
from openpcn.work.people.models import PersonState
from openpcn.work.worklists.claims import claim
from openpcn.work.worklists.handover import hand_overs, take_over, withdraw, withdraw_from_all
from openpcn.work.worklists.home import home
from openpcn.work.worklists.lists import worklist
from openpcn.work.worklists.models import Claim, HandOverItem
from openpcn.work.worklists.settle import settle

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def pharmacist(sharing, post_of):
    sharing()
    return post_of("clinical_pharmacist")


@pytest.fixture
def manager(post_of):
    return post_of("practice_manager", "Z99001")


@pytest.mark.hazard("H06", "withdrawal hands everything open to the practice's own staff")
def test_withdrawal_hides_at_once_and_hands_over(pharmacist, manager, live_people, need_of, key):
    held, worked, free, other = (live_people(ods) for ods in ("Z99001", "Z99001", "Z99001", "Z99002"))
    for state in (held, worked, free, other):
        need_of(state, "SMR01B", red_flag=state is held)
    claim(pharmacist, [held.person_id, other.person_id], key())
    need = need_of(worked, "HYP008", progress="done_awaiting_extract")
    done = WorkDone.objects.create(
        person_id=worked.person_id,
        practice="Z99001",
        definition="HYP008",
        subject=need.subject,
        work=need.work,
        minutes=10,
        done_on=clock.today(),
        post=pharmacist,
        staff=pharmacist.staff,
        created_at=clock.now(),
    )
    Entry.objects.create(
        work_done=done,
        person_id=worked.person_id,
        practice="Z99001",
        codelist="systolic_clinic",
        code="72313002",
        term="Systolic",
        date=clock.today(),
        value=130,
        unit="mmHg",
        author=pharmacist.staff,
        created_at=clock.now(),
    )

    withdraw(manager, "Z99001", "individual_care", "Practice meeting", key())

    assert [row.person_id for row in worklist(pharmacist).rows] == [other.person_id]
    assert may_open(pharmacist, held.person_id).state is None
    assert set(Claim.objects.filter(until__isnull=True).values_list("person_id", flat=True)) == {
        other.person_id
    }
    assert not Grant.objects.filter(person_id=held.person_id, until__isnull=True).exists()
    assert worklist(manager).total == 3
    items = {(item.person_id, item.definition): item for item in HandOverItem.objects.all()}
    assert {person for person, _ in items} == {held.person_id, worked.person_id, free.person_id}
    assert items[free.person_id, "SMR01B"].held_by is None
    item = items[held.person_id, "SMR01B"]
    assert (item.held_by, item.role, item.red_flag) == (pharmacist.staff, "clinical_pharmacist", True)
    assert items[worked.person_id, "HYP008"].done[0] | {"date": ""} == {
        "date": "", "what": "Systolic", "by": pharmacist.staff.display_name, "state": "pending",
    }  # fmt: skip
    event = AuditEvent.objects.get(action="agreement_withdrawn")
    assert event.detail["handed_over"] == 4 and event.detail["claims_released"] == 1


def test_the_hand_over_is_the_practices_alone_until_taken_over(
    pharmacist, manager, post_of, live_people, need_of, key
):
    state = live_people("Z99001")
    need_of(state, "SMR01B")
    claim(pharmacist, [state.person_id], key())
    held = withdraw(manager, "Z99001", "individual_care", "", key())
    reception, other = post_of("receptionist", "Z99001"), post_of("practice_manager", "Z99002")
    assert list(hand_overs(reception)) == [held] and not hand_overs(other) and not hand_overs(pharmacist)
    assert home(reception).hand_overs[0].open_items == 1
    item = HandOverItem.objects.get()
    with pytest.raises(NotAllowedError):
        take_over(other, item.pk, key())
    take_over(reception, item.pk, key())
    assert home(reception).hand_overs == ()


def test_a_claim_stays_where_another_purpose_still_shares(pharmacist, manager, live_people, need_of, key):
    both, finding = live_people("Z99001"), live_people("Z99001")
    need_of(both, "SMR01B")
    need_of(both, "CVD01")
    need_of(finding, "CVD01")
    claim(pharmacist, [both.person_id, finding.person_id], key())
    withdraw(manager, "Z99001", "risk_stratification", "", key())
    assert list(Claim.objects.filter(until__isnull=True).values_list("person_id", flat=True)) == [
        both.person_id
    ]
    assert list(Grant.objects.filter(until__isnull=True).values_list("purpose", flat=True)) == [
        "individual_care"
    ]
    assert [need.definition for need in worklist(pharmacist).rows[0].needs] == ["SMR01B"]


def test_only_the_practices_own_manager_withdraws_and_only_once(
    pharmacist, manager, post_of, live_people, key
):
    live_people("Z99001")
    for post in (pharmacist, post_of("practice_manager", "Z99002"), post_of("receptionist", "Z99001")):
        with pytest.raises(NotAllowedError):
            withdraw(post, "Z99001", "individual_care", "", key())
    first, again = (withdraw(manager, "Z99001", "individual_care", "", "same") for _ in range(2))
    assert first == again
    with pytest.raises(NetworkError):
        withdraw(manager, "Z99001", "individual_care", "", key())


def test_an_objection_in_a_new_snapshot_ends_the_claim(pharmacist, live_people, need_of, key):
    state, gone = live_people("Z99001"), live_people("Z99001")
    need_of(state, "SMR01B")
    need_of(gone, "SMR01B")
    claim(pharmacist, [state.person_id, gone.person_id], key())
    assert settle() == 0
    PersonState.objects.filter(pk=state.pk).update(sharing_objection=True)
    gone.delete()
    assert worklist(pharmacist).total == 0  # before anything is tidied
    assert settle() == 2 and settle() == 0
    assert dict(Claim.objects.values_list("person_id", "ended")) == {
        state.person_id: "objection",
        gone.person_id: "gone",
    }
    assert not Grant.objects.filter(until__isnull=True).exists()


@pytest.mark.hazard("H06", "what somebody who leaves had taken on is free again")
def test_a_leavers_claims_are_free_again(pharmacist, live_people, need_of, key):
    state = live_people("Z99001")
    need_of(state, "SMR01B")
    claim(pharmacist, [state.person_id], key())
    pharmacist.until = clock.now()
    pharmacist.save()
    settle()
    assert Claim.objects.get().ended == "left"


def test_for_every_purpose_at_once_or_not_at_all(pharmacist, manager, live_people, need_of, key):
    state = live_people("Z99001")
    need_of(state, "SMR01B")
    need_of(state, "CVD01")
    repeated = key()
    first = withdraw_from_all(manager, "Z99001", "", repeated)
    assert {each.purpose for each in first} >= {"individual_care", "risk_stratification"}
    assert worklist(pharmacist).total == 0
    assert worklist(manager).total == 1
    assert withdraw_from_all(manager, "Z99001", "", repeated) == []
