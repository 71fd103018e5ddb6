"""Appointments and encounters: one resource -> one staged row. STU3 and R4 names are both read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from openpcn.record.sources.fhir import elements as fhir
from openpcn.record.sources.fhir.elements import Addresses, ElementError, Json, words
from openpcn.record.sources.fhir.people import display

Row = dict[str, Any]

_STATUS = {
    "proposed": "booked",
    "pending": "booked",
    "booked": "booked",
    "arrived": "arrived",
    "checked-in": "arrived",
    "fulfilled": "fulfilled",
    "cancelled": "cancelled",
    "noshow": "noshow",
}
_CHANNEL = {"in-person": "face to face", "telephone": "telephone", "video": "video"}
_PLACE = {"HH": "home visit", "AMB": None, "VR": "other"}
_METHOD = {"emd": "emergency", "mp": "maternity", "born": "maternity", "hosp-trans": "transfer"}
HOSPITAL = {
    "IMP": "admission",
    "ACUTE": "admission",
    "NONAC": "admission",
    "SS": "admission",
    "OBSENC": "admission",
    "EMER": "emergency_attendance",
}
"""Classes of encounter in a hospital, and what they are. A hospital's own AMB is an outpatient attendance."""


def appointment(resource: Json, addresses: Addresses) -> Row:
    actors = [fhir.child(each, "actor") for each in fhir.objects(resource.get("participant"))]
    who = next((each for each in actors if _names(each, "Practitioner", addresses)), {})
    whose = next((each for each in actors if _names(each, "Patient", addresses)), {})
    patient = fhir.id_of(whose, addresses)
    if patient is None:
        raise ElementError("participant.actor", "missing_value", "a reference to a Patient is expected")
    start = fhir.first_when(resource, "start").moment
    if start is None:
        raise ElementError("start", "missing_value", "the moment it starts is expected")
    status = words(resource.get("status"))
    if status not in _STATUS:
        raise ElementError("status", "bad_choice", f"expected one of {', '.join(_STATUS)}")
    kind = resource.get("appointmentType") or fhir.first(resource.get("serviceType"))
    minutes = fhir.number(resource.get("minutesDuration"), "minutesDuration")
    return {
        "patient": patient,
        "start": start,
        "minutes": minutes or _minutes(start, fhir.first_when(resource, "end").moment),
        "status": _STATUS[status],
        "what": fhir.concept(kind, "appointmentType").term,
        "mode": _mode(resource),
        "clinician": display(who, resource),
        "clinician_reference": fhir.reference(who, addresses),
    }


def encounter(resource: Json, addresses: Addresses) -> Row:
    """A contact with the practice, or a stay in or attendance at a hospital: the class says which."""
    start = fhir.first_when(resource, "period.start")
    people = [
        fhir.child(each, "individual") or fhir.child(each, "actor")
        for each in fhir.objects(resource.get("participant"))
    ]
    who = next((each for each in people if each), {})
    kind = fhir.concept(fhir.first(resource.get("type")), "type")
    stay = fhir.child(resource, "hospitalization")
    provider = fhir.child(resource, "serviceProvider")
    reason = fhir.first(resource.get("reasonCode") or resource.get("reason"))
    diagnosis = fhir.concept(reason, "reasonCode")
    place = encounter_class(resource)
    return {
        "patient": fhir.subject(resource, addresses),
        "day": start.day,
        "time": start.time,
        "class": place,
        "what": kind.term or kind.source_code,
        "mode": _mode(resource) or _PLACE.get(place or ""),
        "clinician": display(who, resource),
        "clinician_reference": fhir.reference(who, addresses),
        "ended": fhir.first_when(resource, "period.end").day,
        "method": _method(stay),
        "provider": fhir.identifier(provider.get("identifier"), *fhir.ODS),
        "provider_reference": fhir.reference(provider, addresses),
        "specialty": fhir.concept(fhir.first(resource.get("serviceType")), "serviceType").term,
        "diagnosis_code": diagnosis.code,
        "diagnosis": diagnosis.source_code or diagnosis.term,
        "destination": fhir.concept(stay.get("dischargeDisposition"), "dischargeDisposition").term,
        "confidential": fhir.flag(fhir.restricted(resource)),
    }


def encounter_class(resource: Json) -> str | None:
    """Its class: a Coding, or a CodeableConcept where a sender wrote one."""
    held = fhir.first(resource.get("class"))
    return words(held.get("code")) or fhir.code_of(held)


def _names(actor: Json, kind: str, addresses: Addresses) -> bool:
    found = fhir.reference(actor, addresses) or ""
    return found.startswith(kind) or words(actor.get("type")) == kind


def _mode(resource: Json) -> str | None:
    channel = words(fhir.extension(resource, "DeliveryChannel").get("valueCode"))
    return _CHANNEL.get(channel.lower(), "other") if channel else None


def _method(stay: Json) -> str | None:
    source = fhir.code_of(stay.get("admitSource"))
    return _METHOD.get(source or "")


def _minutes(start: str, end: str | None) -> str | None:
    if end is None or end < start:
        return None
    return str(int((datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds() // 60))
