"""The one query over the record: rows of every slot, one for each person, slot, item and day."""

from __future__ import annotations

import math
from functools import reduce

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from openpcn.rules.language.expressions import Op
from openpcn.rules.language.facts import PressureIs

from .backends import Backend
from .rows import Source
from .slots import Asked, words_of

# 0.6 of the distance from 1 to the next number: so much of any number added to it gives the next one to it.
_STEP = 0.6 * math.ulp(1.0)
_LEAST = math.ulp(0.0)
NOTHING = pa.table(  # what definitions read that ask only who somebody is
    {
        "pid": pa.array([], pa.int64()),
        "slot": pa.array([], pa.int32()),
        "side": pa.array([], pa.int32()),
        "item": pa.array([], pa.int32()),
        "day": pa.array([], pa.int64()),
        "low": pa.array([], pa.float64()),
        "high": pa.array([], pa.float64()),
        "amount": pa.array([], pa.float64()),
    }
)


def days(backend: Backend, source: Source, asked: Asked) -> ir.Table:
    """pid, slot, item, day; n and m: rows of the first and second side; low1, high1, low2, high2: the lowest
    (or highest) value of the day on each side; amount, gaps: what is supplied, and rows that do not say."""
    tables = sorted({side.table for slot in asked.slots for side in slot.sides})
    parts = [part for table in tables for part in _slotted(backend, source, asked, table)]
    rows = reduce(lambda a, b: a.union(b), parts or [backend.small(NOTHING)])
    highest = [number for slot, number in asked.slots.items() if slot.highest]
    first, second = rows.side == 0, rows.side == 1
    low1, high1 = rows.low.min(where=first), rows.high.min(where=first)
    if highest:
        turned = rows.slot.isin(highest)
        low1 = ibis.coalesce(rows.low.min(where=~turned & first), rows.low.max(where=turned & first))
        high1 = ibis.coalesce(rows.high.min(where=~turned & first), rows.high.max(where=turned & first))
    by_day = rows.group_by("pid", "slot", "item", "day").agg(
        n=first.ifelse(1, 0).sum().cast("int64"),
        m=second.ifelse(1, 0).sum().cast("int64"),
        low1=low1,
        high1=high1,
        low2=rows.low.min(where=second),
        high2=rows.high.min(where=second),
        amount=rows.amount.sum(),
        gaps=rows.amount.isnull().ifelse(1, 0).sum().cast("int64"),
    )
    return _whole_pressures(by_day, asked)


def _slotted(backend: Backend, source: Source, asked: Asked, table: str) -> list[ir.Table]:
    """Rows of a table beside the slots they belong to."""
    named, every = words_of(asked, table)
    rows = source.rows(table)
    found = []
    if named.num_rows:
        words = backend.small(named)
        found.append(rows.inner_join(words, rows.word == words.word))
    if every.num_rows:
        found.append(rows.cross_join(backend.small(every.drop_columns(["word"]))))
    return [_chosen(each, asked.as_at) for each in found]


def _chosen(rows: ir.Table, as_at: int) -> ir.Table:
    low, high = interval(rows.value, rows.comparator)
    rows = rows.select(
        "pid", "slot", "side", "item", "valued", "at_least", "at_most", "above", "below", "statuses",
        "status", "ends_from", "end",
        day=rows.by_end.ifelse(rows.end, rows.day),
        low=low,
        high=high,
        amount=rows.value * rows.factor,
        other_unit=rows.unit_right.notnull() & (ibis.coalesce(rows["unit"], "") != rows.unit_right),
    )  # fmt: skip
    return rows.filter(
        rows.day <= as_at,
        ~rows.other_unit,
        ~rows.valued | rows.low.notnull(),
        rows.at_least.isnull() | (rows.low >= rows.at_least),
        rows.at_most.isnull() | (rows.high <= rows.at_most),
        rows.above.isnull() | (rows.low > rows.above),
        rows.below.isnull() | (rows.high < rows.below),
        rows.ends_from.isnull() | (rows.end >= rows.ends_from),
        rows.statuses.isnull()
        | rows.statuses.contains(ibis.literal("|") + ibis.coalesce(rows.status, "") + ibis.literal("|")),
    ).select("pid", "slot", "side", "item", "day", "low", "high", "amount")


def interval(value: ir.Value, comparator: ir.Value) -> tuple[ir.Value, ir.Value]:
    """The lowest and highest value a result may stand for, as kernels.interval has it: open ends are the next
    number inside."""
    step = value.abs() * _STEP + _LEAST
    low = ibis.cases(
        (value.isnull(), ibis.null("float64")),
        (comparator.isin(["<", "<="]), float("-inf")),
        (comparator == ">", value + step),
        else_=value,
    )
    high = ibis.cases(
        (value.isnull(), ibis.null("float64")),
        (comparator.isin([">", ">="]), float("inf")),
        (comparator == "<", value - step),
        else_=value,
    )
    return low, high


def _whole_pressures(by_day: ir.Table, asked: Asked) -> ir.Table:
    """Without the days that have half a blood pressure, or one that the slot is not about."""
    pairs = {
        slot: number for slot, number in asked.slots.items() if slot.sides[0].valued and len(slot.sides) == 2
    }
    if not pairs:
        return by_day
    both = by_day.low1.notnull() & by_day.low2.notnull()
    keep = ~by_day.slot.isin(list(pairs.values())) | both
    for slot, number in pairs.items():
        if slot.pressure is not None:
            keep = keep & ((by_day.slot != number) | _meets(by_day, slot.pressure))
    return by_day.filter(keep)


def _meets(by_day: ir.Table, where: PressureIs) -> ir.Value:
    if where.op is Op.GE:
        return (by_day.low1 >= where.systolic) | (by_day.low2 >= where.diastolic)
    if where.op is Op.LE:
        return (by_day.high1 <= where.systolic) & (by_day.high2 <= where.diastolic)
    return (by_day.high1 < where.systolic) & (by_day.high2 < where.diastolic)
