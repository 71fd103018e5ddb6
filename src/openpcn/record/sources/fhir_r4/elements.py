"""Reading FHIR data types: codings, quantities, dates, references, extensions.

Published examples hold codes with a leading space, misspelt extension addresses and units without a system:
codes are trimmed, extensions are found by the last part of their address without regard to case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from openpcn.terms import clock, sctid

Json = dict[str, Any]

SNOMED = "http://snomed.info/sct"
DMD = "https://dmd.nhs.uk"
NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
ODS = ("https://fhir.nhs.uk/Id/ods-organization-code", "https://fhir.nhs.uk/Id/ods-site-code")

# Bare for the two that other extracts give bare; the others carry the name of their system.
_SHORT = {
    "http://read.info/readv2": "",
    "http://read.info/ctv3": "",
    "http://loinc.org": "loinc|",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm|",
    "http://hl7.org/fhir/sid/cvx": "cvx|",
}


class ElementError(ValueError):
    """An element cannot be read. ``field`` and ``reason`` go into the receipt, with the sentence."""

    def __init__(self, field: str, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.reason = reason


@dataclass(frozen=True)
class Concept:
    """A CodeableConcept: the SNOMED CT or dm+d id, another system's code beside it, and the words."""

    code: str | None
    source_code: str | None
    term: str | None


@dataclass(frozen=True)
class When:
    """A FHIR date or dateTime: the day in London, how exact it is, and the moment where it is one."""

    day: str | None = None
    precision: str = "unknown"
    moment: str | None = None


NEVER = When()


def concept(value: object, field: str) -> Concept:
    """Raises ElementError for a SNOMED CT or dm+d code whose check digit does not agree."""
    if not isinstance(value, dict):
        return Concept(None, None, None)
    code = source_code = display = None
    for coding in objects(value.get("coding")):
        written, system = words(coding.get("code")), words(coding.get("system"))
        if written is None:
            continue
        if system in (SNOMED, DMD):
            if not sctid.is_valid(written):
                raise ElementError(
                    field,
                    "bad_code",
                    "a SNOMED CT or dm+d id of 6 to 18 digits with a good check digit is expected",
                )
            code = code or written
            display = words(coding.get("display")) or display
        else:
            source_code = source_code or _SHORT.get(system or "", f"{system}|" if system else "") + written
            display = display or words(coding.get("display"))
    return Concept(code, source_code, display or words(value.get("text")))


@lru_cache(maxsize=65536)
def when(text: str, field: str) -> When:
    """Reads YYYY, YYYY-MM, YYYY-MM-DD and a full dateTime; one with an offset is moved to London time.

    Raises ElementError for anything else.
    """
    try:
        if len(text) == 4:
            return When(date(int(text), 1, 1).isoformat(), "year")
        if len(text) == 7:
            return When(date.fromisoformat(f"{text}-01").isoformat(), "month")
        if len(text) == 10:
            return When(date.fromisoformat(text).isoformat(), "day")
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ElementError(field, "bad_date", "a FHIR date or dateTime is expected") from None
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=clock.LONDON)
    local = zoned.astimezone(clock.LONDON)
    return When(local.date().isoformat(), "day", local.strftime("%Y-%m-%d %H:%M:%S"))


def first_when(resource: Json, *fields: str) -> When:
    """The first of several fields that is there; ``x.start`` looks inside a Period."""
    for field in fields:
        value: object = resource
        for part in field.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if isinstance(value, str) and value:
            return when(value, field)
    return NEVER


def reference(value: object, addresses: dict[str, str]) -> str | None:
    """The id of the resource that a Reference names: by address within the bundle, else its last part."""
    address = words(value.get("reference")) if isinstance(value, dict) else None
    if address is None:
        return None
    return addresses.get(address) or address.removeprefix("urn:uuid:").split("/")[-1]


def identifier(value: object, *systems: str) -> str | None:
    """The first identifier of one of the systems, from a list of identifiers or a single one."""
    for each in objects(value if isinstance(value, list) else [value]):
        if each.get("system") in systems:
            return words(each.get("value"))
    return None


def extensions(resource: Json, name: str) -> Iterator[Json]:
    """The extensions whose address ends in ``name``, whatever stands before it and however it is cased."""
    for each in objects(resource.get("extension")):
        last = str(each.get("url", "")).rstrip("/").split("/")[-1].lower()
        if last == name.lower() or last.endswith(f"-{name.lower()}"):
            yield each


def restricted(resource: Json) -> bool:
    """Whether the resource is labelled restricted or very restricted."""
    meta = resource.get("meta")
    labels = objects(meta.get("security")) if isinstance(meta, dict) else []
    return any(label.get("code") in ("R", "V") for label in labels)


def number(value: object) -> str | None:
    """A JSON number as plain decimal text."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return f"{value:.12f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def words(value: object) -> str | None:
    """Trimmed text, or None where there is none."""
    return (value.strip() or None) if isinstance(value, str) else None


def objects(value: object) -> list[Json]:
    """The objects of a list; nothing of anything else."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def code_of(value: object) -> str | None:
    """The first code of a CodeableConcept, of whatever system."""
    codings = objects(value.get("coding")) if isinstance(value, dict) else []
    return words(codings[0].get("code")) if codings else None
