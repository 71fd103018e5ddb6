"""Who sees whom: roles, agreements, objections, grants."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from openpcn.terms import clock
from openpcn.terms.scope import Fields, Purpose
from openpcn.work.access.agreements import end_sharing
from openpcn.work.access.errors import AccessError, NotAllowedError
from openpcn.work.access.grants import end_claimed, grant_claimed, open_record
from openpcn.work.access.models import AuditEvent, Grant
from openpcn.work.access.roles import Role
from openpcn.work.access.scopes import may_open, practices_of, scope_for
from openpcn.work.access.visibility import searchable_states, visible_states
from openpcn.work.network.agreements import join

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

CARE, FINDING, PLANNING = Purpose.INDIVIDUAL_CARE, Purpose.RISK_STRATIFICATION, Purpose.PLANNING


def seen(post, purpose=CARE, **options):
    return set(visible_states(post, purpose, **options).values_list("person_id", flat=True))


def found(post, purpose=CARE):
    return set(searchable_states(post, purpose).values_list("person_id", flat=True))


@pytest.mark.hazard("H11", "without a live agreement nobody outside the practice sees its people")
def test_without_an_agreement_a_network_post_sees_nobody(post_of, live_people):
    live_people("Z99001")
    pharmacist = post_of("clinical_pharmacist")
    assert seen(pharmacist) == set()
    assert found(pharmacist) == set()
    assert practices_of(pharmacist, CARE) == frozenset()


def test_an_agreement_shows_the_people_of_its_parties_for_its_purposes(post_of, live_people, sharing):
    one, two = live_people("Z99001"), live_people("Z99002")
    live_people("Z99003")
    sharing(["Z99001", "Z99002"], [CARE])
    pharmacist = post_of("clinical_pharmacist")
    assert seen(pharmacist) == {one.person_id, two.person_id}
    assert seen(pharmacist, FINDING) == set()


@pytest.mark.parametrize(
    "moment, live",
    [
        ("2025-03-31T23:59", False),
        ("2025-04-01T00:00", True),
        ("2026-06-30T23:59", True),
        ("2026-07-01T00:00", False),
    ],
)
def test_an_agreement_holds_from_its_first_day_to_its_last(
    post_of, live_people, sharing, clock_at, moment, live
):
    person = live_people("Z99001")
    sharing(ends=datetime(2026, 6, 30).date())
    pharmacist = post_of("clinical_pharmacist")
    pharmacist.since = datetime(2024, 1, 1, tzinfo=clock.LONDON)
    clock_at(moment)
    assert (person.person_id in seen(pharmacist)) is live


@pytest.mark.hazard("H11", "a practice that withdraws vanishes from everybody outside it at the next request")
def test_withdrawing_ends_every_view_at_once_and_the_practice_keeps_its_people(
    post_of, live_people, sharing, django_user_model
):
    person, other = live_people("Z99001"), live_people("Z99002")
    sharing()
    pharmacist, director = post_of("clinical_pharmacist"), post_of("clinical_director")
    manager, reception = post_of("practice_manager", "Z99001"), post_of("receptionist", "Z99001")
    grant_claimed(pharmacist, [person.person_id], CARE, reason="claimed")
    assert may_open(pharmacist, person.person_id).fields is Fields.RECORD

    end_sharing(manager, "Z99001", CARE)

    assert seen(pharmacist) == {other.person_id}
    assert may_open(pharmacist, person.person_id).state is None
    assert not may_open(director, person.person_id).may_state_purpose
    assert found(pharmacist) == {other.person_id}
    assert "Z99001" not in practices_of(pharmacist, CARE)
    assert person.person_id not in scope_for(pharmacist, CARE).people
    assert person.person_id in seen(manager) and person.person_id in seen(reception)
    assert person.person_id in seen(pharmacist, FINDING), "the other purpose was not withdrawn"
    assert AuditEvent.objects.filter(action="agreement_left").count() == 1


def test_a_practice_that_comes_back_is_seen_again(post_of, live_people, sharing):
    person = live_people("Z99001")
    agreement = sharing()
    manager, pharmacist = post_of("practice_manager", "Z99001"), post_of("clinical_pharmacist")
    end_sharing(manager, "Z99001", CARE)
    join(agreement, "Z99001", CARE)
    assert person.person_id in seen(pharmacist)


def test_only_the_practices_own_manager_withdraws_it(post_of, sharing):
    sharing()
    for post in (post_of("pcn_manager"), post_of("practice_manager", "Z99002"), post_of("receptionist")):
        with pytest.raises(NotAllowedError):
            end_sharing(post, "Z99001", CARE)
    assert AuditEvent.objects.filter(action="refused").count() == 3


@pytest.mark.hazard("H11", "confidential, S-flagged and objecting people are hidden outside their practice")
@pytest.mark.parametrize("restriction", ["confidential", "spine_sensitive", "sharing_objection"])
def test_a_restricted_person_is_hidden_from_everybody_outside_even_with_a_grant(
    post_of, live_people, sharing, restriction
):
    person = live_people("Z99001", **{restriction: True})
    sharing()
    pharmacist, neighbour = post_of("clinical_pharmacist"), post_of("clinical_pharmacist", "Z99002")
    own, manager = post_of("clinical_pharmacist", "Z99001"), post_of("practice_manager", "Z99001")
    for outside in (pharmacist, neighbour, post_of("clinical_director"), post_of("link_worker")):
        Grant.objects.create(
            person_id=person.person_id, post=outside, purpose=CARE, origin="claim", since=clock.now()
        )
        assert seen(outside) == set()
        assert may_open(outside, person.person_id, listed=True).state is None
        assert not may_open(outside, person.person_id).may_state_purpose
    assert grant_claimed(pharmacist, [person.person_id], CARE, reason="x") == []
    assert seen(own) == seen(manager) == {person.person_id}
    assert seen(post_of("link_worker", "Z99001")) == set(), "a link worker never sees restricted people"


@pytest.mark.hazard("H15", "an objection to risk stratification binds every case-finding list")
def test_an_objection_to_risk_stratification_binds_case_finding_everywhere_and_care_nowhere(
    post_of, live_people, sharing
):
    person = live_people("Z99001", risk_stratification_objection=True)
    sharing()
    pharmacist, own = post_of("clinical_pharmacist"), post_of("clinical_pharmacist", "Z99001")
    for post in (pharmacist, own):
        assert seen(post, FINDING) == set()
        assert seen(post, CARE) == {person.person_id}


def test_a_type_1_opt_out_never_hides_from_care_and_always_from_planning(post_of, live_people, sharing):
    person = live_people("Z99001", type1_opt_out=True)
    sharing()
    pharmacist, own = post_of("clinical_pharmacist"), post_of("clinical_pharmacist", "Z99001")
    assert seen(pharmacist, CARE) == seen(own, CARE) == {person.person_id}
    assert seen(own, CARE) and seen(own, PLANNING) == set()
    assert seen(pharmacist, FINDING) == set(), "it leaves the practice for something beyond individual care"
    assert seen(own, FINDING) == {person.person_id}


# role, organisation -> (own practice's people, unclaimed elsewhere as list, after a claim elsewhere)
TABLE = {
    ("pcn_manager", "U99999"): ("counts", False, "counts"),
    ("clinical_director", "U99999"): ("counts", False, "record"),
    ("clinical_pharmacist", "U99999"): ("counts", True, "record"),
    ("care_coordinator", "U99999"): ("counts", True, "record"),
    ("link_worker", "U99999"): ("counts", True, "demographics"),
    ("clinical_director", "Z99001"): ("record", False, "record"),
    ("clinical_pharmacist", "Z99001"): ("record", False, "record"),
    ("care_coordinator", "Z99001"): ("demographics", False, "record"),
    ("practice_manager", "Z99001"): ("demographics", False, "demographics"),
    ("receptionist", "Z99001"): ("demographics", False, "demographics"),
}


def test_the_table_speaks_of_every_role():
    assert {role for role, _ in TABLE} == set(Role)


@pytest.mark.parametrize("where", TABLE, ids=lambda where: "-".join(where))
def test_what_each_role_opens(post_of, live_people, sharing, where):
    own, unclaimed, granted = TABLE[where]
    here, there = live_people("Z99001"), live_people("Z99002")
    sharing()
    post = post_of(*where)
    assert may_open(post, here.person_id).fields == Fields(own)
    assert may_open(post, there.person_id).fields is Fields.COUNTS, "nobody unclaimed opens unless listed"
    listed = may_open(post, there.person_id, listed=True)
    assert listed.fields is (Fields.LIST if unclaimed else Fields.COUNTS)
    Grant.objects.create(
        person_id=there.person_id, post=post, purpose=CARE, origin="claim", since=clock.now()
    )
    opened = may_open(post, there.person_id)
    assert opened.fields == Fields(granted)
    if granted != "counts":
        assert opened.scope.includes(there.person_id, "Z99002")
        assert not opened.scope.includes(here.person_id, "Z99001")


def test_a_claim_opens_the_record_until_it_ends(post_of, live_people, sharing):
    person = live_people("Z99001")
    sharing()
    pharmacist = post_of("clinical_pharmacist")
    assert grant_claimed(pharmacist, [person.person_id], CARE, reason="SMR01D") == [person.person_id]
    assert grant_claimed(pharmacist, [person.person_id], CARE, reason="again") == [person.person_id]
    assert Grant.objects.count() == 1
    assert may_open(pharmacist, person.person_id).why == "claimed"
    assert end_claimed([person.person_id], post=pharmacist) == 1
    assert may_open(pharmacist, person.person_id).state is None


def test_a_grant_carries_its_purpose_and_no_other(post_of, live_people, sharing):
    person = live_people("Z99001")
    sharing(purposes=[FINDING])
    pharmacist = post_of("clinical_pharmacist")
    assert grant_claimed(pharmacist, [person.person_id], CARE, reason="no agreement for care") == []
    grant_claimed(pharmacist, [person.person_id], FINDING, reason="CVD01")
    opened = may_open(pharmacist, person.person_id)
    assert (opened.fields, opened.purpose) == (Fields.RECORD, FINDING)


@pytest.mark.hazard("H12", "stating a purpose opens a record that is on no list, at once and audited")
def test_stating_a_purpose_opens_somebody_for_eight_hours_and_is_audited(
    post_of, live_people, sharing, clock_at
):
    person = live_people("Z99001")
    sharing()
    pharmacist = post_of("clinical_pharmacist")
    assert may_open(pharmacist, person.person_id).may_state_purpose
    with pytest.raises(AccessError):
        open_record(pharmacist, person.person_id, CARE, "  because  ")
    grant = open_record(pharmacist, person.person_id, CARE, "Rang about her tablets")
    opened = may_open(pharmacist, person.person_id)
    assert (opened.fields, opened.why) == (Fields.RECORD, "stated purpose")
    event = AuditEvent.objects.get(action="record_opened")
    assert event.purpose == "individual_care" and len(event.people) == 1
    clock_at((grant.until - timedelta(minutes=1)).isoformat())
    assert may_open(pharmacist, person.person_id).fields is Fields.RECORD
    clock_at(grant.until.isoformat())
    assert may_open(pharmacist, person.person_id).state is None


@pytest.mark.parametrize("role", ["link_worker", "receptionist", "practice_manager", "pcn_manager"])
def test_the_other_roles_cannot_open_by_stating_a_purpose_nor_find_anybody_elsewhere(
    post_of, live_people, sharing, role
):
    person = live_people("Z99002")
    sharing()
    post = post_of(role)
    assert person.person_id not in found(post)
    assert not may_open(post, person.person_id).may_state_purpose
    with pytest.raises(NotAllowedError):
        open_record(post, person.person_id, CARE, "A reason of some length")
    refused = AuditEvent.objects.get(action="refused")
    assert refused.object_id == "open_record" and refused.staff == post.staff.username


@pytest.mark.hazard("H11", "access ends the minute a post ends")
def test_access_ends_the_minute_a_post_ends(post_of, live_people, sharing, clock_at):
    person = live_people("Z99001")
    sharing()
    end = datetime(2026, 2, 10, 17, 0, tzinfo=clock.LONDON)
    pharmacist = post_of("clinical_pharmacist", until=end)
    reception = post_of("receptionist", "Z99001", until=end)
    grant_claimed(pharmacist, [person.person_id], CARE, reason="claimed")
    clock_at("2026-02-10T16:59:59")
    assert seen(pharmacist) == seen(reception) == {person.person_id}
    clock_at("2026-02-10T17:00")
    assert seen(pharmacist) == seen(reception) == set()
    assert may_open(pharmacist, person.person_id).state is None
    assert scope_for(pharmacist, CARE).practices == frozenset()


def test_an_account_that_was_closed_sees_nobody(post_of, live_people, sharing):
    live_people("Z99001")
    sharing()
    reception = post_of("receptionist", "Z99001")
    reception.staff.is_active = False
    assert seen(reception) == set()


def test_another_practices_post_reaches_only_granted_people_of_a_joint_agreement(
    post_of, live_people, sharing
):
    person = live_people("Z99001")
    sharing(["Z99001", "Z99003"], [CARE])
    partner, stranger = post_of("clinical_pharmacist", "Z99003"), post_of("clinical_pharmacist", "Z99002")
    for post in (partner, stranger):
        assert seen(post) == set()
        Grant.objects.create(
            person_id=person.person_id, post=post, purpose=CARE, origin="claim", since=clock.now()
        )
    assert seen(partner) == {person.person_id}
    assert seen(stranger) == set(), "its practice is no party of the agreement"


def test_a_person_of_another_snapshot_is_nobody(post_of, live_people, sharing):
    live_people("Z99001", snapshot_id="a-candidate")
    sharing()
    assert seen(post_of("clinical_pharmacist")) == set()
    assert seen(post_of("receptionist", "Z99001")) == set()


def test_the_scope_of_a_role_that_only_counts_names_no_people(post_of, live_people, sharing):
    live_people("Z99001")
    sharing()
    scope = scope_for(post_of("pcn_manager"), CARE)
    assert scope.fields is Fields.COUNTS and scope.practices == {"Z99001", "Z99002", "Z99003"}
    with pytest.raises(PermissionError):
        scope.require(Fields.LIST)
