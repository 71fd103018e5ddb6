"""How much of one person a post may open: asked at the start of every page about somebody."""

from __future__ import annotations

from dataclasses import dataclass, replace

from openpcn.terms.scope import Fields
from openpcn.web import guards
from openpcn.work.access.models import Post
from openpcn.work.access.scopes import Access, may_open
from openpcn.work.people.models import PersonState
from openpcn.work.worklists import lists
from openpcn.work.worklists.rows import Row


@dataclass(frozen=True)
class Opened:
    """A person as far as the post may open them. row: their needs on the post's list, if any."""

    access: Access
    state: PersonState
    row: Row | None

    @property
    def personal(self) -> bool:
        """NHS number, bookings, who has looked."""
        return self.access.opens(Fields.DEMOGRAPHICS)

    @property
    def record(self) -> bool:
        """The coded record."""
        return self.access.opens(Fields.RECORD)


class PurposeNeededError(Exception):
    """The person may be opened only after saying why."""


def open_person(post: Post, person: int, *, least: Fields = Fields.LIST) -> Opened:
    """What the post may see of somebody now.

    Raises PurposeNeededError where a purpose has to be stated first, Http404 (audited) where the person must
    look as if absent or the page needs more than the post opens.
    """
    rows = lists.rows_of(post, [person])
    access = may_open(post, person, listed=bool(rows))
    if access.state is None:
        if access.may_state_purpose:
            raise PurposeNeededError
        guards.refuse(post, "person", [person])
    state = access.state
    if state.missing_since and access.opens(Fields.RECORD):  # the record does not have them now
        access = replace(access, fields=Fields.DEMOGRAPHICS)
    if not access.opens(least):
        if access.may_state_purpose:
            raise PurposeNeededError
        guards.refuse(post, "person", [person])
    return Opened(access, state, rows[0] if rows else None)
