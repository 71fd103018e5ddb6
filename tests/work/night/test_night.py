"""A night from submissions to a live snapshot."""

from __future__ import annotations

import pytest

from openpcn.terms.scope import Purpose
from openpcn.work import night, submissions
from openpcn.work.access.models import AuditEvent
from openpcn.work.access.visibility import visible_states
from openpcn.work.people.models import Person, PersonState
from openpcn.work.submissions.models import SnapshotRow, Submission
from openpcn.work.worklists.models import Need

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

CARE = Purpose.INDIVIDUAL_CARE


def test_a_first_night_goes_live_with_people_and_needs(small_practice, tmp_path, riverbank, sharing, post_of):
    one, two = small_practice("Z99001"), small_practice("Z99002", people=5)
    one.write(tmp_path / "in" / "Z99001"), two.write(tmp_path / "in" / "Z99002")
    assert submissions.live_snapshot() is None

    report = night.run([tmp_path / "in"], by="test")

    assert report.taken and [r.verdict for r in report.receipts] == ["accepted", "accepted"]
    snapshot = submissions.live_snapshot()
    assert snapshot.id == report.snapshot_id == submissions.live_snapshot_id()
    assert PersonState.objects.count() == Person.objects.count() == 17
    sharing()
    assert visible_states(post_of("clinical_pharmacist"), CARE).count() == 17
    assert Need.objects.filter(snapshot_id=snapshot.id, definition="SMR01B").count() == 17
    row = SnapshotRow.objects.get()
    assert row.state == "live" and row.as_at.isoformat() == "2026-02-09" and row.versions
    assert row.practices == {"Z99001": "2026-02-09", "Z99002": "2026-02-09"}
    assert Submission.objects.filter(verdict="accepted", snapshot=row).count() == 2
    actions = list(AuditEvent.objects.values_list("action", flat=True))
    assert actions.count("submission_accepted") == 2 and actions.count("snapshot_live") == 1
    assert submissions.as_at_by_practice()["Z99001"].isoformat() == "2026-02-09"


def test_the_same_again_changes_nothing(small_practice, tmp_path, riverbank):
    folder = small_practice().write(tmp_path / "Z99001")
    night.run([folder], by="test")
    before = submissions.state()
    report = night.run([folder], by="test")
    assert not report.taken and report.unchanged
    after = submissions.state()
    for key in ("snapshot", "content_hash", "counts", "work", "prepared", "practices"):
        assert after[key] == before[key]
    assert Submission.objects.count() == 2


@pytest.mark.hazard("H05", "a refused submission leaves the live record as it was, with a reason")
def test_an_older_one_is_refused_and_nothing_changes(one_night, tmp_path):
    before = submissions.state()
    report = night.run([one_night.write(tmp_path / "old", "2026-02-08")], by="test")
    assert not report.taken and report.receipts[0].verdict == "refused"
    assert submissions.state()["snapshot"] == before["snapshot"]
    row = Submission.objects.get(verdict="refused")
    assert row.reason and row.snapshot is None


def test_one_refused_submission_does_not_stop_the_others(small_practice, tmp_path, riverbank):
    good, bad = small_practice("Z99001"), small_practice("Z99002")
    good.write(tmp_path / "in" / "a")
    (bad.write(tmp_path / "in" / "b") / "event.csv").write_text("cut")
    report = night.run([tmp_path / "in"], by="test")
    assert report.taken
    assert {r.practice: str(r.verdict) for r in report.receipts} == {
        "Z99001": "accepted",
        "Z99002": "refused",
    }
    assert set(submissions.live_snapshot().parts) == {"Z99001"}


def test_a_second_night_closes_what_was_done_and_keeps_the_one_before(one_night, tmp_path, clock_at):
    practice, first = one_night, submissions.live_snapshot_id()
    practice.says("Z99001-0000", "structured_medication_review", "2026-02-10")
    clock_at("2026-02-11T03:00")
    night.run([practice.write(tmp_path / "n2", "2026-02-10")], by="test")
    second = submissions.live_snapshot_id()
    assert Need.objects.filter(snapshot_id=second, definition="SMR01B").count() == 11
    assert PersonState.objects.filter(snapshot_id=first).count() == 12, "the one before stays readable"


def test_five_earlier_snapshots_stay_and_older_ones_go(one_night, tmp_path, clock_at):
    practice, ids = one_night, [submissions.live_snapshot_id()]
    for day in range(10, 16):
        clock_at(f"2026-02-{day + 1}T03:00")
        practice.says("Z99001-0000", "structured_medication_review", f"2026-02-{day:02d}")
        night.run([practice.write(tmp_path / f"n{day}", f"2026-02-{day:02d}")], by="test")
        ids.append(submissions.live_snapshot_id())
    assert set(submissions.live.store().snapshots()) == set(ids[1:])
    assert not PersonState.objects.filter(snapshot_id=ids[0]).exists()
    assert SnapshotRow.objects.get(pk=ids[0]).pruned
    for kept in ids[1:]:
        assert PersonState.objects.filter(snapshot_id=kept).count() == 12


@pytest.mark.hazard("H09", "somebody who left is on no list from the next night")
def test_somebody_who_left_is_on_no_list_and_their_row_stays(one_night, tmp_path, clock_at):
    practice = one_night
    practice.rows["patient"][0]["deregistered_on"] = "2026-02-10"
    clock_at("2026-02-11T03:00")
    night.run([practice.write(tmp_path / "n2", "2026-02-10")], by="test")
    live = submissions.live_snapshot_id()
    [left] = PersonState.objects.filter(snapshot_id=live, left_on__isnull=False)
    assert left.left_on.isoformat() == "2026-02-10" and Person.objects.count() == 12
    assert Need.objects.filter(snapshot_id=live, definition="SMR01B").count() == 11


@pytest.fixture
def half_left(beginning_with, small_practice, tmp_path, riverbank, clock_at):
    """Twenty people, and the report of a second night by which ten of them have left."""

    def two_nights():
        practice = small_practice(people=20)
        night.run([practice.write(tmp_path / "n1")], by="test")
        for row in practice.rows["patient"][:10]:
            row["deregistered_on"] = "2026-02-10"
        clock_at("2026-02-11T03:00")
        return night.run([practice.write(tmp_path / "n2", "2026-02-10")], by="test")

    return beginning_with(two_nights)


@pytest.mark.hazard("H05", "a list that shrinks is held until a person has looked")
def test_a_list_that_shrinks_is_held_until_somebody_approves(half_left, post_of):
    assert not half_left.taken and half_left.receipts[0].verdict == "held"
    (held,) = submissions.waiting()
    submissions.approve_held(post_of("practice_manager", "Z99001"), held)
    report = night.run([], by="test")
    assert report.taken
    accepted = Submission.objects.get(verdict="accepted", as_at="2026-02-10")
    assert accepted.approved_by == held.approved_by or accepted.approved_by.startswith("practice_manager")
    assert not submissions.waiting().exists()


def test_who_may_approve(half_left, post_of):
    from openpcn.work.access.errors import NotAllowedError

    (held,) = submissions.waiting()
    for post in (post_of("practice_manager", "Z99002"), post_of("clinical_pharmacist")):
        with pytest.raises(NotAllowedError):
            submissions.approve_held(post, held)
    submissions.approve_held(post_of("pcn_manager"), held)
    with pytest.raises(Exception, match="no longer waits"):
        submissions.approve_held(post_of("pcn_manager"), held)


def test_nothing_named_is_said_plainly(tmp_path, riverbank):
    with pytest.raises(night.NightError):
        night.run([], by="test")
    with pytest.raises(night.NightError):
        night.run([tmp_path / "missing"], by="test")


def test_a_folder_without_a_manifest_has_a_receipt_that_says_so(tmp_path, riverbank):
    (tmp_path / "in").mkdir()
    report = night.run([tmp_path / "in"], by="test")
    assert not report.taken and "manifest.json" in report.receipts[0].reason
    assert Submission.objects.get().verdict == "refused"


def test_a_writer_thought_dead_cannot_go_live(small_practice, tmp_path, riverbank, monkeypatch):
    from openpcn.work.night import running
    from openpcn.work.submissions.lease import LeaseLostError, take_lease

    real = running.evaluating.evaluate

    def another_night_begins(*args, **kwargs):
        take_lease("another")
        return real(*args, **kwargs)

    monkeypatch.setattr(running.evaluating, "evaluate", another_night_begins)
    with pytest.raises(LeaseLostError):
        night.run([small_practice().write(tmp_path / "n1")], by="test")
    assert submissions.live_snapshot_id() is None
    assert not Submission.objects.exists() and not AuditEvent.objects.exists()


def test_what_people_prepared_carries(small_practice, tmp_path, riverbank):
    practice = small_practice(people=1)
    who = "Z99001-0000"
    practice.rows["patient"][0] |= {
        "given_name": "Zoë",
        "family_name": "O'Brien-Smith",
        "confidential": "true",
    }
    practice.says(who, "ethnicity", "2015-01-01")
    practice.says(who, "ethnicity_not_stated", "2020-01-01")
    practice.says(who, "sharing_dissent", "2020-01-01")
    practice.says(who, "type1_opt_out", "2020-01-01")
    practice.says(who, "interpreter_required", "2020-01-01")
    practice.says(who, "315579002", "2020-01-01")
    practice.says(who, "communication_need", "2020-01-01")
    practice.says(who, "housebound", "2020-01-01")
    practice.books(who, "2026-02-10 08:00:00")
    practice.books(who, "2026-02-21 10:00:00")
    practice.books(who, "2026-02-20 09:30:00", type="Flu")
    practice.books(who, "2026-02-19 09:30:00", status="cancelled")
    night.run([practice.write(tmp_path / "n1")], by="test")
    state = PersonState.objects.get()
    assert (state.family_key, state.given_key) == ("obriensmith", "zoe")
    assert state.ethnic_group == "White"
    assert state.confidential and state.sharing_objection and state.type1_opt_out
    assert not state.risk_stratification_objection and not state.spine_sensitive
    assert state.contact_needs[0] == "Interpreter: Polish" and state.contact_needs[-1] == "Housebound"
    assert len(state.contact_needs) == 3
    assert state.next_appointment.isoformat() == "2026-02-20T09:30:00+00:00"
    assert state.next_appointment_what == "Flu"


def test_submissions_of_several_practices_are_taken_side_by_side_and_of_one_in_order(
    small_practice, tmp_path, riverbank, clock_at
):
    clock_at("2026-02-11T08:00")
    practices = [small_practice(ods) for ods in ("Z99001", "Z99002", "Z99003")]
    for day in ("2026-02-08", "2026-02-09", "2026-02-10"):
        for practice in practices:
            practice.says(f"{practice.ods}-0000", "structured_medication_review", day)
            practice.write(tmp_path / "in" / day / practice.ods, day)
    report = night.run([tmp_path / "in"], by="test")
    assert [str(r.verdict) for r in report.receipts] == ["accepted"] * 9
    assert [(r.as_at, r.practice) for r in report.receipts] == [
        (day, practice.ods)
        for day in ("2026-02-08", "2026-02-09", "2026-02-10")
        for practice in practices
    ]  # fmt: skip
    held = submissions.live_snapshot()
    assert {ods: part.description.rows["event"] for ods, part in held.parts.items()} == dict.fromkeys(
        ("Z99001", "Z99002", "Z99003"), 15
    )
    assert {part.as_at.isoformat() for part in held.parts.values()} == {"2026-02-10"}


def test_a_fault_of_the_machine_in_one_practice_stops_the_night(
    small_practice, tmp_path, riverbank, monkeypatch
):
    from openpcn.work.night import running

    real = running.take

    def disk_full(folder, *args, **kwargs):
        if folder.name == "Z99002":
            raise OSError(28, "No space left on device")
        return real(folder, *args, **kwargs)

    monkeypatch.setattr(running, "take", disk_full)
    for ods in ("Z99001", "Z99002", "Z99003"):
        small_practice(ods).write(tmp_path / "in" / ods)
    with pytest.raises(OSError, match="No space left"):
        night.run([tmp_path / "in"], by="test")
    assert submissions.live_snapshot_id() is None and not Submission.objects.exists()
    monkeypatch.undo()
    assert night.run([tmp_path / "in"], by="test").taken, "the lock was given back"
