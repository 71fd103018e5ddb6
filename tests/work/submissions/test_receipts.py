"""Receipts and quarantined rows: who may read which, and that the reading is audited."""

from __future__ import annotations

import pytest

from openpcn.work import night, submissions
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import AuditEvent
from openpcn.work.submissions.lease import LeaseLostError, hold_lease, take_lease

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def damaged(beginning_with, small_practice, tmp_path, riverbank):
    """Two practices; at the first, somebody has an impossible birth date."""

    def one_night():
        one, two = small_practice("Z99001"), small_practice("Z99002")
        one.rows["patient"][0]["birth_date"] = "31/02/1950"
        one.write(tmp_path / "in" / "Z99001"), two.write(tmp_path / "in" / "Z99002")
        return night.run([tmp_path / "in"], by="test")

    return beginning_with(one_night)


def test_who_sees_which_receipts(damaged, post_of):
    for role, practice, expected in (
        ("pcn_manager", None, {"Z99001", "Z99002"}),
        ("clinical_director", None, {"Z99001", "Z99002"}),
        ("practice_manager", "Z99002", {"Z99002"}),
        ("clinical_pharmacist", None, set()),
        ("receptionist", "Z99001", set()),
    ):
        found = submissions.submissions_for(post_of(role, practice)).values_list("practice", flat=True)
        assert set(found) == expected


def test_a_kept_receipt_adds_up_and_names_file_line_and_field(damaged, post_of):
    row = submissions.submissions_for(post_of("pcn_manager")).get(practice="Z99001")
    receipt = row.receipt
    assert receipt["rows_in"] == receipt["accepted"] + receipt["normalised"] + receipt["quarantined"]
    assert receipt["quarantined"] >= 1
    example = next(e for e in receipt["examples"] if e["field"] == "birth_date")
    assert (example["file"], example["line"]) == ("patient.csv", 2)
    assert "1950" not in str(receipt["examples"]), "a receipt holds nothing of a person"


@pytest.mark.hazard(
    "H11", "quarantined rows are read by the practice that sent them, and the reading is audited"
)
def test_only_the_practice_reads_its_quarantined_rows(damaged, post_of):
    rows = submissions.quarantine(post_of("practice_manager", "Z99001"), "Z99001")
    assert any("31/02/1950" in row["raw"] for row in rows)
    assert AuditEvent.objects.get(action="quarantine_read").object_id == "Z99001"
    for post in (
        post_of("practice_manager", "Z99002"),
        post_of("pcn_manager"),
        post_of("clinical_pharmacist"),
        post_of("receptionist", "Z99001"),
    ):
        with pytest.raises(NotAllowedError):
            submissions.quarantine(post, "Z99001")
    assert AuditEvent.objects.filter(action="refused", object_id="quarantine").count() == 4


def test_the_state_is_the_same_for_the_same_state(damaged):
    first = submissions.state()
    assert first == submissions.state()
    assert first["counts"]["patient"]["Z99002"] == 12
    assert set(first["practices"]) == {"Z99001", "Z99002"}
    assert first["prepared"]["people.PersonState"] == 23
    assert first["prepared"]["worklists.Need"] >= 23
    assert first["work"]["worklists.Claim"] == 0
    assert first["audit"]["rows"] == first["audit"]["sealed"] > 0


def test_an_empty_site_has_a_state(db):
    state = submissions.state()
    assert state["snapshot"] is None and state["content_hash"] is None and state["counts"] == {}


def test_an_older_lease_is_lost(db):
    first = take_lease("one")
    hold_lease(first)
    second = take_lease("two")
    assert second > first
    hold_lease(second)
    with pytest.raises(LeaseLostError):
        hold_lease(first)
