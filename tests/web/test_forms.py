"""What people do through the pages: claims, work, purposes, withdrawal; sent twice, done once."""

from __future__ import annotations

import pytest
from django.test import Client

from openpcn.terms import person_key
from openpcn.work.access.models import AuditEvent, AuditPerson, Grant, IdempotencyKey, Post
from openpcn.work.entries.models import Entry
from openpcn.work.people.models import PersonState
from openpcn.work.people.states import states
from openpcn.work.worklists.export import HEADER
from openpcn.work.worklists.lists import Filters, worklist
from openpcn.work.worklists.models import Claim, Closure, Feedback, HandOver, HandOverItem, WeeklyMinutes
from openpcn.work.worklists.rows import Row


def post_of(role: str) -> Post:
    return Post.objects.get(role=role, staff__is_demo=True)


def listed(role: str = "clinical_pharmacist", **filters) -> tuple[Row, ...]:
    return worklist(post_of(role), Filters(**filters)).rows


def claim(client: Client, *rows: Row, key: str = "k-claim", **more):
    return client.post(
        "/worklist/claim", {"person": [row.ref for row in rows], "idempotency_key": key, **more}
    )


def open_claims(role: str = "clinical_pharmacist") -> int:
    return Claim.objects.filter(role=role, until__isnull=True).count()


@pytest.fixture
def pharmacist(as_role) -> Client:
    return as_role("clinical_pharmacist")


def test_claiming_twice_with_one_key_claims_once(pharmacist):
    rows = listed()[:2]
    for _ in range(2):
        assert claim(pharmacist, *rows)["Location"] == "/worklist"
    assert open_claims() == 2
    assert IdempotencyKey.objects.filter(key="k-claim").count() == 1
    assert AuditEvent.objects.filter(action="claimed").count() == 1


def test_a_key_may_also_come_as_a_header(pharmacist):
    row = listed()[0]
    pharmacist.post("/worklist/claim", {"person": [row.ref]}, headers={"idempotency-key": "from-a-header"})
    assert IdempotencyKey.objects.filter(key="from-a-header").exists() and open_claims() == 1


def test_without_a_key_nothing_happens(pharmacist):
    response = pharmacist.post("/worklist/claim", {"person": [listed()[0].ref]})
    assert response.status_code == 400 and open_claims() == 0


def test_a_key_used_for_something_else_is_refused(pharmacist):
    one, other = listed()[:2]
    claim(pharmacist, one, key="same")
    assert claim(pharmacist, other, key="same").status_code == 400
    assert open_claims() == 1


def test_forms_need_the_csrf_token(as_role):
    pharmacist = as_role("clinical_pharmacist")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = pharmacist.cookies
    response = claim(strict, listed()[0])
    assert response.status_code == 403 and open_claims() == 0
    assert b"could not be sent" in response.content


def test_more_than_twenty_people_at_once_are_asked_about_first(pharmacist):
    rows = listed()[:21]
    assert len(rows) == 21, "the small network has at least 21 people on the pharmacist's list"
    response = claim(pharmacist, *rows)
    assert response.status_code == 200 and b"21 people at once" in response.content and open_claims() == 0
    claim(pharmacist, *rows, confirmed="yes")
    assert open_claims() == 21


def test_giving_back_and_going_only_to_addresses_of_this_site(pharmacist):
    row = listed()[0]
    for number, address in enumerate(("https://elsewhere.example/", "//elsewhere.example", "worklist")):
        response = claim(pharmacist, row, key=f"k{number}", return_to=address)
        assert response["Location"] == "/worklist"
    response = pharmacist.post(
        "/worklist/release", {"person": [row.ref], "idempotency_key": "r", "return_to": "/worklist?sort=due"}
    )
    assert response["Location"] == "/worklist?sort=due" and open_claims() == 0


def test_taking_as_many_as_the_week_allows(pharmacist):
    saved = pharmacist.post("/settings", {"minutes": "60", "idempotency_key": "m"})
    assert saved.status_code == 302 and my_minutes() == 60
    pharmacist.post("/worklist/take", {"idempotency_key": "t"})
    taken = listed(assigned="me")
    assert 0 < sum(row.minutes for row in taken) <= 60
    pharmacist.post("/worklist/take", {"idempotency_key": "t"})
    assert len(listed(assigned="me")) == len(taken)


def my_minutes() -> int | None:
    return (
        WeeklyMinutes.objects.filter(staff=post_of("clinical_pharmacist").staff)
        .values_list("minutes", flat=True)
        .first()
    )


def test_weekly_minutes_say_what_is_wrong(pharmacist):
    before = my_minutes()
    response = pharmacist.post("/settings", {"minutes": "many", "idempotency_key": "m"})
    assert response.status_code == 200 and b"must be a whole number" in response.content
    assert b"<title>Error: " in response.content and my_minutes() == before


def test_nobody_sees_more_than_list_fields_before_claiming(pharmacist):
    row = listed()[0]
    number = states().get(person=row.person_id).nhs_number
    spaced = f"{number[:3]} {number[3:6]} {number[6:]}".encode()
    before = pharmacist.get(f"/people/{row.ref}/").content
    assert row.name.encode() in before and spaced not in before and b"list fields only" in before
    timeline = pharmacist.get(f"/people/{row.ref}/timeline")
    assert timeline.status_code == 302 and timeline["Location"] == f"/people/{row.ref}/purpose"
    claim(pharmacist, row)
    after = pharmacist.get(f"/people/{row.ref}/").content
    assert spaced in after and b"How this was worked out" in after
    assert pharmacist.get(f"/people/{row.ref}/timeline").status_code == 200


def test_every_page_that_shows_people_is_disclosed(pharmacist):
    shown = {row.person_id for row in worklist(post_of("clinical_pharmacist")).rows}
    pharmacist.get("/worklist")
    event = AuditEvent.objects.filter(action="disclosed", object_id="worklist").latest("pk")
    assert set(AuditPerson.objects.filter(event=event).values_list("person_id", flat=True)) == shown
    assert (event.staff_name, event.role) == ("Priya Nair", "clinical_pharmacist") and event.request_id


@pytest.mark.hazard("H11", "a page whose disclosure cannot be written is not shown")
def test_no_disclosure_no_page(pharmacist, monkeypatch):
    from openpcn.work.access import audit

    def fail(*arguments, **named):
        raise RuntimeError("the audit trail cannot be written")

    name = listed()[0].name.encode()
    monkeypatch.setattr(audit, "disclose", fail)
    response = pharmacist.get("/worklist")
    assert response.status_code == 500 and name not in response.content


def test_recording_work_is_coded_and_waits_for_the_extract(pharmacist):
    row = next(row for row in listed() if any(need.definition == "HYP008" for need in row.needs))
    address = f"/people/{row.ref}/needs/HYP008/1/record"
    assert pharmacist.get(address).status_code == 302, "only who has taken the person on records work"
    claim(pharmacist, row)
    empty = pharmacist.post(address, {"idempotency_key": "w0", **day("10")})
    assert b"Say what was done" in empty.content and not Entry.objects.exists()
    wrong = pharmacist.post(address, {"idempotency_key": "w1", "systolic_clinic": "12", **day("31", "2")})
    assert b"must be a real date" in wrong.content
    future = pharmacist.post(address, {"idempotency_key": "w2", "systolic_clinic": "128", **day("11")})
    assert b"today or in the past" in future.content
    reading = {"systolic_clinic": "128", "diastolic_clinic": "76", "idempotency_key": "w3", **day("10")}
    for _ in range(2):
        assert pharmacist.post(address, reading).status_code == 302
    assert sorted(Entry.objects.values_list("value", flat=True)) == [76.0, 128.0]
    timeline = pharmacist.get(f"/people/{row.ref}/timeline").content
    assert b"Recorded here, waiting for the extract" in timeline
    why = pharmacist.get(f"/people/{row.ref}/why/HYP008").content
    assert b"recorded here that no extract has shown yet" in why and b"Achieved" in why


def day(number: str, month: str = "2") -> dict[str, str]:
    return {"done_on-day": number, "done_on-month": month, "done_on-year": "2026"}


@pytest.mark.hazard("H08", "an entry made in error is struck with a reason and stays visible as struck")
def test_an_entry_made_in_error_is_struck_and_stays_visible(pharmacist, as_role):
    row = next(row for row in listed() if any(need.definition == "HYP008" for need in row.needs))
    claim(pharmacist, row)
    reading = {"systolic_clinic": "128", "diastolic_clinic": "76", "idempotency_key": "w", **day("10")}
    pharmacist.post(f"/people/{row.ref}/needs/HYP008/1/record", reading)
    entry = Entry.objects.get(codelist="systolic_clinic")
    address, timeline = (
        f"/people/{row.ref}/entries/{entry.pk}/strike",
        f"/people/{row.ref}/timeline?kind=ours",
    )
    assert address.encode() in pharmacist.get(timeline).content
    asked = pharmacist.get(address)
    assert asked.status_code == 200 and b"128" in asked.content
    event = AuditEvent.objects.filter(action="disclosed", object_id="strike").latest("pk")
    assert event.people == [row.ref]
    assert b"Say why the entry is struck" in pharmacist.post(address, {"idempotency_key": "s0"}).content
    assert pharmacist.post(address, {"reason": "wrong person"}).status_code == 400, "no key"
    entry.refresh_from_db()
    assert entry.struck_at is None
    for _ in range(2):
        done = pharmacist.post(address, {"reason": "wrong person", "idempotency_key": "s1"})
        assert done["Location"] == f"/people/{row.ref}/"
    entry.refresh_from_db()
    assert (entry.struck_by, entry.struck_why) == (post_of("clinical_pharmacist").staff, "wrong person")
    assert AuditEvent.objects.filter(action="entry_struck").count() == 1
    after = pharmacist.get(timeline).content
    assert b"Struck: wrong person" in after and b"128" in after and address.encode() not in after
    assert pharmacist.get(address).status_code == 302, "struck once"
    again = pharmacist.post(address, {"reason": "once more", "idempotency_key": "s2"})
    assert b"This entry is struck already" in again.content


def test_nobody_strikes_somebody_elses_entry(pharmacist, as_role):
    row = next(row for row in listed() if any(need.definition == "HYP008" for need in row.needs))
    claim(pharmacist, row)
    reading = {"systolic_clinic": "128", "diastolic_clinic": "76", "idempotency_key": "w", **day("10")}
    pharmacist.post(f"/people/{row.ref}/needs/HYP008/1/record", reading)
    entry = Entry.objects.get(codelist="systolic_clinic")
    other = next(one for one in listed() if one.person_id != row.person_id)
    sent = {"reason": "not mine", "idempotency_key": "s"}
    assert pharmacist.post(f"/people/{other.ref}/entries/{entry.pk}/strike", sent).status_code == 404
    Entry.objects.update(author=post_of("practice_manager").staff)
    address = f"/people/{row.ref}/entries/{entry.pk}/strike"
    assert pharmacist.get(address).status_code == pharmacist.post(address, sent).status_code == 404
    assert address.encode() not in pharmacist.get(f"/people/{row.ref}/timeline").content
    entry.refresh_from_db()
    assert entry.struck_at is None


def test_closing_by_hand_opening_again_and_feedback(pharmacist):
    row = listed()[0]
    need = row.needs[0].definition
    claim(pharmacist, row)
    base = f"/people/{row.ref}/needs/{need}/1"
    assert b"Choose why it is closed" in pharmacist.post(f"{base}/close", {"idempotency_key": "c0"}).content
    for _ in range(2):
        pharmacist.post(f"{base}/close", {"reason": "declined", "idempotency_key": "c1"})
    assert Closure.objects.filter(reopened_at__isnull=True).count() == 1
    pharmacist.post(f"{base}/reopen", {"idempotency_key": "o1"})
    assert not Closure.objects.filter(reopened_at__isnull=True).exists()
    for _ in range(2):
        pharmacist.post(f"{base}/feedback", {"text": "Moved away last week", "idempotency_key": "f1"})
    assert Feedback.objects.count() == 1
    assert b"Moved away last week" in pharmacist.get(f"/definitions/{need}").content


def test_a_remark_is_not_read_by_who_may_not_see_the_person(pharmacist, as_role):
    row = listed()[0]
    need = row.needs[0].definition
    pharmacist.post(
        f"/people/{row.ref}/needs/{need}/1/feedback", {"text": "Moved away", "idempotency_key": "f"}
    )
    page = as_role("pcn_manager").get(f"/definitions/{need}").content
    assert b"Moved away" not in page and b"about somebody you may not see" in page


def test_opening_somebody_else_asks_why(pharmacist):
    on_list = {row.person_id for row in listed()}
    other = states().exclude(person__in=on_list).exclude(person__in=claimed()).filter(plain()).first()
    ref = person_key.encode(other.person_id)
    assert pharmacist.get(f"/people/{ref}/")["Location"] == f"/people/{ref}/purpose"
    page = pharmacist.get(f"/people/{ref}/purpose").content
    assert other.nhs_number not in page.decode() and b"Say why you need this record" in page
    short = {"purpose": "individual_care", "reason": "why not", "idempotency_key": "p0"}
    assert b"at least 10 characters" in pharmacist.post(f"/people/{ref}/purpose", short).content
    said = {"purpose": "individual_care", "reason": "Rang about her tablets", "idempotency_key": "p1"}
    for _ in range(2):
        pharmacist.post(f"/people/{ref}/purpose", said)
    assert Grant.objects.filter(person=other.person_id, origin="stated").count() == 1
    assert pharmacist.get(f"/people/{ref}/").status_code == 200
    looked = pharmacist.get(f"/people/{ref}/who-has-looked").content
    assert b"Rang about her tablets" in looked and b"Priya Nair" in looked


def plain():
    from django.db.models import Q

    return Q(confidential=False, spine_sensitive=False, sharing_objection=False, nhs_number__isnull=False)


def claimed():
    from openpcn.work.worklists.models import Need

    return Need.objects.values("person_id")


def test_searching_puts_nothing_into_an_address(pharmacist):
    state = states().filter(plain()).first()
    found = pharmacist.post("/people/search", {"q": state.nhs_number})
    assert found.status_code == 200 and person_key.encode(state.person_id).encode() in found.content
    assert pharmacist.get("/people/search?q=Smith").status_code == 405
    listed_search = pharmacist.post("/worklist", {"search": "zzzz-nobody"})
    assert b"Nobody matches" in listed_search.content and b"?search=" not in listed_search.content


def test_a_withdrawn_practice_is_gone_at_once_and_its_own_staff_get_the_work(as_role):
    pharmacist, manager = as_role("clinical_pharmacist"), as_role("practice_manager")
    row = next(row for row in listed() if row.practice == "Z99001")
    claim(pharmacist, row)
    form = "/network/agreements/withdraw/every-purpose"
    unsure = manager.post(form, {"idempotency_key": "x0"})
    assert b"Tick to confirm" in unsure.content
    assert pharmacist.get(f"/people/{row.ref}/").status_code == 200
    for _ in range(2):
        done = manager.post(form, {"sure": "on", "idempotency_key": "x1"})
    assert done["Location"] == "/network/agreements"
    assert AuditEvent.objects.filter(action="agreement_withdrawn").count() == HandOver.objects.count()
    assert pharmacist.get(f"/people/{row.ref}/").status_code == 404
    assert row.name.encode() not in pharmacist.get("/worklist").content
    assert not any(one.practice == "Z99001" for one in listed())
    item = HandOverItem.objects.filter(person=row.person_id, held_by__isnull=False).first()
    address = f"/network/hand-overs/{item.hand_over_id}"
    page = manager.get(address)
    assert row.name.encode() in page.content and b"Priya Nair" in page.content
    for _ in range(2):
        taken = manager.post(f"{address}/items/{item.pk}", {"idempotency_key": "i"})
        assert taken["Location"] == address
    assert AuditEvent.objects.filter(action="taken_over").count() == 1
    assert pharmacist.get(address).status_code == 404


def test_exports_hold_the_caseload_and_nothing_a_spreadsheet_runs(pharmacist):
    one, other = listed()[:2]
    PersonState.objects.filter(person=one.person_id).update(family_name='=HYPERLINK("x")')
    claim(pharmacist, one)
    response = pharmacist.get("/worklist/export/csv")
    text = response.content.decode("utf-8-sig")
    assert text.splitlines()[0] == ",".join(HEADER)
    assert len(text.splitlines()) > 1 and other.name not in text
    assert "'=HYPERLINK" in text
    assert "attachment" in response["Content-Disposition"]
    event = AuditEvent.objects.filter(object_id="export_worklist").latest("pk")
    assert event.people == [one.ref]
    book = pharmacist.get("/worklist/export/xlsx")
    assert book.content[:2] == b"PK"


def test_an_excel_export_keeps_numbers_as_text(pharmacist):
    import io

    from openpyxl import load_workbook

    row = listed()[0]
    claim(pharmacist, row)
    sheet = load_workbook(io.BytesIO(pharmacist.get("/worklist/export/xlsx").content)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == list(HEADER)
    number = sheet[2][HEADER.index("NHS number")]
    assert isinstance(number.value, str) and len(number.value) == 10


@pytest.mark.parametrize(
    "query",
    [
        "sort=name%27;drop",
        "page=-1",
        "page=99999999999",
        "page=abc",
        "status=nonsense",
        "fifth=9",
        "practice=%00",
    ],
)
def test_a_damaged_address_is_read_as_far_as_it_goes(pharmacist, query):
    assert pharmacist.get(f"/worklist?{query}").status_code == 200
