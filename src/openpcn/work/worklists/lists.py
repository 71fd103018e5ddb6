"""The worklist: one row per person with all their needs of a role, in a safe order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from openpcn.work.access.models import Post
from openpcn.work.worklists.rows import Page, Row

PER_PAGE = 25
ASSIGNED = ("anyone", "me", "role", "nobody")
DUE = ("", "overdue", "28_days", "later", "no_date")
SORTS = ("", "due", "name", "age", "practice", "needs")


@dataclass(frozen=True)
class Filters:
    """What to keep. Empty means everything.

    status: values of rows.Status; default all but closed. fifths: 1 most deprived to 5, 0 not known.
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


def worklist(
    post: Post, filters: Filters | None = None, sort: str = "", page: int = 1, per_page: int = PER_PAGE
) -> Page:
    """One page of the list of a post's role, over every practice whose agreement is live.

    Order: red flags first, then more needs, then older, then person id; ``sort`` puts one column before that.
    The caller discloses the rows (access.audit) before answering.
    """
    raise NotImplementedError


def rows_of(post: Post, people: Iterable[int]) -> tuple[Row, ...]:
    """The rows of these people on the post's list; people who are not on it, or not visible, are left out."""
    raise NotImplementedError
