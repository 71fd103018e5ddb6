"""The register of agreements, our network, the fictional network."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from openpcn.terms import clock
from openpcn.terms.scope import Purpose
from openpcn.work.network import agreements
from openpcn.work.network.errors import NetworkError
from openpcn.work.network.fictional import load_fictional
from openpcn.work.network.membership import choose_network, members, our_network
from openpcn.work.network.models import AgreementParty, Membership, Network
from openpcn.work.network.sharing import live_parties, sharing_with

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
CARE, PLANNING = Purpose.INDIVIDUAL_CARE, Purpose.PLANNING


def test_the_register_says_what_is_live_and_what_is_overdue_for_review(riverbank, sharing, clock_at):
    sharing()
    (row,) = agreements.register(riverbank)
    assert row.live and not row.review_overdue and len(row.parties) == 6
    clock_at("2026-10-01T00:00")
    (row,) = agreements.register(riverbank)
    assert row.live and row.review_overdue, "an overdue review is said, it ends nothing"
    for purpose in (CARE, Purpose.RISK_STRATIFICATION):
        for practice in ("Z99001", "Z99002", "Z99003"):
            agreements.end_sharing(practice, purpose, by="test")
    assert not agreements.register(riverbank)[0].live


def test_only_members_share_and_no_agreement_ends_before_it_starts(riverbank, sharing):
    with pytest.raises(NetworkError, match="Z99009"):
        sharing(["Z99001", "Z99009"])
    with pytest.raises(NetworkError, match="before it starts"):
        sharing(ends=date(2025, 3, 31))


def test_ending_what_is_not_shared_is_an_error(riverbank, sharing):
    sharing(purposes=[CARE])
    with pytest.raises(NetworkError, match="no live agreement"):
        agreements.end_sharing("Z99001", Purpose.RISK_STRATIFICATION, by="test")
    agreements.end_sharing("Z99001", CARE, by="test")
    with pytest.raises(NetworkError):
        agreements.end_sharing("Z99001", CARE, by="test")


@pytest.mark.hazard("H06", "nobody can agree to a purpose for which withdrawing would change nothing")
def test_nobody_agrees_to_planning_which_nothing_here_is_for(riverbank, sharing):
    with pytest.raises(NetworkError, match="planning"):
        sharing(purposes=[CARE, PLANNING])
    assert not riverbank.agreements.exists()
    with pytest.raises(NetworkError, match="planning"):
        agreements.join(sharing(purposes=[CARE]), "Z99001", PLANNING)


def test_a_practice_is_a_party_once_at_a_time(riverbank, sharing):
    agreement = sharing()
    with pytest.raises(NetworkError, match="already"):
        agreements.join(agreement, "Z99001", CARE)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementParty.objects.create(
            agreement=agreement, practice_id="Z99001", purpose=CARE, since=clock.now()
        )


def test_a_practice_never_shares_with_itself(riverbank, sharing):
    sharing()
    found = sharing_with("Z99001", CARE, clock.now()).values_list("practice_id", flat=True)
    assert set(found) == {"Z99002", "Z99003"}
    assert set(live_parties(CARE, clock.now()).values_list("practice_id", flat=True)) == {
        "Z99001", "Z99002", "Z99003",
    }  # fmt: skip


def test_an_agreement_of_another_network_is_not_ours(riverbank, sharing):
    sharing()
    Network.objects.create(code="U99998", name="Elsewhere", is_fictional=True)
    assert not sharing_with("U99998", CARE, clock.now()).exists()


def test_one_network_is_ours(riverbank):
    other = Network.objects.create(code="U99998", name="Elsewhere", is_fictional=True)
    choose_network("u99998")
    assert our_network() == other
    with pytest.raises(IntegrityError), transaction.atomic():
        Network.objects.filter(pk="U99999").update(is_ours=True)
    with pytest.raises(NetworkError, match="network import"):
        choose_network("U12345")


def test_members_on_a_day(riverbank):
    Membership.objects.filter(practice="Z99002").update(ends=date(2026, 1, 31))
    assert [p.ods for p in members(riverbank, date(2026, 1, 31)).order_by("pk")] == [
        "Z99001",
        "Z99002",
        "Z99003",
    ]
    assert [p.ods for p in members(riverbank).order_by("pk")] == ["Z99001", "Z99003"]


DESCRIBED = {
    "network": {"code": "U99999", "name": "Riverbank PCN (fictional)"},
    "practices": [
        {"code": "Z99001", "name": "Mill Lane Surgery", "system": "emis", "list_size": 9_000},
        {"code": "Z99002", "name": "Weir Road", "system": "systmone", "list_size": 8_000},
    ],
}


def test_the_fictional_network_is_loaded_once_and_becomes_ours(tmp_path):
    (tmp_path / "network.json").write_text(json.dumps(DESCRIBED))
    network = load_fictional(tmp_path)
    load_fictional(tmp_path / "network.json")
    assert our_network() == network and network.is_fictional
    assert {(p.ods, p.clinical_system, p.list_size) for p in members(network)} == {
        ("Z99001", "EMIS", 9_000), ("Z99002", "TPP SystmOne", 8_000),
    }  # fmt: skip
    (row,) = agreements.register(network)
    assert row.live and len(row.parties) == 4


def test_a_demonstration_never_names_a_real_practice(tmp_path):
    real = {**DESCRIBED, "practices": [{"code": "A81001", "name": "X", "system": "emis"}]}
    (tmp_path / "network.json").write_text(json.dumps(real))
    with pytest.raises(NetworkError, match="A81001"):
        load_fictional(tmp_path)
    assert not Network.objects.exists()
