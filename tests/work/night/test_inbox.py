"""Nights that wait in the inbox, and starting one from a page: the process itself is a stand-in here."""

from __future__ import annotations

import subprocess
from datetime import date

import pytest

from openpcn.record.home import home
from openpcn.work import night
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import AuditEvent
from openpcn.work.night import NightError, NightRun, inbox

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


class Process:
    """What starting a process gives: its number. This one is not running."""

    pid = 2**22 + 1  # beyond the greatest process number there is


@pytest.fixture
def started(monkeypatch):
    """The commands that were started, instead of starting them."""
    commands = []
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_: commands.append(command) or Process())
    return commands


@pytest.fixture
def two_nights(small_practice, riverbank):
    practice = small_practice()
    practice.write(home() / "inbox" / "night-1" / "Z99001", "2026-02-08")
    practice.write(home() / "inbox" / "night-2" / "Z99001", "2026-02-09")


def test_nights_wait_until_something_as_late_is_live(two_nights):
    assert [(w.folder, w.as_at, w.submissions) for w in inbox.waiting_nights()] == [
        ("night-1", date(2026, 2, 8), 1),
        ("night-2", date(2026, 2, 9), 1),
    ]
    night.run([home() / "inbox" / "night-2"], by="test")
    assert inbox.waiting_nights() == ()


def test_starting_one_is_audited_and_runs_the_command_on_its_folder(two_nights, post_of, started):
    run = inbox.start(post_of("practice_manager"), "night-1")
    assert started[0][-5:] == [
        "openpcn.cli", "ingest", str(home() / "inbox" / "night-1"), "--run", str(run.pk),
    ]  # fmt: skip
    assert AuditEvent.objects.filter(action="night_started").count() == 1


def test_a_second_one_waits_for_the_first(two_nights, post_of, started, monkeypatch):
    monkeypatch.setattr(inbox, "_alive", lambda process: True)
    inbox.start(post_of("practice_manager"), "night-1")
    with pytest.raises(NightError, match="wait until it has ended"):
        inbox.start(post_of("practice_manager"), "night-2")
    assert len(started) == 1


def test_a_run_whose_process_is_gone_is_closed_and_another_may_start(two_nights, post_of, started):
    inbox.start(post_of("practice_manager"), "night-1")
    assert inbox.latest_run().state == NightRun.FAILED
    inbox.start(post_of("practice_manager"), "night-1")
    assert len(started) == 2


def test_a_folder_that_does_not_wait_is_refused(two_nights, post_of, started):
    with pytest.raises(NightError, match="not waiting"):
        inbox.start(post_of("practice_manager"), "../elsewhere")
    assert started == []


def test_a_role_that_does_not_load_nights_is_refused_and_the_refusal_kept(two_nights, post_of, started):
    with pytest.raises(NotAllowedError):
        inbox.start(post_of("clinical_pharmacist"), "night-1")
    assert started == [] and NightRun.objects.count() == 0


def test_what_a_run_tells_is_kept_until_it_ends(two_nights, post_of, started, monkeypatch):
    monkeypatch.setattr(inbox, "_alive", lambda process: True)
    run = inbox.start(post_of("practice_manager"), "night-1")
    inbox.tell(run.pk, "counting", 3, 12)
    shown = inbox.latest_run()
    assert (shown.words, shown.steps_done, shown.steps_total) == ("counting", 3, 12)
    inbox.finish(run.pk, NightRun.DONE, "1 of 1 submissions were taken.")
    inbox.finish(run.pk, NightRun.FAILED, "too late")
    assert inbox.latest_run().state == NightRun.DONE


@pytest.mark.hazard("H01", "nobody loads another practice's extract in the place of its own manager")
def test_a_practice_loads_its_own_nights_only(two_nights, small_practice, post_of, started):
    small_practice("Z99002").write(home() / "inbox" / "theirs" / "Z99002")
    small_practice("Z99002").write(home() / "inbox" / "night-2" / "Z99002")
    manager, network = post_of("practice_manager", "Z99001"), post_of("pcn_manager")
    assert [night.folder for night in inbox.waiting_for(manager)] == ["night-1"]
    assert {night.folder for night in inbox.waiting_for(network)} == {"night-1", "night-2", "theirs"}
    for folder in ("theirs", "night-2"):
        with pytest.raises(NotAllowedError):
            inbox.start(manager, folder)
    assert started == [] and NightRun.objects.count() == 0
    assert AuditEvent.objects.filter(action="refused", object_id="load_night").count() == 2
    inbox.start(manager, "night-1")
    assert len(started) == 1


def test_a_submission_that_names_no_practice_is_nobodys_own(two_nights, post_of, started):
    unread = home() / "inbox" / "night-1" / "damaged"
    unread.mkdir()
    (unread / "manifest.json").write_text("{")
    assert "night-1" not in {night.folder for night in inbox.waiting_for(post_of("practice_manager"))}
