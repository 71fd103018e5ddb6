"""What becomes of each FHIR resource: references, medicines, allergies, oddities, faults by their path."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from .fhir_pieces import SCT, Delivery, coded, observation, patient, resource


@pytest.fixture
def fhir(practice: Any) -> Delivery:
    return Delivery(practice)


def test_references_are_followed_however_they_are_written(fhir: Delivery) -> None:
    def medicine(row: str, **fields: Any) -> dict[str, Any]:
        return resource(
            "MedicationRequest", row, intent="plan", status="active", authoredOn="2025-01-01", **fields
        )

    held = [
        {"fullUrl": "urn:uuid:aaaa", "resource": patient()},
        {
            "fullUrl": "https://example.org/fhir/Practitioner/77",
            "resource": resource("Practitioner", "77", name=[{"text": "Dr Ivy Dale"}]),
        },
        {
            "fullUrl": "urn:uuid:role",
            "resource": resource(
                "PractitionerRole",
                "r1",
                practitioner={"reference": "https://example.org/fhir/Practitioner/77"},
            ),
        },
        {
            "fullUrl": "urn:uuid:med",
            "resource": resource(
                "Medication", "m1", code=coded("318902004", "Ramipril 5mg capsules", "https://dmd.nhs.uk")
            ),
        },
        {"resource": observation("o1", subject={"reference": "urn:uuid:aaaa"})},
        {
            "resource": observation(
                "o2", subject={"reference": "https://example.org/fhir/Patient/p1/_history/3"}
            )
        },
        {"resource": medicine("r1", medicationReference={"reference": "urn:uuid:med"})},
        {
            "resource": medicine(
                "r2",
                medicationReference={"reference": "#inside"},
                contained=[
                    {
                        "resourceType": "Medication",
                        "id": "inside",
                        "code": coded("319775004", "Amlodipine 5mg tablets"),
                    }
                ],
            )
        },
        {
            "resource": resource(
                "Encounter",
                "e1",
                status="finished",
                class_={"code": "AMB"},
                period={"start": "2026-01-10"},
                participant=[{"individual": {"reference": "urn:uuid:role"}}],
            )
        },
    ]
    receipt = fhir.of(*held)
    assert receipt.quarantined == 0, receipt
    assert len(fhir.practice.rows("event")) == 2
    codes = {row["source_key"]: row["code"] for row in fhir.practice.rows("medication")}
    assert codes == {"MedicationRequest/r1": "318902004", "MedicationRequest/r2": "319775004"}
    (seen,) = fhir.practice.rows("consultation")
    assert seen["clinician"] == "Dr Ivy Dale"


def test_what_was_ordered_and_dispensed_is_one_issue(fhir: Delivery) -> None:
    drug = {"medicationCodeableConcept": coded("318902004", "Ramipril", "https://dmd.nhs.uk")}

    def request(row: str, **fields: Any) -> dict[str, Any]:
        return resource("MedicationRequest", row, status="active", authoredOn="2026-01-05", **drug, **fields)

    def dispense(row: str, *of: str, **fields: Any) -> dict[str, Any]:
        named = {"authorizingPrescription": [{"reference": f"MedicationRequest/{each}"} for each in of]}
        return resource(
            "MedicationDispense",
            row,
            status="completed",
            whenHandedOver="2026-01-07T10:00:00Z",
            daysSupply={"value": 28, "unit": "days"},
            **drug,
            **(named if of else {}),
            **fields,
        )

    fhir.of(
        patient(),
        request("plan", intent="plan"),
        request("order", intent="order", basedOn=[{"reference": "MedicationRequest/plan"}]),
        dispense("of the order", "order"),
        dispense("of the plan", "plan"),
        dispense("of nothing"),
        dispense("never") | {"status": "cancelled"},
        resource(
            "MedicationStatement", "bought", status="active", effectivePeriod={"start": "2025-06-01"}, **drug
        ),
    )
    issues = {row["source_key"]: row["medication_key"] for row in fhir.practice.rows("issue")}
    assert issues == {
        "MedicationRequest/order": "MedicationRequest/plan",
        "MedicationDispense/of the plan": "MedicationRequest/plan",
        "MedicationDispense/of nothing": "MedicationDispense/of nothing",
    }
    elsewhere = {row["source_key"]: row["elsewhere"] for row in fhir.practice.rows("medication")}
    assert elsewhere["MedicationStatement/bought"], "nobody here prescribed it"
    assert not elsewhere["MedicationRequest/plan"]


def test_allergies_referrals_and_parts_of_a_group(fhir: Delivery) -> None:
    receipt = fhir.of(
        patient(),
        resource(
            "AllergyIntolerance",
            "a1",
            code=coded("91936005", "Penicillin"),
            recordedDate="2015-02-03",
            clinicalStatus=coded("active", system="x"),
        ),
        resource(
            "AllergyIntolerance",
            "a2",
            code=coded("300913006", "Shellfish"),
            recordedDate="2010-02-03",
            clinicalStatus=coded("resolved", system="x"),
            meta={"lastUpdated": "2020-05-06T10:00:00Z"},
        ),
        resource(
            "AllergyIntolerance", "a3", code=coded("91936005"), clinicalStatus=coded("resolved", system="x")
        ),
        resource("AllergyIntolerance", "none", code=coded("716186003", "No known allergy")),
        resource(
            "ServiceRequest",
            "s1",
            status="active",
            intent="order",
            priority="asap",
            authoredOn="2026-01-02",
            code=coded("306118006", "Referral to endocrinology"),
            performerType=coded("394583002", "Endocrinology"),
            performer=[{"display": "Fenwick General"}],
        ),
        resource(
            "ServiceRequest",
            "bloods",
            status="active",
            intent="order",
            category=[coded("108252007", "Laboratory procedure")],
            code=coded("26604007"),
        ),
        observation(
            "group", coded("26604007", "Full blood count"), hasMember=[{"reference": "Observation/hb"}]
        ),
        observation(
            "hb", coded("1022431000000105", "Haemoglobin"), valueQuantity={"value": 142, "unit": "g/L"}
        ),
        observation(
            "smoker", coded("229819007", "Tobacco use"), valueCodeableConcept=coded("8517006", "Ex-smoker")
        ),
    )
    assert receipt.reasons == {"no_end": 1, "not_used": 2}, "over on no day; none known; a test"
    allergies = {row["source_key"].split("/")[1]: row["ended_on"] for row in fhir.practice.rows("allergy")}
    assert allergies == {"a1": None, "a2": date(2020, 5, 6)}
    (referral,) = fhir.practice.rows("referral")
    assert (referral["urgency"], referral["service"], referral["recipient"]) == (
        "soon",
        "Endocrinology",
        "Fenwick General",
    )
    events = fhir.events()
    assert events["Observation/hb"]["parent_key"] == "Observation/group"
    answer = events["Observation/smoker/value"]
    assert (answer["code"], answer["parent_key"]) == ("8517006", "Observation/smoker")


def test_oddities_that_are_harmless_are_tolerated(fhir: Delivery) -> None:
    """A misspelt extension, a code after a space, a unit without a system, a version that is no number."""
    receipt = fhir.of(
        patient(
            meta={"versionId": "not-a-number"},
            extension=[
                {
                    "url": "https://example.org/any/extension-ukcore-ETHNICCATEGORY",
                    "valueCodeableConcept": coded("A", "British", "https://example.org/EthnicCategory"),
                }
            ],
        ),
        observation(
            "o1",
            {
                "coding": [
                    {
                        "system": SCT,
                        "code": " 72313002",
                        "extension": [
                            {
                                "url": "https://example.org/Extension-coding-sctdecsid",
                                "extension": [{"url": "DescriptionID", "valueId": "x"}],
                            }
                        ],
                    }
                ]
            },
            valueQuantity={"value": 138, "unit": "mm Hg"},
            referenceRange=[{"text": "under 140"}],
            identifier=[{"system": "http://localhost/fhir", "value": "1"}],
        ),
    )
    assert receipt.quarantined == 0, receipt
    events = fhir.events()
    assert (events["Observation/o1"]["code"], events["Observation/o1"]["unit"]) == ("72313002", "mmHg")
    ethnicity = events["Patient/p1/ethnicity"]
    assert ethnicity["code"] is None, "no map from ethnic categories is guessed"
    assert (ethnicity["source_code"].split("|")[-1], ethnicity["term"]) == ("A", "British")


def test_lives_that_cannot_be_are_reported_and_kept(fhir: Delivery) -> None:
    """Dead and still active, over 120, a registration that ends before it starts."""
    receipt = fhir.of(
        patient("dead", deceasedDateTime="2025-03-04T10:00:00Z", active=True),
        patient("old", "9990000026", birthDate="1899-01-01"),
        patient("backwards", "9990000034"),
        resource("EpisodeOfCare", "e1", of="backwards", period={"start": "2010-01-01", "end": "2009-01-01"}),
    )
    assert (receipt.verdict, receipt.quarantined) == ("accepted", 0)
    assert len(fhir.practice.rows("patient")) == 3
    for what in ("over 120", "recorded as dead and still registered", "ends before it starts"):
        assert any(what in note for note in receipt.noted), what


def test_restricted_people_and_entries_are_marked(fhir: Delivery) -> None:
    label = {
        "security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]
    }
    fhir.of(patient(meta=label), observation("o1", meta=label), observation("o2"))
    ann = fhir.practice.row("patient", "p1")
    assert (ann["spine_sensitive"], ann["address"], ann["postcode"]) == (True, None, None)
    events = fhir.events()
    assert (events["Observation/o1"]["confidential"], events["Observation/o2"]["confidential"]) == (
        True,
        False,
    )


def test_a_table_that_no_resource_fills_is_not_supplied(fhir: Delivery) -> None:
    fhir.of(patient(), observation("o1"))
    assert set(fhir.practice.part.description.supplies) == {"patient", "event"}


@pytest.mark.parametrize(
    ("odd", "field"),
    [
        (observation("x", valueQuantity={"value": "high"}), "Observation.valueQuantity.value"),
        (observation("x", component=[{"code": coded("72313009")}]), "Observation.component.code.coding.code"),
        (observation("x", subject={}), "Observation.subject"),
        (resource("Condition", "x", onsetDateTime="soon"), "Condition.onsetDateTime"),
        (
            resource("Appointment", "x", status="booked", start="2026-01-01T09:00:00Z"),
            "Appointment.participant.actor",
        ),
        (resource("EpisodeOfCare", "x", period={}), "EpisodeOfCare.period.start"),
        (patient("x", "9990000019"), "Patient.identifier"),
        (patient("x", birthDate="1950"), "Patient.birthDate"),
    ],
)
def test_a_fault_names_the_path_of_the_element(fhir: Delivery, odd: dict[str, Any], field: str) -> None:
    receipt = fhir.of(patient(), odd)
    (example,) = receipt.examples
    assert (example.field, example.file, example.line) == (field, "bundle.json", 2)
    assert "9990000019" not in example.sentence, "nothing about a person"
