"""A hand-over: everything that was open when the practice stopped sharing, for the practice's own staff."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from openpcn.terms.scope import Purpose
from openpcn.web import guards
from openpcn.web.forms import idempotency_key
from openpcn.web.show import show
from openpcn.work.access.capabilities import MAY, Action
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import visible_states
from openpcn.work.network.errors import WorkError
from openpcn.work.worklists import handover
from openpcn.work.worklists.presenting import full_name


@guards.page(who=MAY[Action.HAND_OVER])
def hand_over(request: HttpRequest, post: Post, hand_over: int) -> HttpResponse:
    """Who held what, what was done already, and what the practice still has to take over."""
    found = next((one for one in handover.hand_overs(post) if one.pk == hand_over), None)
    if found is None:
        raise Http404
    held_first = F("held_since").asc(nulls_last=True)
    rows = found.items.select_related("held_by", "settled_by")
    items = list(rows.order_by("-red_flag", held_first, "due_by", "pk"))
    names = {
        state.person_id: full_name(state)
        for state in visible_states(post, Purpose.INDIVIDUAL_CARE).filter(
            person__in={item.person_id for item in items}
        )
    }
    context = {
        "hand_over": found,
        "purpose": Purpose(found.purpose).label,
        "items": [{"item": item, "name": names[item.person_id]} for item in items if item.person_id in names],
    }
    return show(request, post, "network/hand_over.jinja", context, people=sorted(names), screen="hand_over")


@guards.page(who=MAY[Action.HAND_OVER], methods=("POST",))
def take_over(request: HttpRequest, post: Post, hand_over: int, item: int) -> HttpResponse:
    """The practice has taken one piece of work over."""
    found = next((one for one in handover.hand_overs(post) if one.pk == hand_over), None)
    if found is None or not found.items.filter(pk=item).exists():
        raise Http404
    try:
        handover.take_over(post, item, idempotency_key(request))
        messages.success(request, "Taken over.")
    except WorkError as fault:
        messages.warning(request, str(fault))
    return redirect("hand-over", hand_over=hand_over)
