"""A practice leaves an agreement: outsiders lose its people at once, its own staff get everything open."""

from __future__ import annotations

from openpcn.work.access.models import Post
from openpcn.work.worklists.models import HandOver


def withdraw(post: Post, practice: str, purpose: str, reason: str, key: str) -> HandOver:
    """One transaction: end the sharing for a purpose, release outsiders' claims, write the hand-over."""
    raise NotImplementedError


def hand_overs(post: Post) -> tuple[HandOver, ...]:
    """Hand-overs of the post's own practice, newest first; nobody else sees them."""
    raise NotImplementedError


def take_over(post: Post, item: int, key: str) -> None:
    """The practice has taken one item over."""
    raise NotImplementedError
