"""Medicines: requests, statements and dispenses -> one staged row each. STU3 and R4 names are both read."""

from __future__ import annotations

import re
from typing import Any

from openpcn.record.sources.fhir import elements as fhir
from openpcn.record.sources.fhir.elements import Addresses, ElementError, Json, words

Row = dict[str, Any]

COURSE = {
    "acute": "acute",
    "acute-handwritten": "acute",
    "delayed-prescribing": "acute",
    "continuous": "repeat",
    "repeat": "repeat",
    "continuous-repeating-dispensing": "repeat_dispensing",
    "repeat-dispensing": "repeat_dispensing",
}
_HERE = {"prescribed-at-gp-practice", "gp-practice"}
_DAYS = {"d": 1, "day": 1, "days": 1, "wk": 7, "week": 7, "weeks": 7}
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*(.*)", re.DOTALL)


def request(resource: Json, addresses: Addresses) -> Row:
    """An authorisation (intent plan) or an issue (any other intent)."""
    intent = words(resource.get("intent"))
    if intent is None:
        raise ElementError("intent", "missing_value", "plan or order is expected")
    dispense = fhir.child(resource, "dispenseRequest")
    authored = fhir.first_when(resource, "authoredOn")
    repeat = fhir.extension(resource, "MedicationRepeatInformation")
    review = fhir.first_when(fhir.extension(repeat, "authorisationExpiryDate"), "valueDateTime").day
    changed = fhir.extension(resource, "MedicationStatusReason")
    stopped = fhir.first_when(fhir.extension(changed, "statusChangeDate"), "valueDateTime").day
    status = words(resource.get("status"))
    return {
        **_medicine(resource, addresses),
        "intent": "plan" if intent in ("plan", "proposal") else "order",
        "based_on": fhir.id_of(fhir.first(resource.get("basedOn")), addresses),
        "day": authored.day,
        "start": fhir.first_when(dispense, "validityPeriod.start").day or authored.day,
        "ended": (stopped if status == "stopped" else None)
        or fhir.first_when(dispense, "validityPeriod.end").day,
        "active": fhir.flag(status in ("active", "on-hold")),
        "course_type": _course(resource),
        "dose": _dose(resource, "dosageInstruction"),
        **_amount(dispense.get("quantity"), dispense),
        "days": _days(dispense.get("expectedSupplyDuration"), "dispenseRequest.expectedSupplyDuration"),
        "review": review,
    }


def statement(resource: Json, addresses: Addresses) -> Row:
    """What somebody takes: says who prescribed it; an authorisation itself where it is based on none."""
    taken = fhir.first_when(resource, "effectivePeriod.start", "effectiveDateTime", "dateAsserted")
    agency = fhir.code_of(fhir.extension(resource, "PrescribingAgency").get("valueCodeableConcept"))
    return {
        **_medicine(resource, addresses),
        "intent": "statement",
        "based_on": fhir.id_of(fhir.first(resource.get("basedOn")), addresses),
        "day": taken.day,
        "start": taken.day,
        "ended": fhir.first_when(resource, "effectivePeriod.end").day,
        "active": fhir.flag(words(resource.get("status")) in ("active", "intended", "on-hold", "unknown")),
        "course_type": _course(resource),
        "dose": _dose(resource, "dosage"),
        "elsewhere": None if agency is None else fhir.flag(agency not in _HERE),
    }


def dispense(resource: Json, addresses: Addresses) -> Row:
    """A supply: an issue where no order of the record is the same supply."""
    given = fhir.first_when(resource, "whenHandedOver", "whenPrepared")
    return {
        **_medicine(resource, addresses),
        "intent": "dispense",
        "based_on": fhir.id_of(fhir.first(resource.get("authorizingPrescription")), addresses),
        "day": given.day,
        "start": given.day,
        "course_type": "acute",
        "dose": _dose(resource, "dosageInstruction"),
        **_amount(resource.get("quantity"), resource),
        "days": _days(resource.get("daysSupply"), "daysSupply"),
    }


def _medicine(resource: Json, addresses: Addresses) -> Row:
    inside = fhir.contained(resource, resource.get("medicationReference"))
    if inside is not None:
        found = fhir.concept(inside.get("code"), "contained.code")
    else:
        found = fhir.concept(resource.get("medicationCodeableConcept"), "medicationCodeableConcept")
    return {
        "patient": fhir.subject(resource, addresses),
        "medication": fhir.id_of(resource.get("medicationReference"), addresses),
        "code": found.code,
        "source_code": found.source_code,
        "system": found.system,
        "term": found.term or words(fhir.child(resource, "medicationReference").get("display")),
        "confidential": fhir.flag(fhir.restricted(resource)),
    }


def _course(resource: Json) -> str:
    for each in fhir.extensions(resource, "PrescriptionType"):
        if (code := fhir.code_of(each.get("valueCodeableConcept"))) in COURSE:
            return COURSE[code]
    return COURSE.get(fhir.code_of(resource.get("courseOfTherapyType")) or "", "acute")


def _dose(resource: Json, field: str) -> str | None:
    doses = fhir.objects(resource.get(field))
    return fhir.joined("; ", *(each.get("text") or each.get("patientInstruction") for each in doses))


def _amount(held: object, owner: Json) -> Row:
    """Quantity and unit, from a Quantity or from the UK extension's text such as ``28 tablet``."""
    amount = held if isinstance(held, dict) else {}
    number = fhir.number(amount.get("value"), "quantity.value")
    unit = words(amount.get("unit"))
    for place in (amount, owner):
        text = words(fhir.extension(place, "MedicationQuantityText").get("valueString"))
        if number is None and text is not None:
            found = _AMOUNT.fullmatch(text)
            number, unit = (found[1], words(found[2])) if found else (None, text)
        elif unit is None and text is not None:
            found = _AMOUNT.fullmatch(text)
            unit = words(found[2]) if found else text
    return {"quantity": number, "quantity_unit": unit}


def _days(held: object, field: str) -> str | None:
    """Whole days of a Duration in days or weeks."""
    duration = held if isinstance(held, dict) else {}
    number = fhir.number(duration.get("value"), f"{field}.value")
    factor = _DAYS.get((words(duration.get("code")) or words(duration.get("unit")) or "d").lower())
    if number is None or factor is None or not float(number).is_integer():
        return None
    return str(int(float(number)) * factor)
