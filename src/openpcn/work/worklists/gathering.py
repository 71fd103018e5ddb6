"""Everybody on a post's list, read once; and who of them passes a filter, in which order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from django.db.models import CharField
from django.db.models.functions import Cast

from openpcn.terms import clock
from openpcn.work.access.models import Post
from openpcn.work.network.models import Practice
from openpcn.work.people.search import search
from openpcn.work.people.states import live_snapshot_id
from openpcn.work.worklists.models import Claim, Listed, Need, Progress
from openpcn.work.worklists.reach import lists_of, visible_needs, visible_to
from openpcn.work.worklists.rows import Status

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


class Stub(NamedTuple):
    """As much of a need as filters and order ask for. due_by: ISO text, which sorts as days do."""

    definition: str
    due_by: str | None
    red_flag: bool
    closed: bool
    progress: str


@dataclass(slots=True)
class Listing:
    """One person on the list with all their needs there. born, due_by: ISO text.

    open, flagged, due_by, awaiting, not_counted are of needs that are not closed by hand.
    """

    person: int
    practice: str
    born: str
    fifth: int | None
    care_home: bool
    needs: list[Stub]
    open: int = 0
    flagged: bool = False
    due_by: str | None = None
    awaiting: bool = False
    not_counted: bool = False

    def add(self, need: Stub) -> None:
        self.needs.append(need)
        _, due_by, red_flag, closed, progress = need
        if closed:
            return
        self.open += 1
        if red_flag:
            self.flagged = True
        if due_by is not None and (self.due_by is None or due_by < self.due_by):
            self.due_by = due_by
        if progress:
            self.awaiting |= progress == Progress.AWAITING
            self.not_counted |= progress == Progress.NOT_COUNTED


@dataclass(frozen=True)
class Gathered:
    """Everybody on a post's list, in the default order; pages, cards and other orders are made of it."""

    post: Post
    live: str | None
    lists: list[Listed]
    everybody: list[Listing]
    holders: dict[int, int]  # person -> staff id of whoever holds the open claim of the post's role
    names: dict[str, str]  # practice -> name

    @property
    def whole(self) -> int:
        """People on the list without filters."""
        return sum(row.open > 0 for row in self.everybody)

    def kept(self, filters: Filters) -> list[Listing]:
        """Those who pass the filters, in the default order."""
        if filters == Filters():
            return [row for row in self.everybody if row.open]
        rows = [row for row in self.everybody if _kept(row, filters, self)]
        if filters.search and self.live:
            visible = visible_to(self.post, {row.purpose for row in self.lists}, self.live)
            found = set(search(visible, filters.search).values_list("person_id", flat=True))
            rows = [row for row in rows if row.person in found]
        return rows


def gather(post: Post) -> Gathered:
    """Read the post's list: one query over its needs, visible person by person."""
    live = live_snapshot_id()
    lists = lists_of(post, live)
    everybody = _listings(post, lists, live) if live and lists else []
    held = Claim.objects.filter(role=post.role, until__isnull=True).values_list("person_id", "holder_id")
    practices = {row.practice for row in everybody} | {ods for row in lists for ods in row.as_at}
    return Gathered(post, live, lists, everybody, dict(held) if lists else {}, practice_names(practices))


def practice_names(practices: Iterable[str]) -> dict[str, str]:
    """Practice -> name."""
    return dict(Practice.objects.filter(pk__in=set(practices)).values_list("ods", "name"))


def ordered(rows: list[Listing], sort: str, held: Gathered) -> list[Listing]:
    """Rows by a column, in the default order where it is equal: Python's sort is stable."""
    column, reverse = sort.removeprefix("-"), sort.startswith("-")
    if column == "due":  # no date comes last in both directions
        dated = sorted((row for row in rows if row.due_by), key=lambda row: row.due_by or "", reverse=reverse)
        return dated + [row for row in rows if not row.due_by]
    if column == "age":
        return sorted(rows, key=lambda row: row.born, reverse=reverse)
    if column == "practice":
        return sorted(rows, key=lambda row: row.practice, reverse=reverse)
    if column == "needs":
        return sorted(rows, key=lambda row: -row.open, reverse=reverse)
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


def _listings(post: Post, lists: list[Listed], live: str) -> list[Listing]:
    """Everybody on the list. Order: red flags, then more needs, then older, then person id."""
    rows = visible_needs(post, lists, live).values_list(
        "person_id",
        "practice",
        Cast("birth_date", CharField()),  # days as text: nobody has to parse thousands of them for one page
        "deprivation_fifth",
        "care_home",
        "definition",
        Cast("due_by", CharField()),
        "red_flag",
        "closed",
        "progress",
    )
    people: dict[int, Listing] = {}
    for row in rows:
        listing = people.get(row[0])
        if listing is None:
            listing = people[row[0]] = Listing(row[0], row[1], row[2], row[3], row[4], [])
        listing.add(Stub._make(row[5:]))
    return sorted(people.values(), key=lambda row: (not row.flagged, -row.open, row.born, row.person))


def _kept(row: Listing, filters: Filters, held: Gathered) -> bool:
    """Whether a person passes the filters, the search aside."""
    if filters.practices and row.practice not in filters.practices:
        return False
    if filters.fifths and (row.fifth or 0) not in filters.fifths:
        return False
    if filters.care_home is not None and row.care_home != filters.care_home:
        return False
    holder = held.holders.get(row.person)
    if filters.assigned == "me" and holder != held.post.staff_id:
        return False
    if filters.assigned == "role" and holder is None:
        return False
    if filters.assigned == "nobody" and holder is not None:
        return False
    return any(_matches(need, filters, claimed=holder is not None) for need in row.needs)


def _matches(need: Stub, filters: Filters, *, claimed: bool) -> bool:
    """Whether one need passes the filters that look at needs."""
    if filters.definitions and need.definition not in filters.definitions:
        return False
    if filters.red_flag and not need.red_flag:
        return False
    if filters.due and not _due(need.due_by, filters.due):
        return False
    if need.closed:
        return Status.CLOSED in filters.status
    if not filters.status:
        return True
    if need.progress == Progress.NONE:
        return (Status.CLAIMED if claimed else Status.OPEN) in filters.status
    return need.progress in filters.status


def _due(day: str | None, wanted: str) -> bool:
    today = clock.today()
    soon = (today + timedelta(days=28)).isoformat()
    if wanted == "no_date":
        return day is None
    if day is None:
        return False
    if wanted == "overdue":
        return day < today.isoformat()
    return today.isoformat() <= day <= soon if wanted == "28_days" else day > soon
