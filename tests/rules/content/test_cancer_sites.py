"""A network's own lists may tell no site of a cancer or a clinic: such an entry answers all that was open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from openpcn.codes import Code, codelist
from openpcn.codes.library import Library, using
from openpcn.rules import catalogue
from openpcn.rules.engine import check_story
from openpcn.rules.language import Expected, StoryPerson, achieved, due, excluded, outside, person, story

#: Malignant neoplastic disease, and a clinic, both in no group.
CANCER, CLINIC = "363346000", "185389009"
_adult = person(born="1961-02-03")
_lung = _adult.has("urgent_cancer_referral", on="2026-01-05")


@pytest.fixture(autouse=True)
def _lists_without_groups() -> Iterator[None]:
    more = {"cancer": CANCER, "cancer_clinic_seen": CLINIC}
    lists = {
        name: replace(codelist(name), codes=(*codelist(name).codes, Code(code, "tells no site")))
        for name, code in more.items()
    }
    with using(Library(lists)):
        yield


def _told(id: str, about: StoryPerson, expect: Expected) -> None:
    told = check_story(story(catalogue.definition(id), "a list of the site", about, expect=expect))
    assert told.true, told.faults


@pytest.mark.parametrize(
    ("id", "about", "on", "ended"),
    [
        ("urgent_referral_no_outcome", _lung, "2026-01-05", achieved("OUTCOME")),
        ("urgent_referral_no_appointment", _lung, "2026-01-05", achieved("OUTCOME")),
        ("urgent_referral_safety_netting", _lung, "2026-01-05", excluded("R2")),
        ("urgent_cancer_pathway", _lung, "2026-01-05", outside()),
        ("breast_lump", _adult.has("breast_lump", on="2026-01-20"), "2026-01-20", excluded("R2")),
        ("dysphagia", _adult.has("dysphagia", on="2026-01-20"), "2026-01-20", excluded("R2")),
        (
            "chest_xray_no_result",
            _adult.has("chest_xray_requested", on="2025-12-20"),
            "2025-12-20",
            excluded("R2"),
        ),
    ],
)
def test_a_cancer_that_tells_no_site_ends_what_was_open(
    id: str, about: StoryPerson, on: str, ended: Expected
) -> None:
    _told(id, about.has("cancer", on=on, code=CANCER), ended)


def test_beside_a_cancer_that_tells_its_site_it_ends_nothing() -> None:
    """What the site's list tells goes before what it leaves open."""
    both = _lung.has("cancer", on="2026-01-20", code=CANCER).has("cancer", on="2026-01-21", code="254837009")
    _told("urgent_referral_no_outcome", both, due())


def test_a_clinic_in_no_group_answers_every_referral_before_it() -> None:
    _told(
        "urgent_referral_not_seen",
        _lung.has("cancer_clinic_seen", on="2026-01-16", code=CLINIC),
        achieved("SEEN"),
    )
    _told("urgent_referral_not_seen", _lung.has("cancer_clinic_seen", on="2026-01-04", code=CLINIC), due())
