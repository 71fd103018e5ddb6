"""Home: what this role has to do today. Signed out, it is the sign-in page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from openpcn.web import guards
from openpcn.web.show import show
from openpcn.work.access.capabilities import MAY, Action
from openpcn.work.access.models import Post
from openpcn.work.worklists.home import ListCount
from openpcn.work.worklists.home import home as today


@guards.page(who=guards.EVERYBODY)
def home(request: HttpRequest, post: Post) -> HttpResponse:
    """The role's day: cards, who to start with, what will not be counted, what closed itself."""
    found = today(post)
    context = {
        "home": found,
        "waiting": _by_list(found.counts),
        "may_list": post.role_word in guards.MEETS_PEOPLE,
        "own_first": post.role_word in MAY[Action.WITHDRAW],
        "may_set": post.role_word in MAY[Action.MINUTES],
    }
    return show(request, post, "home/home.jinja", context, people=sorted(found.disclosed), screen="home")


def _by_list(counts: Sequence[ListCount]) -> dict[str, Any]:
    """Counts as a table: a row per list, a column per practice."""
    practices = list(dict.fromkeys((one.practice, one.practice_name) for one in counts))
    lists: dict[str, dict[str, int | None]] = {}
    for one in counts:
        lists.setdefault(one.title, {})[one.practice] = one.people
    return {"practices": practices, "lists": lists}
