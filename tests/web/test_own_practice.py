"""What a practice's manager sees first: figures, who was shown her people, what was sent, withdrawing."""

from __future__ import annotations

import re

import pytest

from openpcn.rules import catalogue
from openpcn.rules.catalogue.edition import edition
from openpcn.terms.scope import Purpose
from openpcn.work.access import audit
from openpcn.work.access.models import Post
from openpcn.work.measures.own_practice import own_practice_of
from openpcn.work.measures.position import positions
from openpcn.work.people.states import states
from openpcn.work.worklists.claims import claim
from openpcn.work.worklists.lists import worklist


def post_of(role: str) -> Post:
    return Post.objects.get(role=role, staff__is_demo=True)


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.hazard(
    "H11", "a practice's manager sees first who outside it was shown its people, and what for"
)
def test_who_outside_was_shown_our_people_and_what_for(demo, as_role):
    manager = post_of("practice_manager")
    ours = states().filter(practice=manager.organisation).values_list("person_id", flat=True)[:3]
    theirs = states().exclude(practice=manager.organisation).values_list("person_id", flat=True)[:5]
    for people in (list(ours), [*ours[:1], *theirs]):
        audit.disclose(post_of("clinical_pharmacist"), people, Purpose.INDIVIDUAL_CARE, "worklist")
    audit.disclose(manager, ours, Purpose.INDIVIDUAL_CARE, "search")
    found = own_practice_of(manager)
    row = next(one for one in found.opened if one.role == "Clinical pharmacist")
    assert (row.people, row.times, row.purpose) == (3, 2, "individual_care")
    assert found.people_opened == 3 and {one.organisation for one in found.opened} == {"U99999"}
    page = text_of(as_role("practice_manager").get("/your-practice").content.decode())
    assert row.name in page and "Individual care" in page


def test_every_figure_that_names_the_practice_is_there_with_the_network_s(demo):
    manager = post_of("practice_manager")
    found = own_practice_of(manager)
    named = {
        one.definition
        for one in positions(manager)
        if any(line.key == manager.organisation for line in one.by_practice)
        and (edition().fills_lists(catalogue.definition(one.definition)) or one.money.paid)
    }
    assert named and {one.definition for one in found.figures} == named
    assert all(one.shared for one in found.figures)


def test_what_was_sent_adds_up_file_by_file(demo):
    found = own_practice_of(post_of("practice_manager")).sent
    sent = next(one for one in found if one.source == "emis")
    assert len(sent.files) > 10
    for file in sent.files:
        if not file.not_used:
            assert file.rows == file.accepted + file.normalised + file.quarantined


def test_withdrawing_is_counted_before_it_is_done(demo):
    manager, pharmacist = post_of("practice_manager"), post_of("clinical_pharmacist")
    before = {one.purpose: one for one in own_practice_of(manager).withdrawing}
    row = next(row for row in worklist(pharmacist).rows if row.practice == manager.organisation)
    assert claim(pharmacist, [row.person_id], "a claim of the test").taken
    after = {one.purpose: one for one in own_practice_of(manager).withdrawing}
    care = Purpose.INDIVIDUAL_CARE
    assert after[care].claims == before[care].claims + 1 and after[care].holders >= 1
    assert after[care].people == states().filter(practice=manager.organisation).count()
    assert after[care].needs == before[care].needs > 0


def test_nobody_but_the_manager_has_the_page_and_she_finds_it_first(as_role):
    for role in ("pcn_manager", "clinical_director", "receptionist", "clinical_pharmacist"):
        assert as_role(role).get("/your-practice").status_code == 404
    home = as_role("practice_manager").get("/").content.decode()
    assert home.index('href="/your-practice"') < home.index('href="/measures"')
