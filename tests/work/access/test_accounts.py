"""Accounts and posts: granted by somebody else, ended by a manager; demonstration accounts."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction

from openpcn.terms import clock
from openpcn.work import access
from openpcn.work.access.capabilities import MAY, Action, may
from openpcn.work.access.errors import AccessError
from openpcn.work.access.models import AuditEvent, Grant, Post, Staff
from openpcn.work.access.roles import SEES, Role
from openpcn.work.access.staff import (
    add_user,
    create_first_manager,
    end_post,
    grant_post,
    live_post,
    live_posts,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
PASSWORD = "correct horse battery staple"


@pytest.fixture
def manager(riverbank):
    staff = create_first_manager(
        username="Sam", display_name="Sam Field", password=PASSWORD, network=riverbank
    )
    return live_post(staff)


def add(**changes):
    fields = {
        "username": "pat",
        "display_name": "Pat Rowe",
        "password": PASSWORD,
        "role": "clinical_pharmacist",
        "organisation": "U99999",
        "granted_by": "sam",
    }
    return add_user(**(fields | changes))


def test_the_first_manager_is_made_once(manager, riverbank):
    assert (manager.role, manager.organisation, manager.granted_by) == ("pcn_manager", "U99999", None)
    with pytest.raises(AccessError, match="already"):
        create_first_manager(username="second", display_name="Second", password=PASSWORD, network=riverbank)
    assert Staff.objects.count() == 1


def test_the_first_manager_belongs_to_this_sites_network(riverbank):
    with pytest.raises(AccessError, match="U12345"):
        create_first_manager(username="x", display_name="X", password=PASSWORD, network="U12345")


def test_a_manager_gives_somebody_else_a_role(manager):
    staff = add()
    (post,) = live_posts(staff)
    assert (post.role, post.organisation, post.granted_by) == ("clinical_pharmacist", "U99999", manager.staff)
    assert AuditEvent.objects.filter(action="post_granted").count() == 2
    assert authenticate(username="PAT", password=PASSWORD) == staff


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"role": "surgeon"}, "no such role"),
        ({"organisation": "Z12345"}, "expected U99999"),
        ({"organisation": "A81001"}, "expected U99999"),
        ({"role": "receptionist"}, "is a post at a practice"),
        ({"role": "pcn_manager", "organisation": "Z99001"}, "is a post at a network"),
        ({"granted_by": "nobody"}, "no such account"),
        ({"granted_by": "pat"}, "nobody grants themself"),
        ({"username": "sam"}, "already"),
        ({"username": " "}, "needs a user name"),
        ({"password": "short"}, "password is not accepted"),
        ({"password": "password1234"}, "password is not accepted"),
    ],
)
def test_what_is_refused_leaves_nothing(manager, changes, said):
    before = (Staff.objects.count(), Post.objects.count(), AuditEvent.objects.count())
    with pytest.raises(AccessError, match=said):
        add(**changes)
    assert (Staff.objects.count(), Post.objects.count(), AuditEvent.objects.count()) == before


def test_nobody_raises_their_own_rights(manager):
    pharmacist = add()
    with pytest.raises(AccessError, match="may not grant"):
        add(username="friend", granted_by="pat")
    with pytest.raises(AccessError, match="themself"):
        grant_post(pharmacist, "pcn_manager", "U99999", granted_by="pat")
    with pytest.raises(AccessError, match="themself"):
        grant_post(manager.staff, "clinical_pharmacist", "U99999", granted_by="sam")
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(
            staff=pharmacist, role=Role.PCN_MANAGER, organisation="U99999",
            since=clock.now(), granted_by=pharmacist,
        )  # fmt: skip


def test_a_practice_manager_grants_at_the_own_practice_only(manager):
    add(username="ruth", role="practice_manager", organisation="Z99001")
    add(username="jo", role="receptionist", organisation="Z99001", granted_by="ruth")
    for organisation, role in (("Z99002", "receptionist"), ("U99999", "clinical_pharmacist")):
        with pytest.raises(AccessError, match="may not grant"):
            add(username="kim", role=role, organisation=organisation, granted_by="ruth")


def test_ending_a_post_ends_its_grants_and_is_audited(manager, live_people, clock_at):
    staff, person = add(), live_people("Z99001")
    post = live_post(staff)
    clock_at("2026-02-10T09:30")
    Grant.objects.create(
        person_id=person.person_id, post=post, purpose="individual_care", origin="claim", since=clock.now()
    )
    end_post(post, by=manager)
    assert live_post(staff) is None
    assert Grant.objects.get().until == clock.now()
    assert AuditEvent.objects.filter(action="post_ended").count() == 1
    for held, by in ((post, manager), (manager, manager)):
        with pytest.raises(AccessError):
            end_post(held, by=by)


def test_a_post_ends_at_its_minute(manager, clock_at):
    from datetime import datetime

    staff = add(until=datetime(2026, 3, 31, 17, 0, tzinfo=clock.LONDON))
    clock_at("2026-03-31T16:59")  # British Summer Time has begun
    assert live_post(staff)
    clock_at("2026-03-31T17:00")
    assert live_post(staff) is None


def test_a_closed_account_cannot_sign_in(manager):
    staff = add()
    staff.is_active = False
    staff.save()
    assert authenticate(username="pat", password=PASSWORD) is None
    assert live_post(staff) is None


def test_demonstration_accounts_one_per_role_in_a_demonstration_only(riverbank, settings):
    with pytest.raises(AccessError, match="OPENPCN_ENV=demo"):
        access.create_demo_accounts()
    settings.OPENPCN_ENV = "demo"
    accounts = access.create_demo_accounts()
    assert {account.role for account in accounts} == set(Role) and len(accounts) == len(Role)
    assert access.create_demo_accounts() == accounts, "again: nothing more"
    for account in accounts:
        staff = authenticate(username=account.username, password=account.password)
        post = live_post(staff)
        assert (post.role, post.organisation) == (account.role, account.organisation)
    settings.OPENPCN_ENV = "production"
    assert access.demo_accounts() == []
    assert authenticate(username=accounts[0].username, password=accounts[0].password) is None


def test_demonstration_accounts_never_belong_to_a_real_network(riverbank, settings):
    settings.OPENPCN_ENV = "demo"
    riverbank.is_fictional = False
    riverbank.save()
    with pytest.raises(AccessError, match="fictional"):
        access.create_demo_accounts()


def test_every_role_and_every_action_is_in_the_tables():
    assert set(SEES) == set(Role)
    assert set(MAY) == set(Action)


@pytest.mark.parametrize(
    "role, organisation, action, practice, allowed",
    [
        ("clinical_pharmacist", None, Action.WORK, None, True),
        ("pcn_manager", None, Action.WORK, None, False),
        ("pcn_manager", None, Action.SEARCH, None, False),
        ("pcn_manager", None, Action.QUARANTINE, "Z99001", False),
        ("practice_manager", "Z99001", Action.QUARANTINE, "Z99001", True),
        ("practice_manager", "Z99001", Action.QUARANTINE, "Z99002", False),
        ("practice_manager", "Z99001", Action.WITHDRAW, "Z99001", True),
        ("practice_manager", "Z99001", Action.WITHDRAW, "Z99002", False),
        ("receptionist", "Z99001", Action.WITHDRAW, "Z99001", False),
        ("link_worker", None, Action.OPEN_RECORD, None, False),
        ("pcn_manager", None, Action.APPROVE_HELD, "Z99003", True),
    ],
)
def test_some_cells_of_the_table_of_actions(post_of, role, organisation, action, practice, allowed):
    assert may(post_of(role, organisation), action, practice=practice) is allowed


def test_a_post_that_ended_may_nothing(post_of):
    post = post_of("pcn_manager", until=clock.now())
    assert not any(may(post, action) for action in Action)
