"""An earlier snapshot live again: what pages read, what stays, who may, and who wins a race."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from openpcn.terms.scope import Purpose
from openpcn.work import night, submissions
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import AuditEvent
from openpcn.work.access.visibility import visible_states
from openpcn.work.measures.position import previous_snapshot_id
from openpcn.work.night import tidying, undoing
from openpcn.work.night.running import _Night
from openpcn.work.people.states import states
from openpcn.work.submissions import lease
from openpcn.work.submissions.models import GoingBack, SnapshotRow
from openpcn.work.submissions.undo import UndoError
from openpcn.work.worklists.models import Need
from openpcn.work.worklists.reach import needs_in_reach

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def three_nights(beginning_with, small_practice, tmp_path, riverbank, clock_at):
    """Twelve people due; a review a night. Returns the practice and the ids of the snapshots."""

    def nights():
        practice, ids = small_practice(), []
        for day in (8, 9, 10):
            clock_at(f"2026-02-{day + 1:02d}T03:00")
            practice.says(f"Z99001-{day:04d}", "structured_medication_review", f"2026-02-{day:02d}")
            night.run([practice.write(tmp_path / f"n{day}", f"2026-02-{day:02d}")], by="test")
            ids.append(submissions.live_snapshot_id())
        return practice, ids

    return beginning_with(nights)


def due(snapshot_id: str) -> int:
    return Need.objects.filter(snapshot_id=snapshot_id, definition="SMR01B").count()


@pytest.mark.hazard("H05", "an earlier snapshot can be made live again, with a reason and an audit row")
def test_going_back_shows_what_was_and_keeps_what_people_did(three_nights, post_of):
    _, (first, _, third) = three_nights
    assert (due(third), due(first)) == (9, 11)
    manager = post_of("pcn_manager")
    before = submissions.state()["work"]

    going = undoing.go_back(manager, first, "wrong file on Monday", "k1")

    assert submissions.live_snapshot_id() == first
    assert submissions.live_snapshot().id == first
    assert states().count() == 12 and due(submissions.live_snapshot_id()) == 11
    assert submissions.as_at_by_practice()["Z99001"].isoformat() == "2026-02-08"
    assert submissions.state()["work"] == {**before, "access.IdempotencyKey": 1}
    assert previous_snapshot_id() is None, "what changed is told from the one before it, not from the undone"
    assert SnapshotRow.objects.filter(state="live").count() == 1
    event = AuditEvent.objects.get(action="snapshot_gone_back")
    assert event.detail["from"] == third and event.detail["to"] == first
    assert (going.reason, going.by) == ("wrong file on Monday", event.staff)
    assert "Monday" not in str(event.detail), "a reason is somebody's own words and stays out of the trail"


def test_the_same_request_again_has_one_effect(three_nights, post_of):
    _, (first, _, _) = three_nights
    post = post_of("pcn_manager")
    one = undoing.go_back(post, first, "wrong file", "k1")
    assert undoing.go_back(post, first, "wrong file", "k1") == one
    assert GoingBack.objects.count() == 1
    with pytest.raises(UndoError, match="live already"):
        undoing.go_back(post, first, "wrong file", "k2")


def test_a_reason_is_needed_and_only_the_networks_manager_may(three_nights, post_of):
    _, (first, _, third) = three_nights
    with pytest.raises(UndoError, match="say why"):
        undoing.go_back(post_of("pcn_manager"), first, "  ", "k1")
    for post in (post_of("practice_manager", "Z99001"), post_of("clinical_director")):
        with pytest.raises(NotAllowedError):
            undoing.go_back(post, first, "no", "k2")
    with pytest.raises(UndoError, match="not kept"):
        undoing.go_back(post_of("pcn_manager"), "20200101T000000-gone", "no", "k3")
    assert submissions.live_snapshot_id() == third


def test_a_preview_counts_what_would_differ(three_nights):
    _, (first, _, _) = three_nights
    found = undoing.preview(first)
    assert [(one.what, one.live, one.other) for one in found.days] == [("Z99001", "2026-02-10", "2026-02-08")]
    assert [(one.live, one.other) for one in found.people] == [(12, 12)]
    assert (9, 11) in [(one.live, one.other) for one in found.needs]


def test_the_next_night_goes_on_from_the_live_one(three_nights, post_of, tmp_path, clock_at):
    """A delta that follows the undone extract is refused by name; one that follows the live one is taken."""
    from datetime import date

    from openpcn.record.intake import make_manifest

    practice, (first, _, _) = three_nights
    undoing.go_back(post_of("pcn_manager"), first, "wrong file", "k1")
    clock_at("2026-02-12T03:00")

    def delta(name: str, based_on: str):
        folder = practice.write(tmp_path / name, "2026-02-11")
        rows = {f"{table}.csv": len(practice.rows[table]) for table in practice.rows}
        make_manifest(
            folder, source="openpcn_csv", practice="Z99001", as_at=date(2026, 2, 11), kind="delta",
            based_on=date.fromisoformat(based_on), rows=rows, test_data=True,
        )  # fmt: skip
        return night.run([folder], by="test")

    refused = delta("d1", "2026-02-10")
    assert not refused.taken
    assert "follows 2026-02-10, the live submission is of 2026-02-08" in refused.receipts[0].reason
    assert submissions.live_snapshot_id() == first
    assert delta("d2", "2026-02-08").taken
    assert due(submissions.live_snapshot_id()) == 9


def test_going_forward_again_is_going_back_to_the_one_left(three_nights, post_of):
    _, (first, _, third) = three_nights
    post = post_of("pcn_manager")
    undoing.go_back(post, first, "wrong file", "k1")
    undoing.go_back(post, third, "it was right after all", "k2")
    assert submissions.live_snapshot_id() == third


@pytest.mark.hazard("H05", "a night that was running while somebody went back does not go live over it")
def test_a_night_that_began_before_loses_to_the_undo(three_nights, post_of, tmp_path, clock_at, monkeypatch):
    practice, (first, _, _) = three_nights
    post = post_of("pcn_manager")
    prepare = _Night._prepare

    def meanwhile(self, *given):
        prepare(self, *given)
        undoing.go_back(post, first, "wrong file", "k1")

    monkeypatch.setattr(_Night, "_prepare", meanwhile)
    clock_at("2026-02-12T03:00")
    with pytest.raises(lease.LeaseLostError, match="nothing was changed"):
        night.run([practice.write(tmp_path / "n11", "2026-02-11")], by="test")
    assert submissions.live_snapshot_id() == first
    monkeypatch.setattr(_Night, "_prepare", prepare)
    assert night.run([practice.write(tmp_path / "n12", "2026-02-11")], by="test").taken


def test_two_people_going_back_at_once_leave_one_live(three_nights, post_of):
    _, (first, second, _) = three_nights
    posts, faults = (post_of("pcn_manager"), post_of("pcn_manager")), []

    def go(post, snapshot_id):
        try:
            undoing.go_back(post, snapshot_id, "at once", "k")
        except UndoError as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=each) for each in zip(posts, (first, second), strict=True)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert SnapshotRow.objects.filter(state="live").count() == 1
    assert submissions.live_snapshot_id() in (first, second)
    assert SnapshotRow.objects.get(state="live").pk == submissions.live_snapshot_id()
    assert GoingBack.objects.count() + len(faults) == 2


def test_what_is_being_removed_cannot_be_chosen(three_nights, post_of, monkeypatch):
    _, (first, second, third) = three_nights
    monkeypatch.setattr(tidying, "KEPT", 1)
    tidying.prune()
    with pytest.raises(UndoError, match="not kept"):
        undoing.go_back(post_of("pcn_manager"), first, "wrong file", "k1")
    assert [row.pk for row in submissions.undo.kept()] == [second]
    assert submissions.live_snapshot_id() == third


def test_a_removal_that_was_killed_is_finished_the_next_time(three_nights, monkeypatch):
    _, (first, _, _) = three_nights
    monkeypatch.setattr(tidying, "KEPT", 1)
    monkeypatch.setattr(tidying, "_forget", lambda *_, **__: 0)
    tidying.prune()
    assert states(first).exists()
    monkeypatch.undo()
    monkeypatch.setattr(tidying, "KEPT", 1)
    tidying.prune()
    assert not states(first).exists()


@pytest.fixture
def what_night_two_says(beginning_with, small_practice, tmp_path, riverbank, clock_at):
    """Twelve people due; then one has died, one objects to sharing, one to risk stratification."""

    def nights():
        practice, ids = small_practice(), []
        clock_at("2026-02-09T03:00")
        practice.says("Z99001-0004", "sharing_dissent", "2026-01-05")
        night.run([practice.write(tmp_path / "n1", "2026-02-08")], by="test")
        ids.append(submissions.live_snapshot_id())
        practice.rows["patient"][1]["death_date"] = "2026-02-08"
        practice.says("Z99001-0002", "sharing_dissent", "2026-02-09")
        practice.says("Z99001-0003", "risk_stratification_objection", "2026-02-09")
        practice.rows["event"] = [
            row
            for row in practice.rows["event"]
            if not (row["local_id"] == "Z99001-0004" and row["date"] == "2026-01-05")
        ]
        clock_at("2026-02-10T03:00")
        night.run([practice.write(tmp_path / "n2", "2026-02-09")], by="test")
        ids.append(submissions.live_snapshot_id())
        return practice, ids

    return beginning_with(nights)


def numbered(practice, row: int):
    return states().get(nhs_number=practice.rows["patient"][row]["nhs_number"])


@pytest.mark.hazard("H05", "going back to an earlier snapshot un-knows no death and no objection")
def test_who_died_or_objected_since_stays_off_the_lists(what_night_two_says, post_of, sharing):
    practice, (first, _) = what_night_two_says
    sharing()
    outside = post_of("clinical_pharmacist")
    assert undoing.preview(first).died_or_objected == 3
    dead, objects, always = (numbered(practice, row).person_id for row in (1, 2, 4))
    assert dead not in set(needs_in_reach(outside).values_list("person_id", flat=True))

    undoing.go_back(post_of("pcn_manager"), first, "wrong file", "k1")

    listed = set(needs_in_reach(outside).values_list("person_id", flat=True))
    assert Need.objects.filter(snapshot_id=first, person_id__in=[dead, objects, always]).count() == 3
    assert listed and not listed & {dead, objects, always}
    seen = visible_states(outside, Purpose.INDIVIDUAL_CARE).values_list("person_id", flat=True)
    assert objects not in seen and always not in seen
    assert numbered(practice, 1).death_date.isoformat() == "2026-02-08"
    assert numbered(practice, 3).risk_stratification_objection
    assert numbered(practice, 4).sharing_objection, "what the earlier one says and the later does not, stays"
    assert AuditEvent.objects.get(action="snapshot_gone_back").detail["died_or_objected_since"] == 3


def test_going_forward_again_adds_nothing_to_the_newest(what_night_two_says, post_of):
    practice, (first, second) = what_night_two_says
    manager = post_of("pcn_manager")
    undoing.go_back(manager, first, "wrong file", "k1")
    undoing.go_back(manager, second, "it was right", "k2")
    assert not numbered(practice, 4).sharing_objection
    assert numbered(practice, 2).sharing_objection


def test_going_back_by_steps_forgets_nothing(what_night_two_says, post_of, tmp_path, clock_at):
    practice, (first, second) = what_night_two_says
    practice.rows["patient"][5]["death_date"] = "2026-02-10"
    clock_at("2026-02-11T03:00")
    night.run([practice.write(tmp_path / "n3", "2026-02-10")], by="test")
    manager = post_of("pcn_manager")
    undoing.go_back(manager, first, "wrong file", "k1")
    undoing.go_back(manager, second, "only the last was wrong", "k2")
    assert {row for row in range(12) if numbered(practice, row).death_date} == {1, 5}


def test_a_night_without_the_practices_file_forgets_nothing_either(
    what_night_two_says, small_practice, post_of, tmp_path, clock_at
):
    """The other practice's file is taken; this one's is still that of the first night."""
    practice, (first, _) = what_night_two_says
    undoing.go_back(post_of("pcn_manager"), first, "wrong file", "k1")
    clock_at("2026-02-12T03:00")
    assert night.run([small_practice("Z99002").write(tmp_path / "other", "2026-02-11")], by="test").taken
    assert numbered(practice, 1).death_date and numbered(practice, 2).sharing_objection
    clock_at("2026-02-13T03:00")
    practice.rows["patient"][1]["death_date"] = ""
    assert night.run([practice.write(tmp_path / "n12", "2026-02-12")], by="test").taken
    assert numbered(practice, 1).death_date is None, "the practice's next file says what is so"
