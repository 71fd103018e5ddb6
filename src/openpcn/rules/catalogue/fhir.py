"""A definition's metadata as FHIR R4: a Library, and a Measure where it has a numerator and a denominator.

The logic itself stays here: the expressions are its words, in ``text/plain``, so that a registry elsewhere
can list, cite and compare what runs, not run it. Shapes: hl7.org/fhir/R4/library.html and measure.html.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from openpcn.rules.catalogue.index import codelists_of, parameters_of, registers_of, service_of, tables_of
from openpcn.rules.language import Definition, Indicator, Ratio

URN = "urn:openpcn"
_LIBRARY_TYPE = "http://terminology.hl7.org/CodeSystem/library-type"
_SCORING = "http://terminology.hl7.org/CodeSystem/measure-scoring"
_IMPROVEMENT = "http://terminology.hl7.org/CodeSystem/measure-improvement-notation"
_POPULATION = "http://terminology.hl7.org/CodeSystem/measure-population"
_RESOURCE = {
    "patient": "Patient", "event": "Observation", "medication": "MedicationRequest",
    "issue": "MedicationRequest", "appointment": "Appointment", "consultation": "Encounter",
    "care_home_stay": "EpisodeOfCare", "hospital_stay": "Encounter", "referral": "ServiceRequest",
}  # fmt: skip
_NOT_REVIEWED = "Not clinically reviewed."


def as_fhir(definition: Definition, version: str) -> dict[str, Any]:
    """A Bundle of kind collection: the Library of a definition, and its Measure where it is not a register.

    version: of the definition, see engine.evaluation.definition_version.
    """
    resources = [library(definition, version)]
    if isinstance(definition, Indicator | Ratio):
        resources.append(measure(definition, version))
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": each["url"], "resource": each} for each in resources],
    }


def library(definition: Definition, version: str) -> dict[str, Any]:
    """What the definition reads and builds on."""
    resource = _common("Library", definition, version) | {
        "type": {"coding": [{"system": _LIBRARY_TYPE, "code": "logic-library"}]},
        "parameter": [
            {"name": name.replace(".", "-"), "use": "in", "min": 0, "max": "1", "type": "Quantity"}
            for name in parameters_of(definition)
        ],
        "dataRequirement": [
            *({"type": kind} for kind in sorted({_RESOURCE.get(t, "Basic") for t in tables_of(definition)})),
            *(
                {
                    "type": "MedicationRequest" if each.system == "dmd" else "Observation",
                    "codeFilter": [{"path": "code", "valueSet": f"{URN}:codelist:{each.id}|{each.version}"}],
                }
                for each in codelists_of(definition)
            ),
        ],
    }
    return _without_empty(resource)


def measure(definition: Indicator | Ratio, version: str) -> dict[str, Any]:
    """Population, exclusions, exceptions and numerator, each in words."""
    population = "Everybody registered" if definition.population is None else definition.population.describe()
    parts = [("initial-population", population), ("denominator", f"In the population: {population}")]
    if isinstance(definition, Ratio):
        scoring, better = "ratio", []  # no source says that more of it is better
        parts.append(
            ("numerator", f"The sum of: {definition.numerator.describe()}; told per {definition.per}")
        )
    else:
        hazard = definition.numerator == "due"
        scoring = "proportion"
        better = [{"system": _IMPROVEMENT, "code": "decrease" if hazard else "increase"}]
        parts += _numerator_and_what_is_taken_out(definition, hazard)
    resource = _common("Measure", definition, version) | {
        "library": [f"{URN}:library:{definition.id}"],
        "scoring": {"coding": [{"system": _SCORING, "code": scoring}]},
        "improvementNotation": {"coding": better} if better else {},
        "rationale": definition.rationale,
        "group": [{"population": [_population(code, text) for code, text in parts]}],
    }
    return _without_empty(resource)


def _numerator_and_what_is_taken_out(definition: Indicator, hazard: bool) -> list[tuple[str, str]]:
    if hazard:
        numerator = [("numerator", f"{definition.due_sentence or definition.title}: no rule holds")]
    else:
        numerator = _rules(definition, "achieve", "numerator")
    excluded = _rules(definition, "exclude", "denominator-exclusion")
    return [*excluded, *numerator, *_rules(definition, "adjust", "denominator-exception")]


def _rules(definition: Indicator, kind: str, code: str) -> list[tuple[str, str]]:
    """The first rule that holds decides, whatever its kind: the later ones say so."""
    return [
        (code, f"{rule.code}, {rule.sentence}: {_bracketed(rule.when.describe(), number)}")
        for number, rule in enumerate(definition.rules)
        if rule.kind.value == kind
    ]


def _bracketed(condition: str, earlier: int) -> str:
    return condition if not earlier else f"({condition}) and no earlier rule holds"


def _population(code: str, text: str) -> dict[str, Any]:
    return {
        "code": {"coding": [{"system": _POPULATION, "code": code}]},
        "description": text,
        "criteria": {"language": "text/plain", "expression": text},
    }


def _common(kind: str, definition: Definition, version: str) -> dict[str, Any]:
    source = definition.source
    service = service_of(definition)
    reviewed = definition.owner is not None and definition.reviewed_on is not None
    where = ", ".join(part for part in (source.title, source.edition, source.reference) if part)
    builds_on: Iterable[dict[str, str]] = (
        {"type": "depends-on", "resource": f"{URN}:library:{each.id}", "display": each.title}
        for each in registers_of(definition)
    )
    return {
        "resourceType": kind,
        "url": f"{URN}:{kind.lower()}:{definition.id}",
        "identifier": [
            {"system": f"{URN}:definition", "value": name}
            for name in (definition.id, *definition.also_known_as)
        ],
        "version": version,
        "name": definition.id,
        "title": definition.title,
        "status": "active" if reviewed else "draft",
        "experimental": not reviewed,
        "subjectCodeableConcept": {
            "coding": [{"system": "http://hl7.org/fhir/resource-types", "code": "Patient"}]
        },
        "publisher": "OpenPCN",
        "description": definition.rationale or definition.title,
        "purpose": definition.purpose.label,
        "usage": "" if reviewed else _NOT_REVIEWED,
        "approvalDate": "" if definition.reviewed_on is None else definition.reviewed_on.isoformat(),
        "topic": [{"text": service.title}] if service else [],
        "relatedArtifact": [
            {
                "type": "derived-from",
                "label": "confirmed" if source.confirmed else "not re-read in the primary source",
                "citation": where,
            },
            *builds_on,
        ],
    }


def _without_empty(resource: dict[str, Any]) -> dict[str, Any]:
    """FHIR allows no empty text and no empty list."""
    return {name: value for name, value in resource.items() if value not in ("", [], {}, None)}
