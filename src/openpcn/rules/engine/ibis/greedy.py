"""Which days open a span of time, each closed before the next may open: episodes, and entries kept apart.

The rule is greedy: the first day opens; the next that lies after its close opens again. Step by step that
would be as many queries as a person has spans. Here it is a chain of pointers, each day to the first one
after its close, and a chain is walked in steps that double: seven walk 127 spans. Days so far from the day
before that they open whatever came earlier start a chain of their own, so chains are short.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from .backends import Backend


def opened(backend: Backend | None, rows: ir.Table, key: tuple[str, ...], at_most: int) -> ir.Table:
    """``key`` and ``day`` of the rows that open a span.

    rows: one a day, with the columns of ``key``, ``day``, and ``close``, the last day of a span that opens
    then. at_most: spans that there may be. backend: to hold what is used again and to look how long chains
    are; None: all in one query.
    """
    before = ibis.window(group_by=list(key), order_by="day")
    rows = rows.mutate(closed=rows.close.lag().over(before))
    rows = rows.mutate(head=rows.closed.isnull() | (rows.day > rows.closed))
    so_far = ibis.window(group_by=list(key), order_by="day", preceding=None, following=0)
    rows = rows.mutate(chain=rows["head"].ifelse(1, 0).sum().over(so_far))
    if backend is not None:
        rows = backend.keep(rows)
        lengths = rows.group_by(*key, "chain").agg(length=rows.count())
        longest = backend.fetch(lengths.agg(longest=lengths.length.max()))["longest"][0].as_py() or 1
        at_most = min(at_most, longest)
    reached = rows.filter(rows["head"]).select(*key, "day")
    if at_most <= 1:
        return reached
    here, there = rows.select(*key, "chain", "day", "close"), rows.view().select(*key, "chain", onward="day")
    later = here.inner_join(there, [*key, "chain"])
    later = later.filter(later.close < later.onward)
    pointers = later.group_by(*key, "day").agg(onward=later.onward.min())
    for done in range((at_most - 1).bit_length()):
        if backend is not None:
            pointers = backend.keep(pointers)
        if done:  # from where a pointer leads, as far again
            further = pointers.view().select(*key, onward="day", later="onward")
            pointers = pointers.inner_join(further, [*key, "onward"]).select(*key, "day", onward="later")
        step = reached.inner_join(pointers, [*key, "day"]).select(*key, day="onward")
        reached = reached.union(step)
    return reached
