"""Pages of a long list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TypeVar

from django.http import QueryDict

T = TypeVar("T")


@dataclass(frozen=True)
class PageOf:
    """Which page of how many: what the pagination component draws."""

    number: int
    pages: int


def asked_for(query: QueryDict) -> int:
    """The page an address asks for; 1 where it asks for nonsense."""
    text = query.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def of_total(query: QueryDict, total: int, per_page: int) -> PageOf:
    """The asked-for page among the pages there are."""
    pages = max(1, ceil(total / per_page))
    return PageOf(min(asked_for(query), pages), pages)


def cut(items: Sequence[T], query: QueryDict, per_page: int) -> tuple[Sequence[T], PageOf]:
    """The asked-for page of a list that is already in memory."""
    page = of_total(query, len(items), per_page)
    return items[(page.number - 1) * per_page : page.number * per_page], page
