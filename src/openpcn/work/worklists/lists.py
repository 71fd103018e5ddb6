"""The worklist: one row per person with all their needs of a role, in a safe order."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from openpcn.work.access.models import Post
from openpcn.work.access.roles import Role
from openpcn.work.people.states import live_snapshot_id
from openpcn.work.worklists import minutes
from openpcn.work.worklists.gathering import ASSIGNED, DUE, SORTS, Filters, Gathered, gather, ordered
from openpcn.work.worklists.models import Listed
from openpcn.work.worklists.presenting import rows_for
from openpcn.work.worklists.reach import can_fill, counts_only, lists_of
from openpcn.work.worklists.rows import Card, NotAssessed, Page, Row, Status

__all__ = ["ASSIGNED", "DUE", "PER_PAGE", "SORTS", "Filters", "page_of", "rows_of", "worklist"]

PER_PAGE = 25


def worklist(
    post: Post, filters: Filters | None = None, sort: str = "", page: int = 1, per_page: int = PER_PAGE
) -> Page:
    """One page of the list of a post's role, over every practice whose agreement is live.

    Order: red flags first, then more needs, then older, then person id. ``sort``, one of SORTS, with ``-``
    before it for the other direction, comes before that; an unknown one is ignored. The caller discloses the
    rows (access.audit.disclose) before answering.
    """
    filters = filters or Filters()
    return page_of(gather(post), filters, sort, page, per_page)


def page_of(
    held: Gathered, filters: Filters, sort: str = "", page: int = 1, per_page: int = PER_PAGE
) -> Page:
    """One page of what was gathered."""
    post, live, lists = held.post, held.live, held.lists
    rows = ordered(held.kept(filters), sort, held)
    pages = max(1, math.ceil(len(rows) / per_page))
    number = min(max(1, page), pages)
    shown = [row.person for row in rows[(number - 1) * per_page : number * per_page]]
    week = minutes.week(post)
    fills = bool(lists) and (bool(held.everybody) or can_fill(post))
    return Page(
        rows=rows_for(post, lists, live, shown) if live else (),
        number=number,
        pages=pages,
        total=len(rows),
        whole=held.whole,
        cards=cards(held) if fills else (),
        sort=sort if sort.removeprefix("-") in SORTS else "",
        role=post.role,
        practices=tuple(
            (ods, held.names.get(ods, ods)) for ods in sorted({r.practice for r in held.everybody})
        ),
        definitions=tuple((row.definition, row.title) for row in lists),
        not_assessed=not_assessed(lists, held.names),
        minutes_left=None if week is None else week.left,
        empty_because=why_empty(held, len(rows)),
        can_fill=fills,
    )


def rows_of(post: Post, people: Iterable[int]) -> tuple[Row, ...]:
    """The rows of these people on the post's list; people who are not on it, or not visible, are left out."""
    live = live_snapshot_id()
    return rows_for(post, lists_of(post, live), live, list(people)) if live else ()


def cards(held: Gathered) -> tuple[Card, ...]:
    """The numbers above a list, over the whole list, each with the filter that shows what is behind it."""
    count: Counter[str] = Counter()
    mine = held.post.staff_id
    for row in held.everybody:
        if not row.open:
            continue
        holder = held.holders.get(row.person)
        count["flagged"] += row.flagged
        count["free"] += holder is None
        count["mine"] += holder == mine
        count[Status.AWAITING] += row.awaiting
        count[Status.NOT_COUNTED] += row.not_counted
    waiting = (
        Card("Red flags", count["flagged"], "red_flag=1"),
        Card("Nobody's yet", count["free"], "assigned=nobody"),
    )
    return (
        *(() if counts_only(held.post) else waiting),  # who is nobody's yet is not on such a post's list
        Card("Yours", count["mine"], "assigned=me"),
        *(
            Card(status.label, count[status], f"status={status.value}")
            for status in (Status.AWAITING, Status.NOT_COUNTED)
        ),
    )


def not_assessed(lists: list[Listed], names: dict[str, str]) -> tuple[NotAssessed, ...]:
    """Practices whose feed lacks what a list needs: silence is not the same as nobody due."""
    return tuple(
        NotAssessed(row.definition, row.title, practice, names.get(practice, practice), lacks)
        for row in lists
        for practice, lacks in sorted(row.not_assessed.items())
    )


def why_empty(held: Gathered, shown: int) -> str:
    """What would put somebody on this list; empty where somebody is shown."""
    role = held.post.role_word
    if shown:
        return ""
    if held.live is None:
        return "No extract has been taken in yet: nobody can be found due before the first one."
    if role is Role.PCN_MANAGER:
        return "This role sees numbers, not people."
    if not held.lists:
        return (
            f"No definition that runs here names work for a {role.label.lower()}, "
            "so nobody can come onto this list."
        )
    if held.whole:
        return "Nobody matches these filters."
    if counts_only(held.post):
        return (
            "Your role sees how many people wait, not who they are: Home has the numbers. "
            "The worklist shows people whom you have taken on, or whose record you opened for a reason."
        )
    titles = "; ".join(row.title for row in held.lists)
    return f"Nobody whom you may see is due. This list shows people due for: {titles}."
