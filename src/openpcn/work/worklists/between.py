"""People between two practices: off one list, not yet on another, and somebody here holds their work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from openpcn.terms import person_key
from openpcn.terms.scope import Purpose
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import visible_states
from openpcn.work.worklists.gathering import practice_names
from openpcn.work.worklists.models import Claim
from openpcn.work.worklists.presenting import full_name


@dataclass(frozen=True)
class Between:
    """Somebody whom the post holds. They are on no list until another practice's extract shows them."""

    ref: str
    person_id: int
    name: str
    practice_name: str  # that they left
    left_on: date


def between_practices(post: Post) -> tuple[Between, ...]:
    """Whom the post holds and who left a list without being seen elsewhere; the caller discloses them."""
    mine = Claim.objects.filter(post=post, until__isnull=True).values("person_id")
    states = visible_states(post, Purpose.INDIVIDUAL_CARE).filter(
        person_id__in=mine, left_on__isnull=False, death_date__isnull=True
    )
    rows = list(states.order_by("left_on", "person_id"))
    names = practice_names({state.practice for state in rows})
    return tuple(
        Between(
            person_key.encode(state.person_id),
            state.person_id,
            full_name(state),
            names.get(state.practice, state.practice),
            state.left_on,
        )
        for state in rows
        if state.left_on
    )
