"""What a batch says: a few columns for each definition in the query, and the tables made from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openpcn.rules.engine.evaluation import OUTCOMES
from openpcn.rules.engine.subjects import references
from openpcn.rules.language.definitions import Definition, Indicator, Ratio
from openpcn.rules.language.expressions import AllOf, BoolExpr, walk
from openpcn.rules.language.outcomes import Word
from openpcn.rules.language.parts import RuleKind
from openpcn.terms.calendar_england import KNOWN_FROM, KNOWN_UNTIL, CalendarError

from .frame import Frame

_OUTSIDE = -1
_FAULT = "calendar_fault"


def asked(frame: Frame, definitions: Sequence[Definition]) -> ir.Table:
    """One row per subject. Of the definition at place n:

    ``w<n>`` which rule decided (the number of rules: none, so due; -1: outside), ``d<n>`` the due date,
    ``p<n>`` and ``y<n>`` missing parts and look-alike evidence (one bit each), ``r<n>`` the red flag; of a
    ratio ``low<n>`` and ``high<n>``.
    """
    columns: dict[str, ir.Value] = {}
    for at, definition in enumerate(definitions):
        columns |= _columns(frame, definition, at)
    if frame.faults:
        columns[_FAULT] = ibis.or_(*[frame.table[name] for name in frame.faults])
    if "start" in frame.table.columns:
        columns["start"] = frame.table.start
    return frame.table.select("person_id", "practice", **columns)


def _columns(frame: Frame, definition: Definition, at: int) -> dict[str, ir.Value]:
    cells = frame.cells
    population = definition.population
    inside = ibis.literal(True) if population is None else cells.holds(population)
    if isinstance(definition, Ratio):
        number = cells.number(definition.numerator)
        return {f"w{at}": inside.ifelse(0, _OUTSIDE), f"low{at}": number.low, f"high{at}": number.high}
    if not isinstance(definition, Indicator):
        return {f"w{at}": inside.ifelse(0, _OUTSIDE)}
    rules = [(cells.truth(rule.when), place) for place, rule in enumerate(definition.rules)]
    columns = {
        f"w{at}": ibis.cases((~inside, _OUTSIDE), *rules, else_=len(rules)),
        f"d{at}": cells.date(definition.due_date),
    }
    bits = [~cells.holds(part) for _, part in parts_of(definition)]
    if bits:
        columns[f"p{at}"] = _bits(bits)
    if definition.nearly:
        columns[f"y{at}"] = _bits([cells.holds(each.when) for each in definition.nearly])
    if definition.work is not None and definition.work.red_flag is not None:
        columns[f"r{at}"] = cells.holds(definition.work.red_flag)
    return columns


def _bits(conditions: Sequence[ir.Value]) -> ir.Value:
    found = conditions[0].ifelse(1, 0).cast("int64")
    for place, condition in enumerate(conditions[1:], start=1):
        found = found + condition.ifelse(2**place, 0).cast("int64")
    return found


def parts_of(definition: Indicator) -> list[tuple[str, BoolExpr]]:
    """The named parts of achievements, in order; a name may come twice."""
    return [
        part
        for rule in definition.rules
        if rule.kind is RuleKind.ACHIEVE
        for node in walk(rule.when)
        if isinstance(node, AllOf)
        for part in zip(node.names, node.parts, strict=True)
    ]


# As tables ---------------------------------------------------------------------------------------------


class Answers:
    """The rows of a batch, and the tables of its definitions."""

    def __init__(self, rows: pa.Table, definitions: Sequence[Definition]) -> None:
        if _FAULT in rows.column_names and pc.any(rows[_FAULT]).as_py():
            raise CalendarError(f"bank holidays are held from {KNOWN_FROM} to {KNOWN_UNTIL} only")
        self._rows = rows.combine_chunks()
        self._definitions = tuple(definitions)
        self._names = references(self._column("person_id"))
        self._start = self._rows["start"] if "start" in rows.column_names else None

    def outcomes(self) -> Iterator[tuple[Definition, pa.Table]]:
        """Of each register and indicator."""
        for at, definition in enumerate(self._definitions):
            if not isinstance(definition, Ratio):
                yield definition, self._outcomes(definition, at)

    def amounts(self) -> Iterator[tuple[Definition, pa.Table]]:
        """Of each ratio, with the practice beside."""
        for at, definition in enumerate(self._definitions):
            if isinstance(definition, Ratio):
                yield definition, self._amounts(definition, at)

    def _column(self, name: str) -> npt.NDArray[np.int64]:
        held: npt.NDArray[np.int64] = pc.fill_null(self._rows[name], 0).to_numpy().astype(np.int64)
        return held

    def _outcomes(self, definition: Definition, at: int) -> pa.Table:
        decided = self._column(f"w{at}")
        subject = np.flatnonzero(decided != _OUTSIDE)
        decided = decided[subject]
        count = len(subject)
        take = pa.array(subject)
        start = None if self._start is None else self._start.take(take).cast(pa.int32()).cast(pa.date32())
        names = self._names.take(take)
        due = np.zeros(count, dtype=np.bool_)
        words: list[str] = [Word.MEMBER.value]
        codes: list[str | None] = [None]
        missing = nearly = pa.nulls(count, pa.list_(pa.string()))
        due_by = pa.nulls(count, pa.date32())
        flag = due
        if isinstance(definition, Indicator):
            words = [*(rule.kind.word.value for rule in definition.rules), Word.DUE.value]
            codes = [*(rule.code for rule in definition.rules), None]
            due = decided == len(definition.rules)
            none = pa.array(~due)
            parts = [name for name, _ in parts_of(definition)]
            missing = _named(parts, self._bits(f"p{at}", subject), due)
            nearly = _named([each.sentence for each in definition.nearly], self._bits(f"y{at}", subject), due)
            days = self._rows[f"d{at}"].take(take).cast(pa.int32()).cast(pa.date32())
            due_by = pc.if_else(none, pa.scalar(None, pa.date32()), days)
            if f"r{at}" in self._rows.column_names:
                flag = due & self._rows[f"r{at}"].to_numpy()[subject].astype(np.bool_)
        columns = [
            self._rows["person_id"].take(take),
            self._rows["practice"].take(take),
            names if start is None else pc.binary_join_element_wise(names, start.cast(pa.string()), "/"),
            pa.repeat(pa.scalar(definition.id), count),
            pa.array(words, pa.string()).take(pa.array(decided)),
            pa.array(codes, pa.string()).take(pa.array(decided)),
            missing,
            due_by,
            pa.nulls(count, pa.date32()) if start is None else start,
            nearly,
            pa.array(flag),
        ]
        return pa.table(columns, schema=OUTCOMES)

    def _bits(self, name: str, subject: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        if name not in self._rows.column_names:
            return np.zeros(len(subject), dtype=np.int64)
        return self._column(name)[subject]

    def _amounts(self, definition: Definition, at: int) -> pa.Table:
        inside = pa.array(np.flatnonzero(self._column(f"w{at}") != _OUTSIDE))
        low, high = (self._rows[f"{end}{at}"].take(inside) for end in ("low", "high"))
        exact = pc.fill_null(pc.equal(low, high), False)
        columns = {
            "person_id": self._rows["person_id"].take(inside),
            "definition": pa.repeat(pa.scalar(definition.id), len(inside)),
            "amount": pc.if_else(exact, low, pa.scalar(None, pa.float64())),
            "practice": self._rows["practice"].take(inside),
        }
        return pa.table(columns)


def _named(names: Sequence[str], bits: npt.NDArray[np.int64], due: npt.NDArray[np.bool_]) -> pa.Array:
    """For each subject the names whose bit is set, each once; null for those not due."""
    distinct = list(dict.fromkeys(names))
    held = np.zeros((len(bits), len(distinct)), dtype=np.bool_)
    for place, name in enumerate(names):
        held[:, distinct.index(name)] |= (bits >> place) & 1 == 1
    held &= due[:, None]
    ends = np.concatenate([[0], np.cumsum(held.sum(axis=1))]).astype(np.int32)
    values = pa.array(distinct, pa.string()).take(pa.array(np.nonzero(held)[1]))
    return pa.ListArray.from_arrays(pa.array(ends), values, mask=pa.array(~due))
