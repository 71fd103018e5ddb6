"""The schedule: what is due, nothing without a decision, nothing under a hold, each removal in the audit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from openpcn.record.home import home
from openpcn.terms import clock
from openpcn.work import night, submissions
from openpcn.work.access.models import AuditEvent
from openpcn.work.night import tidying
from openpcn.work.retention.due import due
from openpcn.work.retention.holds import HoldError, end_hold, held_practices, set_hold
from openpcn.work.retention.models import Hold
from openpcn.work.retention.removing import remove
from openpcn.work.retention.schedule import What, schedule
from openpcn.work.submissions.models import SnapshotRow, Submission

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def sent(beginning_with, small_practice, riverbank):
    """Two practices' files in the inbox, taken in."""

    def one_night():
        for ods in ("Z99001", "Z99002"):
            small_practice(ods).write(home() / "inbox" / "night-1" / ods, "2026-02-01")
        night.run([home() / "inbox" / "night-1"], by="test")

    beginning_with(one_night)
    return home() / "inbox" / "night-1"


def later(days: int) -> None:
    """As if everything had been received so many days earlier."""
    for age, row in enumerate(Submission.objects.order_by("-pk")):
        row.received_at = clock.now() - timedelta(days=days, microseconds=age)
        row.save(update_fields=["received_at"])


def names() -> set[str]:
    return {each.name for each in due()}


def test_files_are_due_thirty_days_after_they_were_taken_in_and_not_a_day_sooner(sent):
    later(29)
    assert names() == set()
    later(30)
    assert names() == {"inbox/night-1/Z99001", "inbox/night-1/Z99002"}


def test_looking_changes_nothing_and_applying_removes_with_an_audit_row_each(sent):
    later(31)
    before, rows = submissions.state(), AuditEvent.objects.count()
    assert len(due()) == 2 and (sent / "Z99001").is_dir()
    assert AuditEvent.objects.count() == rows
    done = remove(by="test")
    assert len(done.removed) == 2 and done.bytes > 0 and not sent.exists() and due() == []
    assert AuditEvent.objects.filter(action="retention_removed").count() == 2
    after = submissions.state()
    assert after["content_hash"] == before["content_hash"], "the record does not need the files"
    assert not list((home() / "removed").iterdir())


def test_what_waits_for_a_decision_is_not_due(sent, small_practice):
    half = small_practice("Z99001", people=2)
    half.write(home() / "inbox" / "night-2" / "Z99001", "2026-02-10")
    night.run([home() / "inbox" / "night-2"], by="test")
    assert Submission.objects.filter(verdict=Submission.HELD).count() == 1
    later(400)
    assert "inbox/night-2/Z99001" not in names()


def test_files_outside_the_data_directory_are_nobody_s_to_remove(small_practice, riverbank, tmp_path):
    night.run([small_practice().write(tmp_path / "elsewhere")], by="test")
    later(400)
    assert due() == []


@pytest.mark.hazard("H12", "nothing received of a practice under a hold is removed, by time or by a night")
def test_a_hold_keeps_files_and_snapshots_until_somebody_ends_it(sent, small_practice, monkeypatch):
    monkeypatch.setattr(tidying, "KEPT", 2)  # so that few nights are more; that five stay, test_night says
    later(400)
    set_hold("Z99001", "A complaint is being answered", by="test")
    done = remove(by="test")
    assert [one.name for one in done.held] == ["inbox/night-1/Z99001"] and (sent / "Z99001").is_dir()
    first = submissions.live_snapshot_id()
    for day in range(2, 6):
        night.run([small_practice().write(home() / "in" / str(day), f"2026-02-{day:02d}")], by="test")
    assert first in tidying.kept() and len(tidying.kept()) == 5
    assert submissions.live.store().snapshot(first).practices
    end_hold("Z99001", "Answered", by="test")
    tidying.prune()
    assert len(tidying.kept()) == 1 + tidying.KEPT
    assert SnapshotRow.objects.filter(pruned=True).count() == 2
    assert [one.name for one in remove(by="test").removed] == ["inbox/night-1/Z99001"]


def test_a_hold_has_a_reason_at_both_ends_and_stands_once(riverbank):
    with pytest.raises(HoldError, match="say why"):
        set_hold("Z99001", "  ", by="test")
    with pytest.raises(HoldError, match="no such practice"):
        set_hold("Z99999", "x", by="test")
    set_hold("Z99001", "x", by="test")
    with pytest.raises(HoldError, match="already"):
        set_hold("Z99001", "x", by="test")
    with pytest.raises(HoldError, match="say why"):
        end_hold("Z99001", "", by="test")
    assert held_practices() == {"Z99001"}
    end_hold("Z99001", "done", by="test")
    with pytest.raises(HoldError, match="not under a hold"):
        end_hold("Z99001", "x", by="test")
    set_hold("Z99001", "again", by="test")
    assert Hold.objects.count() == 2
    assert list(AuditEvent.objects.values_list("action", flat=True)).count("hold_set") == 2


def test_a_removal_that_was_cut_short_is_finished_by_the_next_run(sent, monkeypatch):
    from openpcn.record.store import durable

    later(31)

    def cut(name: str) -> None:
        if name == "retention.said":
            raise OSError("the disk went away")

    with monkeypatch.context() as for_now, pytest.raises(OSError, match="went away"):
        for_now.setattr(durable, "hook", cut)
        remove(by="test")
    assert AuditEvent.objects.filter(action="retention_removed").count() == 1 and (sent / "Z99001").is_dir()
    remove(by="test")
    assert not sent.exists() and not list((home() / "removed").iterdir())


def test_the_period_is_the_site_s_to_set(sent, settings):
    settings.KEEP_SOURCE_FILES_DAYS = 7
    later(8)
    assert len(due()) == 2
    line = next(one for one in schedule() if one.what is What.SOURCE_FILES)
    assert line.words.startswith("7 days")
