"""Files: escaped, typed as text, with their notes, hidden numbers hidden, every one disclosed."""

import csv
import io

import openpyxl
import pytest

from openpcn.terms import person_key
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import AuditEvent
from openpcn.work.measures.attributes import FURTHER
from openpcn.work.measures.export import measure_sheets
from openpcn.work.worklists.claims import claim
from openpcn.work.worklists.export import worklist_sheet
from openpcn.work.worklists.sheets import as_csv, as_xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def pharmacist(sharing, post_of):
    sharing()
    return post_of("clinical_pharmacist")


@pytest.mark.hazard("H11", "an export holds the caseload, never the unclaimed")
def test_a_worklist_export_holds_the_caseload_and_is_disclosed(pharmacist, live_people, need_of, key):
    mine = live_people("Z99001", nhs_number="9990000018", family_name='=HYPERLINK("http://x")')
    other = live_people("Z99002", nhs_number="9990000026")
    need_of(mine, "SMR01B")
    need_of(other, "SMR01B")
    claim(pharmacist, [mine.person_id], key())
    sheet = worklist_sheet(pharmacist)
    assert [row[1] for row in sheet.rows] == ["9990000018"]
    text = as_csv(sheet)
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1][0].startswith("'=HYPERLINK") and "9990000026" not in text
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx([sheet])))
    page = book.worksheets[0]
    assert page["A2"].data_type == "s" and page["A2"].value.startswith("=HYPERLINK")
    assert (page["B2"].value, page["B2"].data_type, page["B2"].number_format) == ("9990000018", "s", "@")
    notes = " ".join(str(cell.value) for row in book["Notes"] for cell in row)
    assert "rules run as at 10 February 2026" in notes and "1 of 2" in notes
    event = AuditEvent.objects.get(action="disclosed")
    assert event.people == [person_key.encode(mine.person_id)] and event.object_id == "export_worklist"


def test_roles_that_export_nothing(sharing, post_of):
    sharing()
    for role in ("receptionist", "clinical_director", "pcn_manager"):
        with pytest.raises(NotAllowedError):
            worklist_sheet(post_of(role))


def test_a_measure_export_shows_what_the_page_shows(population, counted, sharing, post_of):
    sharing()
    states = population("Z99001", 9)
    counted(
        [(s, "HI03", "achieved", {"rule": "R3"}) for s in states[:2]] + [(s, "HI03", "due") for s in states]
    )
    sheets = measure_sheets(post_of("pcn_manager"), "HI03")
    assert [sheet.title for sheet in sheets] == [
        "HI03 By practice", "HI03 By deprivation", "HI03 By ethnic group",
        *(f"HI03 {attribute.title}" for attribute in FURTHER), "HI03 By rule",
    ]  # fmt: skip
    first = sheets[0].rows[0]
    assert first[0] == "Mill Lane Surgery" and first[1] == "*" and first[2] == 10
    notes = dict(sheets[0].notes)
    assert "31 March 2026" in notes["As at"] and "hidden" in notes["Numbers"]
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(sheets)))
    assert book.sheetnames[-1] == "Notes" and book.worksheets[0]["C2"].value == 10
    assert AuditEvent.objects.filter(object_id="export_measure HI03").exists()
