"""A practice leaves an agreement: outsiders lose its people at once, its own staff get everything open."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from openpcn.terms import clock
from openpcn.terms.scope import Purpose
from openpcn.work.access import audit, idempotency
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.grants import end_claimed
from openpcn.work.access.models import Post
from openpcn.work.access.reasons import names_nobody
from openpcn.work.access.visibility import own_practice
from openpcn.work.entries.models import Confirmation, WorkDone
from openpcn.work.network.agreements import end_sharing
from openpcn.work.network.errors import NetworkError
from openpcn.work.network.sharing import live_parties
from openpcn.work.people.states import live_snapshot_id, states
from openpcn.work.worklists.models import Claim, HandOver, HandOverItem, Listed, Need
from openpcn.work.worklists.reach import needs_in_reach

LONGEST_REASON = 400


def withdraw(post: Post, practice: str, purpose: str, reason: str, key: str) -> HandOver:
    """One transaction: end the sharing for a purpose, release outsiders' claims, write the hand-over.

    An outsider keeps a claim only where the person is still due on their list for a purpose that the practice
    goes on sharing for. Raises NotAllowedError for anybody but the practice's own manager, NetworkError where
    the practice shares nothing for the purpose.
    """
    if not may(post, Action.WITHDRAW, practice=practice) or own_practice(post) != practice:
        audit.refuse(post, "withdraw")
        raise NotAllowedError("withdraw")
    why = names_nobody(" ".join(reason.split())[:LONGEST_REASON], NetworkError)

    def effect() -> dict[str, Any]:
        live = live_snapshot_id() or ""
        people = states(live).filter(practice=practice).values("person_id")
        claims = list(
            Claim.objects.select_for_update(of=("self",))
            .filter(until__isnull=True, person_id__in=people)
            .exclude(post__organisation=practice)
            .select_related("post__staff")
            .order_by("pk")
        )
        hand_over = HandOver.objects.create(
            practice=practice,
            purpose=purpose,
            at=clock.now(),
            by_id=post.staff_id,
            reason=why,
            snapshot_id=live,
        )
        items = _items(hand_over, live, practice, purpose, claims)
        HandOverItem.objects.bulk_create(items, batch_size=500)
        agreements = end_sharing(practice, Purpose(purpose), by=post.staff.username)
        released = _release(claims, Purpose(purpose))
        audit.record(
            "agreement_withdrawn",
            post=post,
            purpose=purpose,
            object_kind="practice",
            object_id=practice,
            people={item.person_id for item in items} | set(released),
            detail={
                "agreements": [agreement.pk for agreement in agreements],
                "claims_released": len(released),
                "handed_over": len(items),
                "reason": why,
            },
        )
        return {"hand_over": hand_over.pk}

    asked = {"practice": practice, "purpose": purpose, "reason": why}
    answer = idempotency.once(post.staff, key, "withdraw", asked, effect)
    return HandOver.objects.get(pk=answer.response["hand_over"])


def withdraw_from_all(post: Post, practice: str, reason: str, key: str) -> list[HandOver]:
    """Withdraw for every purpose the practice shares for, in one transaction: all of it or nothing."""
    now = clock.now()
    shared = [p for p in Purpose if live_parties(p, now).filter(practice=practice).exists()]
    with transaction.atomic():
        return [withdraw(post, practice, each, reason, f"{key}/{each}") for each in shared]


def hand_overs(post: Post) -> QuerySet[HandOver]:
    """Hand-overs of the post's own practice, newest first, with ``open_items``; nobody else sees them."""
    own = own_practice(post)
    if own is None or not may(post, Action.HAND_OVER, practice=own):
        return HandOver.objects.none()
    waiting = Count("items", filter=Q(items__settled_at__isnull=True))
    return HandOver.objects.filter(practice=own).annotate(open_items=waiting).order_by("-pk")


def waiting(post: Post) -> list[tuple[HandOver, int]]:
    """The post's hand-overs that still hold something, and how many items of each wait."""
    items = HandOverItem.objects.filter(hand_over__in=hand_overs(post), settled_at__isnull=True)
    counts = Counter(items.values_list("hand_over_id", flat=True))
    return [(each, counts[each.pk]) for each in hand_overs(post) if counts[each.pk]]


def take_over(post: Post, item: int, key: str) -> None:
    """The practice has taken one item over. Raises NotAllowedError for another practice's item."""
    if not HandOverItem.objects.filter(pk=item, hand_over__in=hand_overs(post)).exists():
        audit.refuse(post, "take_over")
        raise NotAllowedError("take_over")

    def effect() -> dict[str, Any]:
        waiting = HandOverItem.objects.filter(pk=item, settled_at__isnull=True)
        waiting.update(settled_at=clock.now(), settled_by=post.staff_id)
        person = HandOverItem.objects.get(pk=item).person_id
        audit.record("taken_over", post=post, object_kind="hand_over_item", object_id=item, people=[person])
        return {}

    idempotency.once(post.staff, key, "take_over", {"item": item}, effect)


def _items(
    hand_over: HandOver, live: str, practice: str, purpose: str, claims: list[Claim]
) -> list[HandOverItem]:
    """Every open need, with who outside the practice held it and what they recorded for it."""
    lists = {row.definition: row for row in Listed.objects.filter(snapshot_id=live, purpose=purpose)}
    needs = list(Need.objects.filter(snapshot_id=live, practice=practice, definition__in=lists, closed=False))
    held: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        held[claim.person_id].append(claim)
    done = _done(live, practice, [need.person_id for need in needs])
    items = []
    for need in needs:
        roles = lists[need.definition].roles
        holding = [claim for claim in held[need.person_id] if claim.role in roles]
        history = done.get((need.definition, need.subject), [])
        holders: list[Claim | None] = [*holding] or [None]
        for holder in holders:
            items.append(
                HandOverItem(
                    hand_over=hand_over,
                    person_id=need.person_id,
                    definition=need.definition,
                    title=lists[need.definition].title,
                    subject=need.subject,
                    due_by=need.due_by,
                    red_flag=need.red_flag,
                    role=holder.role if holder else "",
                    held_by=holder.holder if holder else None,
                    held_since=holder.since if holder else None,
                    done=history,
                    progress=need.progress,
                )
            )
    return items


def _done(live: str, practice: str, people: list[int]) -> dict[tuple[str, str], list[dict[str, str]]]:
    """(definition, subject) -> what outsiders recorded for it: day, entry, by whom, and whether confirmed."""
    work = (
        WorkDone.objects.filter(person_id__in=people)
        .exclude(post__organisation=practice)
        .select_related("staff")
        .prefetch_related("entries")
        .order_by("pk")
    )
    seen = set(
        Confirmation.objects.filter(snapshot_id=live, entry__work_done__in=work).values_list(
            "entry_id", flat=True
        )
    )
    found: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for piece in work:
        for entry in piece.entries.all():
            state = "struck" if entry.struck_at else "in the extract" if entry.pk in seen else "pending"
            found[piece.definition, piece.subject].append(
                {
                    "date": entry.date.isoformat(),
                    "what": entry.term,
                    "by": piece.staff.display_name,
                    "state": state,
                }
            )
    return found


def _release(claims: list[Claim], purpose: Purpose) -> list[int]:
    """Release the claims that have nothing left to stand on; returns their people."""
    by_post: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_post[claim.post_id].append(claim)
    released: list[int] = []
    for theirs in by_post.values():
        post, people = theirs[0].post, [claim.person_id for claim in theirs]
        end_claimed(people, post=post, purpose=purpose)
        kept = set(needs_in_reach(post).filter(person_id__in=people).values_list("person_id", flat=True))
        gone = [claim for claim in theirs if claim.person_id not in kept]
        Claim.objects.filter(pk__in=[claim.pk for claim in gone], until__isnull=True).update(
            until=clock.now(), ended=Claim.Ended.WITHDRAWN
        )
        end_claimed([claim.person_id for claim in gone], post=post)
        released += [claim.person_id for claim in gone]
    return released
