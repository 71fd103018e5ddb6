"""Nights that wait in the inbox (``OPENPCN_HOME/inbox``), and starting one in the background from a page.

A folder of the inbox holds the submissions of one night. It waits while any of them has no verdict yet, or
was taken and undone since. The night itself runs in a process of its own: no request waits for it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import IntegrityError, transaction

from openpcn.record.home import home
from openpcn.record.intake import Manifest, ManifestError
from openpcn.record.intake.manifest import read_json
from openpcn.record.sources import source
from openpcn.terms import clock
from openpcn.work.access import audit, capabilities
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import own_practice
from openpcn.work.night.errors import NightError
from openpcn.work.night.folders import MANIFEST
from openpcn.work.night.models import NightRun
from openpcn.work.submissions.live import live_row
from openpcn.work.submissions.models import Submission


@dataclass(frozen=True)
class WaitingNight:
    """One folder of the inbox with submissions that are not taken yet. as_at: the latest of their days.

    practices: of those that wait. holds: of every submission in it, empty text for one that names none.
    """

    folder: str
    as_at: date
    submissions: int
    practices: tuple[str, ...] = ()
    holds: frozenset[str] = frozenset()


def inbox() -> Path:
    return home() / "inbox"


def waiting_nights() -> tuple[WaitingNight, ...]:
    """Folders of the inbox with a submission that no night has judged, the earliest first.

    One that was taken and is not in the live record any more, because an earlier snapshot was made live
    again, waits too; one that was refused or held does not: its receipt says what to do.
    """
    row = live_row()
    live = {} if row is None else row.practices
    nights = []
    for folder in sorted(inbox().glob("*")) if inbox().is_dir() else ():
        found = [
            (practice, day)
            for manifest in folder.glob(f"*/{MANIFEST}")
            for practice, day in [_named(manifest)]
            if day and _waits(manifest.parent, day, live.get(practice, ""))
        ]
        if found:
            latest = date.fromisoformat(max(day for _, day in found))
            practices = tuple(sorted({practice for practice, _ in found}))
            holds = frozenset(_named(manifest)[0] for manifest in folder.rglob(MANIFEST))
            nights.append(WaitingNight(folder.name, latest, len(found), practices, holds))
    return tuple(sorted(nights, key=lambda night: night.as_at))


def waiting_for(post: Post) -> tuple[WaitingNight, ...]:
    """Nights that the post may load: all of them, or those that hold nothing but its own practice's."""
    own = own_practice(post)
    return tuple(night for night in waiting_nights() if own is None or night.holds == {own})


def _waits(folder: Path, day: str, live: str) -> bool:
    """Whether a night would still do something with a submission. live: the practice's live day, or empty."""
    try:
        manifest = Manifest.read(folder)
    except ManifestError:
        return day > live  # the night says by name what is wrong with it
    here = Submission.objects.filter(folder=str(folder.resolve())[:1000])
    verdicts = here.filter(submission_id=manifest.submission_id[:64]).order_by("-pk")
    last = verdicts.values_list("verdict", flat=True).first()
    if last is None:  # one of the live day may correct it; one of a companion source has days of its own
        return day >= live or getattr(source(manifest.source), "companion", False)
    return day > live and last in (Submission.ACCEPTED, Submission.UNCHANGED)


def latest_run() -> NightRun | None:
    """The run started last; one whose process is gone is closed as failed first."""
    run = NightRun.objects.first()
    if run is not None and run.is_running and run.process is not None and not _alive(run.process):
        finish(run.pk, NightRun.FAILED, "It stopped before it ended. Nothing was changed; load it again.")
        run.refresh_from_db()
    return run


def start(post: Post, folder: str) -> NightRun:
    """Start the night of an inbox folder. Raises NightError where it does not wait or another one runs,
    NotAllowedError (audited) where it is not the post's to load.
    """
    if not capabilities.may(post, capabilities.Action.APPROVE_HELD):
        audit.refuse(post, "load_night")
        raise NotAllowedError("this role does not load nights")
    if folder not in {night.folder for night in waiting_nights()}:
        raise NightError("that night is not waiting any more")
    if folder not in {night.folder for night in waiting_for(post)}:
        audit.refuse(post, "load_night")
        raise NotAllowedError("that night holds other practices' extracts: their own managers load them")
    latest_run()  # closes one that was killed
    try:
        with transaction.atomic():
            run = NightRun.objects.create(
                folder=folder, started_at=clock.now(), started_by=post.staff.username, words="starting"
            )
            audit.record("night_started", post=post, object_kind="night", object_id=str(run.pk))
    except IntegrityError:
        raise NightError("another night is being loaded: wait until it has ended") from None
    transaction.on_commit(lambda: _begin(run.pk, inbox() / folder))  # never a night without its row
    return run


def _begin(run: int, folder: Path) -> None:
    """Start the process. What it says goes to ``log/night-<run>.log``; receipts and values never do."""
    command = [sys.executable, "-m", "openpcn.cli", "ingest", str(folder), "--run", str(run)]
    log = home() / "log" / f"night-{run}.log"
    try:
        log.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as said:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
            )
    except OSError as fault:  # without a process nobody would ever close the run
        finish(run, NightRun.FAILED, f"It could not be started ({fault.strerror}). Nothing was changed.")
        return
    NightRun.objects.filter(pk=run).update(process=process.pid)


def tell(run: int, words: str, done: int, total: int) -> None:
    """Say how far a run is."""
    NightRun.objects.filter(pk=run, state=NightRun.RUNNING).update(
        words=words[:200], steps_done=done, steps_total=total
    )


def finish(run: int, state: str, words: str) -> None:
    """Close a run; one that is closed already stays as it is."""
    NightRun.objects.filter(pk=run, state=NightRun.RUNNING).update(
        state=state, words=words[:200], ended_at=clock.now()
    )


def _named(manifest: Path) -> tuple[str, str]:
    try:
        held = read_json(manifest.read_bytes())
        return str(held["practice"]), date.fromisoformat(held["as_at"]).isoformat()
    except (OSError, ValueError, KeyError, TypeError):
        return "", ""  # unreadable: it never counts as waiting; taking it by hand says what is wrong


def _alive(process: int) -> bool:
    """Whether a process runs; one that has ended and was not waited for yet does not."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
