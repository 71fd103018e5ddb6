"""Coded entries, allergies and referrals: one resource -> one staged row. STU3 and R4 names are both read."""

from __future__ import annotations

import json
from typing import Any

from openpcn.record.sources.fhir import elements as fhir
from openpcn.record.sources.fhir.elements import NOTHING, Addresses, Concept, ElementError, Json, words
from openpcn.record.sources.fhir.people import display

Row = dict[str, Any]

_ACTIVE = {"active", "recurrence", "relapse"}
_PAST = {"inactive", "remission", "resolved"}
_URGENCY = {"routine": "routine", "asap": "soon", "urgent": "urgent", "stat": "urgent"}


def observation(resource: Json, addresses: Addresses) -> Row:
    """With its components and its coded answer, each an entry of the same day and a part of it."""
    at = fhir.first_when(resource, "effectiveDateTime", "effectivePeriod.start", "effectiveInstant")
    parts = answer(resource, "valueCodeableConcept", "value") + components(resource)
    members = [
        found
        for each in (*fhir.objects(resource.get("hasMember")), *_related(resource))
        if (found := fhir.id_of(each, addresses))
    ]
    return {
        **_entry(resource, addresses, at, fhir.concept(resource.get("code"), "code")),
        **quantity(resource, ""),
        "recorded": fhir.first_when(resource, "issued").moment,
        "components": json.dumps(parts, ensure_ascii=False) if parts else None,
        "members": json.dumps(members) if members else None,
    }


def components(resource: Json) -> list[Row]:
    """The components of an observation, each with its coded answer, in their order."""
    parts = []
    for number, each in enumerate(fhir.objects(resource.get("component")), start=1):
        named = fhir.concept(each.get("code"), "component.code")
        parts.append({"key": str(number), **_concept(named), **quantity(each, "component.")})
        parts += answer(each, "component.valueCodeableConcept", f"{number}/value")
    return parts


def answer(held: Json, field: str, key: str) -> list[Row]:
    """A coded answer as a part of the question; nothing where there is none."""
    found = fhir.concept(held.get("valueCodeableConcept"), field)
    if found == NOTHING:
        return []
    return [{"key": key, **_concept(found), "value": None, "unit": None, "comparator": None}]


def quantity(held: Json, path: str) -> Row:
    """Value, unit and comparator of a ``valueQuantity``, or a ``valueInteger``."""
    amount = held.get("valueQuantity")
    if amount is not None and not isinstance(amount, dict):
        raise ElementError(f"{path}valueQuantity", "bad_type", "a Quantity is expected")
    if amount is None:
        whole = fhir.number(held.get("valueInteger"), f"{path}valueInteger")
        return {"value": whole, "unit": None, "comparator": None}
    return {
        "value": fhir.number(amount.get("value"), f"{path}valueQuantity.value"),
        "unit": words(amount.get("unit")) or words(amount.get("code")),
        "comparator": words(amount.get("comparator")),
    }


def condition(resource: Json, addresses: Addresses) -> Row:
    """A problem: onset as its date, or the day it was recorded where no onset is given."""
    at = fhir.first_when(resource, "onsetDateTime", "onsetPeriod.start", "recordedDate", "assertedDate")
    ended = fhir.first_when(resource, "abatementDateTime", "abatementPeriod.end", "abatementPeriod.start").day
    status = fhir.code_of(resource.get("clinicalStatus"))
    over = status in _PAST or (status not in _ACTIVE and (ended or resource.get("abatementBoolean") is True))
    return {
        **_entry(resource, addresses, at, fhir.concept(resource.get("code"), "code")),
        "recorded": fhir.first_when(resource, "recordedDate", "assertedDate").moment,
        "status": "past" if over else "active",
        "ended": ended,
    }


def procedure(resource: Json, addresses: Addresses) -> Row:
    at = fhir.first_when(resource, "performedDateTime", "performedPeriod.start")
    return _entry(resource, addresses, at, fhir.concept(resource.get("code"), "code"))


def immunization(resource: Json, addresses: Addresses) -> Row:
    """The vaccination procedure where the UK extension gives it, else the vaccine."""
    given = fhir.extension(resource, "VaccinationProcedure").get("valueCodeableConcept")
    recorded = fhir.extension(resource, "DateRecorded").get("valueDateTime")
    at = fhir.first_when(resource, "occurrenceDateTime", "date")
    if given:
        named = fhir.concept(given, "extension.valueCodeableConcept")
    else:
        named = fhir.concept(resource.get("vaccineCode"), "vaccineCode")
    return {
        **_entry(resource, addresses, at, named),
        "recorded": fhir.first_when(resource, "recorded").moment
        or (fhir.when(recorded, "extension").moment if isinstance(recorded, str) else None),
    }


def allergy(resource: Json, addresses: Addresses) -> Row:
    """An allergy or intolerance. One that is over on no stated day ended on the day it was last changed.

    Raises ElementError where nothing says when it was over: it can be shown neither as holding nor as past.
    """
    named = fhir.concept(resource.get("code"), "code")
    recorded = fhir.first_when(resource, "recordedDate", "assertedDate", "onsetDateTime").day
    end = fhir.extension(resource, "AllergyIntoleranceEnd")
    ended = fhir.first_when(fhir.extension(end, "endDate"), "valueDateTime").day
    if ended is None and fhir.code_of(resource.get("clinicalStatus")) in _PAST:
        ended = fhir.first_when(resource, "meta.lastUpdated").day or recorded
        if ended is None:
            raise ElementError(
                "clinicalStatus", "no_end", "an allergy that is over needs an end date or a recorded date"
            )
    return {
        "patient": fhir.subject(resource, addresses),
        **_concept(named),
        "recorded": recorded,
        "ended": ended,
        "confidential": fhir.flag(fhir.restricted(resource)),
    }


def referral(resource: Json, addresses: Addresses) -> Row:
    """R4 ServiceRequest or STU3 ReferralRequest."""
    at = fhir.first_when(resource, "authoredOn", "occurrenceDateTime", "occurrencePeriod.start")
    asked = resource.get("code") or fhir.first(resource.get("serviceRequested"))
    service = fhir.concept(fhir.first(resource.get("specialty")), "specialty")
    if service == NOTHING:
        service = fhir.concept(resource.get("performerType"), "performerType")
    sent_to = fhir.objects(resource.get("performer")) or fhir.objects(resource.get("recipient"))
    to = sent_to[0] if sent_to else {}
    entry = _entry(resource, addresses, at, fhir.concept(asked, "code"))
    return {
        **entry,
        "urgency": _URGENCY.get(words(resource.get("priority")) or ""),
        "service": service.term or service.source_code,
        "recipient": display(to, resource),
        "recipient_reference": fhir.reference(to, addresses),
        "status": words(resource.get("status")),
    }


def _related(resource: Json) -> list[Json]:
    """STU3: the parts of an observation are among its relations."""
    held = fhir.objects(resource.get("related"))
    return [fhir.child(each, "target") for each in held if each.get("type") == "has-member"]


def _entry(resource: Json, addresses: Addresses, at: fhir.When, named: Concept) -> Row:
    contact = resource.get("encounter") or resource.get("context")
    return {
        "patient": fhir.subject(resource, addresses),
        **_concept(named),
        "day": at.day,
        "precision": at.precision,
        "time": at.time,
        "encounter": fhir.id_of(contact, addresses),
        "confidential": fhir.flag(fhir.restricted(resource)),
    }


def _concept(found: Concept) -> Row:
    return {
        "code": found.code,
        "source_code": found.source_code,
        "system": found.system,
        "term": found.term,
    }
