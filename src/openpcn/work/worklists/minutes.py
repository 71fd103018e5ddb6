"""A week's minutes: how many are set, spoken for, and left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction
from django.db.models import Q, Sum

from openpcn.terms import clock, dates
from openpcn.work.access import audit, idempotency
from openpcn.work.access.capabilities import MAY, Action, may
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import Post, Staff
from openpcn.work.access.roles import Role
from openpcn.work.entries.models import WorkDone
from openpcn.work.network.errors import WorkError
from openpcn.work.people.states import live_snapshot_id
from openpcn.work.worklists.models import Claim, Listed, Need, Progress, WeeklyMinutes
from openpcn.work.worklists.reach import EVERY_LIST

_WORKED = ("person_id", "work", "minutes", "closed", "progress")
MOST = 60 * 60  # minutes a week: no full-time week has more


@dataclass(frozen=True)
class Week:
    """Minutes of the week that holds today. left: never below 0."""

    weekly: int
    claimed: int  # of people taken whose work is not recorded yet
    recorded: int  # of work recorded since Monday

    @property
    def left(self) -> int:
        return max(0, self.weekly - self.claimed - self.recorded)


def minutes_by_person(needs: Iterable[Need]) -> dict[int, int]:
    """Person -> minutes still to do. One piece of work counts once, however many needs it meets."""
    work: dict[int, dict[str, int]] = {}
    for need in needs:
        if not need.closed and need.progress != Progress.AWAITING:
            work.setdefault(need.person_id, {})[need.work] = need.minutes
    return {person: sum(pieces.values()) for person, pieces in work.items()}


def week(post: Post) -> Week | None:
    """None where no weekly minutes are set for the staff member.

    Claims of all posts of the staff member count: it is the same week.
    """
    held = WeeklyMinutes.objects.filter(staff=post.staff_id).first()
    return None if held is None else _week(post, held.minutes)


def _week(post: Post, weekly: int) -> Week:
    monday, _ = dates.week_of(clock.today())
    since = datetime.combine(monday, time.min, clock.LONDON)
    recorded = WorkDone.objects.filter(staff=post.staff_id, created_at__gte=since).aggregate(n=Sum("minutes"))
    live = live_snapshot_id() or ""
    held: dict[str, set[int]] = {}
    claims = Claim.objects.filter(holder=post.staff_id, until__isnull=True)
    for person, role in claims.values_list("person_id", "role"):
        held.setdefault(role, set()).add(person)
    claimed = 0
    lists = list(Listed.objects.filter(snapshot_id=live)) if held else []
    for role, people in held.items():
        theirs = [row.definition for row in lists if role in row.roles or role in EVERY_LIST]
        needs = Need.objects.filter(snapshot_id=live, definition__in=theirs, person_id__in=people)
        claimed += sum(minutes_by_person(needs.only(*_WORKED)).values())
    return Week(weekly, claimed, recorded["n"] or 0)


def locked_week(post: Post) -> Week | None:
    """The week, with the staff member's minutes locked until the transaction ends: two requests at once
    cannot both spend them."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("locked_week outside a transaction: the lock would not hold")
    held = WeeklyMinutes.objects.select_for_update().filter(staff=post.staff_id).first()
    return None if held is None else _week(post, held.minutes)


@dataclass(frozen=True)
class Member:
    """Somebody of the team and the weekly minutes set for them; None: not set."""

    staff: Staff
    roles: tuple[str, ...]  # in words
    minutes: int | None


def team(post: Post) -> tuple[Member, ...]:
    """Who holds a post that works a list now, by name. Raises NotAllowedError unless PCN manager."""
    if post.role_word is not Role.PCN_MANAGER or not may(post, Action.MINUTES):
        audit.refuse(post, "team_minutes")
        raise NotAllowedError("team_minutes")
    now = clock.now()
    posts = Post.objects.filter(Q(until__isnull=True) | Q(until__gt=now), since__lte=now).filter(
        staff__is_active=True, role__in=MAY[Action.WORK]
    )
    roles: dict[Staff, dict[str, None]] = {}
    for each in posts.select_related("staff").order_by("staff__display_name", "pk"):
        roles.setdefault(each.staff, {})[each.role_word.label] = None
    held = dict(WeeklyMinutes.objects.values_list("staff_id", "minutes"))
    return tuple(Member(staff, tuple(words), held.get(staff.pk)) for staff, words in roles.items())


def set_weekly_minutes(post: Post, staff: Staff, minutes: int, key: str) -> None:
    """Set one's own weekly minutes, or a colleague's as PCN manager.

    Raises NotAllowedError, or WorkError for a number outside 0 to 3,600.
    """
    manages = post.role == "pcn_manager"
    if not may(post, Action.MINUTES) or not (manages or staff.pk == post.staff_id):
        audit.refuse(post, "set_weekly_minutes")
        raise NotAllowedError("set_weekly_minutes")
    if not 0 <= minutes <= MOST:
        raise WorkError(f"weekly minutes: expected 0 to {MOST}, found {minutes}")

    def effect() -> dict[str, object]:
        WeeklyMinutes.objects.update_or_create(staff=staff, defaults={"minutes": minutes})
        audit.record(
            "weekly_minutes_set",
            post=post,
            object_kind="staff",
            object_id=staff.username,
            detail={"minutes": minutes},
        )
        return {}

    idempotency.once(post.staff, key, "set_weekly_minutes", {"staff": staff.pk, "minutes": minutes}, effect)
