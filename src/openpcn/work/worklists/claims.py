"""Taking people on, giving them back or to a colleague. A unique constraint decides who was first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from openpcn.work.access.models import Post


class ClaimError(ValueError):
    """What was asked for cannot be done; the message says why, without naming a person."""


@dataclass(frozen=True)
class Taken:
    """What became of the people who were asked for. minutes: of those taken."""

    taken: tuple[int, ...]
    held_by_others: tuple[int, ...]
    not_on_list: tuple[int, ...]
    minutes: int


def claim(post: Post, people: Iterable[int], key: str) -> Taken:
    """Take these people on in the post's role. Somebody else's stay theirs."""
    raise NotImplementedError


def release(post: Post, people: Iterable[int], key: str) -> int:
    """Give back what this post holds; returns how many."""
    raise NotImplementedError


def assign(post: Post, people: Iterable[int], to: Post, key: str) -> Taken:
    """Give people who are nobody's, or one's own, to a colleague whose role works their needs."""
    raise NotImplementedError


def assignees(post: Post) -> tuple[Post, ...]:
    """Posts that this post may give people to: the same role, at organisations that share the list."""
    raise NotImplementedError


def take_as_many(post: Post, key: str) -> Taken:
    """Take people from the top of the list while this week's minutes allow; never more than are left."""
    raise NotImplementedError
