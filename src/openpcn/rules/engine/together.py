"""Several practices evaluated as one: the same arrays, six times as long, in a sixth of the steps.

Patients are numbered on from practice to practice. What differs between practices (what their feeds supply)
must be the same for all of them: see ``alike``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from openpcn.record.store import EventRows, LazyRows

from .kernels import Ints
from .practice import People, Practice, Rows

PEOPLE = 80_000  # of one batch: arrays of more no longer fit the processor's cache, and memory grows


class Together:
    """Practices that supply the same, seen as one."""

    def __init__(self, practices: Sequence[Practice]) -> None:
        self.practices = tuple(practices)
        self.ods = "+".join(each.ods for each in practices)
        self.supplies = practices[0].supplies
        self.covers = practices[0].covers
        self.people = _joined_people([each.people for each in practices])
        sizes = [len(each.people) for each in practices]
        self.starts: Ints = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self._indexes: dict[str, _Joined] = {}

    def index_of(self, table: str) -> Rows:
        if table not in self._indexes:
            self._indexes[table] = _Joined([each.index_of(table) for each in self.practices], self.starts)
        return self._indexes[table]


def batches(practices: Sequence[Practice], people: int = PEOPLE) -> list[Together]:
    """The practices in groups that can be evaluated as one, each of about so many people at most."""
    alike: dict[Any, list[list[Practice]]] = {}
    for practice in practices:
        groups = alike.setdefault((practice.supplies, practice.covers), [[]])
        held = sum(len(each.people) for each in groups[-1])
        if groups[-1] and held + len(practice.people) > people:
            groups.append([])
        groups[-1].append(practice)
    return [Together(group) for groups in alike.values() for group in groups]


def _joined_people(people: Sequence[People]) -> People:
    return People(**{each.name: _joined([getattr(p, each.name) for p in people]) for each in fields(People)})


def _joined(arrays: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


class _Joined:
    """The indexes of one table, one after the other. ``row`` stays that of each practice's own file."""

    def __init__(self, indexes: Sequence[Rows], starts: Ints) -> None:
        self._indexes = indexes
        self._starts = starts

    @cached_property
    def codes(self) -> tuple[str, ...]:
        if len(self._indexes) == 1:
            return self._indexes[0].codes
        return tuple(sorted({code for each in self._indexes for code in each.codes}))

    @cached_property
    def _positions(self) -> list[Ints]:
        """Where each index's concepts stand among all."""
        place = {code: at for at, code in enumerate(self.codes)}
        return [np.array([place[code] for code in each.codes], dtype=np.int32) for each in self._indexes]

    def rows(self, codes: Iterable[str] | None) -> EventRows:
        wanted = None if codes is None else frozenset(codes)
        found = [each.rows(wanted) for each in self._indexes]
        if len(found) == 1:
            return found[0]

        def joined(name: str, pieces: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
            if name == "patient":
                pieces = [
                    piece + np.int32(start) for piece, start in zip(pieces, self._starts[:-1], strict=True)
                ]
            elif name == "concept":
                pieces = [
                    at[piece] if len(piece) else piece
                    for at, piece in zip(self._positions, pieces, strict=True)
                ]
            return np.concatenate(pieces)

        return LazyRows(
            lambda name: joined(name, [getattr(rows, name) for rows in found]),
            lambda name: joined(name, [rows.loose(name) for rows in found]),
            sum(len(rows) for rows in found),
        )
