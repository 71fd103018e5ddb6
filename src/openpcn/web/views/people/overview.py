"""The page about one person: banner, why on a list, why not on others, what comes next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from openpcn.web import guards
from openpcn.web.show import show
from openpcn.web.views.people.banner import banner
from openpcn.web.views.people.opening import PurposeNeededError, open_person
from openpcn.web.views.people.outcomes import not_on_lists, worked_out
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.models import Post
from openpcn.work.worklists.models import Closure
from openpcn.work.worklists.rows import Status
from openpcn.work.worklists.settling import settling


@guards.page(who=guards.MEETS_PEOPLE)
def person(request: HttpRequest, post: Post, person: int) -> HttpResponse:
    """As much of the person as the post opens: list fields only while nobody has claimed the work."""
    try:
        opened = open_person(post, person)
    except PurposeNeededError:
        return redirect("person-purpose", person=person)
    row = opened.row
    mine = bool(row and row.holder and row.holder.mine)
    context = {
        "opened": opened,
        "banner": banner(opened),
        "row": row,
        "mine": mine,
        "may_work": may(post, Action.WORK),
        "may_claim": may(post, Action.WORK) and row is not None and row.holder is None,
        "settling": {need.definition: settling(need.definition) for need in row.needs} if row else {},
        "scores": worked_out(opened) if opened.record else {},
        "not_on": not_on_lists(opened) if opened.record else [],
        "open_status": (Status.OPEN, Status.CLAIMED, Status.NOT_COUNTED),
        "closing": Closure.Reason.choices,
        "return_to": request.path,
    }
    return show(
        request,
        post,
        "people/person.jinja",
        context,
        people=[person],
        purpose=opened.access.purpose,
        screen="person",
    )
