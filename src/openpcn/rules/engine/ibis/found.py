"""What each lookup finds for each subject: the rows within its window, and what is counted or chosen of them.

*hits* are the days of a lookup's slot that lie within its window: sid (the subject), fact (the lookup's
number), slot, item, day and what ``days`` gives. *found* has one row for each subject and lookup that found
anything: date, first, n, low1, high1, low2, high2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from openpcn.rules.language.errors import DefinitionError
from openpcn.rules.language.windows import Window

from .backends import Backend
from .greedy import opened
from .slots import Lookup, PairOf

FIELDS = ("date", "first", "n", "low1", "high1", "low2", "high2")
_HELD = ("slot", "item", "day", "n", "m", "low1", "high1", "low2", "high2", "amount", "gaps")


def hits_of_everybody(
    backend: Backend, days: ir.Table, bounds: Sequence[tuple[Lookup, int, int]]
) -> ir.Table:
    """Hits of lookups whose window is the same for everybody: first and last day of each."""
    facts = backend.small(
        pa.table(
            {
                "fact": pa.array([each.number for each, _, _ in bounds], pa.int32()),
                "slot": pa.array([each.slot for each, _, _ in bounds], pa.int32()),
                "lo": pa.array([low for _, low, _ in bounds], pa.int64()),
                "hi": pa.array([high for _, _, high in bounds], pa.int64()),
            }
        )
    )
    both = days.inner_join(facts, "slot")
    return both.filter(both.day >= both.lo, both.day <= both.hi).select("fact", *_HELD, sid="pid")


def hits_of_each(
    backend: Backend,
    days: ir.Table,
    table: ir.Table,
    lookups: Sequence[Lookup],
    bounds: Callable[[Window], tuple[ir.Value, ir.Value]],
) -> ir.Table:
    """Hits of lookups whose window differs. table: the subjects, with sid and pid; bounds: first and last day
    of a window in it."""
    windows = {window: at for at, window in enumerate(dict.fromkeys(each.window for each in lookups))}
    columns: dict[str, ir.Value] = {}
    for window, at in windows.items():
        columns[f"lo{at}"], columns[f"hi{at}"] = bounds(window)
    subjects = table.select("sid", "pid", **columns)
    facts = backend.small(
        pa.table(
            {
                "fact": pa.array([each.number for each in lookups], pa.int32()),
                "slot": pa.array([each.slot for each in lookups], pa.int32()),
                "win": pa.array([windows[each.window] for each in lookups], pa.int32()),
            }
        )
    )
    both = days.inner_join(facts, "slot").inner_join(subjects, "pid")
    low = ibis.cases(*[(both.win == at, both[f"lo{at}"]) for at in windows.values()])
    high = ibis.cases(*[(both.win == at, both[f"hi{at}"]) for at in windows.values()])
    return both.filter(both.day >= low, both.day <= high).select("fact", *_HELD, "sid")


def found(
    backend: Backend | None, hits: ir.Table, items: ir.Table, asked: Sequence[Lookup | PairOf]
) -> ir.Table:
    """What the lookups found. items: what each code of a slot is counted as."""
    by_kind: dict[str, list[Lookup]] = {}
    for each in asked:
        if isinstance(each, Lookup):
            by_kind.setdefault(_HOW.get(each.kind, each.kind), []).append(each)
    parts = []
    for kind, lookups in by_kind.items():
        of_these = hits.filter(hits.fact.isin([each.number for each in lookups]))
        match kind:
            case "chosen":
                parts.append(_chosen(of_these))
            case "days":
                parts.append(_counted(of_these, of_these.count()))
            case "rows":
                parts.append(_counted(of_these, of_these.n.sum()))
            case "groups":
                counted = of_these.inner_join(items, ["slot", "item"])
                parts.append(_counted(counted, counted.grp.nunique()))
            case "repeats":
                parts.append(_repeats(of_these, items))
            case "sum":
                parts.append(_summed(of_these))
            case "apart":
                parts.append(_apart(backend, of_these, lookups))
            case _:
                raise DefinitionError(f"the Ibis evaluator does not know the lookup {kind!r}")
    parts += [_paired(hits, each) for each in asked if isinstance(each, PairOf)]
    return reduce(lambda a, b: a.union(b), parts)


_HOW = {"latest": "chosen", "earliest": "chosen"}


def _row(of: ir.Table, **given: ir.Value) -> ir.Table:
    """The columns of found, in order; null where not given."""
    kinds = {"date": "int64", "first": "int64", "n": "int64"}
    columns = {
        name: given[name].cast(kinds.get(name, "float64"))
        if name in given
        else ibis.null(kinds.get(name, "float64"))
        for name in FIELDS
    }
    return of.select("sid", "fact", **columns)


def _chosen(hits: ir.Table) -> ir.Table:
    """The latest and the earliest day, and the values of the latest."""
    each = hits.group_by("sid", "fact").agg(
        date=hits.day.max(),
        first=hits.day.min(),
        low1=hits.low1.argmax(hits.day),
        high1=hits.high1.argmax(hits.day),
        low2=hits.low2.argmax(hits.day),
        high2=hits.high2.argmax(hits.day),
    )
    return _row(each, **{name: each[name] for name in FIELDS if name != "n"})


def _counted(hits: ir.Table, number: ir.Value) -> ir.Table:
    each = hits.group_by("sid", "fact").agg(date=hits.day.max(), first=hits.day.min(), n=number)
    return _row(each, date=each.date, first=each["first"], n=each.n)


def _repeats(hits: ir.Table, items: ir.Table) -> ir.Table:
    """Issues (the second side) of codes that a repeat authorisation (the first) goes on for."""
    going_on = hits.filter(hits.n > 0).select("sid", "fact", "item").distinct()
    kept = hits.filter(hits.m > 0).semi_join(going_on, ["sid", "fact", "item"])
    kept = kept.inner_join(items, ["slot", "item"])
    each = kept.group_by("sid", "fact").agg(date=kept.day.max(), n=kept.grp.nunique())
    return _row(each, date=each.date, first=each.date, n=each.n)


def _summed(hits: ir.Table) -> ir.Table:
    """Rounded to millionths, as the array evaluator does: the order of adding up shall not show."""
    each = hits.group_by("sid", "fact").agg(
        date=hits.day.max(), total=ibis.coalesce(hits.amount.sum(), 0.0), gaps=hits.gaps.sum()
    )
    low = (each.total * 1e6 + 0.5).floor() / 1e6
    high = (each.gaps > 0).ifelse(float("inf"), low)
    return _row(each, date=each.date, first=each.date, low1=low, high1=high)


def _apart(backend: Backend | None, hits: ir.Table, lookups: Sequence[Lookup]) -> ir.Table:
    """As many days as can be taken from the earliest on, each so far after the one before."""
    counted = _counted(hits, hits.count())
    gap = ibis.cases(*[(hits.fact == each.number, each.apart) for each in lookups])
    days = hits.select("sid", "fact", "day", close=hits.day + gap - 1)
    most = max(_OLDEST // each.apart for each in lookups) + 1
    taken = opened(backend, days, ("sid", "fact"), most)
    number = taken.group_by("sid", "fact").agg(taken=taken.count())
    both = counted.inner_join(number, ["sid", "fact"])
    return _row(both, date=both.date, first=both["first"], n=both.taken)


_OLDEST = 130 * 366  # days of the longest life


def _paired(hits: ir.Table, pair: PairOf) -> ir.Table:
    """The latest day of the one that has a day of the other near it."""
    a = hits.filter(hits.fact == pair.a.number).select("sid", "day").distinct()
    b = hits.filter(hits.fact == pair.b.number).select("sid", other="day").distinct()
    both = a.inner_join(b, "sid")
    gap = both.other - both.day
    if not pair.a_first:
        gap = gap.abs()
    near = both.filter(gap >= pair.at_least, gap <= pair.within)
    each = near.group_by("sid").agg(date=near.day.max())
    each = each.mutate(fact=ibis.literal(pair.number, "int32"))
    return _row(each, date=each.date, first=each.date)


def pivoted(of: ir.Table, wanted: Sequence[tuple[int, str]]) -> ir.Table:
    """One row per subject, with a column ``f<number>_<field>`` for each lookup's field that is asked for."""
    here = of.filter(of.fact.isin(sorted({number for number, _ in wanted})))
    return here.group_by("sid").agg(
        **{f"f{number}_{name}": here[name].max(where=here.fact == number) for number, name in wanted}
    )
