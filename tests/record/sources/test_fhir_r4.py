"""FHIR R4 bundles: UK Core resources, what is kept, what is set aside and why; and the Synthea sample."""

from __future__ import annotations

import json
import tarfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from openpcn.record.intake import make_manifest
from openpcn.record.sources.fhir.elements import ElementError, subject
from openpcn.record.sources.fhir_r4 import SOURCE

from .fhir_pieces import coded, resource

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "synthea_r4_2019_40patients.tar.gz"


PATIENT = resource(
    "Patient",
    "p1",
    identifier=[{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018"}],
    name=[{"use": "official", "family": "Brook", "given": ["Ann", "May"], "prefix": ["Mrs"]}],
    gender="female",
    birthDate="1950-05-01",
    address=[{"line": ["1 Mill Lane"], "city": "Fenwick", "postalCode": "zz991aa"}],
    managingOrganization={"reference": "Organization/o1"},
    generalPractitioner=[{"display": "Dr Ada Marsh"}],
)
ORGANISATION = resource(
    "Organization",
    "o1",
    name="Willow Surgery",
    identifier=[{"system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "Z99001"}],
)
EPISODE = {
    "resourceType": "EpisodeOfCare",
    "id": "e1",
    "patient": {"reference": "Patient/p1"},
    "period": {"start": "2001-02-03"},
    "status": "active",
}


class Bundles:
    """Bundles of one practice, written and taken."""

    def __init__(self, practice: Any) -> None:
        self.practice = practice

    def take(self, *resources: dict[str, Any], as_at: str = "2026-02-09", based_on: str | None = None) -> Any:
        folder = self.practice.home / f"bundle-{as_at}"
        folder.mkdir()
        entries = [
            r if "request" in r else {"fullUrl": f"urn:uuid:{r.get('id')}", "resource": r} for r in resources
        ]
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
        (folder / "bundle.json").write_text(json.dumps(bundle))
        make_manifest(
            folder,
            source="fhir_r4",
            practice="Z99001",
            as_at=date.fromisoformat(as_at),
            kind="delta" if based_on else "full",
            based_on=date.fromisoformat(based_on) if based_on else None,
            rows=dict(SOURCE.rows_of(folder)),
            test_data=True,
        )
        return self.practice.take_folder(folder)


@pytest.fixture
def bundles(practice: Any) -> Bundles:
    return Bundles(practice)


def test_uk_core_resources_become_the_record(bundles: Bundles) -> None:
    receipt = bundles.take(
        ORGANISATION,
        PATIENT,
        EPISODE,
        resource("Practitioner", "dr", name=[{"family": "Dale", "given": ["Ivy"], "prefix": ["Dr"]}]),
        resource(
            "Observation",
            "bp",
            status="final",
            code=coded("75367002", "Blood pressure"),
            effectiveDateTime="2026-01-10T23:30:00+00:00",
            issued="2026-01-11T09:00:00+00:00",
            component=[
                {"code": coded("1091811000000102"), "valueQuantity": {"value": 88, "unit": "mm[Hg]"}},
                {
                    "code": coded(" 72313002"),
                    "valueQuantity": {"value": 138, "unit": "mm[Hg]", "comparator": ">"},
                },
            ],
        ),
        resource(
            "Observation", "local", status="final", code=coded("8302-2", "Body height", "http://loinc.org")
        ),
        resource("Observation", "year", status="final", code=coded("59621000"), effectiveDateTime="2019"),
        resource("Observation", "month", status="final", code=coded("59621000"), effectiveDateTime="2019-06"),
        resource(
            "Observation",
            "summer",
            status="final",
            code=coded("59621000"),
            effectiveDateTime="2019-06-30T23:30:00Z",
        ),
        resource(
            "Condition",
            "c1",
            code=coded("59621000", "Essential hypertension"),
            onsetDateTime="2016-03-04",
            abatementDateTime="2020-01-02",
            recordedDate="2016-03-05T10:00:00+00:00",
        ),
        resource(
            "Procedure",
            "pr",
            status="completed",
            code=coded("1239511000000100"),
            performedDateTime="2026-01-20",
        ),
        resource(
            "Immunization",
            "im",
            status="completed",
            vaccineCode=coded("140", "Influenza", "http://hl7.org/fhir/sid/cvx"),
            occurrenceDateTime="2025-10-01",
        ),
        resource("Medication", "ram", code=coded("318902004", "Ramipril 5mg capsules", "https://dmd.nhs.uk")),
        resource(
            "MedicationRequest",
            "plan",
            intent="plan",
            status="active",
            authoredOn="2024-03-01",
            medicationReference={"reference": "Medication/ram"},
            courseOfTherapyType=coded("continuous", system="http://terminology.hl7.org/CodeSystem/x"),
            dosageInstruction=[{"text": "One a day"}],
        ),
        resource(
            "MedicationRequest",
            "order",
            intent="order",
            status="completed",
            authoredOn="2024-03-01",
            medicationReference={"reference": "Medication/ram"},
            basedOn=[{"reference": "MedicationRequest/plan"}],
            dispenseRequest={
                "quantity": {"value": 28, "unit": "capsule"},
                "expectedSupplyDuration": {"value": 28, "code": "d"},
            },
        ),
        resource(
            "MedicationRequest",
            "once",
            intent="order",
            status="completed",
            authoredOn="2025-03-01",
            medicationCodeableConcept=coded(
                "313782", "Acetaminophen", "http://www.nlm.nih.gov/research/umls/rxnorm"
            ),
            dispenseRequest={"expectedSupplyDuration": {"value": 7, "code": "d"}},
        ),
        resource(
            "Appointment",
            "a1",
            status="booked",
            start="2026-02-12T09:30:00+00:00",
            minutesDuration=15,
            participant=[{"actor": {"reference": "Patient/p1"}}, {"actor": {"reference": "Practitioner/dr"}}],
            extension=[
                {
                    "url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeliveryChannel",
                    "valueCode": "Telephone",
                }
            ],
        ),
        resource(
            "Encounter",
            "en",
            status="finished",
            **{"class": {"code": "AMB"}},
            period={"start": "2026-01-10T09:30:00+00:00", "end": "2026-01-10T09:45:00+00:00"},
        ),
    )
    practice = bundles.practice
    assert (receipt.verdict, receipt.quarantined) == ("accepted", 0), receipt
    assert receipt.rows_in == 18
    ann = practice.row("patient", "p1")
    assert (ann["nhs_number"], ann["birth_date"], ann["sex"]) == ("9990000018", date(1950, 5, 1), "female")
    assert (ann["given_name"], ann["family_name"], ann["title"]) == ("Ann May", "Brook", "Mrs")
    assert (ann["address"], ann["postcode"]) == ("1 Mill Lane, Fenwick", "ZZ99 1AA")
    assert (ann["registered_on"], ann["registration_type"]) == (date(2001, 2, 3), "regular")
    assert ann["usual_gp"] == "Dr Ada Marsh"

    events = {row["source_key"]: row for row in practice.rows("event")}
    low, high = events["Observation/bp/1"], events["Observation/bp/2"]
    assert (low["code"], low["value"], low["unit"]) == ("1091811000000102", 88.0, "mmHg")
    assert (high["code"], high["value"], high["comparator"]) == ("72313002", 138.0, ">"), "codes are trimmed"
    assert low["date"] == high["date"] == date(2026, 1, 10)
    assert events["Observation/bp"]["recorded_at"] == datetime(2026, 1, 11, 9, 0)
    local = events["Observation/local"]
    assert (local["code"], local["source_code"], local["term"]) == (None, "loinc|8302-2", "Body height")
    assert local["date_precision"] == "unknown"
    year, month = events["Observation/year"], events["Observation/month"]
    assert (year["date"], year["date_precision"]) == (date(2019, 1, 1), "year")
    assert (month["date"], month["date_precision"]) == (date(2019, 6, 1), "month")
    assert events["Observation/summer"]["date"] == date(2019, 7, 1), "half past midnight in London"
    problem = events["Condition/c1"]
    assert (problem["kind"], problem["date"], problem["problem_end"]) == (
        "problem",
        date(2016, 3, 4),
        date(2020, 1, 2),
    )
    assert events["Procedure/pr"]["code"] == "1239511000000100"
    assert (events["Immunization/im"]["kind"], events["Immunization/im"]["source_code"]) == (
        "immunisation",
        "cvx|140",
    )

    medicines = {row["source_key"]: row for row in practice.rows("medication")}
    assert set(medicines) == {"MedicationRequest/plan", "MedicationRequest/once"}
    plan, once = medicines["MedicationRequest/plan"], medicines["MedicationRequest/once"]
    assert (plan["code"], plan["course_type"]) == ("318902004", "repeat")
    assert (plan["end_date"], plan["dose"]) == (None, "One a day")
    assert (once["code"], once["course_type"]) == (None, "acute")
    assert once["end_date"] == date(2025, 3, 8)
    issues = {row["source_key"]: row for row in practice.rows("issue")}
    order = issues["MedicationRequest/order"]
    assert (order["medication_key"], order["days"]) == ("MedicationRequest/plan", 28)
    assert issues["MedicationRequest/once"]["medication_key"] == "MedicationRequest/once"

    visits = {row["source_key"]: row for row in practice.rows("appointment")}
    booked = visits["Appointment/a1"]
    (seen,) = practice.rows("consultation")
    assert (booked["status"], booked["mode"], booked["clinician"]) == ("booked", "telephone", "Dr Ivy Dale")
    assert (booked["start"], booked["minutes"]) == (datetime(2026, 2, 12, 9, 30), 15)
    assert (seen["source_key"], seen["date"], seen["time"]) == (
        "Encounter/en",
        date(2026, 1, 10),
        time(9, 30),
    )


def test_every_entry_is_accounted_for(bundles: Bundles) -> None:
    receipt = bundles.take(
        PATIENT,
        resource("Patient", "p2", birthDate="1940-01-01", deceasedBoolean=True),
        resource("Observation", "rounded", status="final", code=coded("1091811000000100")),
        resource("Observation", "cancelled", status="cancelled", code=coded("59621000")),
        resource(
            "Observation", "when", status="final", code=coded("59621000"), effectiveDateTime="10/01/2026"
        ),
        resource(
            "Observation",
            "whose",
            status="final",
            code=coded("59621000"),
            subject={"reference": "Patient/p9"},
        ),
        resource("Condition", "not", code=coded("59621000"), verificationStatus=coded("refuted", system="x")),
        resource(
            "Encounter",
            "ward",
            status="finished",
            **{"class": {"code": "IMP"}},
            period={"start": "2026-01-10"},
        ),
        resource("Claim", "money"),
        resource("Basic", "what"),
        {"request": {"method": "GET", "url": "Patient/p1"}},
    )
    assert receipt.verdict == "accepted"
    assert (receipt.rows_in, receipt.accepted + receipt.normalised, receipt.quarantined) == (11, 1, 10)
    assert receipt.reasons == {
        "death_without_date": 1,
        "bad_code": 1,
        "bad_date": 1,
        "no_resource": 1,
        "not_used": 5,
        "unknown_patient": 1,
    }
    assert receipt.not_used == {"Observation": 1, "Condition": 1, "Encounter": 1, "Claim": 1, "Basic": 1}
    why = {
        row["sentence"]
        for row in bundles.practice.part.quarantine().to_pylist()
        if row["reason"] == "not_used"
    }
    assert "Claim: billing" in why


def test_a_later_bundle_changes_deletes_and_withdraws(bundles: Bundles) -> None:
    practice = bundles.practice
    parts = [{"code": coded("72313002"), "valueQuantity": {"value": v, "unit": "mmHg"}} for v in (138, 140)]
    first = resource("Observation", "bp", status="final", code=coded("75367002"), component=parts)
    other = resource("Observation", "gone", status="final", code=coded("59621000"))
    wrong = resource("Condition", "wrong", code=coded("59621000"))
    bundles.take(PATIENT, first, other, wrong)
    assert len(practice.rows("event")) == 5
    bundles.take(
        first | {"component": parts[:1]},
        {"request": {"method": "DELETE", "url": "Observation/gone"}},
        wrong | {"verificationStatus": coded("entered-in-error", system="x")},
        as_at="2026-02-10",
        based_on="2026-02-09",
    )
    assert practice.keys("event") == {"Observation/bp", "Observation/bp/1"}


def test_a_patient_of_another_practice_refuses_the_bundle(bundles: Bundles) -> None:
    elsewhere = ORGANISATION | {
        "identifier": [{"system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "Z99003"}]
    }
    receipt = bundles.take(elsewhere, PATIENT)
    assert receipt.verdict == "refused"
    assert "Z99003" in receipt.reason


def test_a_file_that_is_not_a_bundle_is_named(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text('{"resourceType": "Patient"}')
    with pytest.raises(ValueError, match=r"one\.json: a FHIR Bundle is expected"):
        SOURCE.rows_of(tmp_path)
    (tmp_path / "one.json").write_text("{")
    with pytest.raises(ValueError, match=r"one\.json: not readable as JSON"):
        SOURCE.rows_of(tmp_path)


def test_a_bundle_that_was_cut_says_where_and_what_to_do(tmp_path: Path) -> None:
    whole = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": PATIENT}]})
    for text, where in (
        (whole[:-40], f"from character {whole.index('{', 1) + 1} on"),
        (whole[:-1], f"ends at character {len(whole) - 1}, too early"),
    ):
        (tmp_path / "one.json").write_text(text)
        with pytest.raises(ValueError, match=r"one\.json: not readable as JSON") as said:
            SOURCE.rows_of(tmp_path)
        assert where in str(said.value) and "send it whole" in str(said.value)


def test_a_resource_without_its_person_is_told_by_the_elements_own_name() -> None:
    for kind, element in (("Observation", "subject"), ("AllergyIntolerance", "patient")):
        with pytest.raises(ElementError) as said:
            subject({"resourceType": kind}, {})
        assert said.value.field == element


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the public Synthea sample is not beside the checkout")
def test_synthea_records_load_with_a_receipt(practice: Any) -> None:
    folder = practice.home / "synthea"
    folder.mkdir()
    with tarfile.open(SHARED) as archive:
        archive.extractall(folder, filter="data")
    make_manifest(
        folder,
        source="fhir_r4",
        practice="Z99001",
        as_at=date(2026, 2, 9),
        rows=dict(SOURCE.rows_of(folder)),
        test_data=True,
    )
    receipt = practice.take_folder(folder)
    assert receipt.verdict == "accepted", receipt.reason
    assert receipt.rows_in == 12310
    assert len(practice.rows("patient")) == 40
    events = practice.rows("event")
    pressures = [e for e in events if e["source_code"] == "loinc|8480-6"]
    assert len(pressures) > 300, "the halves of each blood pressure, from its components"
    assert all(e["code"] is None and e["unit"] == "mmHg" for e in pressures), "LOINC is not mapped by guess"
    assert all(e["code"] for e in events if e["kind"] == "problem")
    assert receipt.not_used["Claim"] == 1419
    assert receipt.not_used["ExplanationOfBenefit"] == 1133
    assert receipt.reasons["bad_code"] == 3, "a LOINC code that the sample labels SNOMED CT"
