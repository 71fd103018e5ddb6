"""Files on their way from a browser: received piece by piece, each piece once, resumed where they stopped.

``OPENPCN_HOME/uploads/<upload>/files/<key>`` grows to the size that was announced; how far it is, is its
size. A piece that was received already changes nothing, so a repeated request is harmless.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.db import transaction

from openpcn.record.home import home
from openpcn.terms import clock
from openpcn.work.access import audit
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import own_practice
from openpcn.work.network.errors import WorkError
from openpcn.work.network.membership import members, our_network
from openpcn.work.submissions.models import Upload, UploadedFile

PIECE = 2 * 1024 * 1024  # bytes of one request


@dataclass(frozen=True)
class UploadLimits:
    """What one upload may hold. Bytes; ``ratio``: unpacked bytes for each packed one."""

    file: int = 4 * 1024**3
    total: int = 8 * 1024**3
    files: int = 2_000
    unpacked: int = 24 * 1024**3
    ratio: int = 200


LIMITS = UploadLimits()


class UploadError(WorkError):
    """What was sent cannot be taken; the sentence names the file and what to do."""


class Sent(Protocol):
    """A file of a plain form, as Django gives it."""

    @property
    def name(self) -> str | None: ...

    @property
    def size(self) -> int | None: ...

    def chunks(self) -> Iterable[Any]: ...


@dataclass(frozen=True)
class Arriving:
    """One file of an upload: bytes held of bytes announced."""

    key: str
    name: str
    size: int
    held: int

    @property
    def whole(self) -> bool:
        return self.held == self.size


def folder_of(upload: Upload) -> Path:
    """Where the bytes of an upload are."""
    return home() / "uploads" / str(upload.pk)


def may_send_for(post: Post) -> list[str]:
    """Practices for which the post may hand in extracts: its own, or every member's."""
    network = our_network()
    if network is None or not may(post, Action.UPLOAD):
        return []
    practices = members(network).values_list("ods", flat=True)
    own = own_practice(post)
    return [ods for ods in practices if own in (None, ods)]


def begin(post: Post, practice: str) -> Upload:
    """The post's open upload for a practice, or a new one. practice empty: each folder names its own.

    Raises NotAllowedError (audited) where the post may not send for that practice.
    """
    allowed = may_send_for(post)
    if (practice and practice not in allowed) or not allowed or (not practice and own_practice(post)):
        audit.refuse(post, "upload")
        raise NotAllowedError("upload")
    with transaction.atomic():
        upload, made = Upload.objects.get_or_create(
            post=post, practice=practice, state=Upload.OPEN, defaults={"started_at": clock.now()}
        )
        if made:
            audit.record(
                "upload_started", post=post, object_kind="upload", object_id=upload.pk,
                detail={"practice": practice},
            )  # fmt: skip
    (folder_of(upload) / "files").mkdir(mode=0o700, parents=True, exist_ok=True)
    return upload


def mine(post: Post, upload_id: int) -> Upload:
    """The post's own upload. Raises NotAllowedError (audited) for anybody else's and for none."""
    upload: Upload | None = Upload.objects.filter(pk=upload_id, post=post).first()
    if upload is None or not may(post, Action.UPLOAD):
        audit.refuse(post, "upload")
        raise NotAllowedError("upload")
    return upload


def arriving(upload: Upload) -> list[Arriving]:
    """The files of an upload in the order announced, with how much of each is here."""
    return [
        Arriving(row.key, row.name, row.size, _held(_path(upload, row.key)))
        for row in upload.files.order_by("pk")
    ]


def announce(upload: Upload, name: str, size: int, changed: str, limits: UploadLimits = LIMITS) -> Arriving:
    """A file that will be sent in pieces; the same file again is the same one, with what is held of it.

    changed: when the browser says that the file was last changed. Raises UploadError over a limit.
    """
    _is_open(upload)
    name = _last_part(name)
    key = hashlib.sha256(f"{name}\0{size}\0{changed}".encode()).hexdigest()
    with transaction.atomic():
        Upload.objects.select_for_update().get(pk=upload.pk)
        if not upload.files.filter(key=key).exists():
            _check(upload, name, size, limits)
            UploadedFile.objects.create(upload=upload, key=key, name=name, size=size)
    path = _path(upload, key)
    path.touch(mode=0o600, exist_ok=True)
    return Arriving(key, name, size, _held(path))


def receive(upload: Upload, key: str, offset: int, piece: bytes) -> Arriving:
    """Add a piece where the file ends; one that is held already changes nothing. Returns how far it is.

    Raises UploadError for a piece that differs from what is held, leaves a gap or goes beyond the end.
    """
    _is_open(upload)
    row: UploadedFile | None = upload.files.filter(key=key).first()
    if row is None:
        raise UploadError("that file is not part of this upload: choose it again")
    if offset < 0 or offset + len(piece) > row.size:
        raise UploadError(f"{row.name}: more was sent than its size of {row.size:,} bytes: choose it again")
    with _path(upload, key).open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # two windows of one person send the same file
        held = file.seek(0, os.SEEK_END)
        if offset > held:
            return Arriving(key, row.name, row.size, held)  # the browser goes on from there
        overlap = min(held - offset, len(piece))
        file.seek(offset)
        if overlap and file.read(overlap) != piece[:overlap]:
            raise UploadError(
                f"{row.name}: it has changed since its upload began: remove it here, then choose it again"
            )
        file.seek(held)
        file.write(piece[overlap:])
        file.flush()
        return Arriving(key, row.name, row.size, held + len(piece) - overlap)


def receive_whole(upload: Upload, sent: Sent, limits: UploadLimits = LIMITS) -> Arriving:
    """A whole file from a plain form, known by its content: the same file again is the same one."""
    _is_open(upload)
    name, size = _last_part(sent.name or "file"), int(sent.size or 0)
    if size > limits.file:
        _check(upload, name, size, limits)
    digest = hashlib.sha256()
    partial = _path(upload, f"sent-{os.urandom(8).hex()}")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in sent.chunks():
                digest.update(chunk)
                file.write(chunk)
        key = hashlib.sha256(f"{name}\0{digest.hexdigest()}".encode()).hexdigest()
        with transaction.atomic():
            Upload.objects.select_for_update().get(pk=upload.pk)
            if not upload.files.filter(key=key).exists():
                _check(upload, name, size, limits)
                UploadedFile.objects.create(upload=upload, key=key, name=name, size=size)
            partial.replace(_path(upload, key))
    finally:
        partial.unlink(missing_ok=True)
    return Arriving(key, name, size, size)


def remove(upload: Upload, key: str) -> None:
    """Take one file out of an open upload."""
    _is_open(upload)
    if upload.files.filter(key=key).delete()[0]:
        _path(upload, key).unlink(missing_ok=True)


def discard(post: Post, upload: Upload) -> None:
    """Throw an open upload away, with its bytes; one that has ended stays as it is."""
    with transaction.atomic():
        ended = Upload.objects.filter(pk=upload.pk, state=Upload.OPEN).update(
            state=Upload.DISCARDED, ended_at=clock.now()
        )
        if ended:
            upload.files.all().delete()
            audit.record("upload_discarded", post=post, object_kind="upload", object_id=upload.pk)
    if ended:
        shutil.rmtree(folder_of(upload), ignore_errors=True)


def _is_open(upload: Upload) -> None:
    if not Upload.objects.filter(pk=upload.pk, state=Upload.OPEN).exists():
        raise UploadError("this upload has been handed in or discarded: start a new one")


def _check(upload: Upload, name: str, size: int, limits: UploadLimits) -> None:
    if size <= 0:
        raise UploadError(f"{name}: the file is empty: export it again")
    if size > limits.file:
        raise UploadError(
            f"{name}: {gib(size)} is more than one file may have, {gib(limits.file)}: split the extract, "
            "or have it taken in on the machine with ./openpcn ingest"
        )
    held = list(upload.files.values_list("size", flat=True))
    if len(held) + 1 > limits.files:
        raise UploadError(f"more than {limits.files:,} files: put them in one zip file")
    if sum(held) + size > limits.total:
        raise UploadError(
            f"{name}: with it the upload has more than {gib(limits.total)}: send the practices one by one"
        )
    free = shutil.disk_usage(home()).free
    if 3 * size > free:  # as it arrives, unpacked, and the record made of it
        raise UploadError(
            f"{name}: the site's disk has no room for it ({gib(free)} free). Nothing was changed; tell "
            "whoever looks after the site"
        )


def gib(size: int) -> str:
    """Bytes as a person reads them."""
    return f"{size / 1024**3:.1f} GiB" if size >= 1024**3 / 10 else f"{max(1, size // 1024**2):,} MiB"


def _last_part(name: str) -> str:
    """The file's own name, without what a browser may put before it."""
    kept = name.replace("\\", "/").rpartition("/")[2].replace("\0", "").strip()
    return kept[:255] or "file"


def _path(upload: Upload, key: str) -> Path:
    return folder_of(upload) / "files" / key


def _held(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
