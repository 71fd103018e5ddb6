"""People whom a post took on and who are on no list any more: between two practices, or dead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from openpcn.terms import clock, person_key
from openpcn.terms.scope import Purpose
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import visible_states
from openpcn.work.people.models import PersonState
from openpcn.work.worklists.gathering import practice_names
from openpcn.work.worklists.models import Claim
from openpcn.work.worklists.presenting import full_name
from openpcn.work.worklists.reach import ON_A_LIST

TOLD_FOR = timedelta(days=14)  # how long somebody is told that a person whom they had taken on has died


@dataclass(frozen=True)
class OffTheList:
    """Somebody on no list. on: the day they left their practice's list, or died."""

    ref: str
    person_id: int
    name: str
    practice_name: str
    on: date
    words: str  # what is known, to follow the name


def between_practices(post: Post) -> tuple[OffTheList, ...]:
    """Whom the post holds and who left a list, or is in no extract; the caller discloses them.

    They are on no list and their work waits: the next extract of another practice brings it back.
    """
    mine = Claim.objects.filter(post=post, until__isnull=True).values("person_id")
    states = _seen(post).filter(~ON_A_LIST, person_id__in=mine, death_date__isnull=True)
    return _shown(states.order_by("left_on", "missing_since", "person_id"))


def died(post: Post) -> tuple[OffTheList, ...]:
    """Whom the post held until an extract said that they have died; the caller discloses them.

    Whoever arranged something with them has to know.
    """
    lately = clock.now() - TOLD_FOR
    mine = Claim.objects.filter(post=post, ended=Claim.Ended.DIED, until__gte=lately).values("person_id")
    states = _seen(post).filter(person_id__in=mine, death_date__isnull=False)
    return _shown(states.order_by("death_date", "person_id"))


def _seen(post: Post) -> QuerySet[PersonState]:
    return visible_states(post, Purpose.INDIVIDUAL_CARE)


def _shown(states: QuerySet[PersonState]) -> tuple[OffTheList, ...]:
    rows = list(states)
    names = practice_names({state.practice for state in rows})
    return tuple(
        OffTheList(
            person_key.encode(state.person_id),
            state.person_id,
            full_name(state),
            names.get(state.practice, state.practice),
            day,
            _words(state, names.get(state.practice, state.practice)),
        )
        for state in rows
        if (day := state.death_date or state.left_on or state.missing_since)
    )


def _words(state: PersonState, practice: str) -> str:
    if state.death_date:
        return f"{practice}, died on {state.death_date:%-d %B %Y}"
    if state.left_on:
        return f"left {practice} on {state.left_on:%-d %B %Y}, not yet seen elsewhere"
    return f"not in the data of {practice} since {state.missing_since:%-d %B %Y}"
