"""Damage to a whole submission: what it must come to, and the state it must leave untouched."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .book import MARKER

ACCEPTED, UNCHANGED, REFUSED, HELD = "accepted", "unchanged", "refused", "held"


@dataclass(frozen=True)
class WholeFile:
    """One case. act: damages a good submission in its folder. names: what the sentence must name."""

    name: str
    act: Callable[[Path], object]
    verdict: str
    reason: str = ""
    names: str = ""
    as_at: str = "2026-02-10"
    kind: str = "full"
    based_on: str | None = None
    people: int = 20


def manifest(folder: Path, **changes: Any) -> None:
    """Change what the manifest says."""
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def agree(folder: Path, rows: dict[str, int] | None = None) -> None:
    """Make the manifest's hashes those of the files as they are now: the sender's own file was damaged."""
    held = json.loads((folder / "manifest.json").read_text())
    for file in held["files"]:
        file["sha256"] = hashlib.sha256((folder / file["name"]).read_bytes()).hexdigest()
        file["rows"] = (rows or {}).get(file["name"], file["rows"])
    (folder / "manifest.json").write_text(json.dumps(held))


def _damage(name: str, change: Callable[[bytes], bytes], *, agreed: bool = True) -> Callable[[Path], None]:
    def act(folder: Path) -> None:
        path = folder / name
        path.write_bytes(change(path.read_bytes()))
        if agreed:
            agree(folder)

    return act


def _compressed(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """event.csv sent as gzip, the packed bytes damaged."""

    def act(folder: Path) -> None:
        packed = change(gzip.compress((folder / "event.csv").read_bytes(), mtime=0))
        (folder / "event.csv").unlink()
        (folder / "event.csv.gz").write_bytes(packed)
        held = json.loads((folder / "manifest.json").read_text())
        for file in held["files"]:
            if file["name"] == "event.csv":
                file |= {"name": "event.csv.gz"}
        (folder / "manifest.json").write_text(json.dumps(held))
        agree(folder)

    return act


def _listed(change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    """The manifest's entry of event.csv, changed."""

    def act(folder: Path) -> None:
        held = json.loads((folder / "manifest.json").read_text())
        change(next(file for file in held["files"] if file["name"] == "event.csv"))
        (folder / "manifest.json").write_text(json.dumps(held))

    return act


def _text(text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / "manifest.json").write_text(text)


def _linked(folder: Path) -> None:
    """A file that is only a link to something outside the folder."""
    outside = folder.parent / f"{folder.name}-outside.csv"
    (folder / "event.csv").rename(outside)
    (folder / "event.csv").symlink_to(outside)


def _pipe(folder: Path) -> None:
    (folder / "event.csv").unlink()
    os.mkfifo(folder / "event.csv")


def _endless(folder: Path) -> None:
    (folder / "event.csv").unlink()
    (folder / "event.csv").symlink_to("/dev/zero")


def _directory(folder: Path) -> None:
    (folder / "event.csv").unlink()
    (folder / "event.csv").mkdir()


def _manifest_directory(folder: Path) -> None:
    (folder / "manifest.json").unlink()
    (folder / "manifest.json").mkdir()


def _columns(change: Callable[[list[str]], list[str]]) -> Callable[[bytes], bytes]:
    """Every line's fields rearranged (the clean file holds no quoted field)."""
    return lambda data: b"".join(
        ",".join(change(line.split(","))).encode() + b"\r\n" for line in data.decode().splitlines()
    )


def _no_rows(folder: Path) -> None:
    """Headers only, and the manifest agrees: an empty list."""
    rows = {}
    for path in folder.glob("*.csv"):
        path.write_bytes(path.read_bytes().partition(b"\n")[0] + b"\n")
        rows[path.name] = 0
    agree(folder, rows)


def _last_line(data: bytes) -> bytes:
    return data[: data.rindex(b"\r\n", 0, -2) + 2]


def _other_practice(data: bytes) -> bytes:
    return data.replace(b"Z99001", b"Z99077")


NOTHING: Callable[[Path], object] = lambda folder: None  # noqa: E731

CASES = (
    WholeFile(
        "cut in the middle",
        _damage("event.csv", lambda d: d[: len(d) // 2], agreed=False),
        REFUSED,
        "torn",
        "event.csv",
    ),
    WholeFile(
        "cut at a line end", _damage("event.csv", _last_line, agreed=False), REFUSED, "torn", "event.csv"
    ),
    WholeFile(
        "cut at a line end, hash agrees", _damage("event.csv", _last_line), REFUSED, "torn", "event.csv"
    ),
    WholeFile(
        "one byte changed",
        _damage("event.csv", lambda d: d.replace(b"mmHg", b"mmHG", 1), agreed=False),
        REFUSED,
        "torn",
        "event.csv",
    ),
    WholeFile("more rows than there are", _listed(lambda f: f.update(rows=f["rows"] + 1)), REFUSED, "torn"),
    WholeFile("empty file", _damage("event.csv", lambda d: b""), REFUSED, "no_header", "event.csv"),
    WholeFile("empty list", _no_rows, HELD, "empty_list"),
    WholeFile("list down by half", NOTHING, HELD, "list_shrinks", people=10),
    WholeFile(
        "UTF-16 with its mark",
        _damage("event.csv", lambda d: d.decode().encode("utf-16")),
        REFUSED,
        "encoding",
        "UTF-16",
    ),
    WholeFile(
        "UTF-16 without a mark",
        _damage("event.csv", lambda d: d.decode().encode("utf-16-le")),
        REFUSED,
        "encoding",
    ),
    WholeFile("UTF-32", _damage("event.csv", lambda d: d.decode().encode("utf-32")), REFUSED, "encoding"),
    WholeFile(
        "Latin-1",
        _damage("patient.csv", lambda d: d.replace(MARKER.encode(), b"Zqx\xe9", 1)),
        REFUSED,
        "encoding",
        "patient.csv: line 2",
    ),
    WholeFile(
        "a NUL",
        _damage("event.csv", lambda d: d.replace(b"term", b"te\0m", 1)),
        REFUSED,
        "encoding",
        "event.csv",
    ),
    WholeFile(
        "carriage returns alone",
        _damage("event.csv", lambda d: d.replace(b"\r\n", b"\r")),
        REFUSED,
        "bad_header",
        "event.csv",
    ),
    WholeFile("gzip cut", _compressed(lambda d: d[:-9]), REFUSED, "torn", "event.csv.gz"),
    WholeFile(
        "gzip with a changed byte",
        _compressed(lambda d: d[:60] + bytes([d[60] ^ 8]) + d[61:]),
        REFUSED,
        "torn",
        "event.csv.gz",
    ),
    WholeFile(
        "gzip with something behind it",
        _compressed(lambda d: d + b"more of it"),
        REFUSED,
        "torn",
        "event.csv.gz",
    ),
    WholeFile("gzip in name only", _compressed(gzip.decompress), REFUSED, "torn", "event.csv.gz"),
    WholeFile("gzip of no bytes", _compressed(lambda d: b""), REFUSED, "", "event.csv.gz"),
    WholeFile(
        "gzip bomb",
        _compressed(lambda d: gzip.compress(b"0" * 80_000_000, 9)),
        REFUSED,
        "no_lines",
        "event.csv.gz",
    ),
    WholeFile(
        "one column twice",
        _damage("event.csv", lambda d: d.replace(b",unit,", b",value,", 1)),
        REFUSED,
        "bad_header",
        "value",
    ),
    WholeFile("no header", _damage("event.csv", lambda d: d.partition(b"\n")[2]), REFUSED, ""),
    WholeFile(
        "required column missing",
        _damage("patient.csv", lambda d: d.replace(b"birth_date", b"born", 1)),
        REFUSED,
        "missing_column",
        "birth_date",
    ),
    WholeFile(
        "another practice's file",
        _damage("patient.csv", _other_practice),
        REFUSED,
        "wrong_practice",
        "Z99077",
    ),
    WholeFile(
        "one row of another practice",
        _damage("event.csv", lambda d: d.replace(b"Z99001", b"Z99077", 1)),
        REFUSED,
        "wrong_practice",
        "Z99077",
    ),
    WholeFile("older", NOTHING, REFUSED, "older", "2026-02-08", as_at="2026-02-08"),
    WholeFile("of tomorrow", NOTHING, REFUSED, "future_as_at", "2026-02-11", as_at="2026-02-11"),
    WholeFile(
        "another one of the same day",
        lambda f: manifest(f, supplier="again"),
        HELD,
        "same_day",
        as_at="2026-02-09",
    ),
    WholeFile("the same again", NOTHING, UNCHANGED, "unchanged", as_at="2026-02-09"),
    WholeFile(
        "delta on another day", NOTHING, REFUSED, "not_based_on_live", kind="delta", based_on="2026-02-08"
    ),
    WholeFile("delta on no day", NOTHING, REFUSED, "bad_manifest", kind="delta"),
    WholeFile(
        "a shape nobody knows", lambda f: manifest(f, source="vision"), REFUSED, "unknown_shape", "source"
    ),
    WholeFile("the wrong shape", lambda f: manifest(f, source="fhir_r4"), REFUSED, ""),
    WholeFile("another shape's names", lambda f: manifest(f, source="emis"), REFUSED, "unknown_shape"),
    WholeFile("no manifest", lambda f: (f / "manifest.json").unlink(), REFUSED, "no_manifest"),
    WholeFile("manifest is a folder", _manifest_directory, REFUSED, "no_manifest"),
    WholeFile(
        "manifest cut", _damage("manifest.json", lambda d: d[:-20], agreed=False), REFUSED, "bad_manifest"
    ),
    WholeFile("manifest is a list", _text("[]"), REFUSED, "bad_manifest"),
    WholeFile("manifest is a number", _text("7"), REFUSED, "bad_manifest"),
    WholeFile(
        "manifest in UTF-16",
        lambda f: (f / "manifest.json").write_bytes("{}".encode("utf-16")),
        REFUSED,
        "bad_manifest",
    ),
    WholeFile("manifest nested too deep", _text("[" * 100_000), REFUSED, "bad_manifest"),
    WholeFile(
        "manifest with endless digits", _text('{"format": ' + "1" * 5_000 + "}"), REFUSED, "bad_manifest"
    ),
    WholeFile(
        "manifest names a path outside",
        _listed(lambda f: f.update(name="../event.csv")),
        REFUSED,
        "bad_manifest",
        "name",
    ),
    WholeFile(
        "manifest names an absolute path",
        _listed(lambda f: f.update(name="/etc/passwd")),
        REFUSED,
        "bad_manifest",
        "name",
    ),
    WholeFile("manifest names a NUL", _listed(lambda f: f.update(name="event\0.csv")), REFUSED, ""),
    WholeFile("manifest names itself", _listed(lambda f: f.update(name="manifest.json")), REFUSED, ""),
    WholeFile("manifest's rows are text", _listed(lambda f: f.update(rows="many")), REFUSED, "bad_manifest"),
    WholeFile("manifest's rows are true", _listed(lambda f: f.update(rows=True)), REFUSED, "bad_manifest"),
    WholeFile(
        "manifest names a file twice",
        lambda f: manifest(f, files=[*json.loads((f / "manifest.json").read_text())["files"]] * 2),
        REFUSED,
        "bad_manifest",
    ),
    WholeFile(
        "a file too many", lambda f: (f / "more.csv").write_text("a\n"), REFUSED, "unknown_file", "more.csv"
    ),
    WholeFile("a file too few", lambda f: (f / "issue.csv").unlink(), REFUSED, "torn", "issue.csv"),
    WholeFile(
        "a table too few",
        lambda f: (
            (f / "event.csv").unlink(),
            manifest(
                f,
                files=[
                    x
                    for x in json.loads((f / "manifest.json").read_text())["files"]
                    if x["name"] != "event.csv"
                ],
            ),
        ),
        REFUSED,
        "missing_table",
        "event",
    ),
    WholeFile("a link for a file", _linked, REFUSED, "not_a_file", "event.csv"),
    WholeFile("an endless device for a file", _endless, REFUSED, "not_a_file", "event.csv"),
    WholeFile("a pipe for a file", _pipe, REFUSED, "not_a_file", "event.csv"),
    WholeFile("a folder for a file", _directory, REFUSED, "not_a_file", "event.csv"),
)

# Oddities that do no harm: taken, and the record is the same as without them.
HARMLESS = (
    WholeFile("byte-order mark", _damage("patient.csv", lambda d: b"\xef\xbb\xbf" + d), ACCEPTED),
    WholeFile("line feeds alone", _damage("event.csv", lambda d: d.replace(b"\r\n", b"\n")), ACCEPTED),
    WholeFile("no line end at the end", _damage("event.csv", lambda d: d.removesuffix(b"\r\n")), ACCEPTED),
    WholeFile("blank lines at the end", _damage("event.csv", lambda d: d + b"\r\n\r\n"), ACCEPTED),
    WholeFile("columns in another order", _damage("event.csv", _columns(lambda f: f[::-1])), ACCEPTED),
    WholeFile("a column nobody knows", _damage("event.csv", _columns(lambda f: [*f, "extra"])), ACCEPTED),
    WholeFile(
        "headers in capitals",
        _damage("event.csv", lambda d: d.partition(b"\n")[0].upper() + b"\n" + d.partition(b"\n")[2]),
        ACCEPTED,
    ),
    WholeFile("packed", _compressed(lambda d: d), ACCEPTED),
    WholeFile(
        "packed in two pieces",
        _compressed(
            lambda d: gzip.compress(gzip.decompress(d)[:500]) + gzip.compress(gzip.decompress(d)[500:])
        ),
        ACCEPTED,
    ),
    WholeFile(
        "manifest with a mark",
        _damage("manifest.json", lambda d: b"\xef\xbb\xbf" + d, agreed=False),
        ACCEPTED,
    ),
)


def state_of(root: Path) -> str:
    """A hash of every byte the store holds, but for what is only being worked on."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.name != "writer.lock":
            digest.update(f"{path.relative_to(root)}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
