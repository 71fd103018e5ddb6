"""A folder that extracts are delivered into: what is complete and still is copied to the inbox and taken.

A delivery is a folder with a ``manifest.json``, or one named ``<ODS>-<day>`` (a delta:
``<ODS>-<day>-after-<day>``) with an empty file ``READY`` in it, made last. It is complete when two looks find
the same names, sizes and times. The receipt is written beside it, ``<folder>.receipt.json``; while that
says the same names, sizes and times the delivery is left alone. The delivery itself is never changed.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from openpcn.record.home import home
from openpcn.record.intake import Manifest, ManifestError
from openpcn.record.intake.naming import masked, plain_names, without_names
from openpcn.record.intake.vouching import vouch
from openpcn.record.sources import SourceError
from openpcn.terms import clock
from openpcn.work.network.errors import WorkError
from openpcn.work.network.membership import our_network
from openpcn.work.night import running
from openpcn.work.submissions import handing_in
from openpcn.work.submissions.models import Submission

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}  # no delivery's fault: the site can take none
MANIFEST, MARKER = "manifest.json", "READY"
_NAMED = re.compile(
    r"(?P<practice>[A-Z0-9]{6})-(?P<as_at>\d{4}-\d\d-\d\d)(-after-(?P<after>\d{4}-\d\d-\d\d))?", re.I
)
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._()&+-]{0,200}")
RECEIPT = ".receipt.json"


class WatchError(WorkError):
    """The folder cannot be watched."""


@dataclass
class Look:
    """What one look came to: a line for each delivery that was taken or refused, and how many of each."""

    said: list[str] = field(default_factory=list)
    taken: int = 0
    refused: int = 0


@dataclass
class Watcher:
    """Looks at a folder again and again; what was seen the last time is kept between looks."""

    path: Path
    seen: dict[Path, str] = field(default_factory=dict)
    unwritten: dict[Path, str] = field(default_factory=dict)  # judged, and no receipt could be put beside it

    def look(self, run: Callable[..., Any] = running.run) -> Look:
        """Take what has not changed since the last look. Raises nothing that a delivery holds; OSError where
        the disk is full.
        """
        found = {folder: _fingerprint(folder) for folder in _deliveries(self.path)}
        still = [folder for folder, mark in found.items() if mark and self.seen.get(folder) == mark]
        self.seen = found
        look = Look()
        copied: dict[Path, Path] = {}
        for folder in still:
            if found[folder] in (_receipt_says(folder), self.unwritten.get(folder)):
                continue
            try:
                copied[folder] = _copy(folder, found[folder])
            except _NotYet:
                continue
            except (WorkError, ManifestError, SourceError, ValueError) as fault:
                self._refuse(look, folder, found[folder], str(fault))
            except OSError as fault:
                if fault.errno in FULL:
                    raise
                why = (
                    f"it could not be copied ({fault.strerror}): let the account that watches read it and "
                    "its files, then it is tried again"
                )
                self._refuse(look, folder, found[folder], why)
        if copied:
            self._take(look, copied, found, run)
        return look

    def _refuse(self, look: Look, folder: Path, mark: str, reason: str) -> None:
        """Say so beside the delivery; where nothing can be written there, in what the look says."""
        name, reason = masked(folder.name), without_names(reason, plain_names(folder))
        look.refused += 1
        look.said.append(f"{name}: refused: {reason}")
        self._tell(look, folder, mark, {"verdict": "refused", "reason": reason})

    def _tell(self, look: Look, folder: Path, mark: str, receipt: dict[str, Any]) -> None:
        try:
            _write_receipt(folder, mark, receipt)
        except OSError as fault:
            if fault.errno in FULL:
                raise
            look.said.append(
                f"{masked(folder.name)}: its receipt cannot be written ({fault.strerror}): let the account "
                "that watches write into the folder that the delivery is in"
            )
            self.unwritten[folder] = mark

    def _take(
        self, look: Look, copied: dict[Path, Path], found: dict[Path, str], run: Callable[..., Any]
    ) -> None:
        report = run(list(dict.fromkeys(copied.values())), by="watch")
        for folder, landed in copied.items():
            row = Submission.objects.filter(folder=str(landed.resolve())).order_by("-pk").first()
            receipt = row.receipt if row is not None else {"verdict": "refused", "reason": "no receipt"}
            good = receipt["verdict"] in (Submission.ACCEPTED, Submission.UNCHANGED)
            look.taken, look.refused = look.taken + good, look.refused + (not good)
            why = f": {receipt['reason']}" if receipt.get("reason") else ""
            look.said.append(f"{masked(folder.name)}: {receipt['verdict']}{why}")
            self._tell(look, folder, found[folder], {**receipt, "snapshot": report.snapshot_id})


@contextmanager
def alone() -> Iterator[None]:
    """Hold the watchers' lock. Raises WatchError where another watcher of this site runs."""
    descriptor = os.open(home() / "watch.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WatchError("another watcher of this site runs already: stop it first") from None
        yield
    finally:
        os.close(descriptor)


class _NotYet(Exception):
    """The delivery changed while it was copied: the next look sees to it."""


def _deliveries(path: Path) -> list[Path]:
    """Folders at or below ``path`` with a manifest or a marker; nothing behind a link, nothing hidden."""
    found = []
    for folder, names, files in os.walk(path, followlinks=False):
        names[:] = sorted(name for name in names if not name.startswith("."))
        if MANIFEST in files or MARKER in files:
            found.append(Path(folder))
    return sorted(found)


def _fingerprint(folder: Path) -> str:
    """Names, sizes, times and permissions of a delivery's files as a hash; empty where one has vanished."""
    said = hashlib.sha256()
    try:
        for path in sorted(folder.iterdir()):
            held = path.lstat()
            said.update(f"{path.name}\0{held.st_size}\0{held.st_mtime_ns}\0{held.st_mode}\n".encode())
    except OSError:
        return ""
    return said.hexdigest()


def _copy(folder: Path, mark: str) -> Path:
    """Copy a delivery and land it in the inbox; returns where it is. Safe to repeat."""
    # the last part is called as the delivery is: faults name the folder that they are found in
    working = home() / "uploads" / f"watch-{secrets.token_hex(4)}" / masked(folder.name)
    working.parent.mkdir(mode=0o700, parents=True)
    working.mkdir(mode=0o700)
    try:
        for path in sorted(folder.iterdir()):
            if path.name == MARKER or path.name.startswith("."):
                continue
            if path.is_symlink() or not path.is_file() or not _PLAIN.fullmatch(path.name):
                raise WatchError("it holds something besides plain files: deliver the extract's files alone")
            shutil.copyfile(path, working / path.name)
        if _fingerprint(folder) != mark:
            raise _NotYet
        if not (working / MANIFEST).is_file():
            _complete(folder, working)
        try:
            manifest = Manifest.read(working)
            manifest.check(working, clock.today())
            whose, name = manifest.practice, f"{manifest.practice}-{manifest.submission_id[:12]}"
        except ManifestError:  # intake says by name what is wrong; a whole one may follow under its own name
            whose, name = "damaged", f"damaged-{mark[:12]}"
        # a folder for each practice: its manager loads it where the night that the watch runs has failed
        night = f"watched-{clock.today():%Y-%m-%d}-{whose}"
        return handing_in.land(working, handing_in.inbox_folder() / night / name)
    finally:
        shutil.rmtree(working.parent, ignore_errors=True)


def _complete(folder: Path, working: Path) -> None:
    """A manifest from what the folder's name says."""
    named = _NAMED.fullmatch(folder.name)
    if named is None:
        raise WatchError(
            "a folder without a manifest is named by practice and day, such as A83035-2026-02-09: rename it"
        )
    network = our_network()
    try:
        after = named["after"]
        vouch(
            working,
            practice=named["practice"].upper(),
            as_at=date.fromisoformat(named["as_at"]),
            delta_of=date.fromisoformat(after) if after else None,
            test_data=bool(network and network.is_fictional),
        )
    except ValueError as fault:
        raise WatchError(str(fault)) from None


def _receipt_path(folder: Path) -> Path:
    return folder.with_name(folder.name + RECEIPT)


def _receipt_says(folder: Path) -> str:
    """The fingerprint that a receipt beside a delivery is about; empty where there is none."""
    try:
        return str(json.loads(_receipt_path(folder).read_text(encoding="utf-8"))["delivery"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _write_receipt(folder: Path, mark: str, receipt: dict[str, Any]) -> None:
    """Beside the delivery, whole or not at all."""
    path = _receipt_path(folder)
    partial = path.with_name(f".{path.name}.part")
    partial.write_text(json.dumps({**receipt, "delivery": mark}, indent=1), encoding="utf-8")
    partial.replace(path)
