"""FHIR files as single resources: bundles and NDJSON, plain or gzip, read in pieces whatever their size.

A bundle is read entry by entry; an NDJSON file line by line. Nothing holds a file whole.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, BinaryIO

from openpcn.record.sources.fhir.elements import Addresses, Json, objects, words

PIECE = 1 << 20  # characters read at a time
LONGEST = 32 << 20  # characters of one entry, or of one line
_BUNDLE = re.compile(rb'"resourceType"\s*:\s*"Bundle"')
_BULK = re.compile(rb'"(transactionTime|requiresAccessToken)"')
_TYPE = re.compile(rb'"resourceType"\s*:\s*"(\w+)"')
_OF_HOSPITALS = {b"Patient", b"Encounter", b"Organization", b"Location", b"Practitioner", b"PractitionerRole"}
_RESOURCE = re.compile(rb'"resourceType"\s*:')
_UNREADABLE = (OSError, EOFError, zlib.error, UnicodeDecodeError)


def _no_constant(name: str) -> float:
    raise json.JSONDecodeError(f"{name} is no JSON", name, 0)


DECODER = json.JSONDecoder(parse_constant=_no_constant)


_NOT_JSON = "not readable as JSON in UTF-8"
_AGAIN = "cut off or damaged; fetch or export the file again and send it whole"


class FileFault(ValueError):
    """The file cannot be read to its end, or is none of these; the message does not name it."""


class Form(Enum):
    """What a file is."""

    BUNDLE = "bundle"
    NDJSON = "ndjson"
    BULK = "bulk data manifest"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a bundle (line: its place, from 1) or one line of NDJSON.

    Exactly one of: resource; gone, the type and id that it deletes; fault, the reason code, with a sentence.
    """

    line: int
    resource: Json | None = None
    gone: tuple[str, str] | None = None
    fault: str = ""
    sentence: str = ""
    raw: str = ""


def form_of(path: Path) -> Form | None:
    """By name and beginning; None for a file that is none of them."""
    name = path.name.lower()
    if name.endswith((".ndjson", ".ndjson.gz")):
        return Form.NDJSON
    if not name.endswith((".json", ".json.gz")):
        return None
    start = beginning(path)
    if _BUNDLE.search(start):
        return Form.BUNDLE
    return Form.BULK if _BULK.search(start) and not _RESOURCE.search(start) else None


def beginning(path: Path) -> bytes:
    """The first 64 KiB as unpacked; empty where that cannot be read."""
    try:
        with opened(path) as stream:
            return stream.read(1 << 16)
    except _UNREADABLE:
        return b""


def is_stu3(path: Path) -> bool:
    """Whether a file names a profile of STU3, as GP Connect's responses do."""
    return b"/STU3/" in beginning(path)


def encounters_only(paths: Sequence[Path]) -> bool:
    """Whether files begin with encounters and whom they name, and with nothing else: a hospital's."""
    types = {kind for path in paths for kind in _TYPE.findall(beginning(path))} - {b"Bundle"}
    return b"Encounter" in types and types <= _OF_HOSPITALS


def opened(path: Path) -> BinaryIO:
    """The unpacked bytes of a file."""
    if path.name.lower().endswith(".gz"):
        return gzip.open(path, "rb")  # type: ignore[return-value]
    return path.open("rb")


def fhir_files(folder: Path) -> list[Path]:
    """The files of a folder that may be FHIR, by name, but for the submission's own manifest."""
    endings = (".json", ".json.gz", ".ndjson", ".ndjson.gz")
    return sorted(
        path
        for path in folder.iterdir()
        if path.name.lower().endswith(endings) and path.name != "manifest.json"
    )


def bulk_counts(path: Path) -> dict[str, int | None]:
    """File name -> resources, of what a bulk data manifest says was written; None where it does not count.

    Raises FileFault where the manifest cannot be read.
    """
    try:
        with opened(path) as stream:
            held = DECODER.decode(stream.read(LONGEST).decode("utf-8-sig"))
    except (*_UNREADABLE, ValueError, RecursionError):
        raise FileFault(f"{_NOT_JSON}: {_AGAIN}") from None
    found: dict[str, int | None] = {}
    for each in objects(held.get("output")) if isinstance(held, dict) else []:
        name = (words(each.get("url")) or "").split("?")[0].rstrip("/").split("/")[-1]
        count = each.get("count")
        found[name] = count if isinstance(count, int) else None
    return found


def addresses_in(path: Path) -> Addresses:
    """Where the entries of a bundle are addressed otherwise than by their type and id: what they are."""
    if form_of(path) is not Form.BUNDLE or not _mentions(path, b'"fullUrl"'):
        return {}
    found: Addresses = {}
    for entry in bundle_entries(path):
        address = words(entry.get("fullUrl")) if isinstance(entry, dict) else None
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if address is None or not isinstance(resource, dict):
            continue
        kind, row = words(resource.get("resourceType")), words(resource.get("id"))
        if kind and row and not address.endswith(f"{kind}/{row}"):
            found[address] = f"{kind}/{row}"
    return found


def entries(path: Path) -> Iterator[Entry]:
    """Every entry of a bundle, or every line of NDJSON. Raises FileFault where the file is not whole."""
    if form_of(path) is Form.NDJSON:
        yield from _of_ndjson(path)
        return
    for line, entry in enumerate(bundle_entries(path), start=1):
        yield _of_entry(line, entry)


def bundle_entries(path: Path) -> Iterator[Any]:
    """The entries of a bundle as they stand, one after another. Raises FileFault."""
    try:
        with opened(path) as stream, io.TextIOWrapper(stream, "utf-8-sig") as text:
            yield from _Window(text).entries()
    except _UNREADABLE:
        raise FileFault(f"{_NOT_JSON}: {_AGAIN}") from None


def json_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file that are not empty, with their numbers. Raises FileFault."""
    number = 0
    for lines in pieces(path):
        for line in lines:
            number += 1
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if line and not line.isspace():
                yield number, line


def pieces(path: Path) -> Iterator[list[bytes]]:
    """The lines of a file, also empty ones, about 16 MiB at a time. Raises FileFault."""
    rest = b""
    try:
        with opened(path) as stream:
            while read := stream.read(PIECE << 4):
                lines = _lines(rest + read)
                rest = lines.pop() if not lines[-1].endswith(b"\n") else b""
                if len(rest) > LONGEST:
                    raise FileFault(f"a line is longer than {LONGEST >> 20} MiB: not NDJSON")
                if lines:
                    yield lines
    except _UNREADABLE:
        raise FileFault("not readable to its end: cut or damaged") from None
    if rest:
        yield [rest]


def _lines(read: bytes) -> list[bytes]:
    """Cut at line feeds alone, as NDJSON is."""
    lines = [line + b"\n" for line in read.split(b"\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def of_line(number: int, line: bytes) -> list[Entry]:
    """A line of NDJSON: a resource, or a bundle whose entries are taken one by one (how deletions come)."""
    try:
        held = DECODER.decode(line.decode("utf-8"))
    except (ValueError, RecursionError):
        raw = line.decode("utf-8", "replace").rstrip("\r\n")
        sentence = "the line is not readable as JSON in UTF-8: send the resource again"
        return [Entry(number, fault="not_json", sentence=sentence, raw=raw)]
    if isinstance(held, dict) and held.get("resourceType") == "Bundle":
        return [_of_entry(number, entry) for entry in objects(held.get("entry"))]
    return [_of_entry(number, {"resource": held})]


def whole_line(number: int, line: bytes) -> list[Entry]:
    """As ``of_line``. Raises FileFault for a last line that is cut: it has no end and cannot be read."""
    found = of_line(number, line)
    if not line.endswith(b"\n") and any(entry.fault == "not_json" for entry in found):
        raise FileFault(f"line {number}, the last, is cut: send the file again")
    return found


def _of_ndjson(path: Path) -> Iterator[Entry]:
    for number, line in json_lines(path):
        yield from whole_line(number, line)


def _of_entry(line: int, entry: object) -> Entry:
    if isinstance(entry, dict):
        request = entry.get("request")
        if isinstance(request, dict) and request.get("method") == "DELETE":
            kind, _, row = str(request.get("url", "")).strip("/").partition("/")
            return Entry(line, gone=(kind, row.split("/")[0]))
        resource = entry.get("resource")
        if isinstance(resource, dict) and words(resource.get("resourceType")):
            address = words(entry.get("fullUrl"))
            if address and not resource.get("id"):
                resource = resource | {"id": address.removeprefix("urn:uuid:").split("/")[-1]}
            return Entry(line, resource)
    raw = json.dumps(entry, ensure_ascii=False)
    return Entry(line, fault="no_resource", sentence="an entry with a resource is expected", raw=raw)


def _mentions(path: Path, what: bytes) -> bool:
    try:
        with opened(path) as stream:
            rest = b""
            while piece := stream.read(PIECE):
                if what in rest + piece:
                    return True
                rest = piece[-len(what) :]
    except _UNREADABLE:
        raise FileFault(f"{_NOT_JSON}: {_AGAIN}") from None
    return False


class _Window:
    """The part of a long JSON text that is being read."""

    def __init__(self, stream: io.TextIOBase) -> None:
        self.stream, self.held, self.at = stream, "", 0
        self.before = 0  # characters read and let go
        self.decoder = DECODER

    def entries(self) -> Iterator[Any]:
        """The entries of the bundle that the text is. Raises FileFault."""
        self.expect("{")
        kind: object = None
        more = self.peek() != "}"
        while more:
            name = self.value()
            self.expect(":")
            if name == "entry":
                if self.peek() != "[":
                    raise FileFault("Bundle.entry: a list is expected")
                yield from self.list()
            elif name == "resourceType":
                kind = self.value()
            else:
                self.value()
            more = self.another("}")
        if self.peek() == "}":
            self.at += 1
        if kind != "Bundle":
            raise FileFault("a FHIR Bundle is expected")
        if self.peek():
            raise FileFault(f"{_NOT_JSON}: there is more after the bundle: {_AGAIN}")

    def list(self) -> Iterator[Any]:
        self.expect("[")
        more = self.peek() != "]"
        while more:
            yield self.value()
            more = self.another("]")
        if self.peek() == "]":
            self.at += 1

    def another(self, end: str) -> bool:
        """Whether a comma follows; the end is left to be read."""
        if self.peek() == ",":
            self.at += 1
            return True
        if self.peek() != end:
            raise self.unreadable()
        return False

    def unreadable(self) -> FileFault:
        """Where it stops being JSON: the start of the value, or the end of a file that was cut."""
        at = self.before + self.at
        where = f"ends at character {at:,}, too early" if not self.peek() else f"from character {at + 1:,} on"
        return FileFault(f"{_NOT_JSON}, {where}: {_AGAIN}")

    def expect(self, mark: str) -> None:
        if self.peek() != mark:
            raise self.unreadable()
        self.at += 1

    def peek(self) -> str:
        """The next character that is not white space; empty at the end."""
        while True:
            while self.at < len(self.held) and self.held[self.at] in " \t\r\n":
                self.at += 1
            if self.at < len(self.held):
                return self.held[self.at]
            if not self.more():
                return ""

    def value(self) -> Any:
        self.peek()
        while True:
            try:
                value, end = self.decoder.raw_decode(self.held, self.at)
            except (ValueError, RecursionError):
                if len(self.held) - self.at > LONGEST or not self.more():
                    raise self.unreadable() from None
                continue
            if end == len(self.held) and self.more():
                continue  # a number may go on
            self.at = end
            return value

    def more(self) -> bool:
        """Read on, as much again as is held, so that a long value is not tried many times."""
        read = self.stream.read(max(PIECE, len(self.held) - self.at))
        if not read:
            return False
        self.before += self.at
        self.held, self.at = self.held[self.at :] + read, 0
        return True
