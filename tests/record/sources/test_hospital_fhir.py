"""A hospital's encounters, sent as FHIR beside a practice's own extract."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from openpcn.record.sources import recognise

from .fhir_pieces import Delivery, Resource, bundle, coded, deletion, lines, patient, resource

ODS = "https://fhir.nhs.uk/Id/ods-organization-code"
HOSPITAL = resource(
    "Organization", "h1", name="Fenwick General", identifier=[{"system": ODS, "value": "RZZ01"}]
)


def stay(row: str, of: str = "h-ann", **fields: Any) -> Resource:
    """An admission of seven days."""
    return resource(
        "Encounter", row, of=of, status="finished", class_={"code": "IMP"},
        period={"start": "2025-12-31T23:30:00+00:00", "end": "2026-01-07T10:00:00+00:00"},
        serviceProvider={"reference": "Organization/h1"},
    ) | fields  # fmt: skip


def person(row: str, number: str, born: str = "1950-05-01") -> Resource:
    """A hospital's patient: another id than the practice's."""
    return patient(row, number, birthDate=born)


ANN = person("h-ann", "9990000018")


@pytest.fixture
def hospital(practice: Any) -> Delivery:
    """A hospital whose people are on the list of a practice that has sent its own extract."""
    Delivery(practice).of(patient("p1"), patient("p2", "9990000026"))
    return Delivery(practice, "hospital_fhir")


def test_a_stay_is_found_by_number_and_date_of_birth(hospital: Delivery) -> None:
    receipt = hospital.of(HOSPITAL, ANN, stay(
        "s1",
        hospitalization={"admitSource": coded("emd", system="x"),
                         "dischargeDisposition": coded("home", "Home", system="x")},
        serviceType=coded("394802001", "General medicine"),
        reasonCode=[coded("J18.9", "Pneumonia", "http://hl7.org/fhir/sid/icd-10")],
    ))  # fmt: skip
    assert (receipt.verdict, receipt.quarantined) == ("accepted", 0), receipt
    (row,) = hospital.practice.rows("hospital_stay")
    assert (row["local_id"], row["source_key"]) == ("p1", "hospital_fhir:RZZ01/s1")
    assert (row["kind"], row["method"], row["provider"]) == ("admission", "emergency", "RZZ01")
    assert (row["date"], row["discharged_on"]) == (date(2025, 12, 31), date(2026, 1, 7))
    assert (row["diagnosis"], row["specialty"]) == ("icd-10|J18.9", "General medicine")
    assert row["destination"] == "Home"
    assert len(hospital.practice.rows("patient")) == 2, "the practice's own list is as it was"


def test_the_class_says_what_kind_of_contact_it_was(hospital: Delivery) -> None:
    hospital.of(
        HOSPITAL, ANN, stay("in"),
        stay("clinic") | {"class": {"code": "AMB"}}, stay("a&e") | {"class": {"code": "EMER"}},
        stay("next month") | {"status": "planned"},
    )  # fmt: skip
    kinds = {row["source_key"].split("/")[1]: row["kind"] for row in hospital.practice.rows("hospital_stay")}
    assert kinds["in"] == "admission"
    assert kinds["clinic"] == "outpatient_attendance"
    assert kinds["a&e"] == "emergency_attendance"
    assert "next month" not in kinds


def test_nobody_is_found_by_the_number_alone(hospital: Delivery) -> None:
    wrong, missing = person("h-ann", "9990000018", born="1950-05-02"), stay("s2", of="h-nobody")
    receipt = hospital.of(HOSPITAL, wrong, stay("s1"), missing)
    assert receipt.reasons == {"waits_for_person": 1, "missing_value": 1}
    assert hospital.practice.rows("hospital_stay") == []


def test_a_later_submission_changes_and_deletes(hospital: Delivery) -> None:
    open_ = stay("s1") | {"period": {"start": "2026-01-02"}}
    hospital.of(HOSPITAL, ANN, open_, stay("s2"))
    assert hospital.practice.row("hospital_stay", "hospital_fhir:RZZ01/s1")["discharged_on"] is None
    hospital.of(
        HOSPITAL, ANN, open_ | {"period": {"start": "2026-01-02", "end": "2026-01-05"}},
        deletion("Encounter", "s2"), as_at="2026-02-10", based_on="2026-02-09",
    )  # fmt: skip
    (row,) = hospital.practice.rows("hospital_stay")
    assert row["discharged_on"] == date(2026, 1, 5)


def test_encounters_alone_are_a_hospitals(hospital: Delivery) -> None:
    ours = {"Patient.ndjson": lines(ANN), "Encounter.ndjson": lines(stay("s1"))}
    assert recognise(hospital.folder(ours)).name == "hospital_fhir"
    theirs = ours | {"Condition.ndjson": lines(resource("Condition", "c1", code=coded("59621000")))}
    assert recognise(hospital.folder(theirs)).name == "fhir_r4"
    assert recognise(hospital.folder({"b.json": bundle(ANN, stay("s1"))})).name == "hospital_fhir"
