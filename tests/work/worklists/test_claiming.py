"""Claim, release, assign, and take as many as the week allows; also when two do it at once."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connections, transaction

from openpcn.terms import clock, person_key
from openpcn.terms.scope import Purpose
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.idempotency import KeyReusedError
from openpcn.work.access.models import AuditEvent, Grant
from openpcn.work.entries.models import WorkDone
from openpcn.work.network.agreements import end_sharing
from openpcn.work.network.errors import WorkError
from openpcn.work.worklists.claims import ClaimError, assign, assignees, claim, release, take_as_many
from openpcn.work.worklists.lists import worklist
from openpcn.work.worklists.minutes import set_weekly_minutes, week
from openpcn.work.worklists.models import Claim, WeeklyMinutes

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def pharmacist(sharing, post_of):
    sharing()
    return post_of("clinical_pharmacist")


def test_a_claim_grants_the_record_for_each_purpose_and_is_audited(pharmacist, live_people, need_of, key):
    state = live_people("Z99001")
    need_of(state, "SMR01B")
    need_of(state, "CVD01")
    taken = claim(pharmacist, [state.person_id], key())
    assert taken.taken == (state.person_id,) and taken.minutes == 45
    grants = Grant.objects.filter(post=pharmacist, until__isnull=True).values_list("purpose", flat=True)
    assert set(grants) == {"individual_care", "risk_stratification"}
    event = AuditEvent.objects.get(action="claimed")
    assert event.people == [person_key.encode(state.person_id)]
    assert event.purpose == "individual_care"
    assert event.detail["purposes"] == ["individual_care", "risk_stratification"]
    assert release(pharmacist, [state.person_id], key()) == 1
    assert not Grant.objects.filter(until__isnull=True).exists()
    assert Claim.objects.get().ended == "released"


def test_the_second_to_claim_gets_nothing_and_no_grant(pharmacist, post_of, live_people, need_of, key):
    state, other = live_people("Z99001"), post_of("clinical_pharmacist")
    need_of(state, "SMR01B")
    claim(pharmacist, [state.person_id], key())
    taken = claim(other, [state.person_id], key())
    assert taken.taken == () and taken.held_by_others == (state.person_id,)
    assert not Grant.objects.filter(post=other).exists()
    again = claim(pharmacist, [state.person_id], key())
    assert again.taken == again.held_by_others == ()


def test_the_database_itself_refuses_a_second_open_claim(pharmacist, post_of, live_people, need_of, key):
    state = live_people("Z99001")
    need_of(state, "SMR01B")
    claim(pharmacist, [state.person_id], key())
    held = Claim.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(
            person=held.person,
            role=held.role,
            holder=held.holder,
            post=held.post,
            since=clock.now(),
            batch=held.batch,
        )


def test_another_role_holds_the_same_person_for_its_own_work(pharmacist, post_of, live_people, need_of, key):
    state, coordinator = live_people("Z99001"), post_of("care_coordinator")
    need_of(state, "SMR01B")
    need_of(state, "HI03")
    assert claim(pharmacist, [state.person_id], key()).taken
    assert claim(coordinator, [state.person_id], key()).taken


def test_the_same_request_twice_has_one_effect(pharmacist, live_people, need_of):
    state = live_people("Z99001")
    need_of(state, "SMR01B")
    first, second = (claim(pharmacist, [state.person_id], "same") for _ in range(2))
    assert first == second and Claim.objects.count() == 1
    assert AuditEvent.objects.filter(action="claimed").count() == 1
    with pytest.raises(KeyReusedError):
        claim(pharmacist, [state.person_id + 1], "same")


def test_whoever_is_not_on_the_list_cannot_be_claimed(pharmacist, live_people, need_of, key):
    listed, objecting, well = (
        live_people("Z99001"),
        live_people("Z99001", sharing_objection=True),
        live_people("Z99001"),
    )
    need_of(listed, "HI03")
    need_of(objecting, "SMR01B")
    taken = claim(pharmacist, [s.person_id for s in (listed, objecting, well)], key())
    assert taken.taken == () and len(taken.not_on_list) == 3 and not Grant.objects.exists()


def test_roles_without_lists_and_ended_posts_claim_nothing(sharing, post_of, live_people, need_of, key):
    sharing()
    state = live_people("Z99001")
    need_of(state, "SMR01B")
    gone = post_of("clinical_pharmacist", until=clock.now())
    for post in (post_of("receptionist"), post_of("pcn_manager"), gone):
        with pytest.raises(NotAllowedError):
            claim(post, [state.person_id], key())
    assert AuditEvent.objects.filter(action="refused").count() == 3
    with pytest.raises(ClaimError):
        claim(post_of("clinical_pharmacist"), [], key())


def test_assigning_moves_ones_own_and_nobodys_but_not_a_colleagues(
    pharmacist, post_of, live_people, need_of, key
):
    colleague, third = post_of("clinical_pharmacist"), post_of("clinical_pharmacist")
    mine, free, theirs = (live_people("Z99001") for _ in range(3))
    for state in (mine, free, theirs):
        need_of(state, "SMR01B")
    claim(pharmacist, [mine.person_id], key())
    claim(third, [theirs.person_id], key())
    taken = assign(pharmacist, [s.person_id for s in (mine, free, theirs)], colleague, key())
    assert set(taken.taken) == {mine.person_id, free.person_id} and taken.held_by_others == (
        theirs.person_id,
    )
    assert Claim.objects.filter(post=colleague, until__isnull=True, assigned_by=pharmacist.staff).count() == 2
    assert not Grant.objects.filter(post=pharmacist, until__isnull=True).exists()
    assert set(assignees(pharmacist)) == {pharmacist, colleague, third}
    with pytest.raises(ClaimError):
        assign(pharmacist, [free.person_id], post_of("care_coordinator"), key())


def test_people_are_not_assigned_to_somebody_who_may_not_see_them(
    pharmacist, post_of, live_people, need_of, key
):
    state = live_people("Z99001")
    need_of(state, "SMR01B")
    elsewhere = post_of("clinical_pharmacist", "Z99002")
    end_sharing("Z99002", Purpose.INDIVIDUAL_CARE, by="test")
    taken = assign(pharmacist, [state.person_id], elsewhere, key())
    assert taken.taken == () and taken.not_on_list == (state.person_id,)


def test_take_as_many_goes_down_the_list_and_never_over_the_minutes(pharmacist, live_people, need_of, key):
    with pytest.raises(ClaimError):
        take_as_many(pharmacist, key())
    states = [live_people("Z99001", birth_date=date(1930 + n, 1, 1)) for n in range(6)]
    for state in states:
        need_of(state, "SMR01B")  # 30 minutes each
    need_of(states[5], "HYP008", red_flag=True)  # 40 minutes, and first
    set_weekly_minutes(pharmacist, pharmacist.staff, 105, key())
    taken = take_as_many(pharmacist, key())
    assert taken.taken == (states[5].person_id, states[0].person_id, states[1].person_id)
    assert taken.minutes == 100 and week(pharmacist).left == 5
    assert take_as_many(pharmacist, key()).taken == ()
    WorkDone.objects.create(
        person_id=states[0].person_id,
        practice="Z99001",
        definition="SMR01B",
        subject="x",
        work="w",
        minutes=3,
        done_on=clock.today(),
        post=pharmacist,
        staff=pharmacist.staff,
        created_at=clock.now(),
    )
    assert (week(pharmacist).recorded, week(pharmacist).left) == (3, 2)
    assert worklist(pharmacist).minutes_left == 2


def test_somebody_too_long_is_passed_over_for_the_next_who_fits(pharmacist, live_people, need_of, key):
    long, short = live_people("Z99001", birth_date=date(1930, 1, 1)), live_people("Z99001")
    need_of(long, "SMR01B")
    need_of(short, "HYP008")
    set_weekly_minutes(pharmacist, pharmacist.staff, 20, key())
    assert take_as_many(pharmacist, key()).taken == (short.person_id,)


def test_weekly_minutes_are_ones_own_or_the_managers_to_set(pharmacist, post_of, key):
    other = post_of("care_coordinator")
    with pytest.raises(NotAllowedError):
        set_weekly_minutes(pharmacist, other.staff, 60, key())
    with pytest.raises(WorkError):
        set_weekly_minutes(pharmacist, pharmacist.staff, 3_601, key())
    set_weekly_minutes(post_of("pcn_manager"), other.staff, 60, key())
    assert week(other).weekly == 60


def at_once(count, act):
    """Run ``act(number)`` in so many threads at the same moment; returns the results."""
    results, faults, start = [], [], threading.Barrier(count)

    def run(number):
        try:
            start.wait()
            results.append(act(number))
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults
    return results


@pytest.mark.django_db(transaction=True)
@pytest.mark.hazard("H06", "of several who claim a person at once exactly one holds them")
def test_several_claim_the_same_people_at_once_and_each_goes_to_one(sharing, post_of, live_people, need_of):
    sharing()
    posts = [post_of("clinical_pharmacist") for _ in range(6)]
    states = [live_people("Z99001") for _ in range(5)]
    for state in states:
        need_of(state, "SMR01B")
    everybody = [state.person_id for state in states]
    results = at_once(6, lambda n: claim(posts[n], everybody if n % 2 else everybody[::-1], f"race-{n}"))
    assert sorted(person for taken in results for person in taken.taken) == sorted(everybody)
    assert Claim.objects.filter(until__isnull=True).count() == 5
    assert Grant.objects.filter(until__isnull=True).count() == 5


@pytest.mark.django_db(transaction=True)
def test_taking_twice_at_once_never_exceeds_the_week(sharing, post_of, live_people, need_of):
    sharing()
    pharmacist = post_of("clinical_pharmacist")
    for _ in range(12):
        need_of(live_people("Z99001"), "SMR01B")
    WeeklyMinutes.objects.create(staff=pharmacist.staff, minutes=150)
    results = at_once(4, lambda n: take_as_many(pharmacist, f"take-{n}"))
    assert sum(taken.minutes for taken in results) == 150
    assert Claim.objects.filter(post=pharmacist, until__isnull=True).count() == 5


def test_every_way_of_taking_somebody_on_is_audited_with_the_lists_purpose(
    pharmacist, post_of, live_people, need_of, key
):
    first, second = live_people("Z99001"), live_people("Z99001")
    need_of(first, "CVD01")
    need_of(second, "CVD01")
    assign(pharmacist, [first.person_id], post_of("clinical_pharmacist"), key())
    set_weekly_minutes(pharmacist, pharmacist.staff, 600, key())
    take_as_many(pharmacist, key())
    for action, state in (("assigned", first), ("claimed", second)):
        event = AuditEvent.objects.get(action=action)
        assert event.people == [person_key.encode(state.person_id)]
        assert event.purpose == "risk_stratification"
