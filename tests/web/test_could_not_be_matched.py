"""People who could not be matched: one's own practice's in full, the others as counts; deciding, undoing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from openpcn.terms import nhs_number
from openpcn.work import night
from openpcn.work.access.models import AuditEvent
from openpcn.work.people.models import IdentityDecision, IdentityQuestion

pytestmark = [pytest.mark.django_db(transaction=True)]

PAGE = "/people/could-not-be-matched"
REASON = "traced on the Spine this morning"


@pytest.fixture
def site(
    small_practice: Any, tmp_path: Any, riverbank: Any, sharing: Any, clock_at: Any, settings: Any
) -> Any:
    """Two nights: a number with two dates of birth, one registered twice, a changed number still held."""
    settings.SECURE_SSL_REDIRECT = False
    sharing()
    one, two = small_practice("Z99001", people=4), small_practice("Z99002", people=4)
    mine, theirs = one.rows["patient"], two.rows["patient"]
    mine[0].update(family_name="Asideson", nhs_number=theirs[0]["nhs_number"], birth_date="1931-01-01")
    for row in (mine[1], mine[2], theirs[1], theirs[2]):
        row["birth_date"] = "1940-05-01"
    mine[1].update(family_name="Twiceson", nhs_number=theirs[1]["nhs_number"])
    mine[2].update(family_name="Changedson", nhs_number=theirs[2]["nhs_number"])
    theirs[3]["nhs_number"] = "9876543210"

    def hand_in(day: int) -> None:
        clock_at(f"2026-02-{day + 1:02d}T03:00")
        for practice in (one, two):
            practice.write(tmp_path / str(day) / practice.ods, f"2026-02-{day:02d}")
        assert night.run([tmp_path / str(day)], by="test").taken
        clock_at(f"2026-02-{day + 1:02d}T09:00")

    hand_in(8)
    mine[2]["nhs_number"] = f"999123457{nhs_number.check_digit('999123457')}"
    hand_in(9)
    return riverbank


def signed_in(post: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(post.staff)
    return client


def sent(client: Client, address: str, **fields: str) -> Any:
    """Open the confirmation page and send it as a browser would, with its hidden fields."""
    page = client.get(address).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    return client.post(address, {**hidden, "reason": REASON, "sure": "on", **fields})


@pytest.mark.hazard("H01", "who could not be matched is named to their own practice, and counted to others")
def test_the_own_practices_people_in_full_and_the_others_as_counts(site, post_of):
    manager = post_of("practice_manager", "Z99001")
    shown = signed_in(manager).get(PAGE).content.decode()
    for name in ("ASIDESON", "TWICESON", "CHANGEDSON"):
        assert name in shown
    assert "EXAMPLE" not in shown, "nobody of the other practice is named"
    assert "On no list" in shown and "Trace each person on the Spine" in shown
    assert "Weir Road Practice" in shown and "1 to 7" in shown
    assert not re.search(r"999\s?\d{3}\s?\d{4}", shown), "no NHS number is needed to put this right"
    event = AuditEvent.objects.filter(action="disclosed", object_id="could_not_be_matched").get()
    assert len(event.people) == 3
    counts = signed_in(post_of("pcn_manager")).get(PAGE).content.decode()
    assert "SON" not in counts and "1 to 7" in counts
    assert signed_in(post_of("clinical_pharmacist")).get(PAGE).status_code == 404


def test_deciding_and_undoing_with_a_reason_and_a_key(site, post_of):
    manager = post_of("practice_manager", "Z99001")
    client = signed_in(manager)
    apart = f"{PAGE}/records/1/apart"
    assert client.post(apart, {"idempotency_key": "k0"}).status_code == 200  # neither reason nor tick
    assert not IdentityDecision.objects.exists()
    stale = sent(client, apart, snapshot="20260101T000000-gone")
    assert b"look again" in stale.content and not IdentityDecision.objects.exists()
    assert sent(client, apart).status_code == 302
    [decision] = IdentityDecision.objects.all()
    assert (decision.kind, decision.practice, decision.made_by) == ("split", "Z99001", manager.staff.username)
    assert AuditEvent.objects.filter(action="identity_split", staff=manager.staff.username).exists()

    question = IdentityQuestion.objects.get()
    assert sent(client, f"{PAGE}/questions/{question.pk}", answer="two").status_code == 302
    question.refresh_from_db()
    assert question.answered_by == manager.staff.username
    again = sent(client, f"{PAGE}/questions/{question.pk}", answer="same")
    assert b"answered already" in again.content
    assert IdentityDecision.objects.count() == 1, "what was not done left nothing behind"

    other = signed_in(post_of("practice_manager", "Z99002"))
    undo = f"{PAGE}/decisions/{decision.pk}/undo"
    assert other.get(undo).status_code == 404
    assert sent(client, undo).status_code == 302
    decision.refresh_from_db()
    assert decision.undone_by == manager.staff.username and client.get(undo).status_code == 404
