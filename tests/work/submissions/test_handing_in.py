"""From uploaded files to a submission in the inbox: whole, once, with its audit."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from openpcn.record.home import home
from openpcn.record.store import durable
from openpcn.work import night, submissions
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import AuditEvent
from openpcn.work.night import inbox
from openpcn.work.submissions import handing_in, uploads
from openpcn.work.submissions.handing_in import Answer
from openpcn.work.submissions.models import Upload
from openpcn.work.submissions.uploads import UploadError

pytestmark = [pytest.mark.django_db(transaction=True)]

NINTH = Answer("Z99001", date(2026, 2, 9))


@pytest.fixture
def manager(riverbank, post_of):
    return post_of("practice_manager", "Z99001")


def send(post, folder: Path, practice: str = "Z99001", *, but: tuple[str, ...] = ()) -> Upload:
    """The files of a folder, as a plain form sends them."""
    upload = uploads.begin(post, practice)
    for path in sorted(folder.iterdir()):
        if path.name not in but:
            uploads.receive_whole(upload, ContentFile(path.read_bytes(), path.name))
    return upload


def landed() -> list[Path]:
    return sorted(path.parent for path in (home() / "inbox").glob("*/*/manifest.json"))


def test_files_without_a_manifest_are_recognised_completed_and_taken(small_practice, manager, tmp_path):
    upload = send(manager, small_practice().write(tmp_path / "x"), but=("manifest.json",))
    [proposal] = handing_in.propose(manager, upload)
    assert (proposal.source, proposal.practice, proposal.as_at) == ("openpcn_csv", "Z99001", None)

    [one] = handing_in.hand_in(manager, upload, {0: NINTH})

    assert one.state == "waiting"
    [folder] = landed()
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["practice"], manifest["as_at"], manifest["kind"]) == ("Z99001", "2026-02-09", "full")
    assert manifest["test_data"] is True, "the network is made up, so nobody in the files exists"
    [waiting] = inbox.waiting_nights()
    assert waiting.submissions == 1
    report = night.run([home() / "inbox" / waiting.folder], by="test")
    assert report.taken and inbox.waiting_nights() == ()
    assert not uploads.folder_of(upload).exists()
    audit = AuditEvent.objects.get(action="submission_uploaded")
    assert audit.staff == manager.staff.username and audit.detail["state"] == "waiting"


def test_the_same_files_again_are_the_same_waiting_submission_then_unchanged(
    small_practice, manager, tmp_path
):
    folder = small_practice().write(tmp_path / "x")
    handing_in.hand_in(manager, send(manager, folder), {})
    [again] = handing_in.hand_in(manager, send(manager, folder), {})
    assert again.state == "already_waiting" and len(landed()) == 1
    night.run([home() / "inbox"], by="test")
    [taken] = handing_in.hand_in(manager, send(manager, folder), {})
    assert taken.state == "in_the_record" and taken.receipt is not None and len(landed()) == 1


def test_a_second_hand_in_of_one_upload_says_so(small_practice, manager, tmp_path):
    upload = send(manager, small_practice().write(tmp_path / "x"))
    handing_in.hand_in(manager, upload, {})
    with pytest.raises(UploadError):
        handing_in.hand_in(manager, upload, {})
    assert len(landed()) == 1


@pytest.mark.hazard("H01", "another practice's files are not handed in under this one's name")
def test_another_practices_manifest_is_refused_and_nothing_lands(small_practice, manager, tmp_path):
    upload = send(manager, small_practice("Z99002").write(tmp_path / "x"))
    with pytest.raises(NotAllowedError):
        handing_in.hand_in(manager, upload, {})
    assert landed() == [] and Upload.objects.get().state == Upload.OPEN


def test_a_manifest_of_another_practice_than_was_chosen_is_refused(
    small_practice, riverbank, post_of, tmp_path
):
    post = post_of("pcn_manager")
    upload = send(post, small_practice("Z99002").write(tmp_path / "x"), "Z99001")
    with pytest.raises(UploadError, match="these files are of Z99002"):
        handing_in.hand_in(post, upload, {})
    assert landed() == []


def test_files_of_no_known_shape_are_said_plainly(manager, tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "notes.csv").write_text("a,b\n1,2\n")
    upload = send(manager, tmp_path / "x")
    [proposal] = handing_in.propose(manager, upload)
    assert "no shape that is known" in proposal.fault
    with pytest.raises(UploadError, match="no shape that is known"):
        handing_in.hand_in(manager, upload, {0: NINTH})


def test_a_cut_file_is_named_before_it_is_handed_in(small_practice, manager, tmp_path):
    folder = small_practice().write(tmp_path / "x")
    (folder / "event.csv").write_text("cut")
    [proposal] = handing_in.propose(manager, send(manager, folder))
    assert "event.csv" in proposal.fault and "send it again" in proposal.fault


def test_one_zip_with_a_folder_for_each_practice_lands_all_at_once(
    small_practice, riverbank, post_of, tmp_path
):
    post = post_of("pcn_manager")
    for code in ("Z99001", "Z99002"):
        small_practice(code).write(tmp_path / code)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for path in sorted(tmp_path.glob("Z*/*.csv")):
            archive.write(path, f"extracts/{path.parent.name}/{path.name}")
    upload = uploads.begin(post, "")
    uploads.receive_whole(upload, ContentFile((tmp_path / "all.zip").read_bytes(), "all.zip"))
    found = handing_in.propose(post, upload)
    assert [one.practice for one in found] == ["Z99001", "Z99002"]
    answers = {one.number: Answer(one.practice, date(2026, 2, 9)) for one in found}
    assert [one.state for one in handing_in.hand_in(post, upload, answers)] == ["waiting", "waiting"]
    [waiting] = inbox.waiting_nights()
    assert waiting.submissions == 2


def test_a_day_in_the_file_names_is_proposed(manager, tmp_path, monkeypatch):
    from openpcn.record.intake.vouching import day_said_by

    for names, day in (
        (["291_Admin_Patient_20260209213004_BB048062-7220.csv"], date(2026, 2, 9)),
        (["a_20260209.csv", "b_20260209213004.csv"], date(2026, 2, 9)),
        (["a_20260209.csv", "b_20260208.csv"], None),
        (["a_20261399.csv"], None),
        (["patient.csv"], None),
    ):
        folder = tmp_path / str(names)[:40].replace("/", "")
        folder.mkdir()
        for name in names:
            (folder / name).touch()
        assert day_said_by(folder) == day, names


@pytest.mark.parametrize("step", ["upload.written", "upload.synced", "upload.renamed", "upload.landed"])
def test_a_failure_at_any_step_leaves_nothing_in_the_inbox_and_the_next_try_works(
    small_practice, manager, tmp_path, monkeypatch, step
):
    upload = send(manager, small_practice().write(tmp_path / "x"))

    def fail(name: str) -> None:
        if name == step:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable, "hook", fail)
    with pytest.raises(OSError, match="No space"):
        handing_in.hand_in(manager, upload, {})
    assert landed() == []
    assert not AuditEvent.objects.filter(action="submission_uploaded").exists()
    monkeypatch.setattr(durable, "hook", lambda name: None)
    [one] = handing_in.hand_in(manager, upload, {})
    assert one.state == "waiting" and len(landed()) == 1


def test_a_delta_follows_the_live_extract_and_none_without_one(small_practice, manager, tmp_path, clock_at):
    practice = small_practice()
    upload = send(manager, practice.write(tmp_path / "x"), but=("manifest.json",))
    with pytest.raises(UploadError, match="full extract first"):
        handing_in.hand_in(manager, upload, {0: Answer("Z99001", date(2026, 2, 9), delta=True)})
    handing_in.hand_in(manager, upload, {0: NINTH})
    night.run([home() / "inbox"], by="test")
    clock_at("2026-02-11T09:00")
    upload = send(manager, practice.write(tmp_path / "y"), but=("manifest.json",))
    handing_in.hand_in(manager, upload, {0: Answer("Z99001", date(2026, 2, 10), delta=True)})
    manifest = json.loads((landed()[-1] / "manifest.json").read_text())
    assert (manifest["kind"], manifest["based_on"]) == ("delta", "2026-02-09")


def test_names_that_no_shape_prescribes_become_numbers(riverbank, post_of, tmp_path):
    """A FHIR bundle may be called by a person's name."""
    post = post_of("practice_manager", "Z99001")
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": []}
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "Alex Example 1950.json").write_text(json.dumps(bundle))
    upload = send(post, tmp_path / "x")
    [proposal] = handing_in.propose(post, upload)
    if proposal.fault:
        pytest.skip("an empty bundle has no shape here")
    handing_in.hand_in(post, upload, {0: NINTH})
    [folder] = landed()
    assert sorted(path.name for path in folder.iterdir()) == ["file-0001.json", "manifest.json"]


def test_what_was_refused_may_be_handed_in_again(small_practice, manager, tmp_path, clock_at):
    """A delta came before its full extract; afterwards the very same delta is taken."""
    practice = small_practice()
    delta = practice.write(tmp_path / "d", "2026-02-09")
    manifest = json.loads((delta / "manifest.json").read_text())
    manifest |= {"kind": "delta", "based_on": "2026-02-08"}
    (delta / "manifest.json").write_text(json.dumps(manifest))
    handing_in.hand_in(manager, send(manager, delta), {})
    [first] = inbox.waiting_nights()
    assert not night.run([home() / "inbox" / first.folder], by="test").taken
    assert inbox.waiting_nights() == (), "it was refused, and says so on its receipt"
    handing_in.hand_in(manager, send(manager, practice.write(tmp_path / "f", "2026-02-08")), {})
    [one] = handing_in.hand_in(manager, send(manager, delta), {})
    assert one.state == "waiting"
    full, second = inbox.waiting_nights()
    assert full.as_at < second.as_at, "each upload is a night of its own, the earlier one first"
    report = night.run([home() / "inbox" / each.folder for each in (full, second)], by="test")
    assert report.taken and submissions.as_at_by_practice()["Z99001"].isoformat() == "2026-02-09"


@pytest.mark.hazard("H11", "what somebody wrote into a file's name is not kept with the upload")
def test_a_name_that_only_begins_as_prescribed_is_kept_without_the_rest(manager, tmp_path):
    path = tmp_path / "x"
    path.mkdir()
    for name in ("admissions_SMITH 9990004870.csv", "Jones.txt"):
        (path / name).write_text("a\n1\n")
    sent_as = handing_in._rename(path)
    assert sorted(each.name for each in path.iterdir()) == ["admissions-0002.csv", "file-0001.txt"]
    assert sent_as["file-0001.txt"] == "Jones.txt", "the page of whoever sent it may call it by its name"


def test_a_file_that_is_no_part_of_the_extract_is_called_as_it_was_sent(small_practice, manager, tmp_path):
    folder = small_practice().write(tmp_path / "x")
    (folder / "Jones.txt").write_text("x")
    upload = send(manager, folder, but=("manifest.json",))
    with pytest.raises(UploadError, match=r"^Jones\.txt: not part of the extract"):
        handing_in.hand_in(manager, upload, {0: NINTH})
