"""The manifest of a submission: what a folder says it holds, and whether it does.

``manifest.json``::

    {"format": "openpcn-submission/1", "source": "emis", "practice": "Z99001", "as_at": "2026-02-09",
     "kind": "full", "based_on": null, "test_data": true, "supplier": "...",
     "files": [{"name": "...csv.gz", "rows": 12, "sha256": "..."}]}

``based_on`` is the as-at day of the submission a delta follows. ``rows`` are records without the header (for
a shape that is not CSV: entries), ``sha256`` is of the file as stored.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from openpcn.record.sources import names
from openpcn.terms import ods

FORMAT = "openpcn-submission/1"
NAME = "manifest.json"
LARGEST = 16 << 20  # bytes of a manifest


class ManifestError(ValueError):
    """The folder is not a submission, or not the one its manifest describes. ``code`` names the fault."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class ManifestFile:
    name: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """A manifest as read. ``submission_id`` is the SHA-256 of what it says, not of how it is written."""

    source: str
    practice: str
    as_at: date
    kind: str
    based_on: date | None
    files: tuple[ManifestFile, ...]
    test_data: bool
    supplier: str
    submission_id: str
    whole: tuple[str, ...] = ()  # tables that this delta sends again whole, as agreed with the sender

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Raises ManifestError naming the field at fault."""
        path = folder / NAME
        if path.is_symlink() or not path.is_file():
            raise ManifestError(
                "no_manifest", f"{_shown(folder.name)}: there is no {NAME}; a submission is a folder with one"
            )
        if path.stat().st_size > LARGEST:
            raise ManifestError(
                "bad_manifest", f"{NAME}: larger than {LARGEST >> 20} MiB: no list of files is"
            )
        try:
            held = read_json(path.read_bytes())
        except ValueError as error:
            raise ManifestError("bad_manifest", f"{NAME}: not readable as JSON ({error})") from None
        if not isinstance(held, dict) or held.get("format") != FORMAT:
            raise ManifestError("bad_manifest", f'{NAME}: format: expected "{FORMAT}"')
        source = _text(held, "source")
        if source not in names():
            raise ManifestError("unknown_shape", f"{NAME}: source: expected one of {', '.join(names())}")
        practice = _text(held, "practice")
        if not ods.is_practice_code(practice):
            raise ManifestError("bad_manifest", f"{NAME}: practice: expected an ODS code such as A83035")
        kind = _text(held, "kind")
        if kind not in {"full", "delta"}:
            raise ManifestError("bad_manifest", f"{NAME}: kind: expected full or delta")
        based_on = _day(held, "based_on") if held.get("based_on") is not None else None
        if kind == "delta" and based_on is None:
            raise ManifestError(
                "bad_manifest", f"{NAME}: based_on: a delta names the day of the submission it follows"
            )
        return cls(
            source=source,
            practice=practice,
            as_at=_day(held, "as_at"),
            kind=kind,
            based_on=based_on,
            files=_files(held),
            test_data=held.get("test_data") is True,
            supplier=str(held.get("supplier", "")),
            whole=_whole(held, kind),
            submission_id=hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest(),
        )

    def check(self, folder: Path, today: date) -> None:
        """The files are there, whole, no others; the day is not in the future. Raises ManifestError."""
        if self.as_at > today:
            raise ManifestError("future_as_at", f"{NAME}: as_at: {self.as_at} is after today, {today}")
        present = {path.name for path in folder.iterdir() if path.name != NAME}
        named = {file.name for file in self.files}
        if missing := sorted(named - present):
            raise ManifestError(
                "torn", f"{missing[0]}: named in {NAME} but not in the folder; send the folder whole"
            )
        if extra := sorted(present - named):
            raise ManifestError(
                "unknown_file",
                f"{_shown(extra[0])}: in the folder but not in {NAME}; send only what it names",
            )
        for file in self.files:
            path = folder / file.name
            if path.is_symlink() or not path.is_file():  # a link leads out of the folder, a pipe never ends
                raise ManifestError(
                    "not_a_file", f"{file.name}: a link, folder or device: send the file itself"
                )
            if sha256(folder / file.name) != file.sha256.lower():
                raise ManifestError(
                    "torn", f"{file.name}: SHA-256 differs from {NAME}: cut or changed; send it again"
                )


def make_manifest(
    folder: Path, *, source: str, practice: str, as_at: date, kind: str = "full",
    based_on: date | None = None, rows: dict[str, int], test_data: bool = False, supplier: str = "",
    whole: Sequence[str] = (),
) -> Path:  # fmt: skip
    """Write the manifest of a folder whose files are ready. ``rows``: records of each file.

    whole: tables that a delta sends again whole, as agreed with the sender.
    """
    held: dict[str, object] = {
        "format": FORMAT, "source": source, "practice": practice, "as_at": as_at.isoformat(), "kind": kind,
        "based_on": based_on.isoformat() if based_on else None, "test_data": test_data, "supplier": supplier,
        "files": [{"name": n, "rows": rows[n], "sha256": sha256(folder / n)} for n in sorted(rows)],
    }  # fmt: skip
    if whole:
        held["whole"] = list(whole)
    path = folder / NAME
    path.write_text(json.dumps(held, indent=1))
    return path


def read_json(data: bytes) -> Any:
    """What somebody sent as JSON. Raises ValueError for whatever is not, nested without end included."""
    try:
        return json.loads(data.decode("utf-8-sig"))
    except RecursionError:
        raise ValueError("nested too deep") from None


def sha256(path: Path) -> str:
    """Of the file as stored, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _whole(held: dict[str, Any], kind: str) -> tuple[str, ...]:
    names = held.get("whole", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ManifestError("bad_manifest", f"{NAME}: whole: expected a list of table names")
    if names and kind != "delta":
        raise ManifestError("bad_manifest", f"{NAME}: whole: a full submission sends every table whole")
    return tuple(names)


def _shown(name: str) -> str:
    """A name from the disk as text that can be printed and stored, whatever its bytes are."""
    return name.encode("utf-8", "backslashreplace").decode()


def _text(held: dict[str, Any], name: str) -> str:
    value = held.get(name)
    if not isinstance(value, str):
        raise ManifestError("bad_manifest", f"{NAME}: {name}: expected text")
    return value


def _day(held: dict[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(_text(held, name))
    except ValueError:
        raise ManifestError("bad_manifest", f"{NAME}: {name}: expected a day such as 2026-02-09") from None


def _files(held: dict[str, Any]) -> tuple[ManifestFile, ...]:
    files = held.get("files")
    if not isinstance(files, list) or not files:
        raise ManifestError("bad_manifest", f"{NAME}: files: expected a list with at least one file")
    found = []
    for each in files:
        try:
            file = ManifestFile(each["name"], each["rows"], each["sha256"])
        except (TypeError, KeyError):
            raise ManifestError("bad_manifest", f"{NAME}: files: each needs name, rows and sha256") from None
        if (
            not isinstance(file.name, str)
            or file.name in {"", ".", ".."}
            or "/" in file.name
            or "\\" in file.name
            or not file.name.isprintable()
        ):
            raise ManifestError("bad_manifest", f"{NAME}: files: a name is a plain file name in this folder")
        counted = isinstance(file.rows, int) and not isinstance(file.rows, bool) and file.rows >= 0
        if not counted or not isinstance(file.sha256, str):
            raise ManifestError("bad_manifest", f"{NAME}: files: {file.name}: rows is a number, sha256 text")
        found.append(file)
    if len({file.name for file in found}) != len(found):
        raise ManifestError("bad_manifest", f"{NAME}: files: a name is there twice")
    return tuple(found)
