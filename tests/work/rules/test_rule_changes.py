"""Lists switched on and off, local settings, scores: proposed, decided once, run from the next night."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from openpcn.rules import catalogue
from openpcn.rules.catalogue.edition import AS_PUBLISHED, edition, install
from openpcn.work import night, submissions
from openpcn.work.access.models import AuditEvent
from openpcn.work.rules import in_use
from openpcn.work.rules.deciding import accept, decline
from openpcn.work.rules.errors import RuleChangeError
from openpcn.work.rules.models import RuleChange
from openpcn.work.rules.proposing import is_official, propose_listing, propose_settings
from openpcn.work.worklists.models import Listed, Need

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

LISTED = "SMR01B"  # the contract's, and on lists as published
WHY = "Agreed at the network board"


@pytest.fixture(autouse=True)
def as_published_afterwards():
    install(AS_PUBLISHED)
    yield
    install(AS_PUBLISHED)


@pytest.fixture
def live(small_practice, tmp_path, riverbank):
    practice = small_practice()
    night.run([practice.write(tmp_path / "first", "2026-02-09")], by="test")
    return practice


def next_night(live: Any, tmp_path: Any, day: int = 10) -> str:
    night.run([live.write(tmp_path / str(day), f"2026-02-{day}")], by="test")
    return str(submissions.live_snapshot_id())


def needs(snapshot: str) -> int:
    return Need.objects.filter(snapshot_id=snapshot, definition=LISTED).count()


def test_a_list_switched_off_is_measured_and_on_nobodys_list_from_the_next_night(live, tmp_path, clock_at):
    before = str(submissions.live_snapshot_id())
    assert needs(before) > 0
    change = propose_listing(LISTED, on=False, by="test")
    due = next(one for one in change.preview["changes"] if one["word"] == "due")
    assert due["before"] == needs(before)
    accept(change.pk, reason=WHY, by="test")
    assert needs(before) > 0, "nothing moves before the night"
    in_use.use_edition_of_live()
    assert edition().fills_lists(catalogue.definition(LISTED)), "pages show what the live record was run with"
    second = next_night(live, tmp_path)
    assert needs(second) == 0 and not Listed.objects.filter(snapshot_id=second, definition=LISTED).exists()
    assert not in_use.of_live().fills_lists(catalogue.definition(LISTED))
    assert submissions.live_row().versions[in_use.CHANGES_KEY] == {f"listed {LISTED}": change.pk}

    clock_at("2026-02-12T09:00")
    accept(propose_listing(LISTED, on=True, by="test").pk, reason=WHY, by="test")
    assert needs(next_night(live, tmp_path, 11)) == needs(before)
    states = RuleChange.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [RuleChange.SUPERSEDED, RuleChange.ACCEPTED]
    actions = list(AuditEvent.objects.values_list("action", flat=True))
    assert (actions.count("rule_proposed"), actions.count("rule_accepted")) == (2, 2)


def test_what_is_so_already_needs_no_proposal(live):
    with pytest.raises(RuleChangeError, match="fills lists already"):
        propose_listing(LISTED, on=True, by="test")
    with pytest.raises(RuleChangeError, match="names no work"):
        propose_listing("hypertension", on=True, by="test")
    with pytest.raises(RuleChangeError, match="did you mean"):
        propose_listing("SMR01X", on=True, by="test")


def test_the_contracts_definitions_are_never_altered(live):
    paid = next(one for one in catalogue.indicators() if one.paid)
    with pytest.raises(RuleChangeError, match="it can be previewed, not altered"):
        propose_settings(paid.id, {}, by="test")
    with pytest.raises(RuleChangeError, match="previewed only"):
        propose_settings("hypertension", {}, by="test")


def test_a_decision_gives_its_reason_and_is_made_once(live):
    change = propose_listing(LISTED, on=False, by="test")
    for reason, message in ((" ", "say why"), ("about 999 000 0018", "NHS number")):
        with pytest.raises(RuleChangeError, match=message):
            accept(change.pk, reason=reason, by="test")
    decline(change.pk, reason=WHY, by="test")
    with pytest.raises(RuleChangeError, match="decided already"):
        accept(change.pk, reason=WHY, by="test")
    assert in_use.accepted() == {}


def test_the_same_proposal_twice_is_one(live):
    first, second = (propose_listing(LISTED, on=False, by="test") for _ in range(2))
    assert first.pk == second.pk and RuleChange.objects.count() == 1


def test_an_older_preview_is_not_decided_on(live, tmp_path):
    change = propose_listing(LISTED, on=False, by="test")
    next_night(live, tmp_path)
    with pytest.raises(RuleChangeError, match="record has changed"):
        accept(change.pk, reason=WHY, by="test")
    assert accept(propose_listing(LISTED, on=False, by="test").pk, reason=WHY, by="test").pk == change.pk


def test_a_proposal_for_other_rules_than_todays_is_not_accepted(live):
    change = propose_listing(LISTED, on=False, by="test")
    RuleChange.objects.filter(pk=change.pk).update(version="another")
    with pytest.raises(RuleChangeError, match="has changed since this was proposed"):
        accept(change.pk, reason=WHY, by="test")


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "accepted", "decided_by": "", "reason": WHY},
        {"state": "accepted", "decided_by": "somebody", "reason": ""},
        {"state": "accepted", "kind": "score", "decided_by": "somebody", "reason": WHY},
    ],
)
def test_the_database_refuses_a_decision_without_who_why_or_the_purpose_acknowledged(riverbank, fields):
    from openpcn.terms import clock

    row = {
        "kind": "listed", "about": LISTED, "wanted": {}, "wanted_hash": "x", "turns_on": True, "version": "v",
        "said": "said", "proposed_at": clock.now(), "proposed_by": "test", "decided_at": clock.now(),
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleChange.objects.create(**(row | fields))
    fine = row | {"state": "accepted", "decided_by": "somebody", "reason": WHY}
    RuleChange.objects.create(**fine)
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleChange.objects.create(**fine)


def test_what_is_official_is_what_is_paid_or_of_the_contracts_papers():
    assert is_official(catalogue.definition("HI03")) and is_official(catalogue.definition("SMR01B"))
    assert not is_official(catalogue.definition("housebound"))
