"""The STU3 resources of GP Connect that are read, into which table, and those that are not, and why."""

from __future__ import annotations

from openpcn.record.sources.fhir import contacts, entries, medicines, people, tables
from openpcn.record.sources.fhir.elements import Json
from openpcn.record.sources.fhir.shape import Make, Shape
from openpcn.record.sources.fhir_r4.resources import denied, not_an_allergy
from openpcn.record.sources.gpconnect import lists

TABLES = (
    *(table for table in tables.TABLES if table not in (tables.APPOINTMENT, tables.EPISODE)),
    lists.LIST,
)

READ: dict[str, tuple[str, Make]] = {
    "Patient": ("FhirPatient", people.patient),
    "Observation": ("FhirEntry", entries.observation),
    "Condition": ("FhirEntry", entries.condition),
    "Immunization": ("FhirEntry", entries.immunization),
    "AllergyIntolerance": ("FhirAllergy", entries.allergy),
    "MedicationRequest": ("FhirMedicine", medicines.request),
    "MedicationStatement": ("FhirMedicine", medicines.statement),
    "Encounter": ("FhirEncounter", contacts.encounter),
    "ReferralRequest": ("FhirReferral", entries.referral),
    "List": ("GpcList", lists.make),
    "Organization": ("FhirNamed", people.organization),
    "Location": ("FhirNamed", people.organization),
    "Practitioner": ("FhirNamed", people.practitioner),
    "PractitionerRole": ("FhirNamed", people.practitioner_role),
    "Medication": ("FhirNamed", people.medication),
}
"""Resource type -> the staged table and the function that makes its row."""

NOT_USED = {
    "DiagnosticReport": "a heading: its results are read as observations",
    "DocumentReference": "documents: only coded entries are read",
    "OperationOutcome": "a message of the sender about the request",
    "ProcedureRequest": "recalls and tests asked for: nothing that has happened",
    "Specimen": "samples: their results are read as observations",
}
"""Known types that are not read, and why. Any other type: no rule of this version reads it."""


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
            if resource.get("verificationStatus") in ("refuted", "differential"):
                return "verification status refuted or differential: not a diagnosis"
        case "Immunization" if resource.get("notGiven") is True or status != "completed":
            return "not given"
        case "AllergyIntolerance":
            return not_an_allergy(resource)
        case "MedicationRequest":
            if status in ("cancelled", "draft", "unknown"):
                return "never in force"
        case "ReferralRequest" if status == "draft":
            return "not made yet"
        case "Encounter" if status in ("planned", "cancelled"):
            return f"status {status}: no contact took place"
    return None


SHAPE = Shape(TABLES, READ, NOT_USED, why_not, lists.ended_allergies, frozenset({"List"}))
