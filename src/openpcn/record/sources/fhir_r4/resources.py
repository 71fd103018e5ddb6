"""The R4 resources that are read, into which table, and those that are not, with the reason."""

from __future__ import annotations

from openpcn.record.sources.fhir import contacts, entries, medicines, people
from openpcn.record.sources.fhir import elements as fhir
from openpcn.record.sources.fhir.elements import Json, words
from openpcn.record.sources.fhir.shape import Make, Shape
from openpcn.record.sources.fhir.tables import TABLES

READ: dict[str, tuple[str, Make]] = {
    "Patient": ("FhirPatient", people.patient),
    "EpisodeOfCare": ("FhirEpisode", people.episode),
    "Observation": ("FhirEntry", entries.observation),
    "Condition": ("FhirEntry", entries.condition),
    "Procedure": ("FhirEntry", entries.procedure),
    "Immunization": ("FhirEntry", entries.immunization),
    "AllergyIntolerance": ("FhirAllergy", entries.allergy),
    "MedicationRequest": ("FhirMedicine", medicines.request),
    "MedicationStatement": ("FhirMedicine", medicines.statement),
    "MedicationDispense": ("FhirMedicine", medicines.dispense),
    "Appointment": ("FhirAppointment", contacts.appointment),
    "Encounter": ("FhirEncounter", contacts.encounter),
    "ServiceRequest": ("FhirReferral", entries.referral),
    "Organization": ("FhirNamed", people.organization),
    "Location": ("FhirNamed", people.organization),
    "Practitioner": ("FhirNamed", people.practitioner),
    "PractitionerRole": ("FhirNamed", people.practitioner_role),
    "Medication": ("FhirNamed", people.medication),
}
"""Resource type -> the staged table and the function that makes its row."""

NOT_USED = {
    "CarePlan": "plans: no rule of this version reads them",
    "Claim": "billing",
    "Coverage": "billing",
    "DiagnosticReport": "a heading: its results are read as observations",
    "DocumentReference": "documents: only coded entries are read",
    "ExplanationOfBenefit": "billing",
    "Goal": "plans: no rule of this version reads them",
    "ImagingStudy": "images: only coded entries are read",
    "OperationOutcome": "a message of the sender about the export",
    "Slot": "free times: only what a person has booked is read",
}
"""Known types that are not read, and why. Any other type: no rule of this version reads it."""

NO_ALLERGY = {"716186003"}  # no known allergy: a statement about allergies, not one of them
_TESTS = {"108252007", "363679005"}  # laboratory procedure, imaging
_DENIED = {"373067005", "2667000", "260415000"}  # no, absent, not detected


def why_not(resource: Json) -> str | None:
    """Why this resource of a type that is read is nevertheless not: it says that something did not happen."""
    status = resource.get("status")
    match resource["resourceType"]:
        case "Observation":
            if status in ("registered", "cancelled"):
                return f"status {status}: no result"
            if denied(resource):
                return "the answer is no: not a finding"
        case "Condition":
            if fhir.code_of(resource.get("verificationStatus")) in ("refuted", "differential"):
                return "verification status refuted or differential: not a diagnosis"
        case "Procedure" if status != "completed":
            return "not completed"
        case "Immunization" if status != "completed" or resource.get("notGiven") is True:
            return "not given"
        case "AllergyIntolerance":
            return not_an_allergy(resource)
        case "MedicationRequest":
            if status in ("cancelled", "draft", "unknown") or resource.get("doNotPerform"):
                return "never in force"
        case "MedicationStatement" if status == "not-taken":
            return "not taken"
        case "MedicationDispense" if status not in ("completed", "in-progress"):
            return "not dispensed"
        case "Appointment" if status == "waitlist":
            return "waiting list: not booked"
        case "ServiceRequest":
            return not_a_referral(resource)
        case "Encounter":
            return not_a_contact(resource)
    return None


def denied(resource: Json) -> bool:
    """Whether an observation's answer is no: then the question is nothing that was found."""
    answers = fhir.codes_of(resource.get("valueCodeableConcept"))
    return resource.get("valueBoolean") is False or bool(answers & _DENIED)


def not_an_allergy(resource: Json) -> str | None:
    if fhir.code_of(resource.get("verificationStatus")) == "refuted":
        return "verification status refuted: not an allergy"
    if fhir.codes_of(resource.get("code")) & NO_ALLERGY:
        return "says that no allergy is known"
    return None


def not_a_referral(resource: Json) -> str | None:
    if resource.get("intent") in ("proposal", "option") or resource.get("status") == "draft":
        return "not made yet"
    if resource.get("doNotPerform") is True:
        return "asks that something is not done"
    if fhir.codes_of(resource.get("category")) & _TESTS:
        return "an order of a test: its result is read as an observation"
    return None


def not_a_contact(resource: Json) -> str | None:
    if contacts.encounter_class(resource) in contacts.HOSPITAL:
        return "a stay in hospital or an attendance there: send the hospital's own as hospital_fhir"
    if resource.get("status") in ("planned", "cancelled"):
        return f"status {words(resource.get('status'))}: no contact took place"
    return None


SHAPE = Shape(TABLES, READ, NOT_USED, why_not)
