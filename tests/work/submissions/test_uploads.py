"""Files on their way: pieces in any repetition, limits, and who may send for whom."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import AuditEvent
from openpcn.work.retention.removing import remove
from openpcn.work.submissions import uploads
from openpcn.work.submissions.models import Upload, UploadedFile
from openpcn.work.submissions.unpacking import unpack
from openpcn.work.submissions.uploads import Arriving, UploadError, UploadLimits

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def upload(riverbank, post_of):
    return uploads.begin(post_of("practice_manager", "Z99001"), "Z99001")


def held(upload: Upload, key: str) -> bytes:
    return (uploads.folder_of(upload) / "files" / key).read_bytes()


def test_a_file_arrives_in_pieces_and_a_repeated_piece_changes_nothing(upload):
    file = uploads.announce(upload, "patient.csv", 10, "1")
    assert uploads.receive(upload, file.key, 0, b"01234").held == 5
    assert uploads.receive(upload, file.key, 0, b"01234").held == 5
    assert uploads.receive(upload, file.key, 3, b"3456").held == 7, "a piece that overlaps adds its end"
    assert uploads.receive(upload, file.key, 9, b"9").held == 7, "a gap is not filled; the sender goes back"
    assert uploads.receive(upload, file.key, 7, b"789").whole
    assert held(upload, file.key) == b"0123456789"


def test_sending_again_later_goes_on_where_it_stopped(upload, post_of):
    first = uploads.announce(upload, "patient.csv", 10, "1")
    uploads.receive(upload, first.key, 0, b"0123")
    again = uploads.begin(upload.post, "Z99001")
    assert again.pk == upload.pk
    assert uploads.announce(again, "patient.csv", 10, "1").held == 4


def test_a_file_that_changed_meanwhile_is_not_mixed_with_the_old_one(upload):
    first = uploads.announce(upload, "patient.csv", 10, "1")
    uploads.receive(upload, first.key, 0, b"0123")
    assert uploads.announce(upload, "patient.csv", 10, "2").key != first.key
    with pytest.raises(UploadError, match="has changed since"):
        uploads.receive(upload, first.key, 2, b"XX456")
    assert held(upload, first.key) == b"0123"


def test_more_than_was_announced_is_refused(upload):
    file = uploads.announce(upload, "patient.csv", 4, "1")
    with pytest.raises(UploadError, match="more was sent"):
        uploads.receive(upload, file.key, 0, b"01234")
    with pytest.raises(UploadError, match="not part of this upload"):
        uploads.receive(upload, "../../escape", 0, b"0")


def test_a_plain_form_sent_twice_holds_one_file(upload):
    for _ in range(2):
        uploads.receive_whole(upload, SimpleUploadedFile("C:\\data\\patient.csv", b"a,b\n1,2\n"))
    [file] = uploads.arriving(upload)
    assert (file.name, file.size, file.whole) == ("patient.csv", 8, True)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (UploadLimits(file=5), "more than one file may have"),
        (UploadLimits(total=15), "the upload has more than"),
        (UploadLimits(files=1), "more than 1 files"),
    ],
)
def test_limits_are_said_with_what_to_do(upload, limits, words):
    uploads.announce(upload, "first.csv", 10, "1")
    with pytest.raises(UploadError, match=words):
        uploads.announce(upload, "second.csv", 10, "1", limits)
    assert upload.files.count() == 1


def test_an_empty_file_is_refused(upload):
    with pytest.raises(UploadError, match="empty"):
        uploads.announce(upload, "patient.csv", 0, "1")


def test_who_may_send_for_whom(riverbank, post_of):
    assert uploads.may_send_for(post_of("practice_manager", "Z99001")) == ["Z99001"]
    assert len(uploads.may_send_for(post_of("pcn_manager"))) == 3
    for post, practice in (
        (post_of("practice_manager", "Z99001"), "Z99002"),
        (post_of("practice_manager", "Z99001"), ""),
        (post_of("clinical_pharmacist"), "Z99001"),
        (post_of("pcn_manager"), "A83035"),
    ):
        with pytest.raises(NotAllowedError):
            uploads.begin(post, practice)
    assert AuditEvent.objects.filter(action="refused", object_id="upload").count() == 4
    assert not Upload.objects.exists()


def test_nobody_elses_upload_can_be_reached(upload, post_of):
    with pytest.raises(NotAllowedError):
        uploads.mine(post_of("practice_manager", "Z99001"), upload.pk)
    assert uploads.mine(upload.post, upload.pk) == upload


def test_an_upload_that_nobody_finished_is_removed_after_a_week(upload, clock_at):
    file = uploads.announce(upload, "patient.csv", 4, "1")
    path = uploads.folder_of(upload) / "files" / file.key
    assert path.exists()
    clock_at("2026-02-18T09:00")
    remove(by="test")
    assert uploads.begin(upload.post, "Z99001").pk != upload.pk
    assert not path.exists() and not UploadedFile.objects.filter(upload=upload).exists()


def test_a_discarded_upload_takes_nothing_more(upload):
    uploads.discard(upload.post, upload)
    with pytest.raises(UploadError, match="start a new one"):
        uploads.announce(upload, "patient.csv", 4, "1")
    assert not uploads.folder_of(upload).exists()


def packed(folder: Path, name: str, entries: dict[str, bytes]) -> tuple[Arriving, Path]:
    """A zip as it arrives."""
    path = folder / f"{name}.bytes"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in entries.items():
            archive.writestr(entry, content)
    size = path.stat().st_size
    return Arriving(name, f"{name}.zip", size, size), path


def test_a_zip_becomes_folders_of_plain_files(tmp_path):
    sent = packed(
        tmp_path,
        "all",
        {"Z99001/patient.csv": b"a", "Z99002/patient.csv": b"b", "__MACOSX/._x": b"", "top.csv": b"c"},
    )
    found = unpack([sent], tmp_path / "into")
    assert set(found) == {"Z99001", "Z99002", ""}
    assert (found["Z99002"] / "patient.csv").read_bytes() == b"b"
    assert {path.name for path in (tmp_path / "into").iterdir()} == {"0000", "0001", "0002"}


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("../patient.csv", "leaves its folder"),
        ("/etc/patient.csv", "leaves its folder"),
        ("a/../../patient.csv", "leaves its folder"),
        ("C:\\patient.csv", "leaves its folder"),
        ("inner.zip", "a zip within a zip"),
        ("run.exe", "not a file of an extract"),
    ],
)
def test_what_a_zip_may_not_hold(tmp_path, entry, words):
    with pytest.raises(UploadError, match=words):
        unpack([packed(tmp_path, "bad", {entry: b"x"})], tmp_path / "into")
    assert not (tmp_path / "patient.csv").exists()


def test_a_link_in_a_zip_is_refused(tmp_path):
    path = tmp_path / "link.bytes"
    entry = zipfile.ZipInfo("patient.csv")
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    size = path.stat().st_size
    with pytest.raises(UploadError, match="a link instead of a file"):
        unpack([(Arriving("k", "link.zip", size, size), path)], tmp_path / "into")


@pytest.mark.parametrize("kind", ["zip", "gz", "xlsx"])
def test_a_bomb_is_stopped_while_it_unpacks(tmp_path, kind):
    """Three megabytes of zeros in a few kilobytes, against a limit of a hundred times."""
    limits = UploadLimits(ratio=1, unpacked=2_000_000)
    zeros = bytes(3_000_000)
    if kind == "zip":
        sent = packed(tmp_path, "bomb", {"event.csv": zeros})
    else:
        path = tmp_path / "bomb.bytes"
        if kind == "gz":
            path.write_bytes(gzip.compress(zeros))
        else:
            book = io.BytesIO()
            with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("xl/sheet1.xml", zeros)
            path.write_bytes(book.getvalue())
        size = path.stat().st_size
        name = "event.csv.gz" if kind == "gz" else "report.xlsx"
        sent = (Arriving("k", name, size, size), path)
    with pytest.raises(UploadError, match="unpacks to far more"):
        unpack([sent], tmp_path / "into", limits)


def test_a_zip_that_understates_itself_is_counted_as_it_unpacks(tmp_path):
    file, path = packed(tmp_path, "lie", {"event.csv": os.urandom(500_000)})
    with pytest.raises(UploadError, match="with it the files unpack to more than"):
        unpack([(file, path)], tmp_path / "into", UploadLimits(unpacked=100_000))


def test_a_cut_zip_is_refused_in_plain_words(tmp_path):
    file, path = packed(tmp_path, "cut", {"event.csv": os.urandom(5_000)})
    path.write_bytes(path.read_bytes()[:2_000])
    with pytest.raises(UploadError, match="not a whole zip file"):
        unpack([(file, path)], tmp_path / "into")


def test_a_name_that_could_say_who_somebody_is_stays_out_of_the_disk(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"{}")
    found = unpack([(Arriving("k", "Mária Ünlü.json", 2, 2), path)], tmp_path / "into")
    assert [each.name for each in found[""].iterdir()] == ["file-0000.json"]


def test_what_unpacks_to_more_than_one_upload_may_hold_is_told_the_limit(tmp_path):
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(b"x" * (3 << 20)))
    size = packed.stat().st_size
    sent, limits = Arriving("k", "a.csv.gz", size, size), UploadLimits(unpacked=2 << 20)
    with pytest.raises(UploadError, match=r"more than 2 MiB.*send the practices one by one"):
        unpack([(sent, packed)], tmp_path / "into", limits)
