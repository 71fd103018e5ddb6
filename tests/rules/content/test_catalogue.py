"""The catalogue: ids, order, needs, and pages that say what the definitions say."""

from datetime import date

import pytest

from openpcn.rules import catalogue
from openpcn.rules.catalogue import CatalogueError
from openpcn.rules.catalogue.outline import outline
from openpcn.rules.contract import Contract, indicator_terms
from openpcn.rules.language import CaseFinding, Indicator, Stays
from openpcn.terms.scope import Purpose


def test_the_published_ids_are_there():
    ids = [each.id for each in catalogue.definitions()]
    assert {"hypertension", "learning_disability", "severe_frailty", "care_home"} <= set(ids)
    assert {"SMR01B", "SMR01D", "HI03", "HYP008", "CVD01"} <= set(ids)
    assert {
        "type1_opt_out",
        "sharing_objection",
        "risk_stratification_objection",
        "interpreter_needed",
        "communication_needs",
        "housebound",
        "palliative",
    } <= set(ids)


@pytest.mark.parametrize(
    ("id", "codes"),
    [
        ("SMR01B", ["R2", "R3", "R4"]),
        ("SMR01D", ["R2", "R3", "R4", "R5"]),
        ("HI03", ["R3", "R4", "R5"]),
        ("HYP008", ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9"]),
        ("CVD01", ["R2", "R3", "R4", "R5", "R6", "R7", "LATE", "R8", "R9", "R10"]),
    ],
)
def test_rule_codes_are_in_the_published_order(id: str, codes: list[str]):
    indicator = catalogue.definition(id)
    assert isinstance(indicator, Indicator)
    assert [rule.code for rule in indicator.rules] == codes


def test_every_definition_comes_after_those_it_builds_on():
    seen: set[str] = set()
    for each in catalogue.definitions():
        assert {needed.id for needed in catalogue.registers_of(each)} <= seen
        seen.add(each.id)


def test_another_spelling_is_found_and_a_wrong_one_gets_the_nearest():
    assert catalogue.definition("HI-03") is catalogue.definition("HI03")
    with pytest.raises(CatalogueError, match="HYP008"):
        catalogue.definition("hyp08")
    with pytest.raises(CatalogueError, match="severe_frailty"):
        catalogue.definition("sever_frailty")


def test_nobody_is_invented_as_a_reviewer():
    for each in catalogue.definitions():
        assert each.owner is None
        assert each.reviewed_on is None
        assert "not clinically reviewed" in catalogue.render(each)


def test_case_finding_is_risk_stratification_and_the_rest_individual_care():
    for each in catalogue.indicators():
        finding = isinstance(each, CaseFinding)
        wanted = Purpose.RISK_STRATIFICATION if finding else Purpose.INDIVIDUAL_CARE
        assert each.purpose is wanted, each.id


def test_paid_indicators_have_terms_and_the_payee_agrees():
    contract = Contract.load()
    for each in catalogue.indicators():
        terms = indicator_terms(contract, each.id, date(2026, 2, 10))
        over = terms is None or terms.points.last_published  # never paid, or not in this year any more
        assert over or each.paid is not None, each.id
        if terms is not None and each.paid is not None:  # paid by thresholds nobody knows: money not known
            assert terms.payee == each.paid.to
            assert each.paid.indicator == each.id


def test_what_a_definition_needs():
    hyp008 = catalogue.definition("HYP008")
    assert catalogue.tables_of(hyp008) == {"patient", "event"}
    assert "hypertension_resolved" in {each.id for each in catalogue.codelists_of(hyp008)}
    assert "qof.HYP008.home_systolic" in catalogue.parameters_of(hyp008)
    assert catalogue.parameters_of(catalogue.definition("CVD01")) == ("cvd01.lookback",)
    smr01b = {each.id for each in catalogue.registers_of(catalogue.definition("SMR01B"))}
    assert smr01b == {"severe_frailty", "palliative"}


@pytest.mark.parametrize("each", catalogue.definitions(), ids=lambda each: each.id)
def test_the_page_says_what_the_definition_says(each):
    page = catalogue.render(each)
    assert page.startswith(f"# {each.id}: {each.title}")
    assert each.rationale in page
    for codelist in catalogue.codelists_of(each):
        assert f"| {codelist.id} |" in page
    for story in catalogue.stories(each.id):
        assert story.title in page
    if isinstance(each, Indicator):
        for rule in each.rules:
            assert f"| {rule.code} |" in page
            assert rule.sentence in page
        for nearly in each.nearly:
            assert nearly.sentence in page


def test_something_counted_is_asked_for_in_words_of_there_being_one():
    stays = Stays("care_home_stay", current=True)
    assert outline(stays.exists).text == "at least one current care home stay"
    assert outline(~stays.exists, "not there: ").text == "not there: no current care home stay"
    assert "number of current care home stay" in outline(stays.count >= 2).text
