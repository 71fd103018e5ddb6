"""What every EMIS table is written with: guids, code ids, and the columns that all tables share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from openpcn.synthetic import labels
from openpcn.synthetic.extract import Extract
from openpcn.synthetic.randomness import Ints
from openpcn.synthetic.sheet import Column, Sheet
from openpcn.terms import sctid

from .tables import TABLES

_HEX = np.frombuffer(b"0123456789ABCDEF", dtype=np.uint8)
_NAMES = (
    "organisation location user patient event contact course issue slot session person agreement allergy "
    "referral"
).split()
_KINDS = {name: number for number, name in enumerate(_NAMES)}


def guids(practice: int, kind: str, numbers: Ints) -> pa.Array:
    """Upper-case guids in braces: one for each number of a kind of thing at a practice."""
    pattern = f"{{00000000-{practice + 1:04X}-4E{_KINDS[kind]:02X}-8A51-5F0E3D{practice * 7 + 11:06X}}}"
    text = np.empty((len(numbers), 38), dtype=np.uint8)
    text[:] = np.frombuffer(pattern.encode(), dtype=np.uint8)
    mixed = numbers.astype(np.uint64) * np.uint64(2654435761) + np.uint64(_KINDS[kind])
    mixed &= np.uint64(0xFFFFFFFF)  # an odd multiplier: different numbers stay different
    for digit in range(8):
        text[:, 1 + digit] = _HEX[((mixed >> np.uint64(4 * (7 - digit))) & np.uint64(15)).astype(np.int64)]
    offsets = np.arange(len(numbers) + 1, dtype=np.int32) * 38
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(text)]
    return pa.Array.from_buffers(pa.string(), len(numbers), buffers)


def guid(practice: int, kind: str, number: int) -> str:
    """One guid."""
    return str(guids(practice, kind, np.array([number]))[0])


def code_id(position: int) -> str:
    """The supplier's own 64-bit id of a dictionary entry."""
    return sctid.with_check_digit(f"{238451 + position * 37}100000611")


def drug_code_id(position: int) -> str:
    """The supplier's own id of a medicine."""
    return sctid.with_check_digit(f"{84521 + position * 41}100003311")


@dataclass
class Emis:
    """One extract on its way into EMIS files. ``late``: some dictionary entries arrive a night later."""

    extract: Extract
    nhs_numbers: list[str]
    late: bool

    def __post_init__(self) -> None:
        self.lives, self.place = self.extract.lives, self.extract.practice.index
        self.organisation = guid(self.place, "organisation", 0)
        self.processing = str(18_240 + self.extract.night)
        entries = self.lives.codes.entries
        seen: dict[str, int] = {}
        # one dictionary entry for a code, however many lists hold it
        self.canonical = np.array([seen.setdefault(e.code or e.term, i) for i, e in enumerate(entries)])
        self.code_ids = pa.array([code_id(int(i)) for i in self.canonical])
        self.drug_ids = pa.array([drug_code_id(int(i)) for i in self.canonical])

    def sheet(self, table: str, rows: int, columns: dict[str, Column], numbers: Ints | None = None) -> Sheet:
        """A sheet with the columns given, and the organisation, processing id and deletion flag."""
        for name, text in (
            ("OrganisationGuid", self.organisation),
            ("ProcessingId", self.processing),
            ("Deleted", "false"),
        ):
            if name in TABLES[table]:
                columns.setdefault(name, text)
        return Sheet(TABLES[table], rows, columns, numbers)

    def patients_of(self, person: Ints) -> pa.Array:
        """Patient guids of people at this practice."""
        return guids(self.place, "patient", self.extract.registration_of[person])

    def clinicians(self, number: Ints) -> pa.Array:
        """UserInRole guids of clinician numbers."""
        return guids(self.place, "user", np.arange(len(labels.STAFF))).take(pa.array(number))
