"""The post somebody acts in: chosen at sign-in, kept in the session, checked again on every request."""

from __future__ import annotations

from django.http import HttpRequest

from openpcn.work.access.models import Post, Staff
from openpcn.work.access.staff import live_posts

KEY = "post"


def posts_of(staff: Staff) -> list[Post]:
    """Posts that somebody holds now, oldest first. One that has ended opens nothing from the next request."""
    return list(live_posts(staff))


def post_of(request: HttpRequest) -> Post | None:
    """The post of the session, the only one held, or None where one has to be chosen first."""
    cached: Post | None = getattr(request, "_acting", None)
    if cached is not None:
        return cached
    if not isinstance(request.user, Staff):
        return None
    held = posts_of(request.user)
    chosen = next((post for post in held if post.pk == request.session.get(KEY)), None)
    if chosen is None and len(held) == 1:
        chosen = held[0]
    request._acting = chosen  # type: ignore[attr-defined]
    request._posts_held = len(held)  # type: ignore[attr-defined]
    return chosen


def holds_others(request: HttpRequest) -> bool:
    """Whether there is another role to change to."""
    return getattr(request, "_posts_held", 0) > 1


def choose(request: HttpRequest, post: Post) -> None:
    """Act in a post from now on. The caller has checked that the staff member holds it."""
    request.session[KEY] = post.pk
    request.session.cycle_key()
    request._acting = post  # type: ignore[attr-defined]
