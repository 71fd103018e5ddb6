"""How long things are kept, what is due to be removed, and holds."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from openpcn.web import guards
from openpcn.web.forms import idempotency_key
from openpcn.web.layout import organisation_names
from openpcn.web.show import show
from openpcn.work.access.capabilities import MAY, Action, may
from openpcn.work.access.idempotency import once
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import own_practice
from openpcn.work.network.errors import WorkError
from openpcn.work.network.membership import members, our_network
from openpcn.work.retention import holds
from openpcn.work.retention.due import due
from openpcn.work.retention.models import Hold
from openpcn.work.retention.removing import remove
from openpcn.work.retention.schedule import CONFIRMED_BY, schedule


@guards.page(who=MAY[Action.SUBMISSIONS])
def retention(request: HttpRequest, post: Post) -> HttpResponse:
    """The schedule, a dry run of it, and the holds that stand; of the own practice for somebody at one."""
    own = own_practice(post)
    network = our_network()
    rows = [one for one in due() if own is None or own in one.practices]
    standing = Hold.objects.filter(ended_at__isnull=True).order_by("set_at")
    held = [one for one in standing if own in (None, one.practice)]
    practices = [one for one in (members(network) if network else ()) if own in (None, one.ods)]
    context = {
        "schedule": schedule(),
        "confirmed_by": CONFIRMED_BY,
        "due": [one for one in rows if not one.held],
        "kept": [one for one in rows if one.held],
        "megabytes": sum(one.bytes for one in rows if not one.held) / 1e6,
        "holds": held,
        "names": organisation_names(
            [*(one.practice for one in held), *(o for r in rows for o in r.practices)]
        ),
        "practices": [one for one in practices if one.ods not in {hold.practice for hold in held}],
        "may_apply": may(post, Action.RETENTION) and own is None,
        "may_hold": may(post, Action.RETENTION),
    }
    return show(request, post, "retention/retention.jinja", context)


@guards.page(who=MAY[Action.RETENTION], methods=("POST",))
def apply(request: HttpRequest, post: Post) -> HttpResponse:
    """Remove what is due now; somebody at a practice may not: files may hold several practices' rows."""
    if own_practice(post) is not None:
        guards.refuse(post, "retention_apply")

    def effect() -> dict[str, Any]:
        return {"removed": len(remove(post=post).removed)}

    answer = once(post.staff, idempotency_key(request), "retention_apply", {}, effect)
    messages.success(request, f"{answer.response['removed']} removed.")
    return redirect("retention")


@guards.page(who=MAY[Action.RETENTION], methods=("POST",))
def hold(request: HttpRequest, post: Post) -> HttpResponse:
    """Set or end a hold on a practice; a practice's own manager on her own alone."""
    practice, reason = request.POST.get("practice", ""), request.POST.get("reason", "")
    ends = request.POST.get("end") == "yes"
    if own_practice(post) not in (None, practice):
        guards.refuse(post, "hold")

    def effect() -> dict[str, Any]:
        (holds.end_hold if ends else holds.set_hold)(practice, reason, post=post)
        return {"practice": practice, "ended": ends}

    asked = {"practice": practice, "reason": reason, "end": ends}
    try:
        once(post.staff, idempotency_key(request), "hold", asked, effect)
    except WorkError as fault:
        messages.warning(request, str(fault))
    else:
        messages.success(request, "The hold has ended." if ends else "Nothing of it is removed from now on.")
    return redirect("retention")
