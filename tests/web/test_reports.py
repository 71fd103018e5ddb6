"""Searches to run: a practice manager uploads reports, says what their columns mean, hands them in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openpcn.record.intake import Manifest
from openpcn.record.sources.search_report import mapping as mappings
from openpcn.terms import clock
from openpcn.work.submissions.models import ReportFile, ReportMapping

ABOVE = (
    "Report:,{title}\r\nOrganisation:,Example Surgery ({practice})\r\n\r\nLast run:,09-Feb-2026 08:10\r\n\r\n"
)
PEOPLE = (
    "NHS Number,Family Name,Given Name,Date of Birth,Gender,Registered date\r\n"
    "999 000 0018,MARKERNAME,Ann,21-Nov-1940,Female,01-Apr-2000\r\n"
)
ODD = "NHS Number,Frailty grade,Seen on\r\n999 000 0018,Severe,03-Mar-2019\r\n"


def file(name: str, text: str, title: str = "", practice: str = "Z99001") -> SimpleUploadedFile:
    above = ABOVE.format(title=title, practice=practice) if title else ""
    return SimpleUploadedFile(name, (above + text).encode(), "text/csv")


def send(client, *files: SimpleUploadedFile, key: str):
    return client.post("/submissions/reports/receive", {"files": files, "idempotency_key": key})


def answers(html: str) -> dict[str, object]:
    """What a browser would send of the form as it stands: the selected option of every field."""
    said: dict[str, object] = {}
    for name, body in re.findall(r'<select[^>]*name="([^"]+)".*?>(.*?)</select>', html, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        first = re.search(r'<option value="([^"]*)"', body)
        said[name] = (chosen or first)[1]
    for tag in re.findall(r"<input[^>]*>", html):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        ticked = " checked" in tag or not ('type="radio"' in tag or 'type="checkbox"' in tag)
        if name is None or not ticked:
            continue
        if 'type="checkbox"' in tag:
            said.setdefault(name[1], [])
            said[name[1]].append(value[1])
        else:
            said[name[1]] = value[1] if value else ""
    return said


@pytest.fixture
def manager(as_role):
    return as_role("practice_manager")


def test_the_page_says_what_to_build_and_what_it_gives(manager):
    page = manager.get("/submissions/reports?system=systmone").content.decode()
    assert "OpenPCN 1 People" in page and "Breakdown Results" in page
    assert "minutes a week" in page and "Nobody has followed them at a practice yet" in page
    assert manager.get("/submissions/reports").content.decode().count("Population Reporting")
    codes = manager.get("/submissions/reports/codes/readings").content.decode("utf-8-sig")
    assert "72313002," in codes and "systolic_clinic" in codes


def test_the_network_s_manager_sees_the_steps_of_each_practice_and_no_rows(as_role, manager):
    send(manager, file("people.csv", PEOPLE, "OpenPCN 1 People"), key="k-net")
    row = ReportFile.objects.get(state=ReportFile.OPEN)
    client = as_role("pcn_manager")
    assert client.get("/submissions/reports?practice=Z99002").status_code == 200
    assert b"people.csv" not in client.get("/submissions/reports?practice=Z99001").content
    assert client.get(f"/submissions/reports/{row.pk}").status_code == 404
    assert client.get("/submissions/reports?practice=A81001").status_code == 404


def test_reports_go_to_the_inbox_with_what_their_columns_mean(manager, demo: Path):
    answer = send(manager, file("people.csv", PEOPLE, "OpenPCN 1 People"), key="k1")
    assert send(manager, file("people.csv", PEOPLE, "OpenPCN 1 People"), key="k1").status_code == 302
    row = ReportFile.objects.get(state=ReportFile.OPEN)  # sent twice, kept once
    assert answer["Location"] == f"/submissions/reports/{row.pk}"
    page = manager.get(answer["Location"]).content.decode()
    assert "MARKERNAME" in page and "Known heading." in page
    saved = manager.post(answer["Location"], answers(page) | {"idempotency_key": "k2"})
    assert saved.status_code == 302, saved.content.decode()[:2000]
    mapping = ReportMapping.objects.get(practice="Z99001", report="OpenPCN 1 People")
    assert mapping.version == 1 and mapping.mapping["population"] is True
    before = set((demo / "inbox").glob("reports-*"))
    assert manager.post("/submissions/reports/hand-in", {"idempotency_key": "k3"}).status_code == 302
    [night] = set((demo / "inbox").glob("reports-*")) - before
    folder = night / "Z99001"
    manifest = Manifest.read(folder)
    manifest.check(folder, clock.today())
    assert (manifest.source, manifest.practice) == ("search_report", "Z99001")
    [mapped] = mappings.read(folder)
    assert mapped.mapping.covered() == ("people",) and mapped.run_on.isoformat() == "2026-02-09"
    row.refresh_from_db()
    assert row.state == ReportFile.HANDED_IN and not (demo / "reports" / str(row.pk)).exists()
    assert manager.post("/submissions/reports/hand-in", {"idempotency_key": "k4"}).status_code == 422

    # the next time the columns are known: nothing to explain
    again = send(manager, file("people2.csv", PEOPLE.replace("Ann", "Anne"), "OpenPCN 1 People"), key="k5")
    assert again["Location"] == "/submissions/reports"
    assert b"Hand in 1 report" in manager.get("/submissions/reports").content
    row = ReportFile.objects.get(state=ReportFile.OPEN)
    manager.post(f"/submissions/reports/{row.pk}/discard")
    assert not ReportFile.objects.filter(state=ReportFile.OPEN).exists()


def test_an_unknown_column_is_not_used_until_somebody_says_what_it_is(manager):
    answer = send(manager, file("Frailty.csv", ODD), key="k6")
    page = manager.get(answer["Location"]).content.decode()
    assert "Heading not known: not used unless you say what it is." in page
    said = answers(page) | {"run_on-day": "9", "run_on-month": "2", "run_on-year": "2026"}
    said |= {"run_on[day]": "9", "run_on[month]": "2", "run_on[year]": "2026", "population": "no"}
    refused = manager.post(answer["Location"], said | {"idempotency_key": "k7"})
    assert refused.status_code == 422 and b"Say which columns hold an entry" in refused.content
    said |= {"column_1": "1:stated", "column_2": "1:date", "stands_1": "frailty_severe"}
    saved = manager.post(answer["Location"], said | {"holds_1": ["frailty_severe"], "idempotency_key": "k8"})
    assert saved.status_code == 302, re.findall(r"error[^<]*<[^>]*>([^<]*)", saved.content.decode())
    mapping = ReportMapping.objects.get(report="Frailty")
    assert mappings.load(mapping.mapping).covered()[0] == "frailty_severe:no_value:no_unit"
    said["holds_1"] = []
    manager.post(answer["Location"], said | {"idempotency_key": "k9"})
    assert ReportMapping.objects.filter(report="Frailty").count() == 2  # a change is a new version


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (file("a.csv", "nothing\r\nhere\r\n"), b"no line of headings"),
        (file("b.pdf", "%PDF-1.7"), b"a PDF"),
        (file("c.csv", PEOPLE, "OpenPCN 1 People", practice="Z99002"), b"name Z99002"),
        (file("d.csv", "Anonymised Identifier,Age,Gender\r\nx,1,F\r\n"), b"anonymised report"),
    ],
)
def test_what_is_no_report_is_refused_in_words(manager, sent, words):
    answer = send(manager, sent, key=f"k-{sent.name}")
    assert answer.status_code == 422 and words in answer.content
    assert not ReportFile.objects.filter(state=ReportFile.OPEN).exists()
