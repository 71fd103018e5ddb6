"""Scopes for the record and the rules, and how much of one person a post may open."""

from __future__ import annotations

from dataclasses import dataclass

from openpcn.terms import clock
from openpcn.terms.scope import Fields, Purpose, Scope
from openpcn.work.access.models import Grant, Post
from openpcn.work.access.visibility import (
    holds,
    live_grants,
    more,
    own_fields,
    own_practice,
    sees,
    shared_fields,
    statable_states,
    visible_states,
)
from openpcn.work.network.sharing import sharing_with
from openpcn.work.people.models import PersonState

CARE = (Purpose.INDIVIDUAL_CARE, Purpose.RISK_STRATIFICATION)  # what people are on lists for
STATABLE = (Purpose.INDIVIDUAL_CARE,)  # what one person may be opened for without being on a list


@dataclass(frozen=True)
class Access:
    """How much of one person a post may open, and why. ``Fields.COUNTS``: nothing of the person."""

    person: int
    fields: Fields
    purpose: Purpose
    why: str  # own practice, claimed, stated purpose, on your list, or empty
    state: PersonState | None  # None where the person must look as if absent
    grant: Grant | None = None
    may_state_purpose: bool = False

    @property
    def scope(self) -> Scope:
        """The scope for reading this person from the record."""
        if self.state is None:
            return Scope.nobody(self.purpose)
        return Scope.of(self.purpose, [self.state.practice], self.fields, [self.person])

    def opens(self, fields: Fields) -> bool:
        return self.scope.opens(fields)


def may_open(post: Post, person: int, *, listed: bool = False, snapshot_id: str | None = None) -> Access:
    """How much of a person the post may open now.

    ``listed``: the caller has found the person on a list that the post's role works; without that, somebody
    unclaimed opens nothing, and where the role may state a purpose ``may_state_purpose`` says so.
    """
    nothing = Access(person, Fields.COUNTS, Purpose.INDIVIDUAL_CARE, "", None)
    if not holds(post):
        return nothing
    best = nothing
    for purpose in CARE:
        found = _for_purpose(post, person, purpose, listed, snapshot_id)
        if found and (best.state is None or more(found.fields, best.fields) is not best.fields):
            best = found
        if best.fields is Fields.RECORD:
            break
    if best.state is not None:
        return best
    for purpose in STATABLE:
        if statable_states(post, purpose, snapshot_id=snapshot_id).filter(person=person).exists():
            return Access(person, Fields.COUNTS, purpose, "", None, may_state_purpose=True)
    return nothing


def _for_purpose(
    post: Post, person: int, purpose: Purpose, listed: bool, snapshot_id: str | None
) -> Access | None:
    state = visible_states(post, purpose, snapshot_id=snapshot_id).filter(person=person).first()
    if state is None:
        return None
    role = sees(post)
    own = state.practice == own_practice(post)
    can_state = role.may_state_purpose and not own
    options: list[Access] = []
    if own and role.own is not Fields.COUNTS and purpose is Purpose.INDIVIDUAL_CARE:
        options.append(Access(person, role.own, purpose, "own practice", state))
    grant = live_grants(post, purpose).filter(person=person).order_by("origin", "-since").first()
    if grant is not None:
        why = "claimed" if grant.origin == Grant.CLAIM else "stated purpose"
        options.append(Access(person, role.granted, purpose, why, state, grant))
    unclaimed = own_fields(post) if own else shared_fields(post)
    if listed and unclaimed is not Fields.COUNTS:
        options.append(Access(person, Fields.LIST, purpose, "on your list", state, None, can_state))
    if not options:
        return None
    best = options[0]
    for option in options[1:]:
        if more(option.fields, best.fields) is not best.fields:
            best = option
    return best


def practices_of(post: Post, purpose: Purpose) -> frozenset[str]:
    """Practices whose people or counts the post reaches for a purpose: its own, and those that share."""
    if not holds(post):
        return frozenset()
    sharing = sharing_with(post.organisation, purpose, clock.now())
    found = set(sharing.values_list("practice_id", flat=True))
    if own := own_practice(post):
        found.add(own)
    return frozenset(found)


def scope_for(post: Post, purpose: Purpose, *, snapshot_id: str | None = None) -> Scope:
    """The post's scope over everybody it sees without asking further.

    Where that is only counts, the scope names practices and no people. Otherwise it names the people, so that
    restrictions and objections bind in the record as they do in the database.
    """
    if not holds(post):
        return Scope.nobody(purpose)
    practices = practices_of(post, purpose)
    fields = own_fields(post) if own_practice(post) else shared_fields(post)
    if fields is Fields.COUNTS:
        return Scope.of(purpose, practices, fields)
    people = visible_states(post, purpose, snapshot_id=snapshot_id)
    if own := own_practice(post):
        practices, people = frozenset([own]), people.filter(practice=own)
    return Scope.of(purpose, practices, fields, people.values_list("person_id", flat=True))
