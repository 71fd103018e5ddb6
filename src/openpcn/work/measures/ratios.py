"""Ratios: what everybody's amounts add up to, per person or per 100, of each practice and of the whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from openpcn.rules.language import Ratio
from openpcn.terms.scope import Purpose
from openpcn.work.access.models import Post
from openpcn.work.access.scopes import practices_of
from openpcn.work.measures.models import Indicator, RatioAmount
from openpcn.work.measures.tables import reader
from openpcn.work.network.models import Practice
from openpcn.work.people.states import live_snapshot_id
from openpcn.work.worklists.small_numbers import suppress

if TYPE_CHECKING:
    from openpcn.rules.engine import Evaluation


@dataclass(frozen=True)
class Amount:
    """One line: how many people, what their amounts add up to, and the ratio. None: hidden, or nobody."""

    title: str
    people: int | None
    amount: float | None
    ratio: float | None


def amounts_of(snapshot_id: str, evaluation: Evaluation) -> list[RatioAmount]:
    """The rows of a night: one for each ratio and practice. A missing amount adds nothing."""
    rows = []
    for practice, part in evaluation.by_practice.items():
        amount = pc.fill_null(part.amounts["amount"], 0.0)
        some = pc.cast(pc.greater(amount, 0.0), pa.int64())
        table = pa.table({"definition": part.amounts["definition"], "amount": amount, "some": some})
        sums = [("amount", "sum"), ("some", "sum"), ([], "count_all")]
        rows += [
            RatioAmount(
                snapshot_id=snapshot_id, definition=row["definition"], practice=practice,
                people=row["count_all"], with_some=row["some_sum"], amount=row["amount_sum"],
            )
            for row in table.group_by("definition").aggregate(sums).to_pylist()
        ]  # fmt: skip
    return rows


def ratio_lines(post: Post, definition: Ratio) -> tuple[Amount, ...]:
    """By practice and of the whole, as far as the reader may see: small numbers hidden, others rounded."""
    live = live_snapshot_id() or ""
    row = Indicator.objects.filter(snapshot_id=live, definition=definition.id).first()
    if row is None:
        return ()
    who = reader(post, row, practices_of(post, Purpose(row.purpose)))
    rows = list(
        RatioAmount.objects.filter(snapshot_id=live, definition=definition.id, practice__in=who.practices)
    )
    names = dict(Practice.objects.values_list("ods", "name"))
    lines = [
        added_up(names.get(one.practice, one.practice), [one], definition, exact=one.practice in who.exact)
        for one in rows
    ]
    lines.sort(key=lambda one: one.title)
    return (*lines, added_up("All practices", rows, definition, exact=who.sees_all)) if rows else ()


def added_up(title: str, rows: Iterable[RatioAmount], definition: Ratio, *, exact: bool) -> Amount:
    """One line of some practices' rows, for a reader with or without a right to exact numbers."""
    held = list(rows)
    people, some = sum(one.people for one in held), sum(one.with_some for one in held)
    amount = sum(one.amount for one in held)
    if not exact:
        shown, whole = suppress(some), suppress(people)
        if shown is None or whole is None:
            return Amount(title, whole, None, None)
        people, amount = whole, 5.0 * round(amount / 5)
    return Amount(title, people, amount, definition.scale * amount / people if people else None)
