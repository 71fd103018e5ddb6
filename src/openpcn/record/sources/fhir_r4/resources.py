"""One FHIR resource -> one row of a staged table."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from openpcn.record.sources.fhir_r4 import elements as fhir
from openpcn.record.sources.fhir_r4.elements import ElementError, Json, words

Row = dict[str, Any]
Addresses = dict[str, str]  # full address within the bundle -> resource id

_APPOINTMENT_STATUS = {
    "proposed": "booked",
    "pending": "booked",
    "booked": "booked",
    "arrived": "arrived",
    "checked-in": "arrived",
    "fulfilled": "fulfilled",
    "cancelled": "cancelled",
    "noshow": "noshow",
}
_ENCOUNTER_STATUS = {
    "planned": "booked",
    "arrived": "arrived",
    "triaged": "arrived",
    "in-progress": "arrived",
    "onleave": "arrived",
    "finished": "fulfilled",
    "cancelled": "cancelled",
}
_ENCOUNTER_MODE = {"AMB": None, "HH": "home visit", "VR": "other"}
_CHANNEL = {"in-person": "face to face", "telephone": "telephone", "video": "video"}
_COURSE = {
    "acute": "acute",
    "continuous": "repeat",
    "repeat": "repeat",
    "continuous-repeating-dispensing": "repeat_dispensing",
    "repeat-dispensing": "repeat_dispensing",
}


def patient(resource: Json, addresses: Addresses) -> Row:
    """Raises ElementError where somebody is recorded as dead without the date: neither alive nor datable."""
    died = fhir.first_when(resource, "deceasedDateTime")
    if died.day is None and resource.get("deceasedBoolean") is True:
        raise ElementError(
            "deceasedBoolean",
            "death_without_date",
            "recorded as dead without a date of death: send deceasedDateTime",
        )
    names = fhir.objects(resource.get("name"))
    name = next((each for each in names if each.get("use") == "official"), names[0] if names else {})
    homes = [each for each in fhir.objects(resource.get("address")) if each.get("use") not in ("old", "temp")]
    home = homes[0] if homes else {}
    organisation = resource.get("managingOrganization")
    gps = fhir.objects(resource.get("generalPractitioner"))
    lines = [words(each) for each in (*_list(home.get("line")), home.get("city"), home.get("district"))]
    return {
        "nhs_number": fhir.identifier(resource.get("identifier"), fhir.NHS_NUMBER),
        "birth_date": words(resource.get("birthDate")),
        "death_date": died.day,
        "gender": words(resource.get("gender")),
        "family": words(name.get("family")),
        "given": _join(" ", *(words(each) for each in _list(name.get("given")))),
        "title": _join(" ", *(words(each) for each in _list(name.get("prefix")))),
        "address": _join(", ", *lines),
        "postcode": words(home.get("postalCode")),
        "organisation": fhir.reference(organisation, addresses),
        "ods": fhir.identifier(organisation.get("identifier"), *fhir.ODS)
        if isinstance(organisation, dict)
        else None,
        "usual_gp": next((words(gp.get("display")) for gp in gps if gp.get("display")), None),
        "confidential": _flag(fhir.restricted(resource)),
    }


def episode(resource: Json, addresses: Addresses) -> Row:
    """EpisodeOfCare: a registration with the practice."""
    kinds = fhir.objects(resource.get("type"))
    return {
        "patient": fhir.reference(resource.get("patient"), addresses),
        "start": fhir.first_when(resource, "period.start").day,
        "ended": fhir.first_when(resource, "period.end").day,
        "registration_type": fhir.concept(kinds[0], "type").term if kinds else None,
    }


def observation(resource: Json, addresses: Addresses) -> Row:
    """With its components, each a coded value of the same day."""
    at = fhir.first_when(resource, "effectiveDateTime", "effectivePeriod.start", "effectiveInstant")
    components = [
        {**_concept(each.get("code"), "component.code"), **_quantity(each.get("valueQuantity"))}
        for each in fhir.objects(resource.get("component"))
    ]
    return {
        **_entry(resource, addresses, at, resource.get("code")),
        **_quantity(resource.get("valueQuantity")),
        "recorded": fhir.first_when(resource, "issued").moment,
        "components": json.dumps(components) if components else None,
    }


def condition(resource: Json, addresses: Addresses) -> Row:
    """A problem: onset as its date, or the day it was recorded where no onset is given."""
    at = fhir.first_when(resource, "onsetDateTime", "onsetPeriod.start", "recordedDate")
    return {
        **_entry(resource, addresses, at, resource.get("code")),
        "recorded": fhir.first_when(resource, "recordedDate").moment,
        "ended": fhir.first_when(resource, "abatementDateTime", "abatementPeriod.start").day,
    }


def procedure(resource: Json, addresses: Addresses) -> Row:
    at = fhir.first_when(resource, "performedDateTime", "performedPeriod.start")
    return _entry(resource, addresses, at, resource.get("code"))


def immunization(resource: Json, addresses: Addresses) -> Row:
    """The vaccination procedure where the UK extension gives it, else the vaccine."""
    given = next(
        (each.get("valueCodeableConcept") for each in fhir.extensions(resource, "VaccinationProcedure")), None
    )
    at = fhir.first_when(resource, "occurrenceDateTime")
    return {
        **_entry(resource, addresses, at, given or resource.get("vaccineCode")),
        "recorded": fhir.first_when(resource, "recorded").moment,
    }


def medication_request(resource: Json, addresses: Addresses) -> Row:
    """An authorisation (intent plan) or an issue (any other intent)."""
    dispense = resource.get("dispenseRequest")
    dispense = dispense if isinstance(dispense, dict) else {}
    amount = dispense.get("quantity")
    amount = amount if isinstance(amount, dict) else {}
    supply = dispense.get("expectedSupplyDuration")
    supplied = supply if isinstance(supply, dict) and supply.get("code", "d") == "d" else {}
    medicine = fhir.concept(resource.get("medicationCodeableConcept"), "medicationCodeableConcept")
    doses = fhir.objects(resource.get("dosageInstruction"))
    authored = fhir.first_when(resource, "authoredOn")
    based_on = fhir.objects(resource.get("basedOn"))
    return {
        "patient": fhir.reference(resource.get("subject"), addresses),
        "intent": words(resource.get("intent")),
        "based_on": fhir.reference(based_on[0], addresses) if based_on else None,
        "medication": fhir.reference(resource.get("medicationReference"), addresses),
        "code": medicine.code,
        "term": medicine.term,
        "authored": authored.day,
        "start": fhir.first_when(dispense, "validityPeriod.start").day or authored.day,
        "ended": fhir.first_when(dispense, "validityPeriod.end").day,
        "active": _flag(resource.get("status") in ("active", "on-hold")),
        "course_type": _course(resource),
        "dose": _join("; ", *(words(dose.get("text")) for dose in doses)),
        "quantity": fhir.number(amount.get("value")),
        "quantity_unit": words(amount.get("unit")),
        "days": fhir.number(supplied.get("value")),
    }


def appointment(resource: Json, addresses: Addresses) -> Row:
    people = [each.get("actor") for each in fhir.objects(resource.get("participant"))]
    actors = [actor for actor in people if isinstance(actor, dict)]
    who = [
        actor
        for actor in actors
        if "Practitioner" in str(actor.get("reference")) or actor.get("type") == "Practitioner"
    ]
    whose = [
        actor
        for actor in actors
        if "Patient" in str(actor.get("reference")) or actor.get("type") == "Patient"
    ]
    channel = next(
        (words(each.get("valueCode")) for each in fhir.extensions(resource, "DeliveryChannel")), None
    )
    kind = resource.get("appointmentType") or next(iter(fhir.objects(resource.get("serviceType"))), None)
    return {
        "patient": fhir.reference(whose[0], addresses) if whose else None,
        "start": fhir.first_when(resource, "start").moment,
        "minutes": fhir.number(resource.get("minutesDuration")),
        "status": _known(_APPOINTMENT_STATUS, resource.get("status")),
        "what": fhir.concept(kind, "appointmentType").term,
        "mode": _CHANNEL.get(channel.lower(), "other") if channel else None,
        "practitioner": fhir.reference(who[0], addresses) if who else None,
        "clinician": words(who[0].get("display")) if who else None,
    }


def encounter(resource: Json, addresses: Addresses) -> Row:
    """A contact without a booking of its own: ambulatory, at home or virtual."""
    kinds = fhir.objects(resource.get("type"))
    seen_by = [each.get("individual") for each in fhir.objects(resource.get("participant"))]
    who = [each for each in seen_by if isinstance(each, dict)]
    booked = fhir.objects(resource.get("appointment"))
    label = resource.get("class")
    place = words(label.get("code")) if isinstance(label, dict) else None
    start = fhir.first_when(resource, "period.start").moment
    return {
        "patient": fhir.reference(resource.get("subject"), addresses),
        "start": start,
        "minutes": _minutes(start, fhir.first_when(resource, "period.end").moment),
        "status": _known(_ENCOUNTER_STATUS, resource.get("status")),
        "what": fhir.concept(kinds[0], "type").term if kinds else None,
        "mode": _ENCOUNTER_MODE.get(place or ""),
        "practitioner": fhir.reference(who[0], addresses) if who else None,
        "clinician": words(who[0].get("display")) if who else None,
        "appointment": fhir.reference(booked[0], addresses) if booked else None,
    }


def organization(resource: Json, addresses: Addresses) -> Row:
    return {
        "name": words(resource.get("name")),
        "ods": fhir.identifier(resource.get("identifier"), *fhir.ODS),
    }


def practitioner(resource: Json, addresses: Addresses) -> Row:
    names = fhir.objects(resource.get("name"))
    name = names[0] if names else {}
    parts = (*_list(name.get("prefix")), *_list(name.get("given")), name.get("family"))
    return {"name": words(name.get("text")) or _join(" ", *(words(each) for each in parts))}


def medication(resource: Json, addresses: Addresses) -> Row:
    medicine = fhir.concept(resource.get("code"), "code")
    return {"name": medicine.term, "code": medicine.code}


READ: dict[str, tuple[str, Callable[[Json, Addresses], Row]]] = {
    "Patient": ("FhirPatient", patient),
    "EpisodeOfCare": ("FhirEpisode", episode),
    "Observation": ("FhirEntry", observation),
    "Condition": ("FhirEntry", condition),
    "Procedure": ("FhirEntry", procedure),
    "Immunization": ("FhirEntry", immunization),
    "MedicationRequest": ("FhirMedicationRequest", medication_request),
    "Appointment": ("FhirAppointment", appointment),
    "Encounter": ("FhirAppointment", encounter),
    "Organization": ("FhirNamed", organization),
    "Practitioner": ("FhirNamed", practitioner),
    "Medication": ("FhirNamed", medication),
}
"""Resource type -> the staged table and the function that makes its row."""

NOT_USED = {
    "AllergyIntolerance": "allergies: no rule of this version reads them",
    "CarePlan": "plans: no rule of this version reads them",
    "Claim": "billing",
    "Coverage": "billing",
    "DiagnosticReport": "a heading: its results are read as observations",
    "DocumentReference": "documents: only coded entries are read",
    "ExplanationOfBenefit": "billing",
    "Goal": "plans: no rule of this version reads them",
    "ImagingStudy": "images: only coded entries are read",
    "MedicationStatement": "the request it is based on is read instead",
}
"""Known types that are not read, and why. Any other type: no rule of this version reads it."""


def why_not(resource: Json) -> str | None:
    """Why this resource of a type that is read is nevertheless not: it says that something did not happen."""
    kind, status = resource["resourceType"], resource.get("status")
    if kind == "Observation" and status in ("registered", "cancelled"):
        return f"status {status}: no result"
    if kind == "Condition" and fhir.code_of(resource.get("verificationStatus")) in (
        "refuted",
        "differential",
    ):
        return "verification status refuted or differential: not a diagnosis"
    if kind == "Procedure" and status != "completed":
        return "not completed"
    if kind == "Immunization" and status != "completed":
        return "not given"
    if kind == "MedicationRequest" and (
        status in ("cancelled", "draft", "unknown") or resource.get("doNotPerform")
    ):
        return "never in force"
    if kind == "Appointment" and status == "waitlist":
        return "waiting list: not booked"
    if kind == "Encounter":
        label = resource.get("class")
        if (words(label.get("code")) if isinstance(label, dict) else None) not in _ENCOUNTER_MODE:
            return "a hospital or emergency contact: not an appointment of the practice"
    return None


def entered_in_error(resource: Json) -> bool:
    """Withdrawn by its author: it removes what was there."""
    status = resource.get("status")
    verification = fhir.code_of(resource.get("verificationStatus"))
    return "entered-in-error" in (status, verification)


def _entry(resource: Json, addresses: Addresses, at: fhir.When, code: object) -> Row:
    subject = resource.get("subject") or resource.get("patient")
    return {
        "patient": fhir.reference(subject, addresses),
        **_concept(code, "code"),
        "day": at.day,
        "precision": at.precision,
        "confidential": _flag(fhir.restricted(resource)),
    }


def _concept(value: object, field: str) -> Row:
    found = fhir.concept(value, field)
    return {"code": found.code, "source_code": found.source_code, "term": found.term}


def _quantity(value: object) -> Row:
    held = value if isinstance(value, dict) else {}
    return {
        "value": fhir.number(held.get("value")),
        "unit": words(held.get("unit")) or words(held.get("code")),
        "comparator": words(held.get("comparator")),
    }


def _course(resource: Json) -> str:
    for each in fhir.extensions(resource, "PrescriptionType"):
        if (code := fhir.code_of(each.get("valueCodeableConcept"))) in _COURSE:
            return _COURSE[code]
    return _COURSE.get(fhir.code_of(resource.get("courseOfTherapyType")) or "", "acute")


def _known(meanings: dict[str, str], status: object) -> str:
    if not isinstance(status, str) or status not in meanings:
        raise ElementError("status", "bad_choice", f"expected one of {', '.join(meanings)}")
    return meanings[status]


def _minutes(start: str | None, end: str | None) -> str | None:
    if start is None or end is None or end < start:
        return None
    return str(int((datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds() // 60))


def _join(separator: str, *parts: str | None) -> str | None:
    return separator.join(part for part in parts if part) or None


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _flag(value: bool) -> str:
    return "true" if value else "false"
