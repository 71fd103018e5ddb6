"""The worklist: one row per person with all their needs of a role, in a safe order."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, Min, Q

from openpcn.terms import clock
from openpcn.work.access.models import Post
from openpcn.work.access.roles import Role
from openpcn.work.network.models import Practice
from openpcn.work.people.search import search
from openpcn.work.people.states import live_snapshot_id
from openpcn.work.worklists import minutes
from openpcn.work.worklists.models import Claim, Listed, Need, Progress
from openpcn.work.worklists.presenting import rows_for
from openpcn.work.worklists.reach import lists_of, visible_needs, visible_to
from openpcn.work.worklists.rows import Card, NotAssessed, Page, Row, Status

PER_PAGE = 25
ASSIGNED = ("anyone", "me", "role", "nobody")
DUE = ("", "overdue", "28_days", "later", "no_date")
SORTS = ("", "due", "name", "age", "practice", "needs")


@dataclass(frozen=True)
class Filters:
    """What to keep. Empty means everything.

    status: values of rows.Status; default all but closed. fifths: 1 most deprived to 5, 0 not known.
    assigned: anyone, me, role (somebody of my role) or nobody. due: one of DUE.
    search: an NHS number, or the beginning of a family or given name; never put it into an address.
    """

    practices: frozenset[str] = frozenset()
    definitions: frozenset[str] = frozenset()
    status: frozenset[str] = frozenset()
    assigned: str = "anyone"
    due: str = ""
    fifths: frozenset[int] = frozenset()
    care_home: bool | None = None
    red_flag: bool = False
    search: str = ""


_COLUMNS = (
    "person_id", "born", "at", "fifth", "home", "needs", "flags", "first_due", "untouched", "awaiting",
    "not_counted", "shut", "red",
)  # fmt: skip


class Listing(NamedTuple):
    """One person on the list. The five counts are of needs that match the need-level filters."""

    person: int
    born: date
    practice: str
    fifth: int | None
    care_home: int
    needs: int  # not closed, whatever the filters
    flags: int
    due_by: date | None
    untouched: int
    awaiting: int
    not_counted: int
    closed: int
    red: int


def worklist(
    post: Post, filters: Filters | None = None, sort: str = "", page: int = 1, per_page: int = PER_PAGE
) -> Page:
    """One page of the list of a post's role, over every practice whose agreement is live.

    Order: red flags first, then more needs, then older, then person id. ``sort``, one of SORTS, with ``-``
    before it for the other direction, comes before that; an unknown one is ignored. The caller discloses the
    rows (access.audit.disclose) before answering.
    """
    filters = filters or Filters()
    return page_of(gather(post, filters), filters, sort, page, per_page)


@dataclass(frozen=True)
class Gathered:
    """Everybody on a post's list, read once; pages, cards and orders are made of it."""

    post: Post
    live: str | None
    lists: list[Listed]
    everybody: list[Listing]
    held: dict[int, int]  # person -> staff id of whoever holds the open claim of the post's role
    names: dict[str, str]  # practice -> name

    @property
    def whole(self) -> int:
        """People on the list without filters."""
        return sum(row.needs > 0 for row in self.everybody)


def gather(post: Post, filters: Filters | None = None) -> Gathered:
    """Read the post's list. Of the filters only those that look at one need matter here."""
    live = live_snapshot_id()
    lists = lists_of(post, live)
    everybody = _listings(post, lists, live, filters or Filters()) if live and lists else []
    held = Claim.objects.filter(role=post.role, until__isnull=True).values_list("person_id", "holder_id")
    practices = {row.practice for row in everybody} | {ods for row in lists for ods in row.as_at}
    return Gathered(post, live, lists, everybody, dict(held) if lists else {}, practice_names(practices))


def practice_names(practices: Iterable[str]) -> dict[str, str]:
    """Practice -> name."""
    return dict(Practice.objects.filter(pk__in=set(practices)).values_list("ods", "name"))


def page_of(
    held: Gathered, filters: Filters, sort: str = "", page: int = 1, per_page: int = PER_PAGE
) -> Page:
    """One page of what was gathered with the same need-level filters."""
    post, live, lists = held.post, held.live, held.lists
    kept = [row for row in held.everybody if _kept(row, filters, held)]
    if filters.search and live:
        visible = visible_to(post, {row.purpose for row in lists}, live)
        found = set(search(visible, filters.search).values_list("person_id", flat=True))
        kept = [row for row in kept if row.person in found]
    ordered = _sorted(kept, sort, held)
    pages = max(1, math.ceil(len(ordered) / per_page))
    number = min(max(1, page), pages)
    shown = [row.person for row in ordered[(number - 1) * per_page : number * per_page]]
    week = minutes.week(post)
    return Page(
        rows=rows_for(post, lists, live, shown) if live else (),
        number=number,
        pages=pages,
        total=len(ordered),
        whole=held.whole,
        cards=cards(held),
        sort=sort if sort.removeprefix("-") in SORTS else "",
        role=post.role,
        practices=tuple(
            (ods, held.names.get(ods, ods)) for ods in sorted({r.practice for r in held.everybody})
        ),
        definitions=tuple((row.definition, row.title) for row in lists),
        not_assessed=not_assessed(lists, held.names),
        minutes_left=None if week is None else week.left,
        empty_because=why_empty(held, len(ordered)),
    )


def rows_of(post: Post, people: Iterable[int]) -> tuple[Row, ...]:
    """The rows of these people on the post's list; people who are not on it, or not visible, are left out."""
    live = live_snapshot_id()
    return rows_for(post, lists_of(post, live), live, list(people)) if live else ()


def in_order(post: Post, filters: Filters | None = None) -> list[int]:
    """Everybody on the post's list who passes the filters, in the default order."""
    filters = filters or Filters()
    held = gather(post, filters)
    return [
        row.person for row in sorted((r for r in held.everybody if _kept(r, filters, held)), key=_default)
    ]


def cards(held: Gathered) -> tuple[Card, ...]:
    """The numbers above a list, over the whole list, each with the filter that shows what is behind it."""
    live = [row for row in held.everybody if row.needs]
    mine = held.post.staff_id
    return (
        Card("Red flags", sum(row.flags > 0 for row in live), "red_flag=1"),
        Card("Nobody's yet", sum(row.person not in held.held for row in live), "assigned=nobody"),
        Card("Yours", sum(held.held.get(row.person) == mine for row in live), "assigned=me"),
        Card(
            Status.AWAITING.label,
            sum(row.awaiting > 0 for row in live),
            f"status={Status.AWAITING.value}",
        ),
        Card(
            Status.NOT_COUNTED.label,
            sum(row.not_counted > 0 for row in live),
            f"status={Status.NOT_COUNTED.value}",
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
    titles = "; ".join(row.title for row in held.lists)
    return f"Nobody whom you may see is due. This list shows people due for: {titles}."


def _matching_needs(filters: Filters) -> Q:
    """The filters that look at one need."""
    today = clock.today()
    match = Q()
    if filters.definitions:
        match &= Q(definition__in=filters.definitions)
    if filters.red_flag:
        match &= Q(red_flag=True)
    if filters.due == "overdue":
        match &= Q(due_by__lt=today)
    elif filters.due == "28_days":
        match &= Q(due_by__gte=today, due_by__lte=today + timedelta(days=28))
    elif filters.due == "later":
        match &= Q(due_by__gt=today + timedelta(days=28))
    elif filters.due == "no_date":
        match &= Q(due_by__isnull=True)
    return match


def _listings(post: Post, lists: list[Listed], live: str, filters: Filters) -> list[Listing]:
    """Everybody on the list, one query: cards, filters, order and pages all come from it."""
    match = _matching_needs(filters)
    stands = Q(closed=False)
    rows = (
        visible_needs(post, lists, live)
        .values("person_id")
        .annotate(
            born=Min("birth_date"),
            at=Min("practice"),
            fifth=Min("deprivation_fifth"),
            home=Count("id", filter=Q(care_home=True)),
            needs=Count("id", filter=stands),
            flags=Count("id", filter=stands & Q(red_flag=True)),
            first_due=Min("due_by", filter=stands),
            untouched=Count("id", filter=match & stands & Q(progress=Progress.NONE)),
            awaiting=Count("id", filter=match & stands & Q(progress=Progress.AWAITING)),
            not_counted=Count("id", filter=match & stands & Q(progress=Progress.NOT_COUNTED)),
            shut=Count("id", filter=match & Q(closed=True)),
            red=Count("id", filter=match & stands & Q(red_flag=True)),
        )
        .values_list(*_COLUMNS)
    )
    return [Listing(*row) for row in rows]


def _kept(row: Listing, filters: Filters, held: Gathered) -> bool:
    """Whether a person passes the filters."""
    if filters.practices and row.practice not in filters.practices:
        return False
    if filters.fifths and (row.fifth or 0) not in filters.fifths:
        return False
    if filters.care_home is not None and bool(row.care_home) != filters.care_home:
        return False
    holder = held.held.get(row.person)
    if filters.assigned == "me" and holder != held.post.staff_id:
        return False
    if filters.assigned == "role" and holder is None:
        return False
    if filters.assigned == "nobody" and holder is not None:
        return False
    if not filters.status:
        return row.untouched + row.awaiting + row.not_counted > 0
    wanted = filters.status
    return (
        (Status.OPEN in wanted and row.untouched > 0 and holder is None)
        or (Status.CLAIMED in wanted and row.untouched > 0 and holder is not None)
        or (Status.AWAITING in wanted and row.awaiting > 0)
        or (Status.NOT_COUNTED in wanted and row.not_counted > 0)
        or (Status.CLOSED in wanted and row.closed > 0)
    )


def _default(row: Listing) -> tuple[bool, int, date, int]:
    """Red flags first, then more needs, then older, then person id."""
    return (row.flags == 0, -row.needs, row.born, row.person)


def _sorted(rows: list[Listing], sort: str, held: Gathered) -> list[Listing]:
    """Python's sort is stable: rows that are equal in the chosen column stay in the default order."""
    rows = sorted(rows, key=_default)
    column, reverse = sort.removeprefix("-"), sort.startswith("-")
    if column == "due":  # no date comes last in both directions
        dated = [row for row in rows if row.due_by is not None]
        dated.sort(key=lambda row: row.due_by or date.max, reverse=reverse)
        return dated + [row for row in rows if row.due_by is None]
    if column == "age":
        return sorted(rows, key=lambda row: row.born, reverse=reverse)
    if column == "practice":
        return sorted(rows, key=lambda row: row.practice, reverse=reverse)
    if column == "needs":
        return sorted(rows, key=lambda row: -row.needs, reverse=reverse)
    if column == "name" and held.live:
        states = visible_to(held.post, {row.purpose for row in held.lists}, held.live).filter(
            person_id__in=Need.objects.filter(snapshot_id=held.live).values("person_id")
        )
        names = {
            person: (family, given)
            for person, family, given in states.values_list("person_id", "family_key", "given_key")
        }
        return sorted(rows, key=lambda row: names.get(row.person, ("", "")), reverse=reverse)
    return rows
