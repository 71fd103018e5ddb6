"""What is handed on about definitions: FHIR R4 resources, other years' names, the generated pages."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from openpcn.rules import catalogue
from openpcn.rules.engine.evaluation import definition_version
from openpcn.rules.language import Indicator, Ratio, Register

# From hl7.org/fhir/R4: what is required, and the closed codes that we use.
STATUS = {"draft", "active", "retired", "unknown"}
ARTIFACT = {
    "documentation", "justification", "citation", "predecessor", "successor", "derived-from", "depends-on",
    "composed-of",
}  # fmt: skip
POPULATION = {
    "initial-population", "numerator", "numerator-exclusion", "denominator", "denominator-exclusion",
    "denominator-exception", "measure-population", "measure-population-exclusion", "measure-observation",
}  # fmt: skip
COMMON = {
    "resourceType", "url", "identifier", "version", "name", "title", "status", "experimental", "publisher",
    "description", "purpose", "usage", "approvalDate", "topic", "relatedArtifact", "subjectCodeableConcept",
}  # fmt: skip
ALLOWED = {
    "Library": COMMON | {"type", "parameter", "dataRequirement"},
    "Measure": COMMON | {"library", "scoring", "improvementNotation", "rationale", "group"},
}


def faults(resource: dict[str, Any]) -> list[str]:
    """What FHIR R4 would say against a Library or a Measure of ours."""
    kind = resource["resourceType"]
    found = [f"{name}: no element of a {kind}" for name in set(resource) - ALLOWED[kind]]
    found += [f"{path}: empty" for path, value in _walk(resource, kind) if value in ("", [], {}, None)]
    if resource.get("status") not in STATUS:
        found.append(f"status: {resource.get('status')}")
    if not resource["url"].startswith("urn:") or not str(resource["name"])[0].isalpha():
        found.append("url or name: not as canonical resources have them")
    for one in resource["relatedArtifact"]:
        if one["type"] not in ARTIFACT:
            found.append(f"relatedArtifact: {one['type']}")
    if kind == "Library":
        if resource["type"]["coding"][0]["code"] != "logic-library":
            found.append("type: required")
        found += [f"parameter {p['name']}" for p in resource.get("parameter", ()) if {"use", "type"} - set(p)]
        found += ["dataRequirement: type" for each in resource["dataRequirement"] if "type" not in each]
    else:
        for population in resource["group"][0]["population"]:
            if population["code"]["coding"][0]["code"] not in POPULATION:
                found.append(f"population: {population['code']}")
            if {"language", "expression"} - set(population["criteria"]):
                found.append("criteria: language and expression are required")
    return found


def _walk(value: Any, path: str) -> Any:
    yield path, value
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _walk(each, f"{path}.{name}")
    if isinstance(value, list):
        for each in value:
            yield from _walk(each, path)


def test_every_definition_has_the_shape_of_fhir() -> None:
    for definition in catalogue.definitions():
        bundle = json.loads(json.dumps(catalogue.as_fhir(definition, definition_version(definition))))
        assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")
        kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
        assert kinds == (["Library"] if isinstance(definition, Register) else ["Library", "Measure"])
        for entry in bundle["entry"]:
            assert faults(entry["resource"]) == [], definition.id
            assert entry["fullUrl"] == entry["resource"]["url"]


def test_the_shape_test_sees_what_is_wrong() -> None:
    definition = catalogue.definition("HYP008")
    measure = catalogue.as_fhir(definition, "v")["entry"][1]["resource"]
    assert faults(measure) == []
    assert faults(measure | {"status": "reviewed"}) and faults(measure | {"title": ""})
    assert faults(measure | {"approver": "somebody"})


def test_what_nobody_reviewed_is_a_draft_without_an_approval() -> None:
    definition = catalogue.definition("HYP008")
    library, measure = (entry["resource"] for entry in catalogue.as_fhir(definition, "v")["entry"])
    assert definition.reviewed_on is None
    for resource in (library, measure):
        assert resource["status"] == "draft" and resource["experimental"] is True
        assert resource["usage"] == "Not clinically reviewed." and "approvalDate" not in resource


def test_the_measure_says_which_rules_take_out_and_which_achieve() -> None:
    definition = catalogue.definition("HYP008")
    assert isinstance(definition, Indicator)
    measure = catalogue.as_fhir(definition, "v")["entry"][1]["resource"]
    codes = [one["code"]["coding"][0]["code"] for one in measure["group"][0]["population"]]
    kinds = [rule.kind.value for rule in definition.rules]
    assert codes.count("denominator-exclusion") == kinds.count("exclude")
    assert codes.count("numerator") == kinds.count("achieve")
    assert codes.count("denominator-exception") == kinds.count("adjust")


def test_the_measure_keeps_the_order_of_the_rules() -> None:
    definition = catalogue.definition("HYP008")
    assert isinstance(definition, Indicator)
    measure = catalogue.as_fhir(definition, "v")["entry"][1]["resource"]
    said = [one["criteria"]["expression"] for one in measure["group"][0]["population"]]
    first, *later = definition.rules
    for rule, ordered in [(first, False), *((rule, True) for rule in later)]:
        (text,) = (one for one in said if one.startswith(f"{rule.code}, {rule.sentence}"))
        assert text.endswith("no earlier rule holds") is ordered, rule.code


def test_the_measure_of_a_ratio_has_a_numerator_and_no_better_way() -> None:
    definition = catalogue.definition("PC02")
    assert isinstance(definition, Ratio)
    measure = catalogue.as_fhir(definition, "v")["entry"][1]["resource"]
    assert measure["scoring"]["coding"][0]["code"] == "ratio" and "improvementNotation" not in measure
    said = {one["code"]["coding"][0]["code"]: one["description"] for one in measure["group"][0]["population"]}
    assert set(said) == {"initial-population", "denominator", "numerator"}
    assert said["numerator"] == f"The sum of: {definition.numerator.describe()}; told per person"


def test_the_measure_of_a_hazard_counts_those_whom_no_rule_settles() -> None:
    definition = catalogue.definition("GI_P3A")
    assert isinstance(definition, Indicator) and definition.numerator == "due"
    measure = catalogue.as_fhir(definition, "v")["entry"][1]["resource"]
    assert measure["improvementNotation"]["coding"][0]["code"] == "decrease"
    (numerator,) = (
        one["description"]
        for one in measure["group"][0]["population"]
        if one["code"]["coding"][0]["code"] == "numerator"
    )
    assert numerator == f"{definition.due_sentence}: no rule holds"


@pytest.mark.parametrize("name", ["SMR-01B", "smr01b", "SMR 01B", "SMR01B"])
def test_other_spellings_mean_the_same_definition(name: str) -> None:
    found = catalogue.called(name)
    assert found is not None and found.id == "SMR01B"


def test_a_name_that_nothing_has_brings_the_nearest() -> None:
    assert catalogue.called("HYPP08") is None
    assert "HYP008" in [one.id for one in catalogue.nearest("HYPP08")]


def test_no_two_definitions_share_a_name_and_each_stands_in_the_crosswalk() -> None:
    names = [name for name, _ in catalogue.crosswalk()]
    assert len(names) == len(set(names))
    assert not {one.id for one in catalogue.definitions()} & set(names)
    page = catalogue.render_names()
    assert all(f"| {name} |" in page for name in names)


def test_the_index_lists_every_definition_once() -> None:
    index = catalogue.render_index()
    for definition in catalogue.definitions():
        assert index.count(f"[{definition.id}]({definition.id}.md)") == 1, definition.id


def test_the_page_of_scores_says_what_each_is_for() -> None:
    page = catalogue.render_scores()
    for score in catalogue.scores():
        assert f"## {score.title}" in page and score.purpose in page


def test_a_reviewed_definition_would_be_active() -> None:
    from dataclasses import replace

    definition = replace(
        catalogue.definition("HYP008"), owner="Somebody", reviewed_on=date(2026, 1, 5), next_review=None
    )
    library = catalogue.as_fhir(definition, "v")["entry"][0]["resource"]
    assert library["status"] == "active" and library["approvalDate"] == "2026-01-05"
