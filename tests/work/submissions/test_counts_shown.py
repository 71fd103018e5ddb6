"""Every row of the files is shown: the practice's own, those of other practices, those not read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from openpcn.cli import night as command
from openpcn.record.intake import Example, FileCount, Receipt, Verdict
from openpcn.terms import clock
from openpcn.work.submissions import receiving, standing
from openpcn.work.submissions.models import Submission

RECEIPT = Receipt(
    "s", "Z99001", "2026-02-09", "full", "emis", Verdict.ACCEPTED, rows_in=10, accepted=6, normalised=2,
    quarantined=2,
    per_file=(
        FileCount("a.csv", "Patient", 14, 6, 2, 2, others=4),
        FileCount("b.csv", None, 5, not_used="nobody reads it"),
    ),
    reasons={"not_a_date": 2},
    examples=(Example("a.csv", 3, "born", "not_a_date", "no such day"),),
)  # fmt: skip


@pytest.mark.hazard("H03", "rows of other practices and rows not read are counted where people look")
def test_rows_in_the_files_are_accepted_normalised_set_aside_of_others_and_not_read():
    told = receiving.in_files(RECEIPT.as_json())
    assert (told.rows, told.others, told.not_read) == (19, 4, 5)
    assert told.rows == 6 + 2 + 2 + told.others + told.not_read
    assert receiving.in_files({"per_file": [{"rows": 3}]}).others == 0, "receipts of before"


def test_the_command_says_why_with_the_first_lines_the_remedy_and_where_the_rest_is(capsys):
    command._show_receipt(RECEIPT, "folder")
    said = " ".join(capsys.readouterr().out.split())
    assert "19 rows in the files = these + 4 of other practices + 5 in files that are not read" in said
    assert "2 rows: Not a date." in said and "a.csv, line 3, born: no such day" in said
    assert "What to do: Correct the entry" in said and "set aside" in said


@pytest.mark.django_db
def test_a_companion_is_shown_beside_the_extract_and_not_in_its_place(riverbank, post_of):
    for number, (source, verdict) in enumerate([("emis", "held"), ("hospital", "refused")]):
        Submission.objects.create(
            submission_id=str(number), practice="Z99001", source=source, verdict=verdict, receipt={},
            received_at=clock.now() + timedelta(hours=number), folder=str(number), by="test",
        )  # fmt: skip
    found = standing.standing(post_of("practice_manager", "Z99001"), "Z99001")
    assert found.last is not None and found.last.source == "emis"
    assert [one.source for one in found.companions] == ["hospital"]
