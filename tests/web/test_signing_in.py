"""Signing in and out. Demonstration accounts exist in a demonstration only."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from openpcn.web import acting
from openpcn.work.access.demo import PASSWORD
from openpcn.work.access.models import AuditEvent, Post, Staff


def test_a_demonstration_shows_its_accounts_and_signs_in_by_a_button(as_role):
    client = as_role("nobody")
    page = client.get("/sign-in").content
    assert b"Priya Nair" in page and b"Ruth Calder" in page
    response = client.post("/sign-in/demo", {"username": "pharmacist"})
    assert response["Location"] == "/"
    assert b"What to do today" in client.get("/").content
    assert AuditEvent.objects.filter(action="signed_in", staff="pharmacist").exists()


@pytest.mark.parametrize("environment", ["production", "development"])
def test_elsewhere_there_is_no_trace_of_them(as_role, settings, environment):
    settings.OPENPCN_ENV = environment
    client = as_role("nobody")
    assert b"Priya Nair" not in client.get("/sign-in").content
    response = client.post("/sign-in/demo", {"username": "pharmacist"})
    assert response.status_code == 200 and b"not correct" in response.content
    assert client.get("/")["Location"].startswith("/sign-in")
    response = client.post("/sign-in", {"username": "pharmacist", "password": PASSWORD})
    assert response.status_code == 200 and b"not correct" in response.content


def test_a_wrong_password_says_no_more_than_that(as_role):
    client = as_role("nobody")
    wrong = client.post("/sign-in", {"username": "pharmacist", "password": "wrong"}).content
    absent = client.post("/sign-in", {"username": "nobody-here", "password": "wrong"}).content
    assert b"The username or password is not correct" in wrong
    token = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
    wrong, absent = token.sub(b"", wrong), token.sub(b"", absent)
    assert wrong.replace(b'value="pharmacist"', b"") == absent.replace(b'value="nobody-here"', b"").replace(
        b'value="pharmacist"', b""
    )
    assert AuditEvent.objects.filter(action="refused", object_id="sign_in").count() == 2


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/measures", "/measures"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_one_goes_where_one_wanted_within_this_site(as_role, wanted, goes_to):
    response = as_role("nobody").post(
        "/sign-in", {"username": "pharmacist", "password": PASSWORD, "next": wanted}
    )
    assert response["Location"] == goes_to


def test_logging_out_ends_the_session(as_role):
    client = as_role("clinical_pharmacist")
    assert client.post("/sign-out")["Location"] == "/sign-in"
    assert client.get("/worklist")["Location"].startswith("/sign-in")
    assert AuditEvent.objects.filter(action="signed_out").exists()


def test_somebody_with_two_roles_chooses_and_changes(as_role):
    pharmacist = Post.objects.get(role="clinical_pharmacist")
    other = Post.objects.create(
        staff=pharmacist.staff, role="receptionist", organisation="Z99001", since=pharmacist.since
    )
    client: Client = as_role("clinical_pharmacist")
    assert client.get("/")["Location"] == "/change-role"
    assert b"Choose a role" in client.post("/change-role", {"role": "999999"}).content
    assert client.post("/change-role", {"role": str(other.pk)})["Location"] == "/"
    assert client.session[acting.KEY] == other.pk
    assert b"Receptionist, Weirside" in client.get("/").content
    assert client.get("/measures").status_code == 404


def test_somebody_elses_role_cannot_be_chosen(as_role):
    client = as_role("receptionist")
    manager = Post.objects.get(role="pcn_manager")
    client.post("/change-role", {"role": str(manager.pk)})
    assert client.get("/audit").status_code == 404


def test_somebody_without_a_role_is_told_so(demo):
    staff = Staff.objects.create_user("new", "a long enough password", display_name="New Person")
    client = Client()
    client.force_login(staff)
    response = client.get("/worklist", follow=True)
    assert b"You have no role here at present" in response.content
