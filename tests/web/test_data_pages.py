"""The pages about extracts: sending one without a script, what was set aside, figures, going back."""

from __future__ import annotations

import csv
import io
import json
import uuid
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from openpcn.terms import person_key
from openpcn.work.access.models import AuditEvent, AuditPerson
from openpcn.work.night import inbox
from openpcn.work.submissions.live import live_snapshot
from openpcn.work.submissions.models import GoingBack, PracticeFigures, SnapshotRow, Submission, Upload

PRACTICE = "/submissions/practices/Z99001"


@pytest.fixture
def own_inbox(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demonstration on a home of this test's own: what lands in the inbox stays here."""
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    for each in demo.iterdir():
        if each.name not in ("inbox", "uploads"):
            (home / each.name).symlink_to(each)
    monkeypatch.setenv("OPENPCN_HOME", str(home))
    return home


def files_of(folder: Path) -> list[ContentFile]:
    """The extract's files as a browser sends them, without a manifest."""
    return [
        ContentFile(path.read_bytes(), path.name)
        for path in sorted(folder.iterdir())
        if path.name != "manifest.json"
    ]


def test_an_extract_is_handed_in_with_plain_forms(as_role, own_inbox, demo):
    client = as_role("practice_manager")
    night = demo / "inbox" / "night-2" / "Z99001"
    sent = client.post("/submissions/upload", {"practice": "Z99001", "files": files_of(night)})
    assert sent.status_code == 302
    check = sent["Location"]
    page = client.get(check).content.decode()
    assert "EMIS" in page and 'value="10"' in page, "shape and day were read from the files"
    asked = client.post(check, {})
    assert asked.status_code == 200 and b"There is a problem" in asked.content
    answer = {
        "folder0-practice": "Z99001", "folder0-kind": "delta",
        "folder0-as_at[day]": "10", "folder0-as_at[month]": "2", "folder0-as_at[year]": "2026",
    }  # fmt: skip
    done = client.post(check, answer, follow=True)
    assert b"It waits to be loaded" in done.content
    [landed] = (own_inbox / "inbox").glob("*/*/manifest.json")
    manifest = json.loads(landed.read_text())
    assert (manifest["kind"], manifest["based_on"], manifest["as_at"]) == (
        "delta",
        "2026-02-09",
        "2026-02-10",
    )
    assert [night.practices for night in inbox.waiting_nights()] == [("Z99001",)]
    again = client.post(check, answer, follow=True)
    assert b"handed in already" in again.content
    assert len(list((own_inbox / "inbox").glob("*/*/manifest.json"))) == 1


def test_pieces_arrive_in_order_and_a_lost_answer_does_no_harm(as_role, own_inbox):
    client = as_role("practice_manager")
    upload = client.post("/submissions/upload/start", {"practice": "Z99001"}).json()["upload"]
    base = f"/submissions/upload/{upload}"
    about = {"name": "patient.csv", "size": "8", "changed": "1"}
    key = client.post(f"{base}/announce", about).json()["key"]

    def piece(offset: int, body: bytes):
        return client.post(
            f"{base}/pieces?file={key}&offset={offset}", body, content_type="application/octet-stream"
        )

    assert piece(0, b"0123").json() == {"held": 4}
    assert piece(0, b"0123").json() == {"held": 4}
    assert client.post(f"{base}/announce", about).json()["held"] == 4, "a new page goes on from there"
    assert piece(4, b"4567").json() == {"held": 8}
    assert piece(8, b"8").status_code == 422
    assert client.post(f"{base}/announce", {**about, "size": "x"}).status_code == 400


def test_a_fault_is_said_in_plain_words(as_role, own_inbox):
    client = as_role("practice_manager")
    nothing = client.post("/submissions/upload", {"practice": "Z99001"})
    assert nothing.status_code == 200 and b"Choose the files of the extract" in nothing.content
    sent = client.post(
        "/submissions/upload", {"practice": "Z99001", "files": [ContentFile(b"a,b\n1,2\n", "notes.csv")]}
    )
    page = client.get(sent["Location"]).content
    assert b"no shape that is known here" in page and b"Hand in</button>" not in page


def test_nobody_elses_upload_is_there(as_role, own_inbox):
    manager = as_role("pcn_manager")
    upload = manager.post("/submissions/upload/start", {"practice": "Z99002"}).json()["upload"]
    other = as_role("practice_manager")
    for address in ("", "/announce", "/pieces?file=x&offset=0", "/discard"):
        assert other.post(f"/submissions/upload/{upload}{address}").status_code == 404
    assert Upload.objects.get(pk=upload).state == Upload.OPEN


@pytest.mark.hazard("H11", "each page and file of rows set aside is in the audit trail before it is sent")
def test_rows_set_aside_are_shown_with_reason_and_remedy_and_written_down(as_role):
    client = as_role("practice_manager")
    rows = live_snapshot().parts["Z99001"].quarantine()
    page = client.get("/submissions/set-aside").content.decode()
    assert f"{rows.num_rows:,} rows" in page and "What to do" in page
    raw = rows["raw"].to_pylist()[0][:30]
    assert raw.replace('"', "&#34;") in page
    reason = rows["reason"].to_pylist()[0]
    count = rows["reason"].to_pylist().count(reason)
    narrowed = client.get("/submissions/set-aside", {"reason": reason}).content.decode()
    assert f"of {rows.num_rows:,}" in narrowed and f"{count:,} row" in narrowed
    book = client.get("/submissions/set-aside/export/csv", {"reason": reason}).content.decode("utf-8-sig")
    assert len(book.splitlines()) >= count
    events = AuditEvent.objects.filter(action="quarantine_read", object_id="Z99001")
    assert [event.detail["rows"] for event in events.order_by("pk")] == [
        min(50, rows.num_rows),
        min(50, count),
        count,
    ]


def test_a_formula_in_a_row_set_aside_is_text_in_the_file(as_role, monkeypatch):
    from openpcn.work.submissions import set_aside

    row = {
        "file": "a.csv", "line": 2, "table": "t", "field": "f", "reason": "not_a_date", "sentence": "s",
        "raw": '=HYPERLINK("http://x")',
    }  # fmt: skip
    monkeypatch.setattr(set_aside, "quarantine", lambda *_, **__: [row])
    body = as_role("practice_manager").get("/submissions/set-aside/export/csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK" in body


def test_each_figure_leads_to_its_people_who_are_disclosed(as_role):
    client = as_role("practice_manager")
    figures = PracticeFigures.objects.get(practice="Z99001", snapshot_id=live_snapshot().id)
    n = figures.measures["ethnicity_missing"]["n"]
    page = client.get(PRACTICE).content.decode()
    assert f"{PRACTICE}/ethnicity_missing" in page and n
    behind = client.get(f"{PRACTICE}/ethnicity_missing").content.decode()
    shown = {part[:13] for part in behind.split('href="/people/')[1:] if part[13:15] == '/"'}
    assert len(shown) == n
    event = AuditEvent.objects.filter(action="disclosed", object_id="data_people").latest("pk")
    assert set(event.people) == shown
    people = AuditPerson.objects.filter(event=event).values_list("person_id", flat=True)
    assert {person_key.encode(person) for person in people} == shown
    listed = client.get(f"{PRACTICE}/ethnicity_missing/export/csv").content.decode("utf-8-sig")
    assert len(listed.splitlines()) == n + 1
    assert AuditEvent.objects.filter(object_id="data_people_file").count() == 1


def test_the_network_sees_figures_of_every_practice_and_nobodys_name(as_role):
    for role in ("pcn_manager", "clinical_director"):
        client = as_role(role)
        page = client.get("/submissions").content.decode()
        assert all(f"/submissions/practices/Z9900{n}" in page for n in range(1, 7))
        figures = client.get(PRACTICE).content.decode()
        assert "/ethnicity_missing" not in figures and "rounded to the nearest 5" in figures
        assert client.get(f"{PRACTICE}/ethnicity_missing").status_code == 404
    assert as_role("practice_manager").get("/submissions/practices/Z99002").status_code == 404
    assert not AuditEvent.objects.filter(action="disclosed").exists()


@pytest.mark.hazard("H05", "old data are said to be old on every page of those whom it concerns")
def test_old_data_are_named_on_every_page_of_those_concerned(as_role, clock_at):
    row = SnapshotRow.objects.get(state="live")
    row.practices = {**row.practices, "Z99001": "2026-02-02", "Z99002": "2026-02-03"}
    row.save()
    words = "last sent its data on 2 February 2026: more than 7 days ago"
    for role, addresses in (
        ("practice_manager", ("/", "/submissions", "/measures", "/network", "/audit")),
        ("clinical_pharmacist", ("/", "/worklist", "/measures", "/definitions")),
    ):
        client = as_role(role)
        for address in addresses:
            page = client.get(address).content.decode()
            assert page.count(words) == 1, (role, address)
            assert "3 February 2026: more than" not in page, "seven days old is not more than seven"
    row.practices = {**row.practices, "Z99001": "2026-02-09", "Z99002": "2026-02-01"}
    row.save()
    assert "more than 7 days ago" not in as_role("practice_manager").get("/").content.decode()
    assert "more than 7 days ago" in as_role("clinical_pharmacist").get("/").content.decode()


def test_going_back_is_offered_with_what_would_differ_and_asks_why(as_role):
    live = SnapshotRow.objects.get(state="live")
    client = as_role("pcn_manager")
    assert b"No earlier record is kept yet" in client.get("/submissions/go-back").content
    address = f"/submissions/go-back/{live.pk}"
    assert client.get(address)["Location"] == "/submissions/go-back"
    key = uuid.uuid4().hex
    client.post(address, {"reason": "wrong file", "idempotency_key": key})
    assert not GoingBack.objects.exists(), "what is live already stays"


def test_a_receipt_is_printed_and_kept_as_a_file_with_every_row_of_each_file(as_role):
    client = as_role("practice_manager")
    row = Submission.objects.filter(practice="Z99001", verdict="accepted").order_by("pk").first()
    page = client.get(f"/submissions/{row.pk}").content.decode()
    assert "data-print" in page and "Of other practices" in page and "Rows in the files" in page
    body = client.get(f"/submissions/{row.pk}/files/csv").content.decode("utf-8-sig")
    lines = [line for line in csv.reader(io.StringIO(body)) if len(line) > 7]
    heads = next(line for line in lines if line[0] == "File")
    files = [dict(zip(heads, line, strict=True)) for line in lines[lines.index(heads) + 1 :]]
    assert len(files) == len(row.receipt["per_file"]) > 0
    parts = ("Accepted", "Normalised", "Set aside", "Of other practices", "Not read")
    assert all(int(one["Rows"]) == sum(int(one[part]) for part in parts) for one in files)
    assert client.get(f"/submissions/{row.pk}/files/xlsx").content[:2] == b"PK"
    other = Submission.objects.filter(practice="Z99002").first()
    assert client.get(f"/submissions/{other.pk}/files/csv").status_code == 404
    assert client.get(f"/submissions/{row.pk}/files/pdf").status_code == 404


@pytest.mark.parametrize(
    "page",
    ["/network/published", "/network/contract", "/retention", "/your-practice", "/submissions/reports"],
)
def test_pages_that_people_keep_can_be_printed(as_role, page):
    found = as_role("practice_manager").get(page)
    assert found.status_code == 200 and b"data-print" in found.content


def test_published_figures_are_a_file(as_role):
    client = as_role("practice_manager")
    body = client.get("/network/published/export/csv").content.decode("utf-8-sig")
    assert "Practice,Name,Figure,Value" in body
    assert client.get("/network/published/export/xlsx").content[:2] == b"PK"


def test_the_contract_of_a_year_says_what_is_asked_paid_and_unconfirmed(as_role):
    client = as_role("pcn_manager")
    body = client.get("/network/contract?year=2024").content.decode()
    assert "The contract in 2024/25" in body and "Integrated neighbourhood team" in body
    assert "backdated to 1 Apr 2024" in body and "Unconfirmed" in body
    assert "Last published, unconfirmed" in client.get("/network/contract?year=2026").content.decode()
    unknown = client.get("/network/contract?year=2039")
    assert unknown.status_code == 404 and "?year=2019" in unknown.content.decode(), "it says which are held"
    rows = client.get("/network/contract/export/csv").content.decode("utf-8-sig")
    assert "care_home_premium" in rows and "127.20" in rows
