"""The worklist: filter, order, page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from openpcn.web import guards, paging
from openpcn.web.show import show
from openpcn.web.views.worklists import export, filters
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.models import Post
from openpcn.work.worklists import claims, lists
from openpcn.work.worklists.rows import Page, Status

SEARCH_PAGE = 100  # a search is answered on one page: its words must not travel in an address


@guards.page(who=guards.MEETS_PEOPLE, methods=("GET", "POST"))
def worklist(request: HttpRequest, post: Post) -> HttpResponse:
    """One page of the role's list. POST only to search by name or number within it."""
    search = request.POST.get("search", "") if request.method == "POST" else ""
    chosen = filters.read(request.GET, search)
    order = filters.sort(request.GET)
    if chosen.search:
        found = lists.worklist(post, chosen, order, 1, SEARCH_PAGE)
    else:
        found = lists.worklist(post, chosen, order, paging.asked_for(request.GET))
    context = {
        "page": found,
        "filters": chosen,
        "searched": bool(chosen.search),
        "assignees": claims.assignees(post) if may(post, Action.ASSIGN) else (),
        "labels": labels(found),
        "chips": filters.chips(request, labels(found)),
        "status_words": {status.value: status.label for status in Status},
        "return_to": request.get_full_path(),
        "may_work": may(post, Action.WORK),
        "may_export": bool(export.words(post)),
        "export_words": export.words(post),
    }
    people = [row.person_id for row in found.rows]
    return show(request, post, "worklists/worklist.jinja", context, people=people, screen="worklist")


def labels(found: Page) -> dict[str, dict[str, Any]]:
    """The words of each filter's values."""
    return {
        "practice": dict(found.practices),
        "need": dict(found.definitions),
        "status": {status.value: status.label for status in Status},
        "assigned": {k: v for k, v in filters.ASSIGNED_LABELS.items() if k != "anyone"},
        "due": {k: v for k, v in filters.DUE_LABELS.items() if k},
        "fifth": {str(n): f"Deprivation fifth {words}" for n, words in filters.FIFTHS.items()},
        "care_home": {"yes": "In a care home", "no": "Not in a care home"},
        "red_flag": {"1": "Red flags only"},
    }
