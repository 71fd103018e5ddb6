"""Accounts as whoever runs the machine keeps them: who there is, a further role, a new password, the end."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from openpcn.terms import clock
from openpcn.work.access import audit, staff
from openpcn.work.access.errors import AccessError
from openpcn.work.access.models import Post, Staff
from openpcn.work.access.roles import Role


def user_list() -> list[dict[str, Any]]:
    """Every account by user name, with its posts, present and former."""
    now = clock.now()
    rows = Staff.objects.prefetch_related("posts__granted_by").order_by("username")
    return [
        {
            "username": person.username,
            "name": person.display_name,
            "active": person.is_active,
            "posts": [
                {
                    "role": post.role,
                    "organisation": post.organisation,
                    "since": post.since.isoformat(),
                    "until": post.until.isoformat() if post.until else None,
                    "live": person.is_active and post.is_live(now),
                    "granted_by": post.granted_by.username if post.granted_by else None,
                }
                for post in sorted(person.posts.all(), key=lambda post: (post.since, post.pk))
            ],
        }
        for person in rows
    ]


def grant_user(username: str, role: Role | str, organisation: str, *, granted_by: str) -> Post:
    """A further role for an account. Raises AccessError as ``grant_post`` does."""
    return staff.grant_post(_named(username), role, organisation, granted_by=granted_by)


def end_posts(
    username: str, *, role: Role | None = None, organisation: str | None = None, by: str
) -> list[Post]:
    """End what somebody holds, now: all of it, or one role, or what they hold at one place. All or nothing.

    Raises AccessError where nothing matches, or it would leave the site without a PCN manager.
    """
    person = _named(username)
    with transaction.atomic():
        posts = staff.live_posts(person)
        if role is not None:
            posts = posts.filter(role=role)
        if organisation is not None:
            posts = posts.filter(organisation=organisation.strip().upper())
        ending = list(posts)
        if not ending:
            wanted = role.label.lower() if role else "role"
            raise AccessError(f"{person.username} holds no such {wanted} now; ./openpcn user list says what")
        for post in ending:
            staff.end_post_by_command(post, by=by)
    return ending


def set_password(username: str, password: str, *, by: str) -> None:
    """A new password; whoever is signed in under the old one is signed out. Raises AccessError."""
    person = _named(username)
    staff.check_password(person, password)
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        audit.record("password_set", by=by, object_kind="account", object_id=person.username[:100])


def _named(username: str) -> Staff:
    name = username.strip().lower()
    person = Staff.objects.filter(username=name).first()
    if person is None:
        raise AccessError(f"{name}: no such account; ./openpcn user list names them")
    return person
