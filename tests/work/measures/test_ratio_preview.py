"""What a changed rule would do to a ratio: people, their sum and the ratio, now and then; nothing is kept."""

from __future__ import annotations

import pytest

from openpcn.rules import catalogue
from openpcn.rules.catalogue import index
from openpcn.work import night
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import AuditEvent
from openpcn.work.measures.models import RatioAmount
from openpcn.work.measures.preview import NothingToPreviewError, preview
from openpcn.work.measures.ratio_preview import of_ratio
from openpcn.work.measures.ratios import ratio_lines
from openpcn.work.rules.models import RuleChange

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

RATIO = "HI04"  # chose not to state the ethnic group: of everybody registered
EVERYBODY = {"codelist_ethnicity_not_stated": "frailty_severe"}


@pytest.fixture
def ratio_only(monkeypatch):
    """A catalogue of one ratio and one register."""
    few = (index.definition("severe_frailty"), index.definition(RATIO))
    for module in (catalogue, index):
        monkeypatch.setattr(module, "definitions", lambda: few)


@pytest.fixture
def live(ratio_only, beginning_with, small_practice, tmp_path, riverbank, sharing):
    """Twelve people at Mill Lane, three of whom chose not to say; five at Weir Road."""

    def one_night():
        here, there = small_practice("Z99001", 12), small_practice("Z99002", 5)
        for person in [row["local_id"] for row in here.rows["patient"]][:3]:
            here.says(person, "ethnicity_not_stated", "2025-05-01")
        night.run([one.write(tmp_path / one.ods, "2026-02-09") for one in (here, there)], by="test")

    beginning_with(one_night)
    sharing()


def lines(found):
    return {
        was.title: ((was.people, was.amount, was.ratio), (will.people, will.amount, will.ratio))
        for was, will in found.lines
    }


def test_a_practice_sees_its_own_people_their_sum_and_the_ratio_now_and_then(live, post_of):
    manager = post_of("practice_manager", "Z99001")
    found = of_ratio(manager, RATIO, EVERYBODY)
    assert lines(found)["Mill Lane Surgery"] == ((12, 3.0, 25.0), (12, 12.0, 100.0))
    assert found.changes == (
        ("Codes that mean Ethnicity not stated or declined", "ethnicity_not_stated", "frailty_severe"),
    )
    stands = {one.title: one for one in ratio_lines(manager, found.definition)}
    for title, (now, _) in lines(found).items():
        shown = stands[title]
        assert now[1] is None or now == (shown.people, shown.amount, shown.ratio), title


@pytest.mark.hazard(
    "H10", "a ratio's preview hides small sums, none included, for roles that see counts only"
)
def test_whoever_sees_counts_only_gets_no_sum_of_fewer_than_eight(live, post_of):
    found = of_ratio(post_of("pcn_manager"), RATIO, EVERYBODY)
    assert not found.exact
    said = lines(found)
    assert said["Mill Lane Surgery"] == ((10, None, None), (10, 10.0, 100.0))
    assert said["Weir Road Practice"] == ((None, None, None), (None, None, None))
    nobody = lines(of_ratio(post_of("pcn_manager"), RATIO, {"codelist_ethnicity_not_stated": "bp_declined"}))
    assert nobody["Mill Lane Surgery"][1] == (10, None, None), "none looks as three do"


@pytest.mark.hazard("H16", "a ratio's preview keeps nothing but that somebody looked")
def test_nothing_is_kept_but_that_somebody_looked(live, post_of):
    kept = list(RatioAmount.objects.order_by("pk").values())
    of_ratio(post_of("pcn_manager"), RATIO, EVERYBODY)
    assert list(RatioAmount.objects.order_by("pk").values()) == kept and not RuleChange.objects.exists()
    event = AuditEvent.objects.filter(action="rule_previewed").latest("pk")
    assert event.object_id == RATIO and event.detail["settings"] == EVERYBODY


def test_a_practice_that_cannot_be_assessed_is_named_and_not_counted(live, post_of, monkeypatch):
    monkeypatch.setattr("openpcn.work.submissions.evaluating.lists_must_be_official", lambda: True)
    found = of_ratio(post_of("clinical_pharmacist"), RATIO, {})
    assert found.lines == () and found.not_assessed == ("Z99001", "Z99002")


def test_each_preview_refuses_what_is_the_others(live, post_of):
    manager = post_of("pcn_manager")
    with pytest.raises(NothingToPreviewError, match="HI04 is a ratio"):
        preview(manager, RATIO, EVERYBODY)
    with pytest.raises(NothingToPreviewError, match="severe_frailty is no ratio"):
        of_ratio(manager, "severe_frailty", {})


def test_before_the_first_night_and_to_whoever_sees_no_measures_there_is_nothing(
    ratio_only, riverbank, post_of
):
    with pytest.raises(NothingToPreviewError):
        of_ratio(post_of("pcn_manager"), RATIO, EVERYBODY)
    with pytest.raises(NotAllowedError):
        of_ratio(post_of("receptionist", "Z99001"), RATIO, EVERYBODY)
