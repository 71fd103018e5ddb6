"""The form where work is recorded, and what the pages say beside a score that the record does not hold."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from openpcn.codes import codelist
from openpcn.rules import catalogue
from openpcn.rules.engine.evaluation import WORKED_OUT
from openpcn.work.access.models import Post
from openpcn.work.entries.models import Entry
from openpcn.work.worklists.lists import Filters, worklist
from openpcn.work.worklists.models import Listed, Need
from openpcn.work.worklists.rows import Row

DAY = {"done_on-day": "10", "done_on-month": "2", "done_on-year": "2026"}


@pytest.fixture
def pharmacist(as_role) -> Client:
    return as_role("clinical_pharmacist")


def taken(client: Client, definition: str, role: str = "clinical_pharmacist") -> Row:
    """Somebody due for a definition, taken on."""
    post = Post.objects.get(role=role, staff__is_demo=True)
    row = worklist(post, Filters(definitions=frozenset({definition}))).rows[0]
    client.post("/worklist/claim", {"person": [row.ref], "idempotency_key": f"take-{definition}"})
    return row


def read(response) -> str:
    return unescape(" ".join(response.content.decode().split()))


def test_a_number_that_cannot_be_is_said_at_its_field(pharmacist):
    row = taken(pharmacist, "HYP008")
    address = f"/people/{row.ref}/needs/HYP008/1/record"
    for typed in ("12", "271", "one hundred", "nan"):
        page = read(
            pharmacist.post(
                address, {"systolic_clinic": typed, "diastolic_clinic": "76", "idempotency_key": typed, **DAY}
            )
        )
        assert "must be a number from 70 to 270 mmHg" in page and 'href="#id_systolic_clinic"' in page
    assert not Entry.objects.exists()


def test_where_nothing_can_be_recorded_the_page_says_how_it_settles_itself(pharmacist):
    row = taken(pharmacist, "HYP008")
    address = f"/people/{row.ref}/needs/HYP008/1/record"
    assert address in read(pharmacist.get(f"/people/{row.ref}/"))
    Listed.objects.filter(definition="HYP008").update(counts=["statin"])
    sentence = next(
        rule.sentence for rule in catalogue.definition("HYP008").rules if rule.kind.value == "achieve"
    )
    person, form = read(pharmacist.get(f"/people/{row.ref}/")), read(pharmacist.get(address))
    assert address not in person and address.replace("record", "close") in person
    for page in (person, form):
        assert "It settles itself when the practice's data show" in page and sentence in page
    assert "Date it was done" not in form
    pharmacist.post(address, {"idempotency_key": "nothing", "statin": "x", **DAY})
    assert not Entry.objects.exists()


def test_a_medicine_is_named_as_what_the_practice_issues_and_never_offered(pharmacist):
    row = taken(pharmacist, "HYP008")
    Listed.objects.filter(definition="HYP008").update(counts=["systolic_clinic", "statin"])
    page = read(pharmacist.get(f"/people/{row.ref}/needs/HYP008/1/record"))
    assert "This counts too when the practice issues it, and cannot be recorded here: Statin." in page
    assert 'name="systolic_clinic"' in page and 'name="statin"' not in page
    assert not any(code.code in page or code.term in page for code in codelist("statin"))


@pytest.mark.hazard(
    "H17", "beside a score worked out here stand its version, its notice and its inputs with their days"
)
def test_beside_a_score_of_ours_stand_its_version_notice_and_inputs(as_role):
    role = "care_coordinator"
    client = as_role(role)
    ours = next(need for need in Need.objects.all() if any("score" in each for each in need.reasons))
    row = taken(client, ours.definition, role)
    held = Need.objects.get(person_id=row.person_id, definition=ours.definition)
    score = next(each["score"] for each in held.reasons if "score" in each)
    module = next(one for one in catalogue.scores() if one.id == score)
    pages = {
        name: read(client.get(address))
        for name, address in (
            ("list", "/worklist?assigned=me"),
            ("person", f"/people/{row.ref}/"),
            ("why", f"/people/{row.ref}/why/{ours.definition}"),
        )
    }
    for name, page in pages.items():
        assert WORKED_OUT in page and module.version in page and module.notice in page, name
    for name in ("person", "why"):
        assert f"What {module.title} was worked out from" in pages[name]
