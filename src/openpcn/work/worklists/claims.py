"""Taking people on, giving them back or to a colleague. A unique constraint decides who was first."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from openpcn.terms import clock
from openpcn.terms.scope import Purpose
from openpcn.work.access import audit, idempotency
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.grants import end_claimed, grant_claimed
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import holds
from openpcn.work.network.errors import WorkError
from openpcn.work.worklists.gathering import Filters, gather
from openpcn.work.worklists.minutes import locked_week, minutes_by_person
from openpcn.work.worklists.models import Claim, Need
from openpcn.work.worklists.reach import needs_in_reach
from openpcn.work.worklists.rows import Status

MOST_AT_ONCE = 500


class ClaimError(WorkError):
    """What was asked for cannot be done; the message says why, without naming a person."""


@dataclass(frozen=True)
class Taken:
    """What became of the people who were asked for. minutes: of those taken; purposes: of what they were
    taken on for, for the audit trail."""

    taken: tuple[int, ...]
    held_by_others: tuple[int, ...]
    not_on_list: tuple[int, ...]
    minutes: int
    purposes: frozenset[str] = frozenset()

    def as_json(self) -> dict[str, Any]:
        """With person ids as text: they are larger than a JavaScript number."""
        return {
            "taken": [str(person) for person in self.taken],
            "held_by_others": [str(person) for person in self.held_by_others],
            "not_on_list": [str(person) for person in self.not_on_list],
            "minutes": self.minutes,
        }

    @classmethod
    def from_json(cls, held: dict[str, Any]) -> Taken:
        return cls(
            tuple(int(person) for person in held["taken"]),
            tuple(int(person) for person in held["held_by_others"]),
            tuple(int(person) for person in held["not_on_list"]),
            held["minutes"],
        )


def claim(post: Post, people: Iterable[int], key: str) -> Taken:
    """Take these people on in the post's role. Somebody else's stay theirs; one's own stay one's own."""
    _require(post, Action.WORK, "claim")
    wanted = _wanted(people)

    def effect() -> dict[str, Any]:
        locked_week(post)
        taken = _take(post, wanted, by=None)
        _audit("claimed", post, taken, post)
        return taken.as_json()

    answer = idempotency.once(post.staff, key, "claim", {"post": post.pk, "people": wanted}, effect)
    return Taken.from_json(answer.response)


def assign(post: Post, people: Iterable[int], to: Post, key: str) -> Taken:
    """Give people who are nobody's, or one's own, to a colleague of the same role.

    The colleague must be able to see them on a list of their own; who cannot be seen is ``not_on_list``.
    """
    _require(post, Action.ASSIGN, "assign")
    wanted = _wanted(people)
    if to.role != post.role or not holds(to) or not may(to, Action.WORK):
        raise ClaimError("people can be given to a colleague who holds the same role now: choose another one")

    def effect() -> dict[str, Any]:
        locked_week(to)
        seen = set(needs_in_reach(post).filter(person_id__in=wanted).values_list("person_id", flat=True))
        both = set(needs_in_reach(to).filter(person_id__in=seen).values_list("person_id", flat=True))
        giving = [person for person in wanted if person in both]
        if to.pk != post.pk:
            mine = Claim.objects.filter(post=post, person_id__in=giving, until__isnull=True)
            given_up = list(mine.values_list("person_id", flat=True))
            mine.update(until=clock.now(), ended=Claim.Ended.REASSIGNED)
            end_claimed(given_up, post=post)
        taken = _take(to, giving, by=post)
        missing = tuple(person for person in wanted if person not in both)
        taken = replace(taken, not_on_list=taken.not_on_list + missing)
        _audit("assigned", post, taken, to)
        return taken.as_json()

    answer = idempotency.once(
        post.staff, key, "assign", {"post": post.pk, "people": wanted, "to": to.pk}, effect
    )
    return Taken.from_json(answer.response)


def assignees(post: Post) -> tuple[Post, ...]:
    """Posts that this post may give people to: held now, the same role."""
    if not may(post, Action.ASSIGN):
        return ()
    posts = Post.objects.filter(role=post.role).select_related("staff").order_by("staff__display_name", "pk")
    return tuple(other for other in posts if holds(other))


def release(post: Post, people: Iterable[int], key: str) -> int:
    """Give back what this post holds; returns how many."""
    _require(post, Action.WORK, "release")
    wanted = _wanted(people)

    def effect() -> dict[str, Any]:
        held = Claim.objects.filter(post=post, person_id__in=wanted, until__isnull=True)
        given_back = sorted(held.values_list("person_id", flat=True))
        held.update(until=clock.now(), ended=Claim.Ended.RELEASED)
        end_claimed(given_back, post=post)
        audit.record(
            "released", post=post, object_kind="claim", people=given_back, detail={"role": post.role}
        )
        return {"released": len(given_back)}

    answer = idempotency.once(post.staff, key, "release", {"post": post.pk, "people": wanted}, effect)
    released: int = answer.response["released"]
    return released


def take_as_many(post: Post, key: str) -> Taken:
    """Take people from the top of the list while this week's minutes allow; never more than are left.

    Somebody who needs more than what is left is passed over for the next who fits. Raises ClaimError where no
    weekly minutes are set.
    """
    _require(post, Action.WORK, "take_as_many")

    def effect() -> dict[str, Any]:
        week = locked_week(post)
        if week is None:
            raise ClaimError("no weekly minutes are set for you: set them first, under Settings")
        free = Filters(assigned="nobody", status=frozenset({Status.OPEN}))
        candidates = [row.person for row in gather(post).kept(free)]
        left, minutes = week.left, _minutes(post, candidates)
        taken: list[int] = []
        purposes: set[str] = set()
        spent = 0
        shortest = min((n for n in minutes.values() if n), default=0)
        while candidates and shortest and left - spent >= shortest:
            batch: list[int] = []
            planned = spent
            rest: list[int] = []
            for person in candidates:
                need = minutes.get(person, 0)
                if 0 < need <= left - planned and len(batch) < MOST_AT_ONCE:
                    batch.append(person)
                    planned += need
                elif need > 0:
                    rest.append(person)
            if not batch:
                break
            got = _take(post, batch, by=None)
            taken += got.taken
            purposes |= got.purposes
            spent += sum(minutes[person] for person in got.taken)
            candidates = (
                [] if len(got.taken) == len(batch) else rest
            )  # somebody was faster: try the next ones
        result = Taken(tuple(taken), (), (), spent, frozenset(purposes))
        _audit("claimed", post, result, post)
        return result.as_json()

    answer = idempotency.once(post.staff, key, "take_as_many", {"post": post.pk}, effect)
    return Taken.from_json(answer.response)


def _take(post: Post, people: Sequence[int], by: Post | None) -> Taken:
    """Insert the claims and their grants, in the caller's transaction."""
    needs = [need for need in needs_in_reach(post).filter(person_id__in=people) if not need.closed]
    purposes: dict[int, set[str]] = {}
    for need in needs:
        purposes.setdefault(need.person_id, set()).add(need.purpose)
    listed = [person for person in people if person in purposes]
    batch, now = uuid.uuid4(), clock.now()
    Claim.objects.bulk_create(
        [
            Claim(
                person_id=person,
                role=post.role,
                holder_id=post.staff_id,
                post=post,
                since=now,
                assigned_by=by.staff if by else None,
                batch=batch,
            )
            for person in sorted(listed)  # one order for everybody: no deadlock between two batches
        ],
        ignore_conflicts=True,  # the partial unique constraint: somebody else was first
    )
    new = set(Claim.objects.filter(batch=batch).values_list("person_id", flat=True))
    granted: set[int] = set()
    for purpose in sorted({purpose for each in purposes.values() for purpose in each}):
        asked = [person for person in new if purpose in purposes[person]]
        granted |= set(grant_claimed(post, asked, Purpose(purpose), reason="claimed from a list"))
    if lost := new - granted:  # a withdrawal or an objection came between
        Claim.objects.filter(batch=batch, person_id__in=lost).delete()
    new &= granted
    rest = [person for person in listed if person not in new]
    mine = set(
        Claim.objects.filter(post=post, person_id__in=rest, until__isnull=True).values_list(
            "person_id", flat=True
        )
    )
    minutes = minutes_by_person(need for need in needs if need.person_id in new)
    return Taken(
        taken=tuple(person for person in listed if person in new),
        held_by_others=tuple(person for person in rest if person not in mine and person not in lost),
        not_on_list=tuple(person for person in people if person not in purposes or person in lost),
        minutes=sum(minutes.values()),
        purposes=frozenset(purpose for person in new for purpose in purposes[person]),
    )


def _minutes(post: Post, people: Sequence[int]) -> dict[int, int]:
    wanted = set(people)
    needs: Iterable[Need] = (
        needs_in_reach(post).filter(closed=False).only("person_id", "work", "minutes", "closed", "progress")
    )
    return minutes_by_person(need for need in needs if need.person_id in wanted)


def _wanted(people: Iterable[int]) -> list[int]:
    wanted = sorted(set(people))
    if not wanted:
        raise ClaimError("nobody was chosen: choose at least one person")
    if len(wanted) > MOST_AT_ONCE:
        raise ClaimError(f"{len(wanted)} people at once: choose at most {MOST_AT_ONCE}")
    return wanted


def _require(post: Post, action: Action, name: str) -> None:
    if not may(post, action):
        audit.refuse(post, name)
        raise NotAllowedError(name)


def _audit(action: str, post: Post, taken: Taken, holder: Post) -> None:
    """Work of several purposes is individual care to whoever takes it on; the detail names them all."""
    purposes = sorted(taken.purposes)
    audit.record(
        action,
        post=post,
        purpose=purposes[0] if len(purposes) == 1 else Purpose.INDIVIDUAL_CARE,
        object_kind="claim",
        object_id=holder.staff.username,
        people=taken.taken,
        detail={
            "role": holder.role,
            "minutes": taken.minutes,
            "held_by_others": len(taken.held_by_others),
            "purposes": purposes,
        },
    )
