"""The pages about rules: browsing, one definition, what a change would do, deciding, why and why not."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest

from openpcn.record.store.part import Part
from openpcn.rules import catalogue
from openpcn.rules.catalogue.edition import AS_PUBLISHED, edition, install
from openpcn.terms import person_key
from openpcn.terms.scope import Purpose
from openpcn.work.access.grants import open_record
from openpcn.work.access.models import AuditEvent, Post
from openpcn.work.measures.attributes import FURTHER
from openpcn.work.people.models import PersonState
from openpcn.work.rules.models import RuleChange
from openpcn.work.worklists.models import Need

AGE = "age_on_the_achievement_date_is_at_least"
WHY = "Agreed at the network board"


@pytest.fixture(autouse=True)
def as_published_afterwards():
    yield
    install(AS_PUBLISHED)


@pytest.fixture
def changes(demo):
    """The rule changes of this test alone: the demonstration's team made some before it."""
    before = list(RuleChange.objects.values_list("pk", flat=True))
    return lambda: RuleChange.objects.exclude(pk__in=before).order_by("pk")


def text(response: Any) -> str:
    """What a reader sees, without the markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def key(response: Any) -> str:
    found = re.search(r'name="idempotency_key" value="([^"]+)"', response.content.decode())
    assert found
    return found[1]


def test_the_browser_narrows_by_service_kind_and_words(as_role):
    client = as_role("clinical_pharmacist")
    whole = text(client.get("/definitions"))
    assert f"{len(catalogue.definitions())} of {len(catalogue.definitions())} definitions" in whole
    found = text(client.get("/definitions?q=learning+disability&kind=indicator"))
    assert "HI03" in found and "HYP008" not in found
    assert "HYP008" in text(client.get("/definitions?service=cardiovascular&q=hypertension"))
    off = text(client.get("/definitions?lists=off&kind=indicator&service=inequalities"))
    rows = off.split("Update results")[1]
    assert "Measured only" in rows and "On lists" not in rows


def test_the_browser_counts_for_those_who_may_see_measures(as_role):
    assert "Achieved" in text(as_role("pcn_manager").get("/definitions?q=HYP008"))
    assert "Achieved" not in text(as_role("receptionist").get("/definitions?q=HYP008"))


def test_one_definition_counts_at_each_step_and_opens_people_only_where_allowed(as_role):
    pharmacist = as_role("clinical_pharmacist").get("/definitions/HYP008")
    assert "/measures/HYP008/due" in pharmacist.content.decode()
    said = text(pharmacist)
    assert "Population Who is looked at" in said and "not clinically reviewed" in said
    assert "first run here" in said.lower() and "Example patients" in said
    assert "any of" in said and 'href="/definitions/hypertension">' in pharmacist.content.decode()
    manager = as_role("pcn_manager").get("/definitions/HYP008").content.decode()
    assert "/measures/HYP008/due" not in manager


def test_another_name_leads_to_the_definition_and_an_unknown_one_names_the_nearest(as_role):
    client = as_role("receptionist")
    assert client.get("/definitions/SMR-01B")["Location"] == "/definitions/SMR01B"
    absent = client.get("/definitions/HYPP08")
    assert absent.status_code == 404 and "/definitions/HYP008" in absent.content.decode()
    assert "SMR-01B" in text(client.get("/definitions/names"))


def test_metadata_is_a_fhir_bundle_to_keep(as_role):
    response = as_role("pcn_manager").get("/definitions/HYP008/metadata")
    assert (
        response["Content-Type"] == "application/fhir+json"
        and "attachment" in response["Content-Disposition"]
    )
    assert json.loads(response.content)["entry"][1]["resource"]["resourceType"] == "Measure"


@pytest.mark.hazard(
    "H16", "who joins and leaves, minutes, money and groups are shown before a rule is changed"
)
def test_a_preview_shows_people_minutes_money_and_groups_and_keeps_nothing(as_role, changes):
    page = as_role("clinical_pharmacist").get(f"/definitions/HYP008/preview?{AGE}=75")
    said = text(page)
    for words in (
        "75 instead of 80", "Who joins and who leaves", "Minutes of work", "the practices'", "unconfirmed",
        "Deprivation fifth", "Ethnic group", "Age", "Sex", "Learning disability", "Serious mental illness",
        "Preferred language", "Other than English", "Needs an interpreter", "Lives in a care home",
        "it can be previewed, not altered",
    ):  # fmt: skip
        assert words in said, words
    assert not changes().exists()
    assert AuditEvent.objects.filter(action="rule_previewed", object_id="HYP008").exists()


def test_a_practice_is_named_its_own_people_and_that_is_disclosed(as_role):
    page = as_role("practice_manager").get(f"/definitions/HYP008/preview?{AGE}=60").content.decode()
    named = set(re.findall(r"/people/([0-9a-z]{13})/", page))
    assert "Who of your practice leaves" in page and named
    event = AuditEvent.objects.filter(action="disclosed", object_id="rule_preview").latest("pk")
    assert set(event.people) == named
    manager = as_role("pcn_manager").get(f"/definitions/HYP008/preview?{AGE}=60")
    assert "/people/" not in re.sub(r"/people/(search|could)[^\"]*", "", manager.content.decode())


def test_another_codelist_is_chosen_among_those_of_the_same_coding(as_role):
    page = as_role("pcn_manager").get("/definitions/HYP008/preview").content.decode()
    offered = re.search(r'(?s)<datalist id="lists-snomed">.*?</datalist>', page)
    assert offered and 'list="lists-snomed"' in page and 'value="bp_declined"' in offered[0]
    assert 'value="statin_high_intensity"' not in page, "medicines are dm+d codes"


def test_codelists_are_found_by_words_and_shown_in_pages(as_role):
    client = as_role("receptionist")
    first, second = (text(client.get(f"/definitions/codelists?page={n}")) for n in (1, 2))
    assert "Next page" in first and first != second
    found = text(client.get("/definitions/codelists?q=severe+frailty"))
    assert "frailty_severe" in found and "bp_declined" not in found and "Next page" not in found
    assert "No codelist is called that" in text(client.get("/definitions/codelists?q=nothingsuch"))


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (f"{AGE}=abc", "expected a number, found 'abc'"),
        (f"{AGE}=500", "out of range: 0 to 120"),
        ("codelist_hypertension_pca_declined=nothing_such", "there is no codelist 'nothing_such'"),
    ],
)
def test_a_setting_that_cannot_be_is_said_beside_its_field(as_role, query, message):
    page = as_role("pcn_manager").get(f"/definitions/HYP008/preview?{query}")
    assert page.status_code == 400 and message in text(page) and "There is a problem" in text(page)


def test_another_contract_year_says_whose_values_it_took(as_role):
    said = text(as_role("pcn_manager").get("/definitions/HYP008/preview?year=2026/27"))
    assert "Money as the contract of 2026/27 has it" in said


def test_a_year_without_a_value_says_not_known_and_a_year_outside_says_which_are_held(as_role):
    client = as_role("pcn_manager")
    said = text(client.get("/definitions/CHD015/preview?year=2023/24"))
    assert "Not known in 2023/24" in said and "no contract value that differs" not in said
    outside = client.get("/definitions/CHD015/preview?year=2001/02")
    assert outside.status_code == 400 and "contract values are held for" in text(outside)


@pytest.mark.hazard("H16", "a list is switched by a proposal, with a reason, by a role that may")
def test_a_list_is_switched_off_by_a_proposal_with_a_reason(as_role, changes):
    client = as_role("pcn_manager")
    page = client.get("/definitions/HYP008")
    sent = client.post("/definitions/HYP008/propose", {"kind": "off", "idempotency_key": key(page)})
    (change,) = changes()
    assert sent["Location"] == f"/definitions/decisions/{change.pk}"
    shown = client.get(sent["Location"])
    assert "Due now: " in text(shown) and "would leave those lists" in text(shown)
    address = sent["Location"]
    assert "another person decides" in text(shown) and 'value="accept"' not in shown.content.decode()
    client = as_role("clinical_director")  # the manager proposed it
    shown = client.get(address)
    client.post(address, {"decision": "accept", "reason": "", "idempotency_key": key(shown)})
    change.refresh_from_db()
    assert change.state == RuleChange.PROPOSED and "say why" in text(client.get(address))
    shown = client.get(address)
    client.post(address, {"decision": "accept", "reason": WHY, "idempotency_key": key(shown)})
    change.refresh_from_db()
    assert change.state == RuleChange.ACCEPTED
    assert WHY in text(client.get("/definitions/decisions"))


def test_other_roles_see_no_button_and_are_refused(as_role):
    client = as_role("clinical_pharmacist")
    assert "Propose" not in text(client.get("/definitions/HYP008"))
    assert client.post("/definitions/HYP008/propose", {"kind": "off"}).status_code == 404
    assert client.post("/definitions/scores", {"score": "x", "turn": "on"}).status_code == 404


def test_the_contracts_definition_cannot_be_set_otherwise_by_a_made_up_form(as_role, changes):
    client = as_role("pcn_manager")
    page = client.get("/definitions/HYP008")
    client.post("/definitions/HYP008/propose", {"kind": "settings", AGE: "75", "idempotency_key": key(page)})
    assert not changes().exists()
    assert "it can be previewed, not altered" in text(client.get("/definitions/HYP008"))


@pytest.mark.hazard("H17", "a score is switched on by a role that acknowledges its intended purpose")
def test_a_score_says_what_it_is_for_and_is_switched_by_somebody_who_acknowledges_it(as_role, changes):
    score = catalogue.scores()[0]
    client, other = as_role("clinical_director"), as_role("pcn_manager")
    page = client.get("/definitions/scores")
    assert score.purpose in text(page) and "In this fictional network all are on" in text(page)
    assert score.id in edition().scores
    for turn, acknowledged in (("off", ""), ("on", ""), ("on", "on")):
        page = client.get("/definitions/scores")
        sent = client.post(
            "/definitions/scores", {"score": score.id, "turn": turn, "idempotency_key": key(page)}
        )
        shown = other.get(sent["Location"])
        asked = {"decision": "accept", "reason": WHY, "idempotency_key": key(shown)}
        other.post(sent["Location"], asked | ({"acknowledged": acknowledged} if acknowledged else {}))
    states = list(changes().values_list("turns_on", "state", "acknowledged_as"))
    assert states == [
        (False, RuleChange.SUPERSEDED, ""), (True, RuleChange.ACCEPTED, "pcn_manager"),
    ]  # fmt: skip


def opened(role: str, definition: str) -> tuple[Post, int]:
    """A post and somebody due whose record it has opened."""
    post = Post.objects.get(role=role, staff__is_demo=True)
    person = Need.objects.filter(definition=definition, red_flag=False).order_by("pk")[0].person_id
    open_record(post, person, Purpose.INDIVIDUAL_CARE, "to look at the explanation")
    return post, person


def test_any_definition_is_explained_for_a_person_with_what_each_change_is_worth(as_role):
    _, person = opened("clinical_pharmacist", "HYP008")
    client = as_role("clinical_pharmacist")
    ref = person_key.encode(person)
    chooser = client.get(f"/people/{ref}/why?q=hypertension")
    assert f"/people/{ref}/why/HYP008" in chooser.content.decode()
    said = text(client.get(f"/people/{ref}/why/HYP008"))
    assert "What would change it" in said and "The indicator moves by" in said
    assert "the practice's (unconfirmed)" in said


def test_what_is_not_paid_says_so_beside_each_change(as_role):
    _, person = opened("clinical_pharmacist", "SMR01B")
    said = text(as_role("clinical_pharmacist").get(f"/people/{person_key.encode(person)}/why/SMR01B"))
    assert "What would change it" in said and "Worth: not paid." in said


def test_what_is_used_where_it_is_supplied_is_said_on_both_pages(as_role, monkeypatch):
    _, person = opened("clinical_pharmacist", "SMR01B")
    client, round_due = as_role("clinical_pharmacist"), "care_home_round_due"
    said = text(client.get(f"/definitions/{round_due}"))
    assert "Used as well where the extract supplies them: care_home_stay;" in said
    assert "Used as well" not in text(client.get("/definitions/care_home_plan_after_moving_in"))
    page = f"/people/{person_key.encode(person)}/why/{round_due}"
    assert "Not looked at" not in text(client.get(page))
    supplies = Part.supplies.fget
    monkeypatch.setattr(Part, "supplies", property(lambda part: supplies(part) - {"care_home_stay"}))
    said = text(client.get(page))
    assert "Not looked at Table care_home_stay is used where it is supplied: it is not in this feed" in said


@pytest.mark.hazard("H10", "an objection to risk stratification closes every definition with that purpose")
def test_who_objects_to_risk_stratification_is_not_explained_by_what_is_for_it(as_role):
    _, person = opened("clinical_pharmacist", "HYP008")
    PersonState.objects.filter(person_id=person).update(risk_stratification_objection=True)
    client, ref = as_role("clinical_pharmacist"), person_key.encode(person)
    purposes = {one.id: one.purpose for one in catalogue.definitions()}
    listed = set(re.findall(rf"/people/{ref}/why/(\w+)", client.get(f"/people/{ref}/why").content.decode()))
    assert listed == {id for id, purpose in purposes.items() if purpose is not Purpose.RISK_STRATIFICATION}
    register = "proactive_care_cohort"
    assert purposes[register] is Purpose.RISK_STRATIFICATION
    assert client.get(f"/people/{ref}/why/{register}").status_code == 404
    assert client.get(f"/people/{ref}/why/HYP008").status_code == 200


def test_measures_of_the_shared_registers_are_those_registers_alone(as_role):
    said = text(as_role("pcn_manager").get("/measures?service=registers"))
    assert "People with hypertension" in said and "Indicators and case finding" not in said


def test_the_needs_of_the_population_keep_small_numbers_hidden(as_role):
    page = as_role("pcn_manager").get("/measures/needs")
    assert "hypertension" in text(page).lower() and "hidden" in text(page)
    rows = re.findall(r"--numeric\">(\d[\d,]*)</td>", page.content.decode())
    assert rows and all(int(n.replace(",", "")) % 5 == 0 for n in rows)


def test_a_measure_is_cut_by_age_sex_and_register_under_the_small_number_rule(as_role):
    page = as_role("pcn_manager").get("/measures/HYP008")
    for attribute in FURTHER:
        assert attribute.title in text(page)
    assert "hidden" in text(page)
