"""The dirt of real extracts, at small rates, and the truth about it.

Which rows are dirty depends on their lasting numbers alone, so that a row is dirty in the same way every
night and a full extract of a later night agrees with the earlier one and its deltas. Every dirty row is
listed in truth.json with what a careful reader should make of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .dirt_kinds import TRAPS, Trap
from .extract import Extract
from .places import Practice
from .randomness import Array, Ints
from .sheet import Sheet

#: Tables in which a few rows stand twice, exactly alike.
_REPEATED = {
    "Appointment_SessionUser": 0.01,
    "CareRecord_Observation": 0.0003,
    "SRCode": 0.0003,
    "SRAppointment": 0.0005,
}
_LATE_CODES_AT = 2  # position of the practice whose dictionary arrives in two parts


@dataclass
class Dirt:
    """Applies the traps, at ``rate`` times their usual share, and remembers where."""

    seed: int
    rate: float = 1.0
    truth: list[dict[str, object]] = field(default_factory=list)

    def codes_late(self, practice: Practice) -> bool:
        """Whether some of the practice's dictionary arrives a night late."""
        return (
            self.rate > 0
            and practice.system == "emis"
            and (practice.index == _LATE_CODES_AT or practice.index == 0 == self.seed % 2)
        )

    def apply(self, table: str, extract: Extract, sheet: Sheet) -> Iterable[Sheet]:
        """The sheet with its dirt, and rows that stand twice."""
        if sheet.numbers is None or not sheet.rows or self.rate <= 0:
            yield sheet
            return
        used = np.zeros(sheet.rows, dtype=bool)
        for trap in TRAPS:
            if trap.table == table:
                self._spoil(trap, extract, sheet, used)
        yield sheet
        share = _REPEATED.get(table, 0.0)
        rows = np.flatnonzero(self._picked(f"{table}/twice", extract, sheet.numbers, share) & ~used)
        if len(rows):
            self._remember("row that stands twice", table, extract, sheet, rows, "", "accepted once", None)
            yield sheet.take(rows)

    def _picked(self, name: str, extract: Extract, numbers: Ints, share: float) -> Array:
        salt = hashlib.sha256(f"{self.seed}/{name}/{extract.practice.code}".encode()).digest()
        odd, shift = int.from_bytes(salt[:4]) | 1, int.from_bytes(salt[4:8])
        mixed = numbers.astype(np.uint64) * np.uint64(odd) + np.uint64(shift)
        mixed = (mixed ^ (mixed >> np.uint64(15))) * np.uint64(0x2C1B3C6D)
        mixed = (mixed ^ (mixed >> np.uint64(12))) & np.uint64(0xFFFFFFFF)
        return mixed < np.uint64(min(share * self.rate, 1.0) * 0xFFFFFFFF)

    def _spoil(self, trap: Trap, extract: Extract, sheet: Sheet, used: Array) -> None:
        assert sheet.numbers is not None  # noqa: S101 - the caller has seen to it
        chosen = self._picked(f"{trap.table}/{trap.name}", extract, sheet.numbers, trap.share) & ~used
        rows = np.flatnonzero(chosen)
        if trap.where and len(rows):
            column, texts = trap.where
            held = sheet.take(rows).texts(column)
            rows = rows[np.asarray(pc.is_in(held, pa.array(texts)))]
        if not len(rows):
            return
        before = sheet.take(rows).texts(trap.column).to_pylist()
        if trap.filled:
            kept = [i for i, text in enumerate(before) if text not in ("", "-1")]
            rows, before = rows[kept], [before[i] for i in kept]
        if not len(rows):
            return
        numbers = sheet.numbers[rows].tolist()
        after = [trap.change(text, number) for text, number in zip(before, numbers, strict=True)]
        sheet.edit(trap.column, rows, after)
        for column, text in trap.also:
            sheet.edit(column, rows, [text] * len(rows))
        used[rows] = True
        self._remember(trap.name, trap.table, extract, sheet, rows, trap.column, trap.expected, after)

    def _remember(
        self,
        name: str,
        table: str,
        extract: Extract,
        sheet: Sheet,
        rows: Ints,
        column: str,
        expected: str,
        written: list[str] | None,
    ) -> None:
        key = "SessionGuid" if table == "Appointment_SessionUser" else sheet.header[0]
        keys = sheet.take(rows).texts(key).to_pylist()
        for position, text in enumerate(keys):
            self.truth.append(
                {
                    "trap": name,
                    "practice": extract.practice.code,
                    "night": extract.night,
                    "table": table,
                    "key_column": key,
                    "key": text,
                    "column": column,
                    "written": written[position] if written else None,
                    "expected": expected,
                }
            )

    def sorted_truth(self) -> list[dict[str, object]]:
        """Every dirty row, in an order that does not depend on how the files were written."""
        return sorted(
            self.truth, key=lambda t: tuple(str(t[k]) for k in ("night", "practice", "table", "trap", "key"))
        )
