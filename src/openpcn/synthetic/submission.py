"""A submission on disk: gzip-compressed files and their manifest, byte for byte reproducible."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from .sheet import Sheet

#: zlib level: fast; a full set compresses about tenfold even so.
_LEVEL = 1
_PIECE = 1 << 22


@dataclass(frozen=True)
class File:
    """One file of a submission: name, table, how to make its sheets, character encoding."""

    name: str
    table: str
    sheets: Callable[[], Iterable[Sheet]]
    encoding: str = "utf-8"


def write_submission(
    folder: Path, files: list[File], manifest: dict[str, object], pool: ThreadPoolExecutor
) -> int:
    """Write every file and then manifest.json; the number of data rows."""
    folder.mkdir(parents=True, exist_ok=True)
    written = list(pool.map(lambda file: _write(folder, file), files))
    text = json.dumps({**manifest, "files": written}, indent=1) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    return sum(int(str(entry["rows"])) for entry in written)


def _write(folder: Path, file: File) -> dict[str, object]:
    name = file.name + ".gz"
    squeeze = zlib.compressobj(_LEVEL, wbits=31)  # gzip header without name or time
    digest = hashlib.sha256()
    rows = 0
    with (folder / name).open("wb") as stream:

        def put(data: bytes) -> None:
            digest.update(data)
            stream.write(data)

        started = False
        for sheet in file.sheets():
            if not started:
                put(squeeze.compress(sheet.header_line()))
                started = True
            content = memoryview(sheet.csv())
            if file.encoding != "utf-8":
                content = memoryview(bytes(content).decode("utf-8").encode(file.encoding))
            for start in range(0, len(content), _PIECE):
                put(squeeze.compress(content[start : start + _PIECE]))
            rows += sheet.rows
        put(squeeze.flush())
    return {"name": name, "rows": rows, "sha256": digest.hexdigest()}
