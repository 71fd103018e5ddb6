"""From uploaded files to submissions in the inbox: recognised, completed by a person, landed whole.

A submission appears in the inbox by one rename, after its bytes are on the disk, inside the transaction that
says who handed it in. Handed in again it is the same submission and stays where it is.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import transaction

from openpcn.record.home import home
from openpcn.record.intake import Manifest, ManifestError
from openpcn.record.intake.naming import plain_name, without_names
from openpcn.record.intake.vouching import day_said_by, vouch
from openpcn.record.sources import SourceError, recognise
from openpcn.record.sources.base import Source
from openpcn.record.store import Part, durable
from openpcn.terms import clock, ods
from openpcn.work.access import audit
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import Post
from openpcn.work.network.membership import our_network
from openpcn.work.submissions import uploads
from openpcn.work.submissions.live import live_snapshot
from openpcn.work.submissions.models import Submission, Upload
from openpcn.work.submissions.unpacking import unpack
from openpcn.work.submissions.uploads import UploadError

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Proposal:
    """One folder of an upload: what it is, as far as its files say. ``number``: its folder on the disk.

    practice, as_at, kind: empty or None where a person has to say. fault: why it cannot be handed in.
    """

    number: int
    practice: str
    source: str
    as_at: date | None
    kind: str
    files: tuple[tuple[str, int], ...]
    has_manifest: bool
    fault: str = ""

    @property
    def size(self) -> int:
        return sum(size for _, size in self.files)


@dataclass(frozen=True)
class Answer:
    """What a person said of a folder without a manifest. delta: it follows the practice's live extract."""

    practice: str
    as_at: date
    delta: bool = False


@dataclass(frozen=True)
class Landed:
    """What became of one folder.

    state: waiting, already_waiting, in_the_record, or judged: it is held, see the receipt. One that was
    refused before may be handed in again: what it lacked may be there now.
    """

    practice: str
    as_at: date
    state: str
    submission_id: str
    folder: str
    receipt: int | None = None


@dataclass
class _Ready:
    """A folder with its manifest, still in the upload."""

    path: Path
    manifest: Manifest
    landed: Landed | None = field(default=None)


def inbox_folder() -> Path:
    """Where submissions wait for a night."""
    return home() / "inbox"


def propose(post: Post, upload: Upload) -> list[Proposal]:
    """Unpack an upload and say what each folder of it is. Raises UploadError naming the file at fault."""
    files = uploads.arriving(upload)
    if unfinished := [file.name for file in files if not file.whole]:
        raise UploadError(f"{unfinished[0]}: not all of it has arrived yet: choose it again to go on")
    folders = unpack(
        [(file, uploads.folder_of(upload) / "files" / file.key) for file in files], _unpacked(upload)
    )
    return [_propose(upload, name, path) for name, path in folders.items()]


def _unpacked(upload: Upload) -> Path:
    return uploads.folder_of(upload) / "unpacked"


def _propose(upload: Upload, name: str, path: Path) -> Proposal:
    files = tuple(
        (each.name, each.stat().st_size) for each in sorted(path.iterdir()) if each.name != MANIFEST
    )
    named = upload.practice or (name.upper() if ods.is_practice_code(name.upper()) else "")
    number = int(path.name)
    if (path / MANIFEST).is_file():
        try:
            manifest = Manifest.read(path)
            manifest.check(path, clock.today())
        except ManifestError as fault:
            return Proposal(number, named, "", None, "", files, has_manifest=True, fault=str(fault))
        return Proposal(
            number,
            manifest.practice,
            manifest.source,
            manifest.as_at,
            manifest.kind,
            files,
            has_manifest=True,
        )
    try:
        source = recognise(path)
    except SourceError:
        fault_words = (
            "these files have no shape that is known here. Check that the export is complete and that the "
            "names and headers of its files were not changed"
        )
        return Proposal(number, named, "", None, "full", files, has_manifest=False, fault=fault_words)
    day = day_said_by(path)
    day = day if day and day <= clock.today() else None
    kind = "full" if named and _live_day(named, source) is None else ""  # nothing that changes could follow
    return Proposal(number, named, source.name, day, kind, files, has_manifest=False)


def hand_in(post: Post, upload: Upload, answers: Mapping[int, Answer]) -> list[Landed]:
    """Complete the folders as answered and land them in the inbox, with the audit, all of them or none.

    Raises UploadError with a reason, NotAllowedError (audited) for a practice that is not the post's to send.
    """
    proposals = propose(post, upload)
    if faulty := [one for one in proposals if one.fault]:
        raise UploadError(faulty[0].fault)
    ready = [_complete(post, upload, one, answers) for one in proposals]
    twice = [one.manifest.practice for one in ready]
    if len(set(zip(twice, (one.manifest.source for one in ready), strict=True))) != len(ready):
        raise UploadError("two folders are of the same practice: send one extract of each practice at a time")
    for one in ready:
        one.landed = _known(one.manifest)
    new = [one for one in ready if one.landed is None]
    final = _final(upload, new)
    moved: list[tuple[Path, Path]] = []
    try:
        with transaction.atomic():
            if not Upload.objects.filter(pk=upload.pk, state=Upload.OPEN).update(
                state=Upload.HANDED_IN,
                ended_at=clock.now(),
                landed=[str(path.relative_to(inbox_folder())) for path in final],
            ):
                raise UploadError("this upload was handed in already: look at what waits")
            for one in ready:
                _record(post, upload, one)
            upload.files.all().delete()
            for one, path in zip(new, final, strict=True):
                _land(one.path, path, moved)
    except BaseException:
        for source, target in reversed(moved):
            target.rename(source)
        raise
    shutil.rmtree(uploads.folder_of(upload), ignore_errors=True)
    landed = {id(one): path for one, path in zip(new, final, strict=True)}
    return [
        one.landed
        or Landed(
            one.manifest.practice,
            one.manifest.as_at,
            "waiting",
            one.manifest.submission_id,
            landed[id(one)].parent.name,
        )
        for one in ready
    ]


def _complete(post: Post, upload: Upload, one: Proposal, answers: Mapping[int, Answer]) -> _Ready:
    """The folder with a manifest. Raises UploadError where an answer is missing."""
    path = _unpacked(upload) / f"{one.number:04d}"
    allowed = uploads.may_send_for(post)
    if not one.has_manifest:
        answer = answers.get(one.number)
        if answer is None:
            raise UploadError("say which practice the files are of, and which day they speak of")
        _may_send(post, answer.practice, allowed)
        _vouch(path, answer)
    manifest = Manifest.read(path)
    _may_send(post, manifest.practice, allowed)
    if upload.practice and manifest.practice != upload.practice:
        raise UploadError(
            f"{MANIFEST} says that these files are of {manifest.practice}, and they were sent for "
            f"{upload.practice}: nothing was taken. Send each practice's own files"
        )
    return _Ready(path, manifest)


def _may_send(post: Post, practice: str, allowed: Sequence[str]) -> None:
    if practice not in allowed:
        audit.refuse(post, "upload")
        raise NotAllowedError("upload")


def _vouch(path: Path, answer: Answer) -> None:
    """Give the files names that say nothing of anybody, then write the manifest."""
    source = recognise(path)
    sent_as = _rename(path)
    network = our_network()
    base = _live_day(answer.practice, source) if answer.delta else None
    if answer.delta and base is None:
        raise UploadError(
            f"{answer.practice} has no live extract that changes could follow: send a full extract first"
        )
    try:
        _, rows = vouch(
            path,
            practice=answer.practice,
            as_at=answer.as_at,
            delta_of=base,
            test_data=bool(network and network.is_fictional),
        )
    except (SourceError, ValueError) as fault:
        raise UploadError(without_names(str(fault), sent_as)) from None
    if extra := sorted({each.name for each in path.iterdir()} - {*rows, MANIFEST}):
        name = sent_as.get(extra[0], extra[0])  # on the page of whoever sent it, and nowhere else
        raise UploadError(f"{name}: not part of the extract: take it out and send the others")


def _rename(path: Path) -> dict[str, str]:
    """What a source does not prescribe of a name may say who somebody is: it becomes a number.

    Returns the name that is kept -> the name as sent, of each file that has another one now.
    """
    sent_as = {}
    for number, each in enumerate(sorted(path.iterdir()), start=1):
        kept = plain_name(each.name, number)
        if each.name != MANIFEST and kept != each.name:
            while (path / kept).exists():  # somebody sent a file of that very name
                number += len(list(path.iterdir()))
                kept = plain_name(each.name, number)
            sent_as[kept] = each.name
            each.rename(path / kept)
    return sent_as


def _live_day(practice: str, source: Source) -> date | None:
    """Day of the extract that a delta of this shape would follow; a companion's follow its own."""
    snapshot = live_snapshot()
    part = snapshot.parts.get(practice) if snapshot else None
    if part is None or not source.companion:
        return part.as_at if part else None
    companion = part.description.companions.get(source.name)
    return date.fromisoformat(companion.as_at) if companion else None


def _known(manifest: Manifest) -> Landed | None:
    """The same submission, where it waits, is in the record or has been judged; None: it is new."""
    snapshot = live_snapshot()
    part = snapshot.parts.get(manifest.practice) if snapshot else None
    if part is not None and manifest.submission_id in _taken_in(part):
        return Landed(
            manifest.practice, manifest.as_at, "in_the_record", manifest.submission_id, "",
            _receipt(manifest.submission_id),
        )  # fmt: skip
    for path in inbox_folder().glob(f"*/*/{MANIFEST}"):
        try:
            same = Manifest.read(path.parent).submission_id == manifest.submission_id
        except ManifestError:
            continue
        last = _last_verdict(manifest.submission_id, path.parent) if same else None
        if same and (last is None or last.verdict == Submission.HELD):
            return Landed(
                manifest.practice,
                manifest.as_at,
                "already_waiting" if last is None else "judged",
                manifest.submission_id,
                path.parent.parent.name,
                last.pk if last else None,
            )
    return None


def _taken_in(part: Part) -> set[str]:
    """Submissions that a part is made of: of its main extract and of every companion."""
    described = part.description
    return {*described.history, *(one for each in described.companions.values() for one in each.history)}


def _last_verdict(submission_id: str, folder: Path) -> Submission | None:
    """What the last night said of a folder; None: none has judged it yet."""
    rows = Submission.objects.filter(submission_id=submission_id, folder=str(folder.resolve())[:1000])
    found: Submission | None = rows.order_by("-pk").first()
    return found


def _receipt(submission_id: str) -> int | None:
    rows = Submission.objects.filter(submission_id=submission_id).order_by("-pk")
    return rows.values_list("pk", flat=True).first()


def _final(upload: Upload, new: Sequence[_Ready]) -> list[Path]:
    """Where each new submission will be: each upload is a night of its own, so that whoever sent it loads it
    without what others sent.
    """
    night = f"uploaded-{clock.today():%Y-%m-%d}-{upload.pk}"
    return [
        _free(inbox_folder() / night / f"{one.manifest.practice}-{one.manifest.submission_id[:12]}")
        for one in new
    ]


def _free(path: Path) -> Path:
    """The path, or where a night has judged what is there, the same with a number."""
    number, found = 1, path
    while Submission.objects.filter(folder=str(found.resolve())[:1000]).exists():
        number += 1
        found = path.with_name(f"{path.name}-{number}")
    return found


def _record(post: Post, upload: Upload, one: _Ready) -> None:
    audit.record(
        "submission_uploaded",
        post=post,
        object_kind="upload",
        object_id=upload.pk,
        detail={
            "practice": one.manifest.practice,
            "as_at": one.manifest.as_at.isoformat(),
            "source": one.manifest.source,
            "submission": one.manifest.submission_id,
            "files": len(one.manifest.files),
            "state": one.landed.state if one.landed else "waiting",
        },
    )


def land(source: Path, target: Path) -> Path:
    """Make a finished folder appear in the inbox; where the same one is there already, it stays."""
    _land(source, target, [])
    return target


def _land(source: Path, target: Path, moved: list[tuple[Path, Path]]) -> None:
    """Bytes on the disk, then one rename. A folder left by a transaction that did not end is the same one."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    durable.sync_directory(inbox_folder())
    durable.step("upload.written")
    durable.sync_tree(source)
    durable.step("upload.synced")
    try:
        source.rename(target)
    except OSError:
        if not (target / MANIFEST).is_file():
            raise
    else:
        moved.append((source, target))
    durable.step("upload.renamed")
    durable.sync_directory(target.parent)
    durable.step("upload.landed")
