"""A practice leaves: its data handed to it, everything deleted by the next night, and a certificate."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.apps import apps

from openpcn.record.home import home
from openpcn.terms import clock
from openpcn.terms.scope import Purpose
from openpcn.work import night, submissions
from openpcn.work.access import audit, chain
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import AuditEvent, AuditPerson
from openpcn.work.network.agreements import end_sharing
from openpcn.work.people.models import Person, PersonState
from openpcn.work.people.states import states
from openpcn.work.retention.asking import LeavingError, ask_to_leave, take_back
from openpcn.work.retention.belongings import WITH_THE_PERSON
from openpcn.work.retention.exporting import export, path_of
from openpcn.work.retention.holding import holding_of
from openpcn.work.retention.holds import end_hold, set_hold
from openpcn.work.retention.models import Export, Leaving
from openpcn.work.retention.removing import remove
from openpcn.work.submissions.models import Submission
from openpcn.work.worklists.claims import claim
from openpcn.work.worklists.models import Claim

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

GOES, STAYS = "Z99001", "Z99002"


@pytest.fixture
def network(beginning_with, small_practice, riverbank, sharing, post_of):
    """Two practices that share; the pharmacist has taken on somebody of each."""

    def one_night():
        for ods in (GOES, STAYS):
            small_practice(ods).write(home() / "inbox" / "night-1" / ods)
        night.run([home() / "inbox" / "night-1"], by="test")

    beginning_with(one_night)
    sharing()
    pharmacist = post_of("clinical_pharmacist")
    for ods in (GOES, STAYS):
        person = states().filter(practice=ods).order_by("pk")[0].person_id
        assert claim(pharmacist, [person], f"key {ods}").taken
        audit.disclose(pharmacist, [person], Purpose.INDIVIDUAL_CARE, "worklist")


def stop_sharing(practice: str) -> None:
    for purpose in (Purpose.INDIVIDUAL_CARE, Purpose.RISK_STRATIFICATION):
        end_sharing(practice, purpose, by="test")


def files_of(row) -> dict[str, bytes]:
    with zipfile.ZipFile(path_of(row)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def table(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode())))


def test_every_model_about_a_person_says_whether_it_goes_with_them():
    placed = {model for model, _ in WITH_THE_PERSON}
    pointing = {
        model
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Person
    }
    assert pointing <= placed, f"say in belongings.py what becomes of {pointing - placed}"


def test_an_archive_taken_in_elsewhere_gives_the_same_record(network, tmp_path):
    row = export(GOES, by="test")
    held = files_of(row)
    for name, raw in held.items():
        path = tmp_path / "elsewhere" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    before = submissions.live_snapshot().parts[GOES].description
    from datetime import date

    from openpcn.record.intake import take
    from openpcn.record.reference import Reference
    from openpcn.record.store import Store

    store = Store(tmp_path / "other-site")
    taken = take(
        tmp_path / "elsewhere" / "record",
        store,
        None,
        today=date(2026, 2, 10),
        reference=Reference.of(home()),
    )
    assert taken.receipt.verdict == "accepted" and taken.receipt.quarantined == 0
    assert store.part(taken.part.part_id).description.hashes == before.hashes


def test_an_archive_holds_the_work_who_was_shown_and_what_was_sent(network):
    before = AuditEvent.objects.count()
    row = export(GOES, by="test")
    held = files_of(row)
    (claimed,) = table(held["work/claim.csv"])
    local_ids = {each["local_id"] for each in table(held["record/patient.csv"])}
    assert claimed["local_id"] in local_ids and claimed["role"] == "clinical_pharmacist"
    shown = table(held["audit.csv"])
    assert any(each["action"] == "disclosed" and each["local_id"] == claimed["local_id"] for each in shown)
    (receipt,) = json.loads(held["receipts.json"])
    assert receipt["verdict"] == "accepted"
    assert row.rows["record/patient.csv"] == len(local_ids) == 12
    event = AuditEvent.objects.order_by("-pk").first()
    assert AuditEvent.objects.count() == before + 1 and event.action == "practice_exported"
    assert AuditPerson.objects.filter(event=event).count() == 12


def test_only_its_own_manager_takes_a_practice_s_data_or_asks_to_leave(network, post_of):
    other = post_of("practice_manager", STAYS)
    for act in (lambda: export(GOES, post=other), lambda: ask_to_leave(GOES, "", post=other)):
        with pytest.raises(NotAllowedError):
            act()
    assert not Leaving.objects.exists()
    assert export(GOES, post=post_of("practice_manager", GOES)).bytes > 0


@pytest.mark.parametrize("what", ["shares", "hold", "nothing live", "twice"])
def test_what_has_to_be_done_before_a_practice_can_leave(network, what):
    if what != "shares":
        stop_sharing(GOES)
    if what == "hold":
        set_hold(GOES, "A complaint is being answered", by="test")
    if what == "twice":
        ask_to_leave(GOES, "", by="test")
    words = {
        "shares": "stop sharing first",
        "hold": "under a hold",
        "nothing live": "live record",
        "twice": "already",
    }
    practice = "Z99003" if what == "nothing live" else GOES
    if practice != GOES:
        stop_sharing(practice)
    with pytest.raises(LeavingError, match=words[what]):
        ask_to_leave(practice, "", by="test")


@pytest.mark.hazard(
    "H10", "a practice that has left is held nowhere, and its certificate says what was looked for"
)
def test_after_the_next_night_nothing_is_left_of_it_and_the_others_lost_nothing(network, small_practice):
    stop_sharing(GOES)
    export(GOES, by="test")
    kept = {each.person_id for each in states().filter(practice=STAYS)}
    gone = {each.person_id for each in states().filter(practice=GOES)}
    ask_to_leave(GOES, "A merger with another network", by="manager")
    assert holding_of(GOES).people == 12, "nothing goes before the night"

    report = night.run([], by="test")

    assert report.taken and set(submissions.live_snapshot().parts) == {STAYS}
    row = Leaving.objects.get()
    assert row.state == Leaving.DONE and row.people == [] and row.certificate["clean"]
    assert set(row.certificate["checks"].values()) == {0}
    assert row.certificate["held_before"]["people"] == row.certificate["people_forgotten"] == 12
    assert (
        row.certificate["stays"]["audit rows that name its people by an id that leads nowhere any more"] > 0
    )
    assert not PersonState.objects.filter(practice=GOES).exists()
    assert not Person.objects.filter(pk__in=gone).exists()
    assert (
        not (home() / "inbox" / "night-1" / GOES).exists() and (home() / "inbox" / "night-1" / STAYS).exists()
    )
    assert {each.person_id for each in states()} == kept
    assert Claim.objects.filter(until__isnull=True).count() == 1, "work for the others goes on"
    assert chain.verify().whole
    assert "practice_left" in AuditEvent.objects.values_list("action", flat=True)


def test_it_may_stay_until_the_night(network):
    stop_sharing(GOES)
    ask_to_leave(GOES, "", by="test")
    take_back(GOES, by="test")
    with pytest.raises(LeavingError):
        take_back(GOES, by="test")
    with pytest.raises(night.NightError):
        night.run([], by="test")
    assert set(submissions.live_snapshot().parts) == {GOES, STAYS}


def test_nothing_more_of_it_is_taken_in(network, small_practice, tmp_path):
    stop_sharing(GOES)
    ask_to_leave(GOES, "", by="test")
    report = night.run([small_practice(GOES).write(tmp_path / "late", "2026-02-10")], by="test")
    assert [each.reason_code for each in report.receipts] == ["leaving"]
    assert set(submissions.live_snapshot().parts) == {STAYS}
    assert Submission.objects.filter(practice=GOES, verdict=Submission.REFUSED).count() == 1


def test_the_last_practice_is_not_removed_by_leaving(network, small_practice):
    stop_sharing(GOES)
    ask_to_leave(GOES, "", by="test")
    night.run([], by="test")
    stop_sharing(STAYS)
    with pytest.raises(LeavingError, match="only practice"):
        ask_to_leave(STAYS, "", by="test")


def test_what_waits_or_was_never_handed_in_goes_too_and_the_archive_stays_for_its_days(
    network, small_practice
):
    from openpcn.work.access.models import Post
    from openpcn.work.submissions.models import ReportFile, Upload, UploadedFile

    small_practice(GOES).write(home() / "inbox" / "night-2" / GOES, "2026-02-10")
    row = export(GOES, by="test")
    post, now = Post.objects.first(), clock.now()
    report = ReportFile.objects.create(
        post=post, practice=GOES, name="SMITH.csv", sha256="x", state=ReportFile.OPEN, received_at=now
    )
    upload = Upload.objects.create(post=post, practice=GOES, state=Upload.OPEN, started_at=now)
    UploadedFile.objects.create(upload=upload, key="k", name="JONES.csv", size=1)
    for path in (home() / "reports" / str(report.pk), home() / "uploads" / str(upload.pk) / "files" / "k"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("somebody")
    stop_sharing(GOES)
    ask_to_leave(GOES, "", by="test")
    assert holding_of(GOES).files > 3
    night.run([], by="test")
    certificate = Leaving.objects.get().certificate
    assert certificate["clean"] and set(certificate["checks"].values()) == {0}
    for gone in (f"inbox/night-2/{GOES}", f"reports/{report.pk}", f"uploads/{upload.pk}"):
        assert not (home() / gone).exists()
    assert not UploadedFile.objects.exists() and ReportFile.objects.get().name == ""
    assert certificate["stays"]["archives made for it, for as long as the schedule says"] == 1
    Export.objects.update(made_at=now - timedelta(days=14))
    remove(by="test")
    row.refresh_from_db()
    assert row.removed_at is not None and not (home() / "exports" / row.file).exists()


def test_a_hold_set_after_the_asking_stops_the_leaving_whoever_it_is_on(network):
    stop_sharing(GOES)
    ask_to_leave(GOES, "", by="test")
    set_hold(STAYS, "A complaint is being answered", by="test")
    with pytest.raises(night.NightError):
        night.run([], by="test")
    assert set(submissions.live_snapshot().parts) == {GOES, STAYS}
    end_hold(STAYS, "Answered", by="test")
    night.run([], by="test")
    assert set(submissions.live_snapshot().parts) == {STAYS}


@pytest.mark.parametrize("step", ["leaving.forgotten", "leaving.files", "leaving.certified", "night.live"])
def test_cut_short_anywhere_the_next_night_finishes_it(network, small_practice, tmp_path, monkeypatch, step):
    from openpcn.record.store import durable

    def cut(name: str) -> None:
        if name == step:
            raise OSError("killed")

    stop_sharing(GOES)
    ask_to_leave(GOES, "", by="test")
    with monkeypatch.context() as for_now, pytest.raises(OSError, match="killed"):
        for_now.setattr(durable, "hook", cut)
        night.run([], by="test")
    night.run([small_practice(STAYS).write(tmp_path / "next", "2026-02-10")], by="test")
    row = Leaving.objects.get()
    assert row.state == Leaving.DONE and row.certificate["clean"]
    assert not PersonState.objects.filter(practice=GOES).exists()
