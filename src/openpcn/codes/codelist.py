"""What a codelist is, and how one is read from a file.

Codes are text. Each is checked for its Verhoeff digit when a list is read, because lists that passed through
a spreadsheet are damaged in exactly the digits that nobody reads.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from openpcn.terms import sctid

System = Literal["snomed", "dmd", "ctv3"]
Status = Literal["demonstration subset", "local", "official"]


class CodelistError(LookupError):
    """A codelist is missing or damaged; the message names the list, or the file and line, and what to do."""


@dataclass(frozen=True)
class Code:
    """One concept: its id as text, a term to show, and the group it falls in where the list groups.

    ``group`` is the 16+1 letter in the ethnicity list, the language in the language list, the need in the
    communication list; None in lists that do not group.
    """

    code: str
    term: str
    group: str | None = None


@dataclass(frozen=True)
class Codelist:
    """A named set of codes with its provenance.

    ``confirmed`` is False where the list, or one of its codes, was not read in a published list;
    ``cluster`` is the id of the NHS reference set whose meaning it carries. ``status``: a demonstration
    subset comes with the project, an official list is a reference set under its own id, a local one is
    whatever else a site accepted.
    """

    id: str
    title: str
    system: System
    codes: tuple[Code, ...]
    source: str
    version: str
    status: Status
    cluster: str | None = None
    confirmed: bool = True
    note: str | None = None
    _by_code: dict[str, Code] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {code.code: code for code in self.codes})

    @cached_property
    def ids(self) -> frozenset[str]:
        """The code ids."""
        return frozenset(self._by_code)

    @cached_property
    def fingerprint(self) -> str:
        """Of the code ids: two lists with the same one hold the same codes."""
        return hashlib.sha256("\n".join(sorted(self._by_code)).encode()).hexdigest()[:12]

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    def term(self, code: str) -> str | None:
        """The term of a code of this list, or None."""
        found = self._by_code.get(code)
        return found.term if found else None

    def group(self, code: str) -> str | None:
        """The group of a code of this list, or None."""
        found = self._by_code.get(code)
        return found.group if found else None

    @property
    def first(self) -> Code:
        """The code written first: the one a form offers and the synthetic network uses most."""
        return self.codes[0]


def read_codes(path: Path) -> tuple[Code, ...]:
    """The codes of a CSV file ``code,term[,group]``, UTF-8, in file order.

    Raises CodelistError naming file and line for a wrong header, a bad check digit, an empty term or a
    repeated code.
    """
    codes: list[Code] = []
    seen: set[str] = set()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        header = next(reader, [])
        if header not in (["code", "term"], ["code", "term", "group"]):
            raise CodelistError(f"{path.name}, line 1: expected the header code,term or code,term,group")
        for row in reader:
            where = f"{path.name}, line {reader.line_num}"
            if len(row) != len(header):
                raise CodelistError(f"{where}: expected {len(header)} columns, found {len(row)}")
            code, term = row[0], row[1].strip()
            if not sctid.is_valid(code):
                raise CodelistError(
                    f"{where}: {code!r} is not a SNOMED CT or dm+d id (6 to 18 digits whose check digit "
                    "agrees); if a spreadsheet wrote this file, export the column as text and load it again"
                )
            if not term:
                raise CodelistError(f"{where}: the term is empty")
            if code in seen:
                raise CodelistError(f"{where}: {code} is in the list twice")
            seen.add(code)
            codes.append(Code(code, term, row[2].strip() or None if len(row) > 2 else None))
    if not codes:
        raise CodelistError(f"{path.name}: the list has no codes")
    return tuple(codes)
