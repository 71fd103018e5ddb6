"""A watched folder: only what is whole and still is taken, once, with its receipt beside it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from openpcn.record.home import home
from openpcn.work import submissions
from openpcn.work.night import inbox, running, watching
from openpcn.work.night.watching import Watcher, WatchError, alone
from openpcn.work.submissions.models import Submission

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def drop(tmp_path, riverbank) -> Path:
    """The folder that extracts are delivered into."""
    path = tmp_path / "drop"
    path.mkdir()
    return path


def receipt(folder: Path) -> dict:
    return json.loads(folder.with_name(folder.name + ".receipt.json").read_text())


def test_a_delivery_is_taken_at_the_second_look_and_left_alone_afterwards(small_practice, drop):
    folder = small_practice(people=3).write(drop / "monday")
    before = sorted((path.name, path.read_bytes()) for path in folder.iterdir())
    watcher = Watcher(drop)
    assert watcher.look().said == []
    look = watcher.look()
    assert look.said == ["monday: accepted"] and (look.taken, look.refused) == (1, 0)
    held = receipt(folder)
    assert held["verdict"] == "accepted" and held["snapshot"] == submissions.live_snapshot_id()
    assert held["rows_in"] == held["accepted"] + held["normalised"] + held["quarantined"]
    assert sorted((path.name, path.read_bytes()) for path in folder.iterdir()) == before
    assert watcher.look().said == [] and Watcher(drop).look().said == []
    assert Submission.objects.count() == 1
    assert Submission.objects.get().folder.startswith(str(home() / "inbox"))


def test_a_delivery_that_still_grows_waits(small_practice, drop):
    folder = small_practice(people=3).write(drop / "monday")
    watcher = Watcher(drop)
    for size in (1, 2):
        with (folder / "late.csv").open("a") as file:
            file.write("x" * size)
        assert watcher.look().said == []
    assert not Submission.objects.exists()


def test_a_delivery_without_a_manifest_needs_a_marker_and_a_name(small_practice, drop):
    folder = small_practice(people=3).write(drop / "Z99001-2026-02-09")
    (folder / "manifest.json").unlink()
    unnamed = small_practice("Z99002", people=3).write(drop / "whenever")
    (unnamed / "manifest.json").unlink()
    watcher = Watcher(drop)
    watcher.look()
    assert watcher.look().said == [], "without a marker nobody knows that it is complete"
    for each in (folder, unnamed):
        (each / "READY").touch()
    watcher.look()
    look = watcher.look()
    assert sorted(one.split(":")[1] for one in look.said) == [" accepted", " refused"]
    assert receipt(folder)["practice"] == "Z99001" and receipt(folder)["as_at"] == "2026-02-09"
    assert "rename it" in receipt(unnamed)["reason"]


def test_a_refused_delivery_has_a_receipt_and_is_tried_again_only_when_it_changes(small_practice, drop):
    practice = small_practice(people=3)
    folder = practice.write(drop / "monday")
    whole = (folder / "event.csv").read_bytes()
    (folder / "event.csv").write_text("cut")
    watcher = Watcher(drop)
    watcher.look()
    look = watcher.look()
    assert look.refused == 1 and "send it again" in receipt(folder)["reason"]
    assert watcher.look().said == []
    (folder / "event.csv").write_bytes(whole)
    watcher.look()
    watcher.look()
    assert receipt(folder)["verdict"] == "accepted"


def test_links_and_folders_inside_a_delivery_are_refused(small_practice, drop, tmp_path):
    folder = small_practice(people=3).write(drop / "monday")
    (tmp_path / "elsewhere").write_text("secret")
    (folder / "link.csv").symlink_to(tmp_path / "elsewhere")
    watcher = Watcher(drop)
    watcher.look()
    assert watcher.look().refused == 1
    assert "plain files" in receipt(folder)["reason"]


def test_two_watchers_exclude_each_other(riverbank):
    with alone(), pytest.raises(WatchError, match="another watcher"), alone():
        raise AssertionError("both run")
    with alone():
        assert (home() / "watch.lock").exists()


def test_a_night_that_fails_is_tried_again_at_the_next_look(small_practice, drop):
    folder = small_practice(people=3).write(drop / "monday")
    watcher = Watcher(drop)
    watcher.look()

    def fail(*_, **__):
        raise OSError(28, os.strerror(28))

    with pytest.raises(OSError, match="No space"):
        watcher.look(run=fail)
    assert not folder.with_name("monday.receipt.json").exists()
    [waiting] = inbox.waiting_nights()
    assert waiting.holds == {"Z99001"}, "its own manager may load it too"
    assert watcher.look(run=running.run).taken == 1
    assert len(list((home() / "inbox").glob("*/*/manifest.json"))) == 1


def test_a_delivery_that_cannot_be_read_does_not_end_the_watch_for_the_others(
    small_practice, drop, monkeypatch
):
    good = small_practice(people=3).write(drop / "monday")
    bad = small_practice("Z99002", people=3).write(drop / "locked")
    whole = shutil.copyfile

    def copy(path, to):
        if path.parent == bad:
            raise PermissionError(13, os.strerror(13), str(path))
        return whole(path, to)

    monkeypatch.setattr(shutil, "copyfile", copy)
    watcher = Watcher(drop)
    watcher.look()
    look = watcher.look()
    assert (look.taken, look.refused) == (1, 1) and receipt(good)["verdict"] == "accepted"
    assert receipt(bad)["verdict"] == "refused" and "let the account that watches read it" in str(
        receipt(bad)
    )
    assert watcher.look().said == []
    monkeypatch.setattr(shutil, "copyfile", whole)
    (bad / "event.csv").chmod(0o640)
    watcher.look()
    assert watcher.look().taken == 1 and receipt(bad)["verdict"] == "accepted"


def test_a_receipt_that_cannot_be_written_is_said_once_and_a_full_disk_ends_the_look(
    small_practice, drop, monkeypatch
):
    (small_practice(people=3).write(drop / "monday") / "event.csv").write_text("cut")

    def fail(number):
        def write(*_):
            raise OSError(number, os.strerror(number))

        return write

    watcher = Watcher(drop)
    watcher.look()
    monkeypatch.setattr(watching, "_write_receipt", fail(13))
    look = watcher.look()
    assert look.refused == 1 and "its receipt cannot be written" in look.said[-1]
    assert watcher.look().said == []
    (drop / "monday" / "event.csv").write_text("cut again")
    watcher.look()
    monkeypatch.setattr(watching, "_write_receipt", fail(28))
    with pytest.raises(OSError, match="No space"):
        watcher.look()


def test_a_refusal_names_the_delivery_and_no_folder_of_the_site(drop, riverbank):
    folder = drop / "Z99001-2026-02-09"
    folder.mkdir()
    (folder / "Jones 9990004870.csv").write_text("a,b\n1,2\n")
    (folder / "READY").touch()
    watcher = Watcher(drop)
    watcher.look()
    [said] = watcher.look().said
    assert "watch-" not in said and "Jones" not in said and "9990004870" not in said
    assert said.startswith("Z99001-2026-02-09: refused: Z99001-2026-02-09")
