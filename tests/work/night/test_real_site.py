"""A site that serves a real network: no demonstration codelists, no invented people, no strangers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from openpcn.rules import catalogue
from openpcn.rules.catalogue.edition import edition
from openpcn.work import night, submissions
from openpcn.work.measures.models import Indicator as Measure
from openpcn.work.measures.models import IndicatorCount
from openpcn.work.network.membership import our_network
from openpcn.work.network.models import Membership, Network
from openpcn.work.people.models import PersonState
from openpcn.work.submissions.models import Submission
from openpcn.work.worklists.home import home
from openpcn.work.worklists.lists import Filters, worklist
from openpcn.work.worklists.models import Listed, Need

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def real(riverbank: Network) -> Network:
    """Our network, not a fictional one."""
    riverbank.is_fictional = False
    riverbank.save()
    return riverbank


def as_real(folder: Path) -> Path:
    """The submission as a supplier sends it: its manifest does not say test data."""
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"test_data": False}))
    return folder


@pytest.mark.hazard("H02", "a real network's night with demonstration codelists: not assessed, and why")
def test_a_real_network_is_not_assessed_by_demonstration_codelists(
    small_practice, tmp_path, real, sharing, post_of
):
    sharing()
    report = night.run([as_real(small_practice().write(tmp_path / "Z99001"))], by="test")

    assert report.taken and PersonState.objects.count() == 12, "the people are there"
    assert not Need.objects.exists() and not IndicatorCount.objects.filter(n__gt=0).exists()
    smr = Listed.objects.get(definition="SMR01B")
    assert "is a demonstration subset: load the official list" in smr.not_assessed["Z99001"]
    lists = [one for one in catalogue.definitions() if edition().fills_lists(one)]
    assert Listed.objects.count() == len(lists)
    assert all("Z99001" in row.not_assessed for row in Listed.objects.all())
    assert "demonstration subset" in Measure.objects.get(definition="SMR01B").not_assessed["Z99001"]
    pharmacist = post_of("clinical_pharmacist")
    page, front = worklist(pharmacist, Filters()), home(pharmacist)
    assert page.total == 0
    for said in (page.not_assessed, front.not_assessed):
        assert any("demonstration subset" in one.lacks for one in said)


def test_a_fictional_network_and_a_developer_who_says_so_use_them(small_practice, tmp_path, real, settings):
    settings.DEMONSTRATION_LISTS_ALLOWED = True
    night.run([as_real(small_practice().write(tmp_path / "Z99001"))], by="test")
    assert Need.objects.filter(definition="SMR01B").count() == 12
    settings.DEMONSTRATION_LISTS_ALLOWED = False
    assert submissions.lists_must_be_official()
    real.is_fictional = True
    real.save()
    assert not submissions.lists_must_be_official()


def refused(folder: Path) -> tuple[str, str]:
    """The reason code and sentence of a submission that has to be refused, with nothing taken."""
    before = submissions.live_snapshot_id()
    report = night.run([folder], by="test", approve=True)
    (receipt,) = report.receipts
    assert not report.taken and receipt.verdict == "refused"
    assert submissions.live_snapshot_id() == before
    assert Submission.objects.latest("pk").reason == receipt.reason
    return receipt.reason_code, receipt.reason


@pytest.mark.hazard("H05", "invented people are refused at a real network")
def test_test_data_are_refused_at_a_real_network(small_practice, tmp_path, real):
    code, sentence = refused(small_practice().write(tmp_path / "Z99001"))
    assert code == "test_data" and "invented people" in sentence


@pytest.mark.hazard("H01", "a practice that is no member of our network is refused")
def test_a_practice_that_is_no_member_today_is_refused(small_practice, tmp_path, riverbank):
    code, sentence = refused(small_practice("Z99009").write(tmp_path / "Z99009"))
    assert code == "not_a_member" and "Z99009" in sentence
    Membership.objects.filter(practice="Z99001").update(ends="2026-02-09")
    assert refused(small_practice("Z99001").write(tmp_path / "Z99001"))[0] == "not_a_member"


def test_without_a_network_nothing_is_taken(small_practice, tmp_path, riverbank):
    Network.objects.update(is_ours=False)
    assert our_network() is None
    assert refused(small_practice().write(tmp_path / "Z99001"))[0] == "no_network"
