"""The people behind a number, for readers whose scope reaches them."""

from __future__ import annotations

from openpcn.work.access.models import Post
from openpcn.work.worklists.rows import Row


def people_behind(
    post: Post,
    definition: str,
    word: str,
    *,
    practice: str = "",
    fifth: int | None = None,
    ethnic_group: str | None = None,
    rule: str = "",
    page: int = 1,
) -> tuple[tuple[Row, ...], int]:
    """Rows of one page, and how many in all. Raises ScopeError where the reader may see numbers only."""
    raise NotImplementedError
