"""Every route, as every role, by every method: allowed, or as if absent; never a fault, never a leak."""

from __future__ import annotations

import re

import pytest

from openpcn.terms import person_key
from openpcn.web import urls_table
from openpcn.web.guards import Declared, page
from openpcn.web.routes import UndeclaredViewError
from openpcn.work.access.models import AuditEvent, Post
from openpcn.work.access.roles import Role
from openpcn.work.people.keys import name_key
from openpcn.work.people.models import PersonState
from openpcn.work.people.states import states
from openpcn.work.submissions.models import Submission
from openpcn.work.worklists.models import Need

ROLES = [*(role.value for role in Role), "nobody"]
METHODS = ("GET", "POST", "PUT", "DELETE")
MARKER = "Qxmarkerword"
NOBODY = person_key.encode(12345)


def addresses(route: str, person: str, definition: str = "HYP008") -> list[str]:
    """A route with objects in place: this person, and what exists and does not."""
    receipt = Submission.objects.order_by("pk").values_list("pk", flat=True).first()
    filled = (
        route.replace("<ref:person>", person)
        .replace("<str:definition>", definition)
        .replace("<str:word>", "due")
        .replace("<slug:purpose>", "individual_care")
        .replace("<slug:codelist>", "hypertension")
        .replace("<str:practice>", "Z99001")
        .replace("<slug:measure>", "ethnicity_missing")
        .replace("<slug:snapshot>", "20200101T000000-none")
        .replace("<int:submission>", str(receipt))
    )
    filled = re.sub(r"<int:\w+>", "1", filled)
    assert "<" not in filled.replace("<slug:kind>", ""), filled
    kinds = ("csv", "xlsx") if "<slug:kind>" in filled else ("",)
    return [filled.replace("<slug:kind>", kind) for kind in kinds]


def somebody(practice: str | None = None, *, outside: str | None = None) -> PersonState:
    """A person with a need, of this practice or of any other."""
    rows = states().filter(person__in=Need.objects.values("person_id")).order_by("pk")
    rows = rows.filter(practice=practice) if practice else rows.exclude(practice=outside)
    return rows.filter(confidential=False, spine_sensitive=False, sharing_objection=False)[0]


def test_every_view_says_who_may_open_it():
    table = urls_table()
    assert {row["name"] for row in table} >= {"home", "worklist", "person", "person-why", "measures", "audit"}
    for row in table:
        assert row["who"] and row["methods"], row
        assert set(row["who"]) <= {*Role, "public", "signed_in"}, row


def test_a_view_that_does_not_say_so_fails(settings):
    settings.ROOT_URLCONF = "openpcn.web.bare_urls_for_the_test"
    import sys
    import types

    from django.http import HttpResponse
    from django.urls import clear_url_caches, path

    module = types.ModuleType(settings.ROOT_URLCONF)
    module.urlpatterns = [path("bare", lambda request: HttpResponse("open"), name="bare")]
    sys.modules[settings.ROOT_URLCONF] = module
    clear_url_caches()
    try:
        with pytest.raises(UndeclaredViewError, match="/bare"):
            urls_table()
    finally:
        del sys.modules[settings.ROOT_URLCONF]
        clear_url_caches()


def test_the_guard_keeps_what_it_was_told():
    @page(who=[Role.RECEPTIONIST], methods=("GET", "POST"))
    def view(request, post):
        raise NotImplementedError

    assert view.declared == Declared(("receptionist",), ("GET", "POST"))


@pytest.mark.hazard("H11", "every route refuses a role that it does not name, as if it were absent")
@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_is_declared_and_nothing_else(as_role, role):
    client = as_role(role)
    own = somebody("Z99001")
    absent = client.get("/people-who-are-not/here")
    for row in urls_table():
        for address in addresses(row["route"], person_key.encode(own.person_id)):
            for method in METHODS:
                if method == "POST" and row["name"] in ("sign-out", "worklist-take", "submission-approve"):
                    continue  # they change what the rest of this sweep stands on; tested by themselves
                response = client.generic(method, address)
                where = f"{role} {method} {address}: {response.status_code}"
                assert response.status_code < 500, where
                allowed = "public" in row["who"] or role in row["who"]
                if role == "nobody" and "public" not in row["who"]:
                    assert response.status_code == 302 and response["Location"].startswith("/sign-in"), where
                elif not allowed and "signed_in" not in row["who"]:
                    assert response.status_code == 404, where
                    assert response.content == absent.content, where
                elif method not in row["methods"]:
                    assert response.status_code == 405, where
                elif method == "GET":
                    assert response.status_code in (200, 302, 404), where


@pytest.mark.parametrize("role", ROLES)
def test_who_is_absent_and_who_is_forbidden_look_the_same(as_role, role):
    """A person nobody holds, and a restricted person of another practice, by every route about a person."""
    client = as_role(role)
    hidden = somebody(outside="Z99001")
    PersonState.objects.filter(pk=hidden.pk).update(
        confidential=True, family_name=MARKER, family_key=name_key(MARKER)
    )
    for row in urls_table():
        if "<ref:person>" not in row["route"]:
            continue
        for method in row["methods"]:
            [there] = addresses(row["route"], person_key.encode(hidden.person_id))
            [not_there] = addresses(row["route"], NOBODY)
            one, other = client.generic(method, there), client.generic(method, not_there)
            assert one.status_code == other.status_code, (role, method, row["route"])
            assert one.status_code in (302, 400, 404), (role, method, row["route"])
            if one.status_code == 404:
                assert one.content == other.content


OUTSIDERS = [role for role in ROLES if role not in ("practice_manager", "receptionist")]
RESTRICTIONS = ("confidential", "spine_sensitive", "sharing_objection")


def everything_about(client, people: list[PersonState]) -> bytes:
    """The bytes of every page that could show these people: searches, lists, exports and their own pages."""
    found = client.post("/people/search", {"q": MARKER}).content
    found += client.post("/worklist", {"search": MARKER}).content
    for person in people:
        found += client.post("/people/search", {"q": person.nhs_number}).content
    for page_number in range(1, 4):
        found += client.get(f"/worklist?page={page_number}").content
    for row in urls_table():
        about = people if "<ref:person>" in row["route"] else people[:1]
        for address in (
            one for person in about for one in addresses(row["route"], person_key.encode(person.person_id))
        ):
            if "GET" in row["methods"]:
                found += client.get(address).content
    return found.replace(f'value="{MARKER}"'.encode(), b"")  # the search box repeats what was typed


def mark(restriction: str = "") -> list[PersonState]:
    """Two people with needs, at two practices, under a marker name; restricted or not."""
    marked = PersonState.objects.filter(family_name=MARKER).values("person")
    people = [
        states()
        .filter(person__in=Need.objects.values("person_id"), practice=practice, nhs_number__isnull=False)
        .exclude(person__in=marked)
        .order_by("pk")[0]
        for practice in ("Z99001", "Z99002")
    ]
    PersonState.objects.filter(pk__in=[one.pk for one in people]).update(
        family_name=MARKER, family_key=name_key(MARKER), **({restriction: True} if restriction else {})
    )
    return people


@pytest.mark.hazard(
    "H10", "no page, search or export names a restricted person to somebody outside the practice"
)
@pytest.mark.parametrize("role", OUTSIDERS)
def test_restricted_people_are_in_no_outsiders_bytes(as_role, role):
    people = [one for restriction in RESTRICTIONS for one in mark(restriction)]
    found = everything_about(as_role(role), people)
    assert MARKER.lower().encode() not in found.lower()
    for person in people:
        number = person.nhs_number
        assert f"{number[:3]} {number[3:6]} {number[6:]}".encode() not in found


def test_the_same_search_finds_people_who_are_not_restricted(as_role):
    """The marker would be seen: the test above cannot pass because nothing shows anybody."""
    people = mark()
    assert MARKER.upper().encode() in everything_about(as_role("clinical_pharmacist"), people)
    assert (
        MARKER.upper().encode() in as_role("practice_manager").post("/people/search", {"q": MARKER}).content
    )


@pytest.mark.parametrize("role", ["practice_manager", "nobody"])
def test_headers_are_on_every_answer(as_role, role):
    client = as_role(role)
    person = person_key.encode(somebody("Z99001").person_id)
    for row in urls_table():
        for address in addresses(row["route"], person):
            response = client.get(address)
            assert response["Cache-Control"] == "no-store", address
            policy = response["Content-Security-Policy"]
            assert "default-src 'none'" in policy and "unsafe" not in policy, address
            assert response["X-Content-Type-Options"] == "nosniff", address
            assert response["X-Frame-Options"] == "DENY", address
            assert response["Referrer-Policy"] == "same-origin", address


def test_a_refusal_is_written_down(as_role):
    as_role("pcn_manager").get("/worklist")
    event = AuditEvent.objects.order_by("-pk").first()
    assert (event.action, event.role, event.object_id) == ("refused", "pcn_manager", "worklist")


def test_access_ends_with_the_post(as_role, clock_at):
    client = as_role("clinical_pharmacist")
    assert client.get("/worklist").status_code == 200
    now = clock_at("2026-02-10T10:00")
    Post.objects.filter(role="clinical_pharmacist").update(until=now)
    response = client.get("/worklist")
    assert response.status_code == 302 and response["Location"] == "/change-role"


def test_an_error_page_says_nothing_about_what_went_wrong(as_role, monkeypatch):
    from openpcn.web.views.home import home as view

    def fail(post):
        raise RuntimeError(f"{MARKER} 9991234567")

    monkeypatch.setattr(view, "today", fail)
    response = as_role("clinical_pharmacist").get("/")
    assert response.status_code == 500
    assert MARKER.encode() not in response.content and b"Traceback" not in response.content
