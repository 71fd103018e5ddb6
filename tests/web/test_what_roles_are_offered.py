"""What each role is offered and told: numbers where it sees no people, the team's minutes, money in words."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import load_workbook

from openpcn.work.access.models import AuditEvent, Post
from openpcn.work.network.models import Network
from openpcn.work.worklists.claims import claim
from openpcn.work.worklists.lists import worklist
from openpcn.work.worklists.models import Listed, Need, WeeklyMinutes

MENU = 'href="/worklist">Worklist</a>'


def post_of(role: str) -> Post:
    return Post.objects.get(role=role, staff__is_demo=True)


def table_of_waiting(page: str) -> str:
    found = re.search(r"(?s)<caption[^>]*>People waiting, by list and practice.*?</table>", page)
    assert found, "the home page has the table of people waiting"
    return re.sub(r"\s+", " ", found.group())


def test_the_director_sees_the_numbers_that_the_manager_sees_and_no_list(as_role):
    director, manager = as_role("clinical_director"), as_role("pcn_manager")
    home = director.get("/").content.decode()
    assert table_of_waiting(home) == table_of_waiting(manager.get("/").content.decode())
    assert "Red flags" not in home and "Nobody&#39;s yet" not in home
    assert MENU not in home and MENU in as_role("clinical_pharmacist").get("/").content.decode()
    page = director.get("/worklist").content.decode()
    assert "Take as many" not in page and "Filter and sort" not in page
    assert "how many people wait, not who they are" in page


def test_the_director_gets_the_worklist_with_the_first_claim(as_role):
    from openpcn.terms.scope import Purpose
    from openpcn.work.access.grants import open_record

    post, director = post_of("clinical_director"), as_role("clinical_director")
    rows = worklist(post_of("clinical_pharmacist")).rows
    row = next(row for row in rows if any(need.definition == "HYP008" for need in row.needs))
    open_record(post, row.person_id, Purpose.INDIVIDUAL_CARE, "Asked about by her practice")
    assert claim(post, [row.person_id], "c").taken == (row.person_id,)
    home = director.get("/").content.decode()
    assert 'href="/worklist">' in home and row.name in home
    assert "People waiting, by list and practice" in home and "Nobody&#39;s yet" not in home
    page = director.get("/worklist").content.decode()
    assert row.name in page and "Filter and sort" in page


def test_a_list_that_cannot_fill_says_why_and_offers_nothing(as_role):
    for each in Listed.objects.all():  # as where the network switched every list of the role off
        if "link_worker" in each.roles:
            each.delete()
    page = as_role("link_worker").get("/worklist").content.decode()
    assert "No definition that runs here names work for a link worker" in page
    for offered in ("Filter and sort", "Find on this list", "Take as many", "weekly minutes"):
        assert offered not in page


def minutes_of(role: str) -> int | None:
    return WeeklyMinutes.objects.filter(staff=post_of(role).staff).values_list("minutes", flat=True).first()


def test_the_manager_sets_the_teams_minutes_and_has_none(as_role):
    manager = as_role("pcn_manager")
    page = manager.get("/settings").content.decode()
    for role in ("clinical_pharmacist", "care_coordinator", "link_worker"):
        assert f"Minutes a week for {post_of(role).staff.display_name}" in page
    assert post_of("pcn_manager").staff.display_name not in page.split("<main")[1]
    staff, other = post_of("link_worker").staff, minutes_of("care_coordinator")
    for _ in range(2):
        saved = manager.post("/settings", {"staff": staff.pk, "minutes": "450", "idempotency_key": "m"})
        assert saved.status_code == 302
    assert minutes_of("link_worker") == 450 and minutes_of("care_coordinator") == other
    event = AuditEvent.objects.get(action="weekly_minutes_set", object_id=staff.username)
    assert event.role == "pcn_manager"


def test_the_managers_form_says_what_is_wrong_and_takes_the_team_only(as_role):
    manager, staff = as_role("pcn_manager"), post_of("link_worker").staff
    wrong = manager.post("/settings", {"staff": staff.pk, "minutes": "many", "idempotency_key": "m"})
    assert b"must be a whole number" in wrong.content and b"<title>Error: " in wrong.content
    for outside in (post_of("receptionist").staff.pk, 10**9, "x"):
        sent = {"staff": outside, "minutes": "10", "idempotency_key": "n"}
        assert manager.post("/settings", sent).status_code == 404
    assert manager.post("/settings", {"minutes": "10", "idempotency_key": "o"}).status_code == 404
    before = minutes_of("link_worker")
    as_role("care_coordinator").post(
        "/settings", {"staff": staff.pk, "minutes": "77", "idempotency_key": "p"}
    )
    assert minutes_of("link_worker") == before and minutes_of("care_coordinator") == 77


def test_unconfirmed_money_says_so_wherever_it_is_shown(as_role):
    pharmacist, post = as_role("clinical_pharmacist"), post_of("clinical_pharmacist")
    row = next(row for row in worklist(post).rows if any(need.definition == "HYP008" for need in row.needs))
    claim(post, [row.person_id], "c")
    card = pharmacist.get(f"/people/{row.ref}/").content.decode()
    assert re.search(r"Worth: about £[\d,.]+, the practice&#39;s \(unconfirmed\)", card)
    export = pharmacist.get("/worklist/export/csv").content.decode("utf-8-sig")
    assert re.search(r"about £[\d,.]+, the practice's \(unconfirmed\)", export)


def test_a_measure_names_each_contract_value_with_its_source(as_role):
    page = as_role("clinical_pharmacist").get("/measures/HYP008").content.decode()
    table = page.split("Contract values used")[-1].split("</table>")[0]
    for words in (
        "HYP008, points",
        "38 points",
        "Unconfirmed.",
        "Last published for",
        "£225.49 per point",
    ):
        assert words in table, words
    assert re.search(r"about £[\d,.]+", page)


def test_the_explanation_shows_the_contracts_amount_and_no_identifier(as_role):
    pharmacist, post = as_role("clinical_pharmacist"), post_of("clinical_pharmacist")
    row = next(row for row in worklist(post).rows if any(need.definition == "HYP008" for need in row.needs))
    claim(post, [row.person_id], "c")
    for address in (f"/people/{row.ref}/why/HYP008", "/definitions/HYP008"):
        page = pharmacist.get(address).content.decode().split("<h2")
        told = " ".join(part for part in page if "at most" in part)
        assert "140 mmHg (HYP008, systolic blood pressure to reach, measured in the surgery)" in told, address
        assert "qof.HYP008.clinic systolic" not in told


@pytest.mark.hazard("H11", "what is missing is not shown of people whose work is not taken on")
def test_what_is_missing_is_not_shown_before_claiming(as_role):
    pharmacist, post = as_role("clinical_pharmacist"), post_of("clinical_pharmacist")
    row = worklist(post).rows[0]
    Need.objects.filter(person=row.person_id).update(progress_missing=["qxmissingpiece"])
    addresses = ("/", "/worklist", f"/people/{row.ref}/")
    before = [pharmacist.get(address).content for address in addresses]
    assert row.name.encode() in before[1] and not any(b"qxmissingpiece" in page for page in before)
    claim(post, [row.person_id], "c")
    assert all(b"qxmissingpiece" in pharmacist.get(address).content for address in addresses)


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_error_pages_say_that_the_network_is_fictional(as_role, settings, monkeypatch, status):
    from django.core.exceptions import BadRequest, PermissionDenied
    from django.http import Http404

    from openpcn.web import layout
    from openpcn.web.views.home import home as view

    def no_database():
        raise RuntimeError("the database is away")

    def fail(post):
        monkeypatch.setattr(layout, "our_network", no_database)
        raise {400: BadRequest, 403: PermissionDenied, 404: Http404, 500: RuntimeError}[status]

    monkeypatch.setattr(view, "today", fail)
    client = as_role("clinical_pharmacist")
    answer = client.get("/")
    assert answer.status_code == status and b">Fictional</strong>" in answer.content
    settings.OPENPCN_ENV = "production"
    assert b">Fictional</strong>" not in client.get("/").content


def test_files_about_a_fictional_network_say_so(as_role):
    pharmacist = as_role("clinical_pharmacist")
    claim(post_of("clinical_pharmacist"), [worklist(post_of("clinical_pharmacist")).rows[0].person_id], "c")
    for address in ("/worklist/export", "/measures/HI03/export"):
        for kind in ("csv", "xlsx"):
            named = pharmacist.get(f"{address}/{kind}")["Content-Disposition"]
            assert 'filename="fictional-' in named, named
        notes = load_workbook(io.BytesIO(pharmacist.get(f"{address}/xlsx").content))["Notes"]
        assert notes["A2"].value == "Fictional" and "made up" in notes["B2"].value
    Network.objects.update(is_fictional=False)
    real = pharmacist.get("/worklist/export/xlsx")
    assert 'filename="worklist-' in real["Content-Disposition"]
    assert load_workbook(io.BytesIO(real.content))["Notes"]["A2"].value == "Made"


def test_claims_are_audited_with_their_purpose(as_role):
    pharmacist = as_role("clinical_pharmacist")
    rows = worklist(post_of("clinical_pharmacist")).rows
    pharmacist.post("/worklist/claim", {"person": [rows[0].ref], "idempotency_key": "c"})
    event = AuditEvent.objects.get(action="claimed")
    assert event.purpose and event.detail["purposes"] == sorted({n.purpose for n in needs_of(rows[0])})


def needs_of(row):
    named = [need.definition for need in row.needs]
    return Need.objects.filter(person=row.person_id, closed=False, definition__in=named)
