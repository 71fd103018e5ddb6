"""GP Connect records: lists that say what was asked for, and the medicines, problems and contacts in them."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from openpcn.record.sources import recognise
from openpcn.record.sources.gpconnect import lists

from .fhir_pieces import CTV3, READ, SCT, Delivery, Resource, coded, resource

GPC = "https://fhir.nhs.uk/STU3/StructureDefinition/"
EXTENSION = f"{GPC}Extension-CareConnect-GPC-"
ALL = tuple(lists.NAMES)


def extension(name: str, **value: Any) -> Resource:
    return {"url": f"{EXTENSION}{name}-1", **value}


def person(row: str = "1", number: str = "9990000018", verified: str = "01", **fields: Any) -> Resource:
    """A patient with registration details."""
    status = {
        "url": f"{EXTENSION}NHSNumberVerificationStatus-1",
        "valueCodeableConcept": coded(verified, system=f"{GPC}NHSNumberVerificationStatus-1"),
    }
    return (
        resource(
            "Patient",
            row,
            meta={"profile": [f"{GPC}CareConnect-GPC-Patient-1"]},
            extension=[
                extension(
                    "RegistrationDetails",
                    extension=[{"url": "registrationPeriod", "valuePeriod": {"start": "2001-02-03"}}],
                )
            ],
            identifier=[
                {"extension": [status], "system": "https://fhir.nhs.uk/Id/nhs-number", "value": number}
            ],
            name=[{"use": "official", "family": "Brook", "given": ["Ann"]}],
            gender="female",
            birthDate="1950-05-01",
            managingOrganization={"reference": "Organization/o1"},
            generalPractitioner=[{"reference": "PractitionerRole/r1"}],
        )
        | fields
    )


ORGANISATION = resource(
    "Organization", "o1", name="Willow Surgery",
    identifier=[{"system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "Z99001"}],
)  # fmt: skip
GP = resource("Practitioner", "d1", name=[{"family": "Marsh", "given": ["Ada"], "prefix": ["Dr"]}])
ROLE = resource("PractitionerRole", "r1", practitioner={"reference": "Practitioner/d1"})


def list_of(code: str, *items: str, of: str = "1", **fields: Any) -> Resource:
    """A list of what was asked for; without an id, as the published examples are."""
    return {
        "resourceType": "List",
        "status": "current",
        "mode": "snapshot",
        "code": coded(code),
        "subject": {"reference": f"Patient/{of}"},
        "entry": [{"item": {"reference": item}} for item in items],
    } | fields


def record(*resources: Resource, asked: tuple[str, ...] = ALL, of: Resource | None = None) -> Resource:
    """One response: a person with the lists that were asked for, and what is in them."""
    someone = of or person()
    entries = [someone, ORGANISATION, GP, ROLE, *resources]
    entries += [list_of(code, of=someone["id"]) for code in asked]
    return {
        "resourceType": "Bundle",
        "meta": {"profile": [f"{GPC}GPConnect-StructuredRecord-Bundle-1"]},
        "type": "collection",
        "entry": [{"resource": each} for each in entries],
    }


@pytest.fixture
def gpconnect(practice: Any) -> Delivery:
    return Delivery(practice, "gpconnect")


def test_a_person_is_known_with_registration_and_general_practitioner(gpconnect: Delivery) -> None:
    receipt = gpconnect.take({"1.json": record()})
    assert (receipt.verdict, receipt.quarantined) == ("accepted", 0), receipt
    ann = gpconnect.practice.row("patient", "1")
    assert (ann["nhs_number"], ann["registered_on"]) == ("9990000018", date(2001, 2, 3))
    assert (ann["usual_gp"], ann["registration_type"]) == ("Dr Ada Marsh", "regular")


def test_a_list_that_is_absent_was_not_asked_for_and_one_that_is_empty_says_none(gpconnect: Delivery) -> None:
    other = person("2", "9990000026")
    some = tuple(code for code in ALL if code != lists.MEDICINES)
    receipt = gpconnect.take({"1.json": record(), "2.json": record(of=other, asked=some)})
    assert receipt.verdict == "accepted", receipt
    assert (
        "1 of 2 records have no list of medications: not asked for; medication and issue not supplied"
        in receipt.noted
    )
    supplied = set(gpconnect.practice.part.description.supplies)
    assert {"medication", "issue"} & supplied == set(), "no rule may take the empty table for evidence"
    assert {"patient", "event", "allergy", "consultation", "referral"} <= supplied
    gpconnect.take({"1.json": record(), "2.json": record(of=other)}, as_at="2026-02-10")
    assert {"medication", "issue"} <= set(gpconnect.practice.part.description.supplies)


def test_what_a_list_leaves_out_is_said_by_count(gpconnect: Delivery) -> None:
    warned = list_of(lists.PROBLEMS, extension=[extension("ListWarningCode", valueCode="confidential-items")])
    receipt = gpconnect.take({"1.json": record(warned)})
    assert "1 records with confidential-items in the list of problems: it is incomplete" in receipt.noted


def test_a_number_that_is_not_verified_is_used_and_noted(gpconnect: Delivery) -> None:
    receipt = gpconnect.take({"1.json": record(of=person(verified="02"))})
    assert "1 people whose NHS number the sender says is not verified: used as given" in receipt.noted
    assert gpconnect.practice.row("patient", "1")["nhs_number"] == "9990000018"


def test_a_plan_is_the_authorisation_and_its_orders_are_the_issues(gpconnect: Delivery) -> None:
    def request(row: str, **fields: Any) -> Resource:
        return resource(
            "MedicationRequest", row, of="1", medicationReference={"reference": "Medication/m1"}, **fields
        )

    gpconnect.take({"1.json": record(
        resource("Medication", "m1", code=coded("318902004", "Ramipril 5mg capsules")),
        request("plan", intent="plan", status="active", authoredOn="2024-03-01",
                dosageInstruction=[{"text": "One a day"}],
                dispenseRequest={
                    "extension": [extension("MedicationQuantityText", valueString="28 capsule")]},
                extension=[extension("PrescriptionType", valueCodeableConcept=coded("repeat", system="x")),
                           extension("MedicationRepeatInformation", extension=[
                               {"url": "authorisationExpiryDate", "valueDateTime": "2026-06-01"}])]),
        request("order", intent="order", status="completed", authoredOn="2026-01-05",
                basedOn=[{"reference": "MedicationRequest/plan"}],
                dispenseRequest={"quantity": {"value": 28, "unit": "capsule"},
                                 "expectedSupplyDuration": {"value": 28, "unit": "d"}}),
        request("stopped", intent="plan", status="stopped", authoredOn="2020-01-01", extension=[
            extension("MedicationStatusReason", extension=[
                {"url": "statusChangeDate", "valueDateTime": "2021-05-06"}])]),
        request("theirs", intent="plan", status="active", authoredOn="2025-01-01"),
        resource("MedicationStatement", "s1", of="1", status="active",
                 basedOn=[{"reference": "MedicationRequest/plan"}],
                 extension=[extension("PrescribingAgency",
                                      valueCodeableConcept=coded("prescribed-at-gp-practice", system="x"))]),
        resource("MedicationStatement", "s2", of="1", status="active",
                 basedOn=[{"reference": "MedicationRequest/theirs"}],
                 extension=[extension("PrescribingAgency", valueCodeableConcept=coded(
                     "prescribed-by-another-organisation", system="x"))]),
    )})  # fmt: skip
    medicines = {row["source_key"]: row for row in gpconnect.practice.rows("medication")}
    plan = medicines["MedicationRequest/plan"]
    assert (plan["code"], plan["course_type"], plan["end_date"]) == ("318902004", "repeat", None)
    assert (plan["quantity"], plan["quantity_unit"]) == (28.0, "capsule")
    assert (plan["review_date"], plan["elsewhere"]) == (date(2026, 6, 1), False)
    assert medicines["MedicationRequest/stopped"]["end_date"] == date(2021, 5, 6)
    assert medicines["MedicationRequest/theirs"]["elsewhere"], "its statement says who prescribed it"
    (issue,) = gpconnect.practice.rows("issue")
    assert (issue["medication_key"], issue["days"]) == ("MedicationRequest/plan", 28)


def test_codes_of_older_systems_stand_beside_and_are_counted(gpconnect: Delivery) -> None:
    both = {"coding": [{"system": SCT, "code": "59621000", "display": "Essential hypertension"},
                       {"system": READ, "code": "G20.."}]}  # fmt: skip
    receipt = gpconnect.take({"1.json": record(
        resource("Condition", "c1", of="1", code=both, clinicalStatus="active", assertedDate="2016-03-05",
                 onsetDateTime="2016-03-04",
                 meta={"profile": [f"{GPC}CareConnect-GPC-ProblemHeader-Condition-1"]}),
        resource("Condition", "c2", of="1", code=coded("XE0Uc", "Old problem", CTV3),
                 clinicalStatus="inactive", onsetDateTime="2001", abatementDateTime="2004-05-06"),
        resource("Observation", "degraded", of="1", status="final", code={"text": "Transferred, degraded"},
                 effectiveDateTime="1999-06-01"),
    )})  # fmt: skip
    events = gpconnect.events()
    here, old = events["Condition/c1"], events["Condition/c2"]
    assert (here["code"], here["source_code"], here["problem_status"]) == ("59621000", "G20..", "active")
    assert (old["code"], old["source_code"], old["problem_status"]) == (None, "XE0Uc", "past")
    assert (old["problem_end"], old["date_precision"]) == (date(2004, 5, 6), "year")
    assert events["Observation/degraded"]["term"] == "Transferred, degraded"
    assert "1 entries with a code of readv2 beside SNOMED CT: kept as source code" in receipt.noted
    assert any("code of ctv3, 1 of them without SNOMED CT" in each for each in receipt.noted)
    assert any(each.startswith("1 entries without any code") for each in receipt.noted)


def test_allergies_hold_until_they_ended_also_those_within_a_list(gpconnect: Delivery) -> None:
    ended = resource(
        "AllergyIntolerance", "a2", of="1", code=coded("91936005", "Penicillin"), clinicalStatus="resolved",
        assertedDate="2010-01-01",
        extension=[{"url": f"{GPC}Extension-CareConnect-GPC-AllergyIntoleranceEnd-1", "extension": [
            {"url": "endDate", "valueDateTime": "2019-08-07"}]}],
    )  # fmt: skip
    receipt = gpconnect.take({"1.json": record(
        resource("AllergyIntolerance", "a1", of="1", code=coded("300913006", "Shellfish"),
                 clinicalStatus="active", assertedDate="2015-02-03"),
        list_of(lists.ENDED_ALLERGIES, contained=[ended]),
        list_of(lists.ALLERGIES, "AllergyIntolerance/a1"),
    )})  # fmt: skip
    assert receipt.quarantined == 0
    allergies = {row["source_key"]: row for row in gpconnect.practice.rows("allergy")}
    assert allergies["AllergyIntolerance/a1"]["ended_on"] is None
    assert allergies["AllergyIntolerance/a2"]["ended_on"] == date(2019, 8, 7)


def test_what_a_consultation_lists_belongs_to_it(gpconnect: Delivery) -> None:
    gpconnect.take({"1.json": record(
        resource("Encounter", "e1", of="1", status="finished", type=[{"text": "GP surgery consultation"}],
                 period={"start": "2025-07-01T09:10:00+01:00"},
                 participant=[{"individual": {"reference": "PractitionerRole/r1"}}]),
        resource("Observation", "bp", of="1", status="final", code=coded("75367002"),
                 effectiveDateTime="2025-07-01", component=[
                     {"code": coded("72313002"), "valueQuantity": {"value": 138, "unit": "mm[Hg]"}}]),
        resource("Observation", "smoking", of="1", status="final", code=coded("77176002"),
                 effectiveDateTime="2025-07-01", context={"reference": "Encounter/e1"}),
        list_of("24781000000107", "Observation/bp", encounter={"reference": "Encounter/e1"}),
    )})  # fmt: skip
    (seen,) = gpconnect.practice.rows("consultation")
    assert (seen["date"], seen["time"], seen["clinician"]) == (date(2025, 7, 1), time(9, 10), "Dr Ada Marsh")
    events = gpconnect.events()
    assert events["Observation/bp"]["consultation_key"] == "Encounter/e1", "by the list"
    assert events["Observation/smoking"]["consultation_key"] == "Encounter/e1", "by its own context"
    assert events["Observation/bp/1"]["parent_key"] == "Observation/bp"


def test_immunisations_and_referrals(gpconnect: Delivery) -> None:
    gpconnect.take({"1.json": record(
        resource("Immunization", "i1", status="completed", notGiven=False, patient={"reference": "Patient/1"},
                 vaccineCode=coded("33879002"), date="2025-10-02",
                 extension=[extension("VaccinationProcedure",
                                      valueCodeableConcept=coded("86198006", "Influenza vaccination")),
                            extension("DateRecorded", valueDateTime="2025-10-03T10:00:00+01:00")]),
        resource("Immunization", "i2", status="completed", notGiven=True, patient={"reference": "Patient/1"},
                 vaccineCode=coded("33879002"), date="2025-10-02"),
        resource("ReferralRequest", "r1", of="1", status="active", intent="order", priority="urgent",
                 authoredOn="2025-11-01", serviceRequested=[coded("306118006", "Referral to endocrinology")],
                 recipient=[{"reference": "Organization/o1"}]),
    )})  # fmt: skip
    events = gpconnect.events()
    assert events["Immunization/i1"]["code"] == "86198006", "the procedure where the extension gives it"
    assert "Immunization/i2" not in events
    (referral,) = gpconnect.practice.rows("referral")
    assert (referral["urgency"], referral["recipient"]) == ("urgent", "Willow Surgery")
    assert events["Referral/r1"]["kind"] == "referral"


def test_people_named_in_every_record_are_named_once(gpconnect: Delivery) -> None:
    """The same practitioner comes with each record, perhaps in another version."""
    changed = record(of=person("2", "9990000026"))
    changed["entry"][2]["resource"] = GP | {"name": [{"text": "Dr Ada Marsh-Reed"}],
                                            "meta": {"lastUpdated": "2026-01-01T00:00:00Z"}}  # fmt: skip
    receipt = gpconnect.take({"1.json": record(), "2.json": changed})
    assert receipt.quarantined == 0
    assert gpconnect.practice.row("patient", "1")["usual_gp"] == "Dr Ada Marsh-Reed"


def test_a_delta_is_refused_because_a_record_is_given_whole(gpconnect: Delivery) -> None:
    gpconnect.take({"1.json": record()})
    receipt = gpconnect.take({"1.json": record()}, as_at="2026-02-10", based_on="2026-02-09")
    assert (receipt.verdict, receipt.reason_code) == ("refused", "source_check")


def test_a_folder_of_records_is_recognised(gpconnect: Delivery) -> None:
    assert recognise(gpconnect.folder({"1.json": record(), "2.json.gz": record()})).name == "gpconnect"
