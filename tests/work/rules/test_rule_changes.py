"""Lists switched on and off, local settings, scores: proposed, decided once, run from the next night."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from openpcn.rules import catalogue
from openpcn.rules.catalogue.edition import AS_PUBLISHED, edition, install
from openpcn.rules.engine.evaluation import definition_version
from openpcn.rules.language import Indicator
from openpcn.rules.language.altering import settings
from openpcn.rules.language.settings import Setting, SettingKind
from openpcn.work import night, submissions
from openpcn.work.access.models import AuditEvent
from openpcn.work.rules import in_use
from openpcn.work.rules.deciding import accept, decline
from openpcn.work.rules.errors import RuleChangeError
from openpcn.work.rules.history import history
from openpcn.work.rules.models import RuleChange
from openpcn.work.rules.proposing import is_official, propose_listing, propose_score, propose_settings
from openpcn.work.worklists.models import Listed, Need

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

LISTED = "SMR01B"  # the contract's, and on lists as published
WHY = "Agreed at the network board"


@pytest.fixture(autouse=True)
def as_published_afterwards():
    in_use._edition.cache_clear()  # keyed by primary keys, which every test counts from one
    install(AS_PUBLISHED)
    yield
    install(AS_PUBLISHED)


@pytest.fixture
def live(one_night):
    return one_night


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
    accept(change.pk, reason=WHY, by="another")
    assert needs(before) > 0, "nothing moves before the night"
    in_use.use_edition_of_live()
    assert edition().fills_lists(catalogue.definition(LISTED)), "pages show what the live record was run with"
    second = next_night(live, tmp_path)
    assert needs(second) == 0 and not Listed.objects.filter(snapshot_id=second, definition=LISTED).exists()
    assert not in_use.of_live().fills_lists(catalogue.definition(LISTED))
    assert submissions.live_row().versions[in_use.CHANGES_KEY] == {f"listed {LISTED}": change.pk}

    clock_at("2026-02-12T09:00")
    accept(propose_listing(LISTED, on=True, by="test").pk, reason=WHY, by="another")
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


@pytest.mark.hazard("H16", "the contract's own definitions are never altered, only previewed")
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
            accept(change.pk, reason=reason, by="another")
    decline(change.pk, reason=WHY, by="test")
    with pytest.raises(RuleChangeError, match="decided already"):
        accept(change.pk, reason=WHY, by="another")
    assert in_use.accepted() == {}


def test_the_same_proposal_twice_is_one(live):
    first, second = (propose_listing(LISTED, on=False, by="test") for _ in range(2))
    assert first.pk == second.pk and RuleChange.objects.count() == 1
    assert AuditEvent.objects.filter(action="rule_proposed").count() == 2, "each time it is written down"


def test_an_older_preview_is_not_decided_on(live, tmp_path):
    change = propose_listing(LISTED, on=False, by="test")
    next_night(live, tmp_path)
    with pytest.raises(RuleChangeError, match="record has changed"):
        accept(change.pk, reason=WHY, by="another")
    assert accept(propose_listing(LISTED, on=False, by="test").pk, reason=WHY, by="another").pk == change.pk


def test_a_proposal_for_other_rules_than_todays_is_not_accepted(live):
    change = propose_listing(LISTED, on=False, by="test")
    RuleChange.objects.filter(pk=change.pk).update(version="another")
    with pytest.raises(RuleChangeError, match="has changed since this was proposed"):
        accept(change.pk, reason=WHY, by="another")


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


def local_indicator() -> tuple[Indicator, Setting]:
    """A definition that is not the contract's, and a period or threshold of it."""
    for each in catalogue.indicators():
        if not is_official(each):
            for one in settings(each):
                if one.kind is not SettingKind.CODELIST and isinstance(one.value, float):
                    return each, one
    raise AssertionError("no local definition has a setting")


@pytest.mark.hazard("H16", "settings run only after a decision, from the next night, and are named")
@pytest.mark.whole_catalogue
def test_a_local_definition_runs_with_other_settings_from_the_next_night(
    live, tmp_path, clock_at, monkeypatch
):
    definition, setting = local_indicator()
    assert isinstance(setting.value, float)
    other = setting.value + 1 if setting.value < setting.highest else setting.value - 1
    published = submissions.live_row().versions["definitions"][definition.id]
    change = propose_settings(definition.id, {setting.id: other}, by="test")
    assert setting.label in change.said and {"word", "before", "after"} <= set(change.preview["changes"][0])
    accept(change.pk, reason=WHY, by="another")
    assert definition.id not in in_use.of_live().altered
    clock_at("2026-02-11T09:00")
    next_night(live, tmp_path)
    runs = in_use.of_live().definition(definition.id)
    ran = submissions.live_row().versions["definitions"][definition.id]
    assert definition_version(runs) == ran != published
    assert next(one.value for one in settings(runs) if one.id == setting.id) == other
    (newest, first) = history(runs)
    assert first.what == ("first run here",) and any("decided here" in what for what in newest.what)
    with monkeypatch.context() as shorter:
        shorter.setattr("openpcn.work.rules.history.NIGHTS", 1)
        assert history(runs) == (newest,), "the night before is compared with, not told"

    clock_at("2026-02-12T09:00")
    accept(propose_settings(definition.id, {}, by="test").pk, reason=WHY, by="another")
    next_night(live, tmp_path, 11)
    assert definition.id not in in_use.of_live().altered
    assert submissions.live_row().versions["definitions"][definition.id] == published


@pytest.mark.whole_catalogue
def test_settings_that_no_longer_fit_the_definition_are_set_aside_and_said(live):
    definition, setting = local_indicator()
    change = propose_settings(definition.id, {setting.id: setting.highest}, by="test")
    accept(change.pk, reason=WHY, by="another")
    RuleChange.objects.filter(pk=change.pk).update(wanted={"settings": {"a_setting_of_last_year": 1}})
    found, _ = in_use.of_tonight()
    assert definition.id not in found.altered
    assert "it runs as published" in found.set_aside[definition.id]


def test_scores_are_off_at_a_real_site_until_switched_on(riverbank, post_of):
    assert in_use.scores_on() == {one.id for one in catalogue.scores()}, "a fictional network shows them"
    type(riverbank).objects.update(is_fictional=False)
    assert in_use.scores_on() == frozenset()
    score = catalogue.scores()[0].id
    change = propose_score(score, on=True, by="test", post=post_of("pcn_manager"))
    with pytest.raises(RuleChangeError, match="clinical director or clinical pharmacist among the two"):
        accept(change.pk, reason=WHY, by="another", acknowledged=True)
    director = post_of("clinical_director")
    with pytest.raises(RuleChangeError, match="acknowledges its intended purpose"):
        accept(change.pk, reason=WHY, by="", post=director)
    accepted = accept(change.pk, reason=WHY, by="", post=director, acknowledged=True)
    assert in_use.scores_on() == {score}
    assert (accepted.proposed_as, accepted.acknowledged_as) == ("pcn_manager", "clinical_director")


@pytest.mark.hazard("H16", "whoever proposed a change of rules cannot put it in force")
def test_whoever_proposed_a_change_may_take_it_back_and_another_person_accepts_it(live, post_of):
    manager = post_of("pcn_manager")
    change = propose_listing(LISTED, on=False, by="", post=manager)
    with pytest.raises(RuleChangeError, match="another person decides"):
        accept(change.pk, reason=WHY, by="", post=manager)
    assert accept(change.pk, reason=WHY, by="", post=post_of("clinical_director")).state == "accepted"
    change = propose_listing(LISTED, on=True, by="", post=manager)
    assert decline(change.pk, reason=WHY, by="", post=manager).state == "declined"


def test_what_is_official_is_what_is_paid_or_of_the_contracts_papers():
    assert is_official(catalogue.definition("HI03")) and is_official(catalogue.definition("SMR01B"))
    assert not is_official(catalogue.definition("housebound"))
