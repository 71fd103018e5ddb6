"""Names of files as others may read them: what a source prescribes, never what somebody wrote beside it.

A person names a file "admissions_SMITH 9990004870.csv". What the source prescribes of it is "admissions"; the
rest may say who somebody is, and becomes the file's number among those it was sent with. Of a name that no
source prescribes only the ending is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from openpcn.record.intake.manifest import NAME
from openpcn.record.intake.receipt import Receipt
from openpcn.record.sources import names, source
from openpcn.record.sources.base import stem

_FREE_TAIL = "([-_ .].*)?"  # how a source's pattern says that anything may follow
_FREE_HEAD = "[A-Za-z0-9-]+(_[A-Za-z0-9-]+)*_"  # and that anything may stand before
_HEAD = re.compile(r"[0-9]{1,6}")  # a number of an agreement or a customer, never of a person
_ENDING = re.compile(r"\.[a-z]{2,6}(\.gz)?", re.I)
_OTHER_ENDING = ".file"
_OURS = r"(file-\d{4}|mapping|bundle|manifest)"  # names that say nothing
_REPORT = re.compile(r"[a-z0-9-]{1,60}-\d{1,4}\.(csv|xlsx)")
_LONG = re.compile(r"\d(?:[ -]?\d){6,}")  # seven digits or more, as a number of a person may be written
_IN_TEXT = re.compile(r"(?<!\d)20\d\d(?:-\d\d-\d\d|\d{4}(?:\d{6}|\d{4})?)(?!\d)")
_DAY = re.compile(r"(20\d\d)-?(\d\d)-?(\d\d)(?:\d{4}|\d{6})?")  # 20260209, 2026-02-09 or 20260209213004


def plain_name(name: str, number: int) -> str:
    """A file's name as it may be kept and shown. number: its place among the files it was sent with, from 1.

    Given again what it gave, it gives the same; what a source's pattern fits, it still fits.
    """
    base = stem(name)
    for pattern in _patterns():
        if re.fullmatch(pattern, base) is None:
            continue
        if pattern.endswith(_FREE_TAIL):
            prescribed = _prescribed(pattern.removesuffix(_FREE_TAIL), base)
            rest = base[len(prescribed) :]
            if not rest or re.fullmatch(r"-\d{4}", rest) or _is_day(rest[1:]):
                return name
            return f"{prescribed}-{number:04d}{name[len(base) :]}"
        if pattern.startswith(_FREE_HEAD):
            found = re.search(pattern.removeprefix(_FREE_HEAD) + r"\Z", base)
            head = base[: found.start()].removesuffix("_") if found else ""
            if _HEAD.fullmatch(head) or re.fullmatch(r"extract-\d{4}", head):
                return name
            return f"extract-{number:04d}_{base[len(head) + 1 :]}{name[len(base) :]}"
        if re.search(r"\d{7}", base) is None:
            return name
    if re.fullmatch(_OURS + _ENDING.pattern, name, re.I):
        return name
    found = re.search(_ENDING.pattern + r"\Z", name, re.I)
    return f"file-{number:04d}{found.group().lower() if found else _OTHER_ENDING}"


def masked(text: str) -> str:
    """The text without long numbers; days stay."""
    kept, at = "", 0
    for found in _IN_TEXT.finditer(text):
        if _is_day(found.group()):
            kept += _LONG.sub("#######", text[at : found.start()]) + found.group()
            at = found.end()
    return kept + _LONG.sub("#######", text[at:])


def plain_names(folder: Path, also: Iterable[str] = (), *, reports: bool = False) -> dict[str, str]:
    """Name -> as it may be shown, of the files of a folder and of ``also``, where the two differ.

    reports: search reports are called by the search they are the result of, as the site names them.
    """
    try:
        here = {path.name for path in folder.iterdir()}
    except OSError:
        here = set()
    shown = {}
    for number, name in enumerate(sorted({*here, *also} - {NAME}), start=1):
        plain = plain_name(name, number)
        if plain != name and not (reports and _REPORT.fullmatch(name) and not re.search(r"\d{7}", name)):
            shown[name] = plain
            shown[name.encode("utf-8", "backslashreplace").decode()] = (
                plain  # as the manifest's fault says it
            )
    return shown


def without_names(text: str, shown: Mapping[str, str]) -> str:
    """A sentence with each file called as it may be shown."""
    if not shown:
        return text
    listed = "|".join(re.escape(name) for name in sorted(shown, key=len, reverse=True))
    return re.sub(rf"(?<![A-Za-z0-9])({listed})(?![A-Za-z0-9])", lambda found: shown[found.group()], text)


def shown_to_others(receipt: Receipt, folder: Path) -> Receipt:
    """The receipt as it is kept and shown: counts as they are, files called as they may be."""
    told = [*(file.name for file in receipt.per_file), *(example.file for example in receipt.examples)]
    shown = plain_names(folder, told, reports=receipt.source == "search_report")
    if (called := masked(folder.name)) != folder.name:
        shown[folder.name] = called
    if not shown:
        return receipt

    def said(text: str) -> str:
        return without_names(text, shown)

    not_used: dict[str, int] = {}
    for what, rows in receipt.not_used.items():
        not_used[said(what)] = not_used.get(said(what), 0) + rows
    return replace(
        receipt,
        reason=said(receipt.reason) if receipt.reason else receipt.reason,
        per_file=tuple(replace(file, name=shown.get(file.name, file.name)) for file in receipt.per_file),
        examples=tuple(
            replace(one, file=shown.get(one.file, one.file), sentence=said(one.sentence))
            for one in receipt.examples
        ),
        not_used=not_used,
        noted=tuple(said(note) for note in receipt.noted),
    )


def _patterns() -> list[str]:
    """Of every source's tables, and of the files it knows and does not read."""
    sources = [source(name) for name in names()]
    return [
        pattern for each in sources for pattern in (*(table.pattern for table in each.tables), *each.not_used)
    ]


def _prescribed(pattern: str, base: str) -> str:
    """The longest beginning that the pattern prescribes."""
    lengths = range(len(base), 0, -1)
    return next((base[:n] for n in lengths if re.fullmatch(pattern, base[:n])), "")


def _is_day(text: str) -> bool:
    found = _DAY.fullmatch(text)
    if found is None:
        return False
    try:
        date(*(int(each) for each in found.groups()))
    except ValueError:
        return False
    return True
