"""Reading FHIR data types: codings, quantities, dates, references, extensions.

Published examples hold codes with a leading space, misspelt extension addresses and units without a system:
codes are trimmed, extensions are found by the last part of their address without regard to case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from openpcn.terms import clock, sctid

Json = dict[str, Any]
Addresses = dict[str, str]
"""Address of an entry (``fullUrl``) -> the ``Type/id`` of its resource."""

SNOMED = "http://snomed.info/sct"
DMD = "https://dmd.nhs.uk"
NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
ODS = ("https://fhir.nhs.uk/Id/ods-organization-code", "https://fhir.nhs.uk/Id/ods-site-code")

SYSTEMS = {
    "http://read.info/readv2": "readv2",
    "http://read.info/ctv3": "ctv3",
    "https://fhir.hl7.org.uk/Id/egton-codes": "egton",
    "https://fhir.hl7.org.uk/Id/emis-drug-codes": "emis-drug",
    "https://fhir.hl7.org.uk/Id/multilex-drug-codes": "multilex",
    "https://fhir.hl7.org.uk/Id/resipuk-gemscript-drug-codes": "gemscript",
    "http://loinc.org": "loinc",
    "http://hl7.org/fhir/sid/icd-10": "icd-10",
    "https://fhir.hl7.org.uk/Id/icd-10": "icd-10",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
    "http://hl7.org/fhir/sid/cvx": "cvx",
}
"""Short names of code systems that are kept beside SNOMED CT; any other keeps its whole address."""
BARE = ("readv2", "ctv3")
"""Systems whose codes stand in ``source_code`` without their name, as other extracts give them."""

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?", re.ASCII)


class ElementError(ValueError):
    """An element cannot be read. ``field`` and ``reason`` go into the receipt, with the sentence."""

    def __init__(self, field: str, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.reason = reason


@dataclass(frozen=True)
class Concept:
    """A CodeableConcept: the SNOMED CT or dm+d id, another system's code beside it, and the words."""

    code: str | None = None
    source_code: str | None = None
    term: str | None = None
    system: str | None = None  # of source_code, as in SYSTEMS


@dataclass(frozen=True)
class When:
    """A FHIR date or dateTime: the day and time in London, how exact it is, the moment where it is one."""

    day: str | None = None
    precision: str = "unknown"
    moment: str | None = None

    @property
    def time(self) -> str | None:
        """Time of day, where one is given."""
        return self.moment[11:] if self.moment else None


NEVER = When()
NOTHING = Concept()


@lru_cache(maxsize=65536)
def _is_concept(code: str) -> bool:
    return sctid.is_concept(code)


def concept(value: object, field: str) -> Concept:
    """Raises ElementError for a SNOMED CT or dm+d code whose check digit does not agree."""
    if not isinstance(value, dict):
        return NOTHING
    code = source_code = display = system_name = None
    for coding in objects(value.get("coding")):
        written, system = words(coding.get("code")), words(coding.get("system"))
        if written is None:
            if isinstance(coding.get("code"), dict | list | float | bool):
                raise ElementError(f"{field}.coding.code", "bad_code", "a code is expected")
            continue
        if system in (SNOMED, DMD):
            if not _is_concept(written):
                raise ElementError(
                    f"{field}.coding.code",
                    "bad_code",
                    "a SNOMED CT or dm+d concept id with a good check digit is expected",
                )
            if code is None:
                code, display = written, words(coding.get("display")) or display
        else:
            if source_code is None:
                system_name = SYSTEMS.get(system or "", system)
                bare = system_name is None or system_name in BARE
                source_code = written if bare else f"{system_name}|{written}"
            display = display or words(coding.get("display"))
    return Concept(code, source_code, display or words(value.get("text")), system_name)


def when(text: str, field: str) -> When:
    """Reads YYYY, YYYY-MM, YYYY-MM-DD and a full dateTime; one with an offset is moved to London time.

    A time without an offset is taken to be London's. Raises ElementError for anything else.
    """
    found = _when(text.strip())
    if found is None:
        raise ElementError(field, "bad_date", "a FHIR date or dateTime is expected, such as 2026-02-09")
    return found


@lru_cache(maxsize=65536)
def _when(text: str) -> When | None:
    if not _DATE.fullmatch(text):
        return None
    try:
        if len(text) == 4:
            return When(date(int(text), 1, 1).isoformat(), "year")
        if len(text) == 7:
            return When(date.fromisoformat(f"{text}-01").isoformat(), "month")
        if len(text) == 10:
            return When(date.fromisoformat(text).isoformat(), "day")
        moment = datetime.fromisoformat(text)
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=clock.LONDON)
        local = zoned.astimezone(clock.LONDON)
    except (ValueError, OverflowError):
        return None
    written = local.replace(tzinfo=None).isoformat(" ", "seconds")
    return When(written[:10], "day", written)


def first_when(resource: Json, *fields: str) -> When:
    """The first of several fields that is there; ``x.start`` looks inside a Period."""
    for field in fields:
        value: object = resource
        for part in field.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if isinstance(value, str) and value.strip():
            return when(value, field)
        if value is not None and not isinstance(value, str):
            raise ElementError(field, "bad_date", "a FHIR date or dateTime is expected, such as 2026-02-09")
    return NEVER


def reference(value: object, addresses: Addresses) -> str | None:
    """``Type/id`` of the resource that a Reference names, ``/id`` where its type is not said.

    By address within the bundle, else by the last two parts of the address; a version is left off. A resource
    contained in another one (``#id``) is nowhere else: see ``contained``.
    """
    address = words(value.get("reference")) if isinstance(value, dict) else None
    if address is None or address.startswith("#"):
        return None
    if address in addresses:
        return addresses[address]
    parts = address.split("/_history/")[0].rstrip("/").split("/")
    if len(parts) > 1 and parts[-2][:1].isupper():
        return f"{parts[-2]}/{parts[-1]}"
    return "/" + parts[-1].removeprefix("urn:uuid:").removeprefix("urn:oid:")


def id_of(value: object, addresses: Addresses) -> str | None:
    """The id alone of the resource that a Reference names."""
    found = reference(value, addresses)
    return found.split("/", 1)[1] if found else None


# Where the person is in ``patient``; in every other resource that is read here it is ``subject`` (STU3, R4).
_OF_A_PATIENT = frozenset({"AllergyIntolerance", "EpisodeOfCare", "Immunization"})


def subject(resource: Json, addresses: Addresses) -> str:
    """The id of the patient of a resource. Raises ElementError where it names none."""
    field = "patient" if resource.get("resourceType") in _OF_A_PATIENT else "subject"
    if field not in resource and {"subject", "patient"} & set(resource):
        field = "subject" if "subject" in resource else "patient"  # of another version
    found = id_of(resource.get(field), addresses)
    if found is None:
        raise ElementError(field, "missing_value", "a reference to a Patient is expected")
    return found


def contained(resource: Json, value: object) -> Json | None:
    """The contained resource that a Reference such as ``#med1`` names."""
    address = words(value.get("reference")) if isinstance(value, dict) else None
    if address is None or not address.startswith("#"):
        return None
    named = (each for each in objects(resource.get("contained")) if f"#{words(each.get('id'))}" == address)
    return next(named, None)


def identifier(value: object, *systems: str) -> str | None:
    """The first identifier of one of the systems still in use, from a list of identifiers or a single one."""
    for each in objects(value if isinstance(value, list) else [value]):
        if words(each.get("system")) in systems and each.get("use") != "old":
            return words(each.get("value"))
    return None


def extensions(resource: Json, name: str) -> Iterator[Json]:
    """The extensions whose address ends in ``name``, whatever stands before it and however it is cased.

    ``name`` is without version; ``...-ProblemSignificance-1`` ends in it.
    """
    wanted = name.lower()
    for each in objects(resource.get("extension")):
        last = str(each.get("url", "")).rstrip("/").split("/")[-1].lower()
        last = re.sub(r"-\d+$", "", last)
        if last == wanted or last.endswith(f"-{wanted}"):
            yield each


def extension(resource: Json, name: str) -> Json:
    """The first such extension, or an empty one."""
    return next(extensions(resource, name), {})


def restricted(resource: Json) -> bool:
    """Whether the resource is labelled restricted or very restricted (``meta.security``)."""
    meta = resource.get("meta")
    labels = objects(meta.get("security")) if isinstance(meta, dict) else []
    return any(words(label.get("code")) in ("R", "V") for label in labels)


def number(value: object, field: str) -> str | None:
    """A JSON number as plain decimal text. Raises ElementError for anything else, a number in text too."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1e300 < value < 1e300:
        raise ElementError(field, "not_a_number", "a number is expected")
    if isinstance(value, float):
        return f"{value:.12f}".rstrip("0").rstrip(".")
    return str(value)


def words(value: object) -> str | None:
    """Trimmed text, or None where there is none. A whole number in its place is read as its digits."""
    if isinstance(value, str):
        return value.strip() or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def objects(value: object) -> list[Json]:
    """The objects of a list; nothing of anything else."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def child(value: object, name: str) -> Json:
    """The object under a name, or an empty one."""
    held = value.get(name) if isinstance(value, dict) else None
    return held if isinstance(held, dict) else {}


def first(value: object) -> Json:
    """The first object of a list, the object itself, or an empty one."""
    held = objects(value if isinstance(value, list) else [value])
    return held[0] if held else {}


def code_of(value: object) -> str | None:
    """The code of a status: text, or the first code of a CodeableConcept, of whatever system."""
    if isinstance(value, str):
        return words(value)
    codings = objects(value.get("coding")) if isinstance(value, dict) else []
    return words(codings[0].get("code")) if codings else None


def codes_of(value: object) -> set[str]:
    """All codes of a list of CodeableConcepts or of a single one, of whatever system."""
    held = objects(value if isinstance(value, list) else [value])
    found = (words(coding.get("code")) for each in held for coding in objects(each.get("coding")))
    return {code for code in found if code}


def joined(separator: str, *parts: object) -> str | None:
    """The texts among the parts, trimmed and joined; None where there is none."""
    return separator.join(text for part in parts if (text := words(part))) or None


def items(value: object) -> list[object]:
    """A list as it is; nothing of anything else."""
    return value if isinstance(value, list) else []


def flag(value: bool) -> str:
    """Truth as text."""
    return "true" if value else "false"
