"""A role's home: what to do today, and what closed since the last extract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from openpcn.work.access.models import Post
from openpcn.work.worklists.minutes import Week
from openpcn.work.worklists.rows import Card, NotAssessed, Row


@dataclass(frozen=True)
class Closed:
    """A need that went since the snapshot before. mine: this post held the person."""

    ref: str
    name: str
    practice_name: str
    title: str
    sentence: str  # Closed: seen in the extract of 10 February 2026
    counted: bool  # False: left the population, excluded or adjusted
    mine: bool


@dataclass(frozen=True)
class ListCount:
    """People on one definition's list at one practice; None: hidden, 1 to 7."""

    definition: str
    title: str
    practice: str
    practice_name: str
    people: int | None


@dataclass(frozen=True)
class HandOverRow:
    """A hand-over that still holds something for the practice."""

    id: int
    practice_name: str
    purpose: str
    at: datetime
    open_items: int


@dataclass(frozen=True)
class Home:
    """cards lead to lists; today: the people to start with, red flags and own claims first."""

    role: str
    cards: tuple[Card, ...]
    today: tuple[Row, ...]
    closed: tuple[Closed, ...]
    closed_total: int
    reopened: tuple[Row, ...]
    not_counted: tuple[Row, ...]
    hand_overs: tuple[HandOverRow, ...]
    week: Week | None
    counts: tuple[ListCount, ...]  # for readers without a right to people: the small-number rule applied
    not_assessed: tuple[NotAssessed, ...]
    data_as_at: tuple[tuple[str, date], ...]  # practice, day of its extract
    empty_because: str


def home(post: Post) -> Home:
    """What this post has to do today."""
    raise NotImplementedError
