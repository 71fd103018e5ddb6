"""Whom a post may see: the one query about people that every page and list starts from."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from openpcn.terms import clock, ods
from openpcn.terms.scope import Fields, Purpose
from openpcn.work.access.models import Grant, Post
from openpcn.work.access.roles import SEES, Sees
from openpcn.work.network.sharing import sharing_with
from openpcn.work.people.models import PersonState
from openpcn.work.people.states import states

NOT_RESTRICTED = Q(confidential=False, spine_sensitive=False, sharing_objection=False)
_LEVELS = tuple(Fields)


def more(one: Fields, other: Fields) -> Fields:
    """The larger of two levels."""
    return max(one, other, key=_LEVELS.index)


def holds(post: Post, at: datetime | None = None) -> bool:
    """Whether the post is held now by somebody who may still sign in."""
    return post.is_live(at or clock.now()) and post.staff.is_active


def own_practice(post: Post) -> str | None:
    """The practice of the post; None for a post at the network."""
    return post.organisation if ods.is_practice_code(post.organisation) else None


def sees(post: Post) -> Sees:
    """The post's row of the roles table."""
    return SEES[post.role_word]


def own_fields(post: Post) -> Fields:
    """What the post opens of its own practice's people without a grant. COUNTS: nobody."""
    if own_practice(post) is None:
        return Fields.COUNTS
    return more(sees(post).own, sees(post).unclaimed)


def shared_fields(post: Post) -> Fields:
    """What the post opens, without a grant, of people of practices that share with it. COUNTS: nobody."""
    return Fields.COUNTS if own_practice(post) else sees(post).unclaimed


def live_grants(post: Post, purpose: Purpose | None = None, at: datetime | None = None) -> QuerySet[Grant]:
    """Grants that the post holds now, for one purpose or any."""
    at = at or clock.now()
    grants = Grant.objects.filter(Q(until__isnull=True) | Q(until__gt=at), post=post, since__lte=at)
    return grants if purpose is None else grants.filter(purpose=purpose)


def allowed_by_purpose(purpose: Purpose, *, outside: bool) -> Q:
    """People whose own choices allow a purpose, inside their practice or outside it.

    Individual care inside the practice is never narrowed. Outside, an objection to sharing, a confidential
    record and an S-flag hide the person altogether. An objection to risk stratification binds everywhere. A
    Type 1 opt-out binds what leaves the practice for anything but individual care, and planning everywhere.
    """
    allowed = NOT_RESTRICTED if outside else Q()
    if purpose is Purpose.RISK_STRATIFICATION:
        allowed &= Q(risk_stratification_objection=False)
    if purpose is Purpose.PLANNING or (purpose is Purpose.RISK_STRATIFICATION and outside):
        allowed &= Q(type1_opt_out=False)
    return allowed


def visible_states(
    post: Post,
    purpose: Purpose,
    queryset: QuerySet[PersonState] | None = None,
    *,
    snapshot_id: str | None = None,
    granted_only: bool = False,
) -> QuerySet[PersonState]:
    """States of the people this post may see at all for this purpose, in the live snapshot.

    This is the outer bound. Of people seen only as *unclaimed*, a caller shows list fields, and only of those
    with a need on a list of the post's role; ``granted_only`` leaves them out. Starts from ``queryset`` where
    given (states of one snapshot), else from ``snapshot_id``, else from the live one.
    """
    rows = states(snapshot_id) if queryset is None else queryset
    at = clock.now()
    if not holds(post, at) or purpose is Purpose.EVALUATION:
        return rows.none()
    role = sees(post)
    granted = Q(person__in=live_grants(post, purpose, at).values("person"))
    practice = own_practice(post)
    reach = Q(pk__in=[])
    if practice is not None:
        inside = Q(practice=practice)
        if role.own is Fields.COUNTS and (granted_only or own_fields(post) is Fields.COUNTS):
            inside &= granted
        if not role.restricted:
            inside &= NOT_RESTRICTED
        reach |= inside & allowed_by_purpose(purpose, outside=False)
    sharing = sharing_with(post.organisation, purpose, at).values("practice")
    outside = Q(practice__in=sharing) & allowed_by_purpose(purpose, outside=True)
    if granted_only or shared_fields(post) is Fields.COUNTS:
        outside &= granted
    if role.granted is not Fields.COUNTS:
        reach |= outside
    return rows.filter(reach)


def statable_states(post: Post, purpose: Purpose, *, snapshot_id: str | None = None) -> QuerySet[PersonState]:
    """States that the post could open by stating this purpose: of sharing practices, nobody restricted."""
    rows = states(snapshot_id)
    at = clock.now()
    if not holds(post, at) or not sees(post).may_state_purpose or purpose is Purpose.EVALUATION:
        return rows.none()
    sharing = sharing_with(post.organisation, purpose, at).values("practice")
    return rows.filter(Q(practice__in=sharing) & allowed_by_purpose(purpose, outside=True))


def searchable_states(
    post: Post, purpose: Purpose, *, snapshot_id: str | None = None
) -> QuerySet[PersonState]:
    """States that a search by number or name may find, as list fields unless more is granted.

    Somebody who may state a purpose finds everybody within the agreements; the others only their own
    practice's people and those granted to them: a search must not betray that somebody exists.
    """
    rows = visible_states(post, purpose, snapshot_id=snapshot_id, granted_only=True)
    if sees(post).may_state_purpose:
        rows = rows | statable_states(post, purpose, snapshot_id=snapshot_id)
    return rows
