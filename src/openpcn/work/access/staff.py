"""Accounts and posts. Roles are granted by somebody else; access ends the minute a post ends."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from openpcn.terms import clock, ods
from openpcn.work.access import audit
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.errors import AccessError
from openpcn.work.access.grants import end_of_post
from openpcn.work.access.models import Post, Staff
from openpcn.work.access.roles import SEES, Role
from openpcn.work.network.membership import members, our_network
from openpcn.work.network.models import Network, Practice


def live_posts(staff: Staff, at: datetime | None = None) -> QuerySet[Post]:
    """Posts that somebody holds now, oldest first. Nobody inactive holds any."""
    at = at or clock.now()
    return (
        Post.objects.filter(Q(until__isnull=True) | Q(until__gt=at), since__lte=at, staff=staff)
        .filter(staff__is_active=True)
        .select_related("staff")
        .order_by("since", "pk")
    )


def live_post(staff: Staff, post_id: int | None = None) -> Post | None:
    """The named post of somebody if it is held now, else their first; None where they hold none."""
    posts = live_posts(staff)
    if post_id is not None and (post := posts.filter(pk=post_id).first()):
        return post
    return posts.first()


def create_first_manager(
    *, username: str, display_name: str, password: str, network: Network | str, by: str = "set-up"
) -> Staff:
    """The one account that nobody grants: the manager who makes the others.

    Raises AccessError once any post exists, or where the network is not this site's.
    """
    code = network if isinstance(network, str) else network.code
    ours = our_network()
    if ours is None or ours.code != code:
        raise AccessError(f"{code} is not this site's network; choose it first")
    with transaction.atomic():
        if Post.objects.exists():
            raise AccessError("there is an account with a role already: a manager grants further roles")
        staff = _account(username, display_name, "PCN manager", password)
        post = Post.objects.create(
            staff=staff, role=Role.PCN_MANAGER, organisation=code, since=clock.now(), granted_by=None
        )
        _audit_post("post_granted", post, by=by, granting=None)
    return staff


def add_user(
    *,
    username: str,
    display_name: str,
    password: str,
    role: Role | str,
    organisation: str,
    granted_by: str,
    professional_title: str = "",
    until: datetime | None = None,
) -> Staff:
    """Make an account with one post. ``granted_by``: user name of a manager, never the person themself.

    Raises AccessError where the role, the organisation, the manager or the password is not as it must be.
    """
    with transaction.atomic():
        staff = _account(username, display_name, professional_title, password)
        grant_post(staff, role, organisation, granted_by=granted_by, until=until)
    return staff


def grant_post(
    staff: Staff,
    role: Role | str,
    organisation: str,
    *,
    granted_by: str,
    until: datetime | None = None,
) -> Post:
    """Give somebody a further role. Raises AccessError as ``add_user`` does."""
    word = _role(role)
    place = _organisation(organisation, word)
    granting = _granting_post(granted_by, staff, place, word)
    now = clock.now()
    if until is not None and until <= now:
        raise AccessError("the post would end before it starts")
    with transaction.atomic():
        if live_posts(staff).filter(role=word, organisation=place).exists():
            raise AccessError(f"{staff.username} is {word.label.lower()} of {place} already")
        post = Post.objects.create(
            staff=staff,
            role=word,
            organisation=place,
            since=now,
            until=until,
            granted_by=granting.staff,
        )
        _audit_post("post_granted", post, granting=granting)
    return post


def end_post(post: Post, *, by: Post) -> None:
    """End a post now, with everything it was granted. Raises AccessError where ``by`` may not."""
    if not may(by, Action.STAFF, practice=post.organisation) or by.staff_id == post.staff_id:
        raise AccessError("a post is ended by a manager, not by its holder")
    now = clock.now()
    with transaction.atomic():
        if not Post.objects.filter(Q(until__isnull=True) | Q(until__gt=now), pk=post.pk).update(until=now):
            raise AccessError("this post has ended already")
        post.until = now
        end_of_post(post)
        _audit_post("post_ended", post, granting=by)


def end_post_by_command(post: Post, *, by: str) -> None:
    """End a post at the machine, now. Refuses the last PCN manager's: nobody could grant a role again."""
    now = clock.now()
    with transaction.atomic():
        live = Post.objects.filter(Q(until__isnull=True) | Q(until__gt=now))
        managers = live.filter(role=Role.PCN_MANAGER, staff__is_active=True)
        if post.role == Role.PCN_MANAGER and not managers.exclude(pk=post.pk).exists():
            raise AccessError(
                f"{post.staff.username} is the only PCN manager: nobody could grant a role any more. Add "
                "another first, or give the account a new password: ./openpcn user password"
            )
        if not live.filter(pk=post.pk).update(until=now):
            raise AccessError("this post has ended already")
        post.until = now
        end_of_post(post)
        _audit_post("post_ended", post, granting=None, by=by)


def _audit_post(action: str, post: Post, *, granting: Post | None, by: str = "system") -> None:
    audit.record(
        action,
        post=granting,
        by=by,
        object_kind="post",
        object_id=post.pk,
        detail={"staff": post.staff.username, "role": post.role, "organisation": post.organisation},
    )


def check_account(username: str, display_name: str, password: str, title: str = "") -> Staff:
    """The account as it would be made, not saved. Raises AccessError where it would not be."""
    name = username.strip().lower()
    if not name or not display_name.strip():
        raise AccessError("an account needs a user name and a name to show")
    unsaved = Staff(username=name, display_name=display_name.strip(), professional_title=title)
    check_password(unsaved, password)
    if Staff.objects.filter(username=name).exists():
        raise AccessError(f"there is an account named {name} already; choose another user name")
    return unsaved


def check_password(staff: Staff, password: str) -> None:
    """Raises AccessError, saying why, where somebody may not have this password."""
    try:
        validate_password(password, staff)
    except ValidationError as fault:
        raise AccessError(f"the password is not accepted: {' '.join(fault.messages)}") from None


def _account(username: str, display_name: str, title: str, password: str) -> Staff:
    unsaved = check_account(username, display_name, password, title)
    name = unsaved.username
    try:
        with transaction.atomic():
            return Staff.objects.create_user(
                name, password, display_name=unsaved.display_name, professional_title=title
            )
    except IntegrityError:  # somebody else took the name since it was checked
        raise AccessError(f"there is an account named {name} already; choose another user name") from None


def _role(role: Role | str) -> Role:
    try:
        return Role(role)
    except ValueError:
        raise AccessError(f"{role}: no such role. Roles: {', '.join(Role)}") from None


def _organisation(organisation: str, role: Role) -> str:
    """The code, checked: our network, or a practice that is a member of it; and the role's kind of place."""
    code = organisation.strip().upper()
    ours = our_network()
    if ours is None:
        raise AccessError("this site has no network yet; choose it first: ./openpcn init")
    if ods.is_network_code(code):
        kind, known = "network", code == ours.code
    else:
        kind, known = "practice", members(ours).filter(pk=code).exists()
    if not known:
        raise AccessError(f"{code}: expected {ours.code} or the code of one of its practices")
    if kind not in SEES[role].at:
        raise AccessError(f"{role.label} is a post at a {SEES[role].at[0]}; {code} is a {kind}")
    return code


def _granting_post(username: str, staff: Staff, organisation: str, role: Role) -> Post:
    """The manager's post that may grant this. A practice manager grants posts at the own practice only."""
    manager = Staff.objects.filter(username=username.strip().lower()).first()
    if manager is None:
        raise AccessError(f"{username}: no such account; name the manager who grants the role")
    if manager.pk == staff.pk:
        raise AccessError("nobody grants themself a role: ask another manager")
    for post in live_posts(manager):
        if may(post, Action.STAFF, practice=organisation):
            return post
    raise AccessError(f"{username} may not grant {role.label.lower()} of {organisation}")


def practice_name(organisation: str) -> str:
    """The name of a practice or network, for showing beside a role; the code where it is unknown."""
    model = Network if ods.is_network_code(organisation) else Practice
    return (
        model._default_manager.filter(pk=organisation).values_list("name", flat=True).first() or organisation
    )
