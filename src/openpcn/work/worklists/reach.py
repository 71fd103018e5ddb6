"""Which needs a post may see: its lists, narrowed by the one query about people, purpose by purpose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from openpcn.terms.scope import Fields, Purpose
from openpcn.work.access.models import Post
from openpcn.work.access.roles import Role
from openpcn.work.access.visibility import (
    live_grants,
    more,
    own_fields,
    own_practice,
    sees,
    shared_fields,
    visible_states,
)
from openpcn.work.people.models import PersonState
from openpcn.work.people.states import live_snapshot_id
from openpcn.work.worklists.models import Claim, Listed, Need

# Roles that do not work a list of their own but look after all of a practice's lists.
EVERY_LIST = (Role.CLINICAL_DIRECTOR, Role.PRACTICE_MANAGER, Role.RECEPTIONIST)


# Whoever has died or has left is on nobody's list, whatever was prepared before it was known.
ON_A_LIST = Q(death_date__isnull=True, left_on__isnull=True, missing_since__isnull=True)


def lists_of(post: Post, snapshot_id: str | None) -> list[Listed]:
    """The definitions on the post's list in a snapshot, by id. None for a role that sees counts only."""
    if snapshot_id is None or post.role_word is Role.PCN_MANAGER:
        return []
    rows = Listed.objects.filter(snapshot_id=snapshot_id).order_by("definition")
    return [row for row in rows if post.role_word in EVERY_LIST or post.role in row.roles]


def counts_only(post: Post) -> bool:
    """Whether the post meets nobody before a claim or a stated purpose: it sees how many wait, not who."""
    return own_fields(post) is Fields.COUNTS and shared_fields(post) is Fields.COUNTS


def can_fill(post: Post) -> bool:
    """Whether a list of this post's can show anybody: not where it sees counts only and holds nobody."""
    return not counts_only(post) or Claim.objects.filter(post=post, until__isnull=True).exists()


def visible_needs(post: Post, lists: Sequence[Listed], snapshot_id: str) -> QuerySet[Need]:
    """Needs of these lists whose person is alive, registered, and visible to the post for the purpose."""
    reach = Q(pk__in=[])
    for purpose in sorted({row.purpose for row in lists}):
        states = visible_states(post, Purpose(purpose), snapshot_id=snapshot_id).filter(ON_A_LIST)
        definitions = [row.definition for row in lists if row.purpose == purpose]
        # Asked for each need by index: a list of everybody visible would be made anew for every page.
        reach |= Q(Exists(states.filter(person_id=OuterRef("person_id"))), definition__in=definitions)
    return Need.objects.filter(reach, snapshot_id=snapshot_id)


def visible_to(post: Post, purposes: Iterable[str], snapshot_id: str) -> QuerySet[PersonState]:
    """States of the people whom the post may see for any of the purposes."""
    reach = Q(pk__in=[])
    for purpose in sorted(set(purposes)):
        states = visible_states(post, Purpose(purpose), snapshot_id=snapshot_id)
        reach |= Q(Exists(states.filter(pk=OuterRef("pk"))))
    return PersonState.objects.filter(reach, snapshot_id=snapshot_id)


def needs_in_reach(post: Post) -> QuerySet[Need]:
    """The post's needs in the live snapshot."""
    live = live_snapshot_id()
    return visible_needs(post, lists_of(post, live), live) if live else Need.objects.none()


def fields_by_person(post: Post, practices: dict[int, str]) -> dict[int, tuple[Fields, bool]]:
    """Person -> how much the post opens of them, whether by a grant. ``practices``: person -> practice."""
    granted = set(live_grants(post).filter(person_id__in=practices).values_list("person_id", flat=True))
    own = own_practice(post)
    levels: dict[int, tuple[Fields, bool]] = {}
    for person, practice in practices.items():
        level = own_fields(post) if practice == own else shared_fields(post)
        if person in granted:
            level = more(level, sees(post).granted)
        levels[person] = level, person in granted
    return levels
