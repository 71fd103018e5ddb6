"""What was uploaded, as folders of plain files: zips opened safely, every name checked, nothing else kept.

Refused: names that leave the folder, links, passwords, zips within zips, what unpacks to far more than it
was sent as. What is copied is counted as it is copied; what a zip says of itself is not believed.
"""

from __future__ import annotations

import errno
import gzip
import lzma
import os
import re
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from openpcn.work.submissions.uploads import LIMITS, Arriving, UploadError, UploadLimits, gib

ENDINGS = (".csv", ".csv.gz", ".json", ".json.gz", ".ndjson", ".ndjson.gz", ".xlsx", ".txt")
_LITTER = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._)")
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._()&+-]{0,180}")
_BLOCK = 1 << 20
# What Python's zip and gzip readers raise for files that are not whole, or were made to mislead.
_BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, ValueError,
    OverflowError, struct.error,
)  # fmt: skip


@dataclass
class _Room:
    """How much may still be unpacked."""

    limits: UploadLimits
    packed: int
    unpacked: int = 0
    files: int = 0

    def take(self, name: str, size: int) -> None:
        self.unpacked += size
        if self.unpacked > max(self.packed, 1 << 20) * self.limits.ratio:
            raise UploadError(
                f"{name}: it unpacks to far more than was sent: not taken. Export it again, without packing"
            )
        if self.unpacked > self.limits.unpacked:
            raise UploadError(
                f"{name}: with it the files unpack to more than {gib(self.limits.unpacked)}, all that one "
                "upload may hold: send the practices one by one, or have it taken in on the machine with "
                "./openpcn ingest"
            )

    def one_more(self) -> None:
        self.files += 1
        if self.files > self.limits.files:
            raise UploadError(f"more than {self.limits.files:,} files: send the practices one by one")


def unpack(
    files: Iterable[tuple[Arriving, Path]], into: Path, limits: UploadLimits = LIMITS
) -> dict[str, Path]:
    """Make folders of plain files in ``into``: folder name as sent (empty: none) -> where it is.

    On the disk a folder is called by its number. Raises UploadError; then ``into`` holds nothing to keep.
    """
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(mode=0o700, parents=True)
    folders: dict[str, Path] = {}
    files = list(files)
    room = _Room(limits, sum(file.size for file, _ in files))
    for file, path in files:
        if file.name.lower().endswith(".zip"):
            _unzip(file.name, path, into, folders, room)
        else:
            room.one_more()
            target = _place(file.name, "", into, folders)
            os.link(path, target)
            _weigh(file.name, target, room)
    if not folders:
        raise UploadError("there is no file in it: choose the extract's files, or a zip of them")
    return folders


def _unzip(name: str, path: Path, into: Path, folders: dict[str, Path], room: _Room) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if entry.is_dir() or _LITTER.search(entry.filename):
                    continue
                room.one_more()
                _check_entry(name, entry)
                inside = PurePosixPath(entry.filename)
                target = _place(inside.name, str(inside.parent.name), into, folders)
                with archive.open(entry) as source:
                    _copy(f"{name}: {inside.name}", source, target, room)
                _weigh(inside.name, target, room)
    except (*_BROKEN_ZIP, OSError) as fault:
        if isinstance(fault, OSError) and fault.errno not in (
            None,
            errno.EINVAL,
        ):  # EINVAL: a seek before the start
            raise
        raise UploadError(f"{name}: not a whole zip file: pack it again and send it again") from fault


def _check_entry(name: str, entry: zipfile.ZipInfo) -> None:
    inside = entry.filename
    parts = PurePosixPath(inside).parts
    if inside.startswith("/") or "\\" in inside or ".." in parts or ":" in inside or "\0" in inside:
        raise UploadError(f"{name}: it holds a name that leaves its folder: not taken. Pack the files again")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise UploadError(f"{name}: it holds a link instead of a file: not taken. Pack the files themselves")
    if entry.flag_bits & 0x1:
        raise UploadError(
            f"{name}: it has a password: pack it without one. The site's connection is encrypted"
        )
    if inside.lower().endswith(".zip"):
        raise UploadError(f"{name}: a zip within a zip: send the inner ones by themselves")


def _place(name: str, folder: str, into: Path, folders: dict[str, Path]) -> Path:
    """Where a file of this name goes; its folder is made on first use."""
    if not name.lower().endswith(ENDINGS):
        raise UploadError(
            f"{_shown(name)}: not a file of an extract (expected {', '.join(ENDINGS)}): take it out and "
            "send the others"
        )
    if folder not in folders:
        folders[folder] = into / f"{len(folders):04d}"
        folders[folder].mkdir(mode=0o700)
    kept = (
        name if _PLAIN.fullmatch(name) else f"file-{len(list(folders[folder].iterdir())):04d}{_ending(name)}"
    )
    target = folders[folder] / kept
    if any(kept.lower() == other.name.lower() for other in folders[folder].iterdir()):
        raise UploadError(
            f"{_shown(name)}: two files of this name. Put each practice's files in a folder of its own, "
            "named by its ODS code, and send the folders as one zip"
        )
    return target


def _ending(name: str) -> str:
    return max((ending for ending in ENDINGS if name.lower().endswith(ending)), key=len)


def _shown(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else "a file with an unusual name"


def _copy(name: str, source: IO[bytes], target: Path, room: _Room) -> None:
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while block := source.read(_BLOCK):
            room.take(name, len(block))
            out.write(block)


def _weigh(name: str, path: Path, room: _Room) -> None:
    """Count what a packed file would become, without keeping it."""
    try:
        if path.name.lower().endswith(".gz"):
            with gzip.open(path, "rb") as stream:
                while block := stream.read(_BLOCK):
                    room.take(name, len(block))
        elif path.name.lower().endswith(".xlsx"):
            with zipfile.ZipFile(path) as book:
                for entry in book.infolist():
                    with book.open(entry) as stream:
                        while block := stream.read(_BLOCK):
                            room.take(name, len(block))
    except (*_BROKEN_ZIP, OSError) as fault:
        if isinstance(fault, OSError) and fault.errno not in (None, errno.EINVAL):
            raise
        raise UploadError(
            f"{_shown(name)}: the file is not whole: export it again and send it again"
        ) from fault
