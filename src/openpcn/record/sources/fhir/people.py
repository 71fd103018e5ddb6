"""Patients, their registrations, and those whom other resources name: one resource -> one staged row."""

from __future__ import annotations

from typing import Any

from openpcn.record.sources.fhir import elements as fhir
from openpcn.record.sources.fhir.elements import Addresses, ElementError, Json, words
from openpcn.terms import nhs_number

Row = dict[str, Any]

_VERIFIED = {"01", "number-present-and-verified"}


def patient(resource: Json, addresses: Addresses) -> Row:
    """Raises ElementError where somebody is recorded as dead without the date: neither alive nor datable."""
    died = fhir.first_when(resource, "deceasedDateTime")
    if died.day is None and resource.get("deceasedBoolean") is True:
        raise ElementError(
            "deceasedBoolean",
            "death_without_date",
            "recorded as dead without a date of death: send deceasedDateTime",
        )
    names = [each for each in fhir.objects(resource.get("name")) if each.get("use") != "old"]
    name = next((each for each in names if each.get("use") == "official"), names[0] if names else {})
    homes = [each for each in fhir.objects(resource.get("address")) if each.get("use") not in ("old", "temp")]
    home = next((each for each in homes if each.get("use") == "home"), homes[0] if homes else {})
    organisation = fhir.child(resource, "managingOrganization")
    gps = fhir.objects(resource.get("generalPractitioner"))
    ethnic = fhir.concept(fhir.extension(resource, "EthnicCategory").get("valueCodeableConcept"), "extension")
    restricted = fhir.restricted(resource)
    return {
        "identifier": _nhs_number(resource),
        "unverified": fhir.flag(_unverified(resource)),
        "birthDate": _birth(resource),
        "deceasedDateTime": died.day,
        "gender": words(resource.get("gender")),
        "family": words(name.get("family")),
        "given": fhir.joined(" ", *fhir.items(name.get("given"))),
        "title": fhir.joined(" ", *fhir.items(name.get("prefix"))),
        "address": fhir.joined(", ", *fhir.items(home.get("line")), home.get("city"), home.get("district"))
        or words(home.get("text")),
        "postcode": words(home.get("postalCode")),
        "organisation": fhir.id_of(organisation, addresses),
        "ods": fhir.identifier(organisation.get("identifier"), *fhir.ODS),
        "usual_gp": next((words(gp.get("display")) for gp in gps if gp.get("display")), None),
        "usual_gp_reference": next((found for gp in gps if (found := fhir.reference(gp, addresses))), None),
        "ethnicity": ethnic.source_code or ethnic.code,
        "ethnicity_term": ethnic.term,
        **_registration(resource),
        "confidential": fhir.flag(restricted),
    }


def episode(resource: Json, addresses: Addresses) -> Row:
    """EpisodeOfCare: a registration with the practice."""
    start = fhir.first_when(resource, "period.start").day
    if start is None:
        raise ElementError("period.start", "missing_value", "the day the registration began is expected")
    kind = fhir.concept(fhir.first(resource.get("type")), "type")
    return {
        "patient": fhir.subject(resource, addresses),
        "start": start,
        "ended": fhir.first_when(resource, "period.end").day,
        "registration_type": kind.term or kind.source_code,
    }


def organization(resource: Json, addresses: Addresses) -> Row:
    """Also a Location."""
    return {
        "name": words(resource.get("name")),
        "ods": fhir.identifier(resource.get("identifier"), *fhir.ODS),
        "updated": words(fhir.child(resource, "meta").get("lastUpdated")),
    }


def practitioner(resource: Json, addresses: Addresses) -> Row:
    return {
        "name": full_name(resource),
        "updated": words(fhir.child(resource, "meta").get("lastUpdated")),
    }


def practitioner_role(resource: Json, addresses: Addresses) -> Row:
    """Somebody in a role: named by the Practitioner it refers to, or by its own words."""
    who = fhir.child(resource, "practitioner")
    return {
        "name": words(who.get("display")),
        "practitioner": fhir.id_of(who, addresses),
        "updated": words(fhir.child(resource, "meta").get("lastUpdated")),
    }


def medication(resource: Json, addresses: Addresses) -> Row:
    medicine = fhir.concept(resource.get("code"), "code")
    return {
        "name": medicine.term,
        "code": medicine.code,
        "updated": words(fhir.child(resource, "meta").get("lastUpdated")),
    }


def full_name(resource: Json) -> str | None:
    """The name of a Practitioner in one line."""
    name = fhir.first(resource.get("name"))
    return words(name.get("text")) or fhir.joined(
        " ", *fhir.items(name.get("prefix")), *fhir.items(name.get("given")), name.get("family")
    )


def display(value: Json, resource: Json) -> str | None:
    """What a Reference says of whom it names: its own words, or the name of the contained resource."""
    inside = fhir.contained(resource, value)
    return words(value.get("display")) or (full_name(inside) if inside else None)


def _birth(resource: Json) -> str:
    born = fhir.first_when(resource, "birthDate")
    if born.day is None:
        raise ElementError("birthDate", "missing_value", "a date of birth is expected")
    if born.precision != "day":
        raise ElementError("birthDate", "bad_date", "a whole date of birth is expected, such as 1950-05-01")
    return born.day


def _nhs_number(resource: Json) -> str | None:
    written = fhir.identifier(resource.get("identifier"), fhir.NHS_NUMBER)
    if written is not None:
        try:
            nhs_number.read(written)
        except nhs_number.NhsNumberError as error:
            raise ElementError("identifier", "nhs_number", str(error)) from None
    return written


def _unverified(resource: Json) -> bool:
    """Whether the NHS number is said to be anything but present and verified; unsaid is not unverified."""
    for each in fhir.objects(resource.get("identifier")):
        if words(each.get("system")) == fhir.NHS_NUMBER:
            for status in fhir.extensions(each, "NHSNumberVerificationStatus"):
                code = fhir.code_of(status.get("valueCodeableConcept"))
                return code is not None and code not in _VERIFIED
    return False


def _registration(resource: Json) -> Row:
    """GP Connect's registration details, a part of the Patient; nothing elsewhere."""
    details = fhir.extension(resource, "RegistrationDetails")
    period = fhir.child(fhir.extension(details, "registrationPeriod"), "valuePeriod")
    kind = fhir.concept(fhir.extension(details, "registrationType").get("valueCodeableConcept"), "extension")
    return {
        "registered": fhir.first_when(period, "start").day,
        "ended": fhir.first_when(period, "end").day,
        "registration_type": kind.term or kind.source_code,
    }
