"""Without bed lists, what codes tell is assessed by code, and what only a list tells is not assessed."""

from __future__ import annotations

import pytest

from openpcn.record.store import INDEXED
from openpcn.rules import catalogue
from openpcn.rules.catalogue import pages
from openpcn.rules.engine import lacking

BESIDE_CODES = (
    "care_home_round_due", "care_home_plan_in_year", "care_home_after_discharge",
    "care_home_after_discharge_on_time", "care_home_advance_care_plan", "care_home_weight_loss",
    "care_home_premium_coding",
)  # fmt: skip
BED_LIST_ITSELF = (
    "care_home_bed_list", "coded_not_on_bed_list", "on_bed_list_not_coded", "care_home_plan_after_moving_in",
    "care_home_plan_after_moving_in_on_time", "care_home_plan_after_hospital",
    "care_home_plan_after_hospital_on_time",
)  # fmt: skip
WITHOUT = frozenset({"patient", *INDEXED}) - {"care_home_stay"}


@pytest.mark.parametrize("id", BESIDE_CODES)
def test_residents_by_code_are_assessed_without_a_bed_list(id: str) -> None:
    chosen = catalogue.definition(id)
    assert lacking(chosen, WITHOUT, require_official=False) == ()
    # the codes themselves stay needed
    assert lacking(chosen, WITHOUT - {"event"}, require_official=False) == (
        "table event is not in the practice's feed",
    )


@pytest.mark.hazard("H02", "without bed lists nobody is said to be on none: the comparison is not assessed")
@pytest.mark.parametrize("id", BED_LIST_ITSELF)
def test_what_only_a_bed_list_tells_is_not_assessed_without(id: str) -> None:
    assert lacking(catalogue.definition(id), WITHOUT, require_official=False) == (
        "table care_home_stay is not in the practice's feed",
    )


def test_every_definition_that_reads_bed_lists_is_one_of_these() -> None:
    beside = {one.id for one in catalogue.definitions() if catalogue.tables_if_supplied(one)}
    itself = {one.id for one in catalogue.definitions() if "care_home_stay" in catalogue.tables_of(one)}
    assert (beside, itself) == (set(BESIDE_CODES), set(BED_LIST_ITSELF))


@pytest.mark.parametrize("id", BESIDE_CODES)
def test_the_definition_says_that_bed_lists_are_used_where_there_are_any(id: str) -> None:
    chosen = catalogue.definition(id)
    list_id = id.removesuffix("_on_time")  # the measure beside a list says that its people are the list's
    assert (
        "by code alone" in chosen.rationale or f"The same people and clock as {list_id}," in chosen.rationale
    )
    page = pages.render(chosen)
    assert "current care home stay (from bed lists, where there are any)" in page
    assert "Used as well where a feed supplies them: care_home_stay." in page
