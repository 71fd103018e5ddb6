"""What this network decided about rules: proposals and decisions; score modules with their purpose."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from openpcn.rules import catalogue
from openpcn.rules.catalogue.edition import edition
from openpcn.web import guards
from openpcn.web.forms import idempotency_key
from openpcn.web.names import display_names
from openpcn.web.show import show
from openpcn.web.views.definitions.preview import WORDS
from openpcn.work.access.capabilities import MAY, Action, may
from openpcn.work.access.idempotency import once
from openpcn.work.access.models import Post
from openpcn.work.network.errors import WorkError
from openpcn.work.rules import deciding
from openpcn.work.rules.in_use import scores_on
from openpcn.work.rules.models import RuleChange
from openpcn.work.rules.proposing import propose_score
from openpcn.work.worklists.small_numbers import suppress


@guards.page(who=MAY[Action.DEFINITIONS])
def changes(request: HttpRequest, post: Post) -> HttpResponse:
    """Proposals that wait, and what was decided."""
    waiting = list(RuleChange.objects.filter(state=RuleChange.PROPOSED).order_by("-proposed_at"))
    decided = list(RuleChange.objects.exclude(state=RuleChange.PROPOSED).order_by("-decided_at")[:50])
    context = {
        "waiting": waiting,
        "decided": decided,
        "names": display_names(one.proposed_by for one in waiting)
        | display_names(one.decided_by for one in decided),
        "set_aside": edition().set_aside.items(),
        "may_decide": may(post, Action.RULES),
    }
    return show(request, post, "definitions/changes.jinja", context)


@guards.page(who=MAY[Action.RULES], methods=("GET", "POST"))
def change(request: HttpRequest, post: Post, change: int) -> HttpResponse:
    """One proposal with what it would change, and the decision."""
    row = RuleChange.objects.filter(pk=change).first()
    if row is None:
        raise Http404
    if request.method == "POST":
        accepts = request.POST.get("decision") == "accept"
        reason, acknowledged = request.POST.get("reason", ""), request.POST.get("acknowledged") == "on"

        def effect() -> dict[str, str]:
            if accepts:
                decided = deciding.accept(row.pk, reason=reason, by="", post=post, acknowledged=acknowledged)
            else:
                decided = deciding.decline(row.pk, reason=reason, by="", post=post)
            return {"state": decided.state}

        asked = {"change": row.pk, "accepts": accepts, "reason": reason, "acknowledged": acknowledged}
        try:
            once(post.staff, idempotency_key(request), "decide_rule", asked, effect)
        except WorkError as fault:
            messages.warning(request, str(fault))
        else:
            told = (
                "Accepted. It is in force from the next night." if accepts else "Declined. Nothing changes."
            )
            messages.success(request, told)
        return redirect("rule-change", change=row.pk)
    score = next((one for one in catalogue.scores() if one.id == row.about), None)
    context = {
        "row": row,
        "names": display_names([row.proposed_by, row.decided_by]),
        "score": score if row.kind == RuleChange.SCORE else None,
        "waits": row.state == RuleChange.PROPOSED,
        "not_theirs": deciding.not_theirs(row, "", post),
        "lines": [
            {"what": WORDS[one["word"]]}
            | {name: suppress(one[name]) for name in ("before", "after", "gained", "lost")}
            for one in row.preview.get("changes", ())
            if one["before"] or one["after"]
        ],
    }  # fmt: skip
    return show(request, post, "definitions/change.jinja", context)


@guards.page(who=MAY[Action.DEFINITIONS], methods=("GET", "POST"))
def scores(request: HttpRequest, post: Post) -> HttpResponse:
    """Every score module with its intended purpose, whether it is calculated here, and who asks for it."""
    if request.method == "POST":
        return _propose_score(request, post)
    tonight = scores_on()
    context = {
        "scores": [
            {
                "module": one,
                "on": one.id in edition().scores,
                "tonight": one.id in tonight,
                "readers": catalogue.readers_of(one),
            }
            for one in catalogue.scores()
        ],
        "may_decide": may(post, Action.RULES),
    }
    return show(request, post, "definitions/scores.jinja", context)


def _propose_score(request: HttpRequest, post: Post) -> HttpResponse:
    if not may(post, Action.RULES):
        guards.refuse(post, "propose_score")
    score, on = request.POST.get("score", ""), request.POST.get("turn") == "on"
    asked = {"score": score, "on": on}
    try:
        answer = once(
            post.staff, idempotency_key(request), "propose_score", asked,
            lambda: {"change": propose_score(score, on=on, by="", post=post).pk},
        )  # fmt: skip
    except WorkError as fault:
        messages.warning(request, str(fault))
        return redirect("scores")
    return redirect("rule-change", change=answer.response["change"])
