"""Home: what this role has to do today. Signed out, it is the sign-in page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from openpcn.web import guards
from openpcn.web.show import show
from openpcn.work.access.capabilities import MAY, Action
from openpcn.work.access.models import Post
from openpcn.work.worklists.home import home as today


@guards.page(who=guards.EVERYBODY)
def home(request: HttpRequest, post: Post) -> HttpResponse:
    """The role's day: cards, who to start with, what will not be counted, what closed itself."""
    found = today(post)
    context = {
        "home": found,
        "may_list": post.role_word in guards.MEETS_PEOPLE,
        "may_set": post.role_word in MAY[Action.MINUTES],
    }
    return show(request, post, "home/home.jinja", context, people=sorted(found.disclosed), screen="home")
