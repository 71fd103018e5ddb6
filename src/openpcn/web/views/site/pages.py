"""Pages of words: accessibility, privacy, cookies, about the data. Open to everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from openpcn.web import acting, guards
from openpcn.web.layout import practice_data
from openpcn.web.show import show


@guards.public()
def accessibility(request: HttpRequest) -> HttpResponse:
    return show(request, acting.post_of(request), "site/accessibility.jinja")


@guards.public()
def privacy(request: HttpRequest) -> HttpResponse:
    return show(request, acting.post_of(request), "site/privacy.jinja")


@guards.public()
def cookies(request: HttpRequest) -> HttpResponse:
    return show(request, acting.post_of(request), "site/cookies.jinja")


@guards.public()
def about_the_data(request: HttpRequest) -> HttpResponse:
    """How old the data are is for staff; how they come about is for everybody."""
    post = acting.post_of(request)
    practices = practice_data() if post else []
    return show(request, post, "site/about_the_data.jinja", {"practices": practices})
