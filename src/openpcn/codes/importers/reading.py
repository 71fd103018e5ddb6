"""Reading a file of codes, whatever its columns: which column holds the ids is settled by their check digits.

Three forms: CSV files as OpenCodelists and similar sites give them (one list a file), the reference-set
content file of the Primary Care Domain (many lists, one a cluster), and an RF2 snapshot of simple reference
sets. A file with a damaged id is refused whole, with every line and what the id must have been. Codes with
letters are of another coding (CTV3, Read, local): kept beside, or a list of their own where nothing else is
there.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from openpcn.codes.codelist import Code, CodelistError, System
from openpcn.codes.importers.damage import suggest, what_happened
from openpcn.terms import sctid

_IDS = (
    "dmd_id",
    "snomed_id",
    "snomed_code",
    "snomedctconceptid",
    "conceptid",
    "concept_id",
    "code",
    "id",
    "vpid",
)
_TERMS = (
    "term",
    "snomed_term",
    "nm",
    "dmd_name",
    "name",
    "snomed_code_description",
    "description",
    "bnf_name",
)
_DMD_ID = re.compile(r"[0-9]+100000110[0-9]")  # the namespace and partition of dm+d
_OTHER_CODING = re.compile(r"[A-Za-z0-9.]*[A-Za-z.][A-Za-z0-9.]*")
_CTV3 = re.compile(r"[A-Za-z0-9.]{5}")
_GROUPS = ("category", "grouping_16", "label_16", "group")
_CLUSTER = ("cluster_id", "cluster id", "clusterid")
_RF2 = ("referencedcomponentid", "refsetid", "active")


class DamagedCodesError(CodelistError):
    """A file holds ids that are not ids any more. ``lines``: what is wrong with each, with a suggestion."""

    def __init__(self, name: str, lines: Sequence[str], count: int) -> None:
        self.lines, self.count = tuple(lines), count
        shown = "; ".join(lines[:3])
        super().__init__(
            f"{name}: {count} ids are damaged, most likely by a spreadsheet: {shown}"
            f"{'; ...' if count > 3 else ''}. Nothing was taken: get the list anew, with ids as text"
        )


@dataclass(frozen=True)
class ImportedList:
    """One list of a file. cluster: id of the NHS reference set, where the file or its name says."""

    name: str
    system: System
    codes: tuple[Code, ...]
    cluster: str | None
    repeated: int  # rows that named a code again
    other_codes: tuple[str, ...] = ()  # of another coding: not in ``codes``


def read_codelists(path: Path) -> tuple[ImportedList, ...]:
    """The lists of a file. Raises CodelistError (DamagedCodesError for damaged ids) naming file and line."""
    with path.open(encoding="utf-8-sig", newline="", errors="strict") as stream:
        try:
            first = stream.readline()
            delimiter = "\t" if first.count("\t") > first.count(",") else ","
            rows = csv.reader(chain([first], stream), delimiter=delimiter)
            header = [name.strip().lower() for name in next(rows, [])]
            numbered = ((number, row) for number, row in enumerate(rows, start=2) if any(row))
            return tuple(_lists(path, header, numbered))
        except UnicodeDecodeError:
            raise CodelistError(f"{path.name}: is not UTF-8 text: get it anew as CSV, UTF-8") from None


def _lists(path: Path, header: list[str], rows: Iterator[tuple[int, list[str]]]) -> Iterator[ImportedList]:
    if all(name in header for name in _RF2):
        yield from _rf2(path, header, rows)
        return
    held = list(rows)
    if not held:
        raise CodelistError(f"{path.name}: the list has no codes")
    at = _column_of_ids(path, header, held)
    cluster_at = next((header.index(name) for name in _CLUSTER if name in header), None)
    if cluster_at is None:
        cluster = _cluster_in_name(path.name)
        yield _one(path, path.stem, cluster, header, at, held)
        return
    by_cluster: dict[str, list[tuple[int, list[str]]]] = {}
    for number, row in held:
        by_cluster.setdefault(row[cluster_at].strip().upper(), []).append((number, row))
    for cluster, its in sorted(by_cluster.items()):
        yield _one(path, cluster, cluster, header, at, its)


def _column_of_ids(path: Path, header: list[str], rows: list[tuple[int, list[str]]]) -> int:
    """Of the columns that may hold ids, the one with most good check digits; the more telling name wins."""
    candidates = [header.index(name) for name in _IDS if name in header]
    if not candidates:
        raise CodelistError(
            f"{path.name}, line 1: no column of ids among {', '.join(header)}; expected one named code or id"
        )
    sample = rows[:2000]
    good = {
        at: sum(len(row) > at and sctid.is_valid(row[at].strip()) for _, row in sample) for at in candidates
    }
    return max(candidates, key=lambda at: (good[at], -candidates.index(at)))


def _one(
    path: Path, name: str, cluster: str | None, header: list[str], at: int, rows: list[tuple[int, list[str]]]
) -> ImportedList:
    term_at = next((header.index(n) for n in _TERMS if n in header and header.index(n) != at), None)
    group_at = next((header.index(n) for n in _GROUPS if n in header), None)
    codes: dict[str, Code] = {}
    damaged: list[str] = []
    others: dict[str, Code] = {}
    repeated = 0
    for number, row in rows:
        text = row[at].strip() if len(row) > at else ""
        term = row[term_at].strip() if term_at is not None and len(row) > term_at else ""
        if _of_another_coding(text):
            others[text] = Code(text, term or text)
            continue
        if not sctid.is_valid(text):
            meant = suggest(text)
            hint = f", it must have been {meant}" if meant else ""
            damaged.append(f"line {number}: {what_happened(text)}{hint}")
            continue
        if text in codes:
            repeated += 1
            continue
        group = row[group_at].strip() if group_at is not None and len(row) > group_at else ""
        codes[text] = Code(text, term or text, group or None)
    if damaged:
        raise DamagedCodesError(path.name, damaged, len(damaged))
    if others and not codes:
        if not all(_CTV3.fullmatch(code) for code in others):
            raise CodelistError(f"{path.name}: its codes are neither SNOMED CT, dm+d nor CTV3")
        return ImportedList(name, "ctv3", tuple(others.values()), cluster, repeated)
    of_dmd = sum(_DMD_ID.fullmatch(code) is not None for code in codes)
    system: System = "dmd" if of_dmd * 2 > len(codes) else "snomed"
    return ImportedList(name, system, tuple(codes.values()), cluster, repeated, tuple(others))


def _of_another_coding(text: str) -> bool:
    """A Read, CTV3 or local code: letters or dots in it, and not a number as spreadsheets write it."""
    as_number = re.fullmatch(r"[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?", text)
    return _OTHER_CODING.fullmatch(text) is not None and (as_number is None or len(text) == 5)


def _rf2(path: Path, header: list[str], rows: Iterator[tuple[int, list[str]]]) -> Iterator[ImportedList]:
    """Active members of each simple reference set, by its id."""
    refset, member, active = (header.index(name) for name in ("refsetid", "referencedcomponentid", "active"))
    by_set: dict[str, list[tuple[int, list[str]]]] = {}
    for number, row in rows:
        if len(row) <= max(refset, member, active):
            raise CodelistError(
                f"{path.name}, line {number}: expected {len(header)} columns, found {len(row)}"
            )
        if row[active].strip() == "1":
            by_set.setdefault(row[refset].strip(), []).append((number, row))
    for name, its in sorted(by_set.items()):
        yield _one(path, name, None, ["id" if at == member else "" for at in range(len(header))], member, its)


def _cluster_in_name(name: str) -> str | None:
    """``nhsd-primary-care-domain-refsets-hyp_cod.csv`` is a copy of HYP_COD."""
    found = re.search(r"refsets-([a-z0-9]+_cod)", name.lower())
    return found[1].upper() if found else None
