"""After a snapshot went live: end claims that have nothing left, catch up with what was done meanwhile.

Nothing is shown wrongly while it has not run: who may be seen is decided by the query, and a need that is
gone is on no list. Safe to repeat.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from openpcn.terms import clock
from openpcn.terms.scope import Purpose
from openpcn.work.access import audit
from openpcn.work.access.grants import end_claimed
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import holds, visible_states
from openpcn.work.entries.models import Entry
from openpcn.work.entries.record import pending
from openpcn.work.people.states import live_snapshot_id
from openpcn.work.people.states import states as states_of
from openpcn.work.submissions.models import SnapshotRow
from openpcn.work.worklists.models import Change, Claim, Listed
from openpcn.work.worklists.overlay import refresh
from openpcn.work.worklists.prepare import mark_closed
from openpcn.work.worklists.reach import ON_A_LIST, needs_in_reach

GRACE = timedelta(days=14)  # a need that comes back within it finds its holder again


def settle(*, also: Iterable[int] = ()) -> int:
    """End claims of posts that ended, of people who may no longer be seen, and of people with nothing left.

    Progress is worked out again for people with an entry of the last day (made while the snapshot was being
    prepared), and for ``also``. Returns the claims ended.
    """
    live = live_snapshot_id()
    if live is None:
        return 0
    mark_closed(live)
    since = clock.now() - timedelta(days=1)
    meanwhile = pending(live).filter(created_at__gte=since).values_list("person_id", flat=True)
    struck = Entry.objects.filter(struck_at__gte=since).values_list("person_id", flat=True)
    refresh(sorted({*meanwhile, *struck, *also}))
    ended = 0
    posts = Post.objects.filter(claims__until__isnull=True).select_related("staff").distinct()
    for post in posts:
        ended += _settle_post(post, live)
    return ended


def _settle_post(post: Post, live: str) -> int:
    claims = Claim.objects.filter(post=post, until__isnull=True)
    held = dict(claims.values_list("person_id", "since"))
    if not holds(post):
        return end_claims(post, held, Claim.Ended.LEFT)
    seen: set[int] = set()
    for purpose in sorted(set(Listed.objects.filter(snapshot_id=live).values_list("purpose", flat=True))):
        visible = visible_states(post, Purpose(purpose)).filter(person_id__in=held)
        seen |= set(visible.values_list("person_id", flat=True))
    unseen = set(held) - seen
    states = {state.person_id: state for state in states_of(live).filter(person_id__in=unseen)}
    objecting = {
        person for person, state in states.items() if state.restricted or state.risk_stratification_objection
    }
    ended = end_claims(post, objecting, Claim.Ended.OBJECTION)
    ended += end_claims(post, set(states) - objecting, Claim.Ended.WITHDRAWN)
    ended += end_claims(post, unseen - set(states), Claim.Ended.GONE)
    dead = set(
        states_of(live)
        .filter(person_id__in=held, death_date__isnull=False)
        .values_list("person_id", flat=True)
    )
    ended += end_claims(post, dead & seen, Claim.Ended.DIED)
    between = states_of(live).filter(~ON_A_LIST, person_id__in=seen)
    seen -= dead | set(between.values_list("person_id", flat=True))  # kept, and shown to the holder
    needed = set(needs_in_reach(post).filter(person_id__in=seen).values_list("person_id", flat=True))
    return ended + end_claims(post, _quiet(seen - needed, held), Claim.Ended.SEEN)


def end_claims(post: Post, people: Iterable[int], why: Claim.Ended) -> int:
    """End a post's claims of these people and the grants that came with them, audited; returns how many."""
    ids = sorted(people)
    if not ids:
        return 0
    with transaction.atomic():
        claims = Claim.objects.filter(post=post, person_id__in=ids, until__isnull=True)
        ended = claims.update(until=clock.now(), ended=why)
        end_claimed(ids, post=post)
        audit.record(
            "claims_ended",
            object_kind="claim",
            object_id=post.staff.username,
            people=ids,
            detail={"why": why.value},
        )
    return ended


def _quiet(people: set[int], held: Mapping[int, datetime]) -> set[int]:
    """Those whose last need went, or who were claimed, longer ago than the grace."""
    old = clock.now() - GRACE
    long_live = set(SnapshotRow.objects.filter(live_from__lte=old).values_list("snapshot_id", flat=True))
    closed = Change.objects.filter(person_id__in=people, kind=Change.Kind.CLOSED).order_by("pk")
    last = dict(closed.values_list("person_id", "snapshot_id"))
    return {
        person
        for person in people
        if (last[person] in long_live if person in last else True) and held[person] <= old
    }
