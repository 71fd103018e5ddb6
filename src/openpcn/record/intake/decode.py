"""A supplier's CSV file made plain: unpacked, in UTF-8, balanced records, each with its line.

What cannot be read as text at all refuses the file. A record whose quotes never close is set aside by itself:
a line with an odd number of quotes must, joined with the lines up to the next such line, make one well-formed
record with as many fields as the header; otherwise that line alone is at fault and the next is read afresh.
Memory is bounded by the chunk, whatever the file's size.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from openpcn.record.sources.base import Fault

CHUNK = 2 << 20  # fits the caches: eight times as much takes twice the time
LONGEST_LINE = 32 << 20  # bytes without a line end, after which it is no CSV file
LARGEST = 40 << 30  # bytes a file may unpack to
LONGEST_RECORD = 1 << 20
_BOM = b"\xef\xbb\xbf"

Int64 = npt.NDArray[np.int64]


class FileError(ValueError):
    """The file cannot be used at all. ``code`` names the fault; the message names file and line."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass
class PlainFile:
    """A file made plain at ``path``. Data records only; the header is its first line.

    starts: byte offset of each record in ``path``, and the end. lines: line of the original it starts on.
    faults: records set aside, which are not in ``path``. notes: what was cleaned.
    """

    path: Path
    name: str
    header: tuple[str, ...]
    starts: Int64
    lines: npt.NDArray[np.int32]
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def records(self) -> int:
        """Records of the original file: those in ``path`` and those set aside."""
        return len(self.lines) + len(self.faults)

    def raw_at(self, line: int) -> str:
        """The text of the record of ``path`` that starts on a line of the original file."""
        return self.raw(int(np.searchsorted(self.lines, line)))

    def raw(self, record: int) -> str:
        """The text of a record of ``path``."""
        with self.path.open("rb") as stream:
            stream.seek(int(self.starts[record]))
            held = stream.read(int(self.starts[record + 1] - self.starts[record]))
        return held.decode("utf-8", "replace").rstrip("\r\n")


def make_plain(original: Path, encoding: str, into: Path) -> PlainFile:
    """Raises FileError: not gzip, cut, not in the encoding, no header."""
    scan = _Scan(original.name, encoding)
    with into.open("wb") as out:
        for text in _whole_lines(_chunks(original), original.name):
            scan.take(text, out)
        scan.finish(out)
    if not scan.header:
        raise FileError("no_header", f"{original.name}: line 1: expected a header line, the file is empty")
    if scan.read_as_utf8 and scan.beyond_ascii:
        raise FileError(
            "encoding",
            f"{original.name}: this shape is written in Windows-1252, but the file is in UTF-8: "
            "export it again in the supplier's own encoding",
        )
    return PlainFile(
        path=into,
        name=original.name,
        header=scan.header,
        starts=np.concatenate([*scan.starts, np.array([scan.written], np.int64)]),
        lines=np.concatenate([np.empty(0, np.int32), *scan.lines]).astype(np.int32),
        faults=scan.faults,
        notes=scan.notes,
    )


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path, "rb") if path.name.lower().endswith(".gz") else path.open("rb") as stream:
            size = 0
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > LARGEST:
                    raise FileError(
                        "too_large",
                        f"{path.name}: unpacks to more than {LARGEST >> 30} GiB: send it in parts",
                    )
                yield chunk
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise FileError("torn", f"{path.name}: not a whole gzip file ({error}): send it again") from None


def _whole_lines(chunks: Iterator[bytes], name: str) -> Iterator[bytes]:
    """The same bytes, cut at line ends; the last piece ends with a line end too."""
    rest = b""
    for chunk in chunks:
        cut = chunk.rfind(b"\n") + 1
        if cut:
            yield rest + chunk[:cut]
            rest = chunk[cut:]
        else:
            rest += chunk
            if len(rest) > LONGEST_LINE:
                raise FileError("no_lines", f"{name}: no line ends found: not a CSV file")
    if rest:
        yield rest + b"\n"


class _Scan:
    """Reads pieces of whole lines in turn; keeps what the pieces leave over."""

    def __init__(self, name: str, encoding: str) -> None:
        self.name, self.encoding = name, encoding
        self.header: tuple[str, ...] = ()
        self.starts: list[Int64] = []
        self.lines: list[npt.NDArray[np.int32]] = []
        self.faults: list[Fault] = []
        self.notes: list[str] = []
        self.written = 0
        self.beyond_ascii = False
        self.read_as_utf8 = encoding == "cp1252"  # until a byte says otherwise
        self._foreign: list[int] = []  # lines that were not UTF-8 where another encoding is allowed
        self._line = 1  # number of the next line
        self._open = b""  # lines of a record whose quotes have not closed yet

    def take(self, text: bytes, out: BinaryIO) -> None:
        if self._line == 1 and not self._open:
            text = self._start(text, out)
        self._body(self._decoded(text), out, last=False)

    def finish(self, out: BinaryIO) -> None:
        if self._open:
            self._body(b"", out, last=True)
        if self._foreign:
            self.notes.append(
                f"{self.name}: {len(self._foreign)} lines are not UTF-8 and were read as Windows-1252, "
                f"the first is line {self._foreign[0]}"
            )

    def _start(self, text: bytes, out: BinaryIO) -> bytes:
        """Drop a byte-order mark, read the header line; returns what follows it."""
        if text.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in text[:200]:
            raise FileError("encoding", f"{self.name}: line 1: this is UTF-16: export the file as UTF-8")
        if text.startswith(_BOM):
            text = text[len(_BOM) :]
            self.notes.append(f"{self.name}: byte-order mark dropped")
            self.encoding, self.read_as_utf8 = "utf-8", False  # it says so: no other encoding is tried
        cut = text.index(b"\n") + 1
        written = self._decoded(text[:cut])
        try:
            rows = list(csv.reader([written.decode()], strict=True))
        except csv.Error as error:
            raise FileError("bad_header", f"{self.name}: line 1: the header is not CSV ({error})") from None
        self.header = tuple(name.strip() for name in rows[0]) if rows else ()
        lowered = [name.lower() for name in self.header if name]
        if not lowered:
            raise FileError("no_header", f"{self.name}: line 1: expected a header line")
        if len(set(lowered)) != len(lowered):
            twice = next(name for name in lowered if lowered.count(name) > 1)
            raise FileError("bad_header", f"{self.name}: line 1: column {twice} is there twice")
        out.write(written)
        self.written, self._line = len(written), 2
        return text[cut:]

    def _decoded(self, text: bytes) -> bytes:
        """The text in UTF-8. Raises FileError naming the line that is not in the encoding."""
        if b"\0" in text:
            line = self._line + text.count(b"\n", 0, text.index(b"\0"))
            raise FileError("encoding", f"{self.name}: line {line}: a NUL byte: this is not a text file")
        if text.isascii():
            return text
        self.beyond_ascii = True
        if self.encoding == "utf-8 or cp1252":
            return text if _is_utf8(text) else self._line_by_line(text)
        try:
            if self.encoding == "utf-8":
                text.decode("utf-8")
                return text
            if self.read_as_utf8:
                self.read_as_utf8 = _is_utf8(text)
            return text.decode("cp1252").encode()
        except UnicodeDecodeError as error:
            line = self._line + text.count(b"\n", 0, error.start)
            wanted = "UTF-8" if self.encoding == "utf-8" else "Windows-1252"
            raise FileError(
                "encoding", f"{self.name}: line {line}: not {wanted}: export the file in that encoding"
            ) from None

    def _line_by_line(self, text: bytes) -> bytes:
        """Lines that are not UTF-8 read as Windows-1252. Raises FileError naming a line that is neither."""
        lines = [line + b"\n" for line in text.split(b"\n")[:-1]]  # the piece ends with a line end
        for position, line in enumerate(lines):
            if not line.isascii() and not _is_utf8(line):
                number = self._line + self._open.count(b"\n") + position
                try:
                    lines[position] = line.decode("cp1252").encode()
                except UnicodeDecodeError:
                    raise FileError(
                        "encoding",
                        f"{self.name}: line {number}: neither UTF-8 nor Windows-1252: export it as UTF-8",
                    ) from None
                self._foreign.append(number)
        return b"".join(lines)

    def _body(self, text: bytes, out: BinaryIO, *, last: bool) -> None:
        """Write the balanced records of whole lines; hold back one that is still open at the end."""
        text = self._open + text
        self._open = b""
        if not text:
            return
        held = np.frombuffer(text, np.uint8)
        ends = np.flatnonzero(held == 10) + 1
        begins = np.concatenate([[0], ends[:-1]])
        numbers = np.arange(self._line, self._line + len(ends), dtype=np.int32)
        odd = np.flatnonzero(
            np.bitwise_xor.reduceat((held == 34).view(np.uint8), begins)
        )  # quotes in each line
        lengths = ends - begins
        short = lengths <= 2
        blank = short & ((lengths == 1) | (held[np.maximum(ends - 2, 0)] == 13))
        first, drop = np.ones(len(ends), np.bool_), np.zeros(len(ends), np.bool_)
        stop = self._pair(text, begins, ends, odd, first, drop, blank, last=last)

        self._line += stop
        keep = ~drop[:stop] & ~blank[:stop]
        opening = first[:stop] & keep
        if keep.all():
            out.write(text[: int(ends[stop - 1])] if stop else b"")
        else:
            for i in np.flatnonzero(keep):
                out.write(text[int(begins[i]) : int(ends[i])])
        kept_lengths = np.where(keep, lengths[:stop], 0)
        offsets = self.written + np.concatenate([[0], np.cumsum(kept_lengths)])
        self.starts.append(offsets[:-1][opening].astype(np.int64))
        self.lines.append(numbers[:stop][opening])
        self.written = int(offsets[-1])
        self._open = text[int(ends[stop - 1]) if stop else 0 :]

    def _pair(
        self, text: bytes, begins: Int64, ends: Int64, odd: Int64, first: npt.NDArray[np.bool_],
        drop: npt.NDArray[np.bool_], blank: npt.NDArray[np.bool_], *, last: bool,
    ) -> int:  # fmt: skip
        """Join lines into records, or set them aside. Returns how many lines are settled."""
        position = 0
        while position < len(odd):
            i = int(odd[position])
            if position + 1 == len(odd):
                if not last and len(text) - int(begins[i]) < LONGEST_RECORD:
                    return i  # its end may come with the next piece
                j = i
            else:
                j = int(odd[position + 1])
            record = text[int(begins[i]) : int(ends[j])]
            if j > i and len(record) < LONGEST_RECORD and _well_formed(record, len(self.header)):
                first[i + 1 : j + 1] = False
                blank[i : j + 1] = False  # an empty line inside quotes belongs to the value
                position += 2
                continue
            drop[i] = True
            position += 1
            raw = text[int(begins[i]) : int(ends[i])].decode("utf-8", "replace").rstrip("\r\n")
            self.faults.append(
                Fault(
                    self.name,
                    self._line + i,
                    "",
                    "unterminated_quote",
                    "a quotation mark is opened and not closed in this row; double it inside a value",
                    raw,
                )
            )
        return len(ends)


def _well_formed(record: bytes, fields: int) -> bool:
    try:
        rows = list(csv.reader(io.StringIO(record.decode(), newline=""), strict=True))
    except (csv.Error, UnicodeDecodeError):
        return False
    return len(rows) == 1 and len(rows[0]) == fields


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
