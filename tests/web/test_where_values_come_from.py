"""Beside every value: practice, source, as-at day, file and line; to the receipt for who may open it."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openpcn.terms.scope import Purpose
from openpcn.work.access.grants import open_record
from openpcn.work.access.models import Post
from openpcn.work.submissions.models import Submission
from openpcn.work.worklists.claims import claim
from openpcn.work.worklists.lists import worklist

RECEIPT = re.compile(r'href="(/submissions/\d+)">receipt')


def post_of(role: str) -> Post:
    return Post.objects.get(role=role, staff__is_demo=True)


def pages(person: int, definition: str) -> tuple[str, str]:
    return (
        reverse("person-why", kwargs={"person": person, "definition": definition}),
        reverse("person-timeline", kwargs={"person": person}),
    )


@pytest.mark.hazard("H13", "every value leads to the file and line it came from, and to the receipt of it")
def test_who_may_open_receipts_is_led_from_a_value_to_its_own(demo, as_role):
    director, client = post_of("clinical_director"), as_role("clinical_director")
    row = worklist(post_of("clinical_pharmacist")).rows[0]
    open_record(director, row.person_id, Purpose.INDIVIDUAL_CARE, "a record for the test")
    sent = Submission.objects.filter(practice=row.practice, verdict=Submission.ACCEPTED)
    own = {f"/submissions/{each.pk}" for each in sent}  # the practice's nights, and what was sent beside them
    for address in pages(row.person_id, row.needs[0].definition):
        with CaptureQueriesContext(connection) as asked:
            text = client.get(address).content.decode()
        assert "as at" in text and ", line " in text
        led = set(RECEIPT.findall(text))
        assert led and led <= own
        receipts = [each for each in asked.captured_queries if '"submissions_submission"' in each["sql"]]
        assert len(receipts) <= 4, "a few for the page, none for a row"
        assert all(client.get(receipt).status_code == 200 for receipt in led)


def test_who_may_not_open_receipts_is_not_led_to_one(demo, as_role):
    pharmacist, client = post_of("clinical_pharmacist"), as_role("clinical_pharmacist")
    row = worklist(pharmacist).rows[0]
    claim(pharmacist, [row.person_id], "a claim of the test")
    for address in pages(row.person_id, row.needs[0].definition):
        text = client.get(address).content.decode()
        assert ", line " in text and "as at" in text and not RECEIPT.search(text)
