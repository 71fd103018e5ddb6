"""Who may open a page: declared on the view, checked before it runs, listed by ``urls --json``.

A view without this decorator fails a test; as sign-in is required by default, it opens nothing in public.
What is absent and what is forbidden answer alike; the refusal is written to the audit trail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, NoReturn

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect

from openpcn.terms.scope import Fields, ScopeError
from openpcn.web import acting
from openpcn.work.access import audit
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.idempotency import KeyReusedError
from openpcn.work.access.models import Post
from openpcn.work.access.roles import SEES, Role

View = Callable[..., HttpResponse]

EVERYBODY = tuple(Role)
"""Every role: pages of numbers and words, narrowed to what the post may see by the work's own functions."""

MEETS_PEOPLE = tuple(
    role
    for role, sees in SEES.items()
    if any(level is not Fields.COUNTS for level in (sees.own, sees.unclaimed, sees.granted))
)
"""Roles that may be shown a person at all."""

STATES_A_PURPOSE = tuple(role for role, sees in SEES.items() if sees.may_state_purpose)
"""Roles that may open somebody who is on no list of theirs, saying why."""


@dataclass(frozen=True)
class Declared:
    """What a view says about itself. ``words``: role words, or the one word public or signed_in."""

    words: tuple[str, ...]
    methods: tuple[str, ...]


def public(*, methods: Iterable[str] = ("GET",)) -> Callable[[View], View]:
    """A page for anybody, without signing in. The view takes the request alone."""
    allowed = tuple(methods)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **arguments: Any) -> HttpResponse:
            return _method_refused(request, allowed) or view(request, **arguments)

        guarded.declared = Declared(("public",), allowed)  # type: ignore[attr-defined]
        return login_not_required(guarded)

    return decorate


def signed_in(*, methods: Iterable[str] = ("GET",)) -> Callable[[View], View]:
    """A page for anybody who has signed in, whatever their role; also before a role is chosen."""
    allowed = tuple(methods)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **arguments: Any) -> HttpResponse:
            return _method_refused(request, allowed) or view(request, **arguments)

        guarded.declared = Declared(("signed_in",), allowed)  # type: ignore[attr-defined]
        return guarded

    return decorate


def page(*, who: Iterable[Role], methods: Iterable[str] = ("GET",)) -> Callable[[View], View]:
    """A page for the named roles. The view takes the request and the post somebody acts in."""
    allowed = tuple(methods)
    roles = frozenset(who)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **arguments: Any) -> HttpResponse:
            post = acting.post_of(request)
            if post is None:
                return redirect("change-role")
            if post.role_word not in roles:
                refuse(post, view.__name__)
            try:
                return _method_refused(request, allowed) or view(request, post, **arguments)
            except (NotAllowedError, ScopeError) as refused:  # work has written the refusal down
                raise Http404 from refused
            except KeyReusedError as fault:
                raise BadRequest(str(fault)) from fault

        guarded.declared = Declared(  # type: ignore[attr-defined]
            tuple(role.value for role in Role if role in roles), allowed
        )
        return guarded

    return decorate


def refuse(post: Post, what: str, people: Iterable[int] = ()) -> NoReturn:
    """Write the refusal down, then answer as if nothing were there. ``what`` names no person."""
    audit.refuse(post, what, people=people)
    raise Http404


def _method_refused(request: HttpRequest, allowed: tuple[str, ...]) -> HttpResponse | None:
    if request.method in allowed or (request.method == "HEAD" and "GET" in allowed):
        return None
    return HttpResponseNotAllowed(allowed)
