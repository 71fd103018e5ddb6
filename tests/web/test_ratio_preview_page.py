"""The page that tries settings of a ratio: it says what the ratio comes to, and nothing of who joins."""

from __future__ import annotations

import html
import re

import pytest


def text(response):
    """What a reader sees, without the markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


@pytest.mark.hazard("H16", "what a changed setting does to a ratio is shown before anybody relies on it")
def test_a_ratio_is_previewed_as_people_their_sum_and_the_ratio(as_role):
    client = as_role("clinical_pharmacist")
    assert "/definitions/PC01/preview" in client.get("/definitions/PC01").content.decode()
    page = client.get("/definitions/PC01/preview?codelist_social_prescribing_referral=systolic_clinic")
    said = text(page)
    assert page.status_code == 200 and "it can be previewed, not altered" in said
    assert "What it comes to" in said and "Per 100 people now" in said and "All practices" in said
    for never in ("Who joins", "Minutes of work", "Money,", "Who gains and who loses"):
        assert never not in said, never


def test_another_contract_year_speaks_of_no_money(as_role):
    said = text(as_role("pcn_manager").get("/definitions/PC01/preview?year=2024/25"))
    assert "The rules read no contract value that differs in 2024/25." in said
    assert "Money as the contract" not in said and "What it comes to" in said
    assert "Amounts of fewer than 8 people, none included, are hidden." in said
