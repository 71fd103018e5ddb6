"""Grants: from claimed work, for as long as it is claimed; from a stated purpose, for eight hours."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from openpcn.terms import clock
from openpcn.terms.scope import Fields, Purpose
from openpcn.work.access import audit
from openpcn.work.access.errors import AccessError, NotAllowedError
from openpcn.work.access.models import Grant, Post
from openpcn.work.access.reasons import names_nobody
from openpcn.work.access.scopes import STATABLE
from openpcn.work.access.visibility import sees, statable_states, visible_states

STATED_FOR = timedelta(hours=8)
SHORTEST_REASON = 10


def grant_claimed(post: Post, people: Collection[int], purpose: Purpose, *, reason: str) -> list[int]:
    """Grant the post the record of people whose work it has claimed; in the claim's transaction.

    Returns the people granted. Whoever the post may not see for the purpose is not granted: a caller that
    gets fewer back than it gave lost a race with a withdrawal or an objection. The caller audits the claim.
    """
    visible = set(visible_states(post, purpose).filter(person__in=people).values_list("person_id", flat=True))
    held = set(
        Grant.objects.filter(
            post=post, person__in=visible, purpose=purpose, origin=Grant.CLAIM, until__isnull=True
        ).values_list("person_id", flat=True)
    )
    now = clock.now()
    Grant.objects.bulk_create(
        Grant(person_id=person, post=post, purpose=purpose, reason=reason, origin=Grant.CLAIM, since=now)
        for person in sorted(visible - held)
    )
    return sorted(visible)


def end_claimed(people: Iterable[int], *, post: Post | None = None, purpose: Purpose | None = None) -> int:
    """End grants from claims, now: of one post or all, for one purpose or all. Returns how many."""
    grants = Grant.objects.filter(person__in=list(people), origin=Grant.CLAIM, until__isnull=True)
    if post is not None:
        grants = grants.filter(post=post)
    if purpose is not None:
        grants = grants.filter(purpose=purpose)
    return grants.update(until=clock.now())


def open_record(post: Post, person: int, purpose: Purpose, reason: str) -> Grant:
    """Open somebody who is on no list of the post's, with a stated purpose and reason, for eight hours.

    Raises AccessError where the reason says too little, NotAllowedError (which is audited) where the role may
    not, the practice does not share for the purpose, or the person objected.
    """
    text = " ".join(reason.split())
    if len(text) < SHORTEST_REASON:
        raise AccessError(f"say why in at least {SHORTEST_REASON} characters: the practice can read it")
    names_nobody(text, AccessError)
    allowed = (
        purpose in STATABLE
        and sees(post).granted is not Fields.COUNTS
        and statable_states(post, purpose).filter(person=person).exists()
    )
    if not allowed:
        audit.refuse(post, "open_record", people=[person])
        raise NotAllowedError("open_record")
    now = clock.now()
    with transaction.atomic():
        grant = Grant.objects.create(
            person_id=person,
            post=post,
            purpose=purpose,
            reason=text[:500],
            origin=Grant.STATED,
            since=now,
            until=now + STATED_FOR,
        )
        audit.record(
            "record_opened",
            post=post,
            purpose=purpose,
            object_kind="grant",
            object_id=grant.pk,
            people=[person],
            detail={"reason": text[:500]},
        )
    return grant


def end_of_post(post: Post) -> int:
    """End everything a post was granted. Returns how many grants."""
    now = clock.now()
    return Grant.objects.filter(Q(until__isnull=True) | Q(until__gt=now), post=post).update(until=now)
