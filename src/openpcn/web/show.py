"""Answering with a page: render it, commit who was shown to whom, then answer. No commit, no answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from openpcn.terms.scope import Purpose
from openpcn.web.layout import layout
from openpcn.work.access import audit
from openpcn.work.access.models import Post


def show(
    request: HttpRequest,
    post: Post | None,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    people: Sequence[int] = (),
    purpose: Purpose = Purpose.INDIVIDUAL_CARE,
    screen: str = "",
    status: int = 200,
) -> HttpResponse:
    """A page for a post. people: everybody whom it shows; they are disclosed before it is sent."""
    body = render_to_string(
        template, {**(context or {}), "layout": layout(request, post), "post": post}, request
    )
    disclose(post, people, purpose=purpose, screen=screen)
    return HttpResponse(body, status=status)


def disclose(post: Post | None, people: Sequence[int], *, purpose: Purpose, screen: str) -> None:
    """Commit one disclosure row naming these people; nothing to write where nobody is shown."""
    if not people:
        return
    if post is None:
        raise PermissionError("nobody is shown to somebody who holds no post")
    audit.disclose(post, people, purpose, screen)
