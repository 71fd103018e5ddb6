"""A sheet: the rows of one file as columns of text, and its bytes as quoted CSV.

A column is one text for every row, a column of texts, or a tuple of such pieces written one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .randomness import Array, Flags, Floats, Ints

Piece: TypeAlias = "str | pa.Array"
Column: TypeAlias = "Piece | tuple[Piece, ...]"

_FIRST_DAY = date(1890, 1, 1)
_EPOCH = date(1970, 1, 1).toordinal()
_OFFSET = _EPOCH - _FIRST_DAY.toordinal()
_DAYS = 60_000


class Sheet:
    """Rows of one table of a supplier: ``columns`` in the order of ``header``; missing columns are empty."""

    def __init__(
        self, header: Sequence[str], rows: int, columns: dict[str, Column], numbers: Ints | None = None
    ) -> None:
        unknown = set(columns) - set(header)
        if unknown:
            raise KeyError(f"columns {sorted(unknown)} are not in this table's header")
        self.header, self.rows, self.columns = tuple(header), rows, columns
        self.numbers = numbers  # a lasting number of each row, for choices that must be the same every night

    def edit(self, column: str, rows: Ints, values: Sequence[str]) -> None:
        """Write other texts into a column at some rows."""
        mask = np.zeros(self.rows, dtype=bool)
        mask[rows] = True
        ordered = [value for _, value in sorted(zip(rows.tolist(), values, strict=True))]
        self.columns[column] = pc.replace_with_mask(
            self.texts(column), pa.array(mask), pa.array(ordered, pa.string())
        )

    def texts(self, column: str) -> pa.Array:
        """A column as texts."""
        value = self.columns.get(column, "")
        pieces = value if isinstance(value, tuple) else (value,)
        if all(isinstance(piece, str) for piece in pieces):
            return pa.array(["".join(pieces)] * self.rows, pa.string())
        joined = pc.binary_join_element_wise(*pieces, "")
        return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined

    def take(self, rows: Ints) -> Sheet:
        """Some of the rows, in the order given."""
        index = pa.array(rows)

        def pick(piece: Piece) -> Piece:
            return piece if isinstance(piece, str) else piece.take(index)

        columns: dict[str, Column] = {
            name: tuple(pick(p) for p in value) if isinstance(value, tuple) else pick(value)
            for name, value in self.columns.items()
        }
        return Sheet(self.header, len(rows), columns, None if self.numbers is None else self.numbers[rows])

    def csv(self) -> pa.Buffer | bytes:
        """The rows as UTF-8 CSV: every field quoted, CRLF, no header."""
        if not self.rows:
            return b""
        pieces: list[Piece] = []
        text = '"'
        for position, name in enumerate(self.header):
            text += '","' if position else ""
            value = self.columns.get(name, "")
            for piece in value if isinstance(value, tuple) else (value,):
                if isinstance(piece, str):
                    text += piece.replace('"', '""')
                else:
                    pieces += [text, piece]
                    text = ""
        pieces.append(text + '"\r\n')
        if len(pieces) == 1:
            return (str(pieces[0]) * self.rows).encode()
        joined = pc.binary_join_element_wise(*pieces, "")
        _, offsets, data = joined.buffers()
        used = np.frombuffer(offsets, dtype=np.int32, count=self.rows + 1)
        return data.slice(int(used[0]), int(used[-1] - used[0]))

    def header_line(self) -> bytes:
        """The first line of the file."""
        return (",".join(f'"{name}"' for name in self.header) + "\r\n").encode()


def quoted(text: str) -> str:
    """Free text with its quotes doubled, for a column of texts."""
    return text.replace('"', '""')


@cache
def _iso_table() -> pa.Array:
    days = [(_FIRST_DAY + timedelta(days=i)).isoformat() for i in range(_DAYS)]
    return pa.array(["", *days])


@cache
def _long_table() -> pa.Array:
    days = [(_FIRST_DAY + timedelta(days=i)).strftime("%d %b %Y") for i in range(_DAYS)]
    return pa.array(["", *days])


@cache
def _clock_table(seconds: bool) -> pa.Array:
    return pa.array([f"{i // 60:02d}:{i % 60:02d}" + (":00" if seconds else "") for i in range(1440)])


def _day_index(days: Array) -> pa.Array:
    index = days.astype(np.int64) + _OFFSET + 1
    return pa.array(np.where((index < 1) | (index > _DAYS), 0, index).astype(np.int32))


def iso_days(days: Array) -> pa.Array:
    """``yyyy-MM-dd`` of days since 1970; empty for a day that does not exist."""
    return _iso_table().take(_day_index(days))


def long_days(days: Array) -> pa.Array:
    """``dd MMM yyyy`` of days since 1970; empty for a day that does not exist."""
    return _long_table().take(_day_index(days))


def long_moments(days: Array, minutes: Array | None = None, *, seconds: bool = True) -> pa.Array:
    """``dd MMM yyyy HH:mm:ss``; midnight without minutes; empty for a day that does not exist."""
    day = long_days(days)
    clock = times(minutes if minutes is not None else np.zeros(len(days), dtype=np.int64), seconds=seconds)
    return pc.if_else(pc.equal(day, ""), "", pc.binary_join_element_wise(day, clock, " "))


def times(minutes: Array, *, seconds: bool = True) -> pa.Array:
    """``HH:mm:ss`` (or ``HH:mm``) of minutes since midnight."""
    return _clock_table(seconds).take(pa.array((minutes % 1440).astype(np.int32)))


def whole(numbers: Array) -> pa.Array:
    """Whole numbers as text."""
    return pa.array(numbers.astype(np.int64)).cast(pa.string())


def decimals(values: Floats, places: int) -> pa.Array:
    """Numbers with a fixed number of decimal places; empty where there is none."""
    scale = 10**places
    missing = np.isnan(values)
    scaled = np.round(np.where(missing, 0, values).astype(np.float64) * scale).astype(np.int64)
    text = whole(scaled // scale)
    if places:
        fractions = pa.array([f".{i:0{places}d}" for i in range(scale)])
        text = pc.binary_join_element_wise(text, fractions.take(pa.array(scaled % scale)), "")
    return pc.if_else(pa.array(missing), "", text)


def lookup(texts: Sequence[str], positions: Array) -> pa.Array:
    """``texts`` at positions."""
    return pa.array(list(texts), pa.string()).take(pa.array(positions.astype(np.int64)))


def flags(values: Flags, yes: str, no: str) -> pa.Array:
    """Booleans as the supplier writes them."""
    return pc.if_else(pa.array(values), yes, no)
