"""Recording work on a need, closing by hand, re-opening, and saying that a person should not be here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openpcn.work.access.models import Post
from openpcn.work.worklists.models import Need
from openpcn.work.worklists.rows import Status


class WorkError(ValueError):
    """The form cannot be recorded; the message names the field and what is expected."""


@dataclass(frozen=True)
class Choice:
    """One code that may be recorded for a need."""

    codelist: str
    title: str
    code: str
    term: str


@dataclass(frozen=True)
class NewEntry:
    """One line of the form. value: only for codes that carry one."""

    codelist: str
    code: str
    date: date
    value: float | None = None
    unit: str = ""


@dataclass(frozen=True)
class Done:
    """What became of the recorded work: the need's status now, and the missing pieces in words."""

    status: Status
    sentence: str
    missing: tuple[str, ...]


def choices(definition: str) -> tuple[Choice, ...]:
    """The codes that count for a definition's work, in the order of its codelists."""
    raise NotImplementedError


def record_work(
    post: Post, person: int, definition: str, subject: str, entries: Sequence[NewEntry], key: str
) -> Done:
    """Record coded entries on a need that this post holds, and say whether they will count."""
    raise NotImplementedError


def strike(post: Post, entry: int, reason: str, key: str) -> None:
    """Strike one's own entry that was made in error; it stays visible as struck."""
    raise NotImplementedError


def close_by_hand(
    post: Post, person: int, definition: str, subject: str, reason: str, note: str, key: str
) -> None:
    """Close one need. It re-opens when a snapshot shows other evidence."""
    raise NotImplementedError


def reopen(post: Post, person: int, definition: str, subject: str, key: str) -> None:
    """Take back a closing by hand."""
    raise NotImplementedError


def should_not_be_here(post: Post, person: int, definition: str, subject: str, text: str, key: str) -> None:
    """Keep the remark with the rule that put the person on the list."""
    raise NotImplementedError


def needs_of(post: Post, person: int) -> tuple[Need, ...]:
    """A person's needs in the live snapshot, as far as the post may see the person for each purpose."""
    raise NotImplementedError
