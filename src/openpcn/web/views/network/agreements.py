"""The register of sharing agreements, and taking one's own practice out of it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from openpcn.terms import clock
from openpcn.terms.scope import Purpose
from openpcn.web import guards
from openpcn.web.forms import idempotency_key
from openpcn.web.layout import organisation_name
from openpcn.web.show import show
from openpcn.work.access.capabilities import MAY, Action
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import own_practice
from openpcn.work.network.agreements import register
from openpcn.work.network.errors import WorkError
from openpcn.work.network.membership import our_network
from openpcn.work.network.sharing import SHAREABLE, live_parties
from openpcn.work.worklists import handover

EVERY = "every-purpose"  # in place of a purpose in the address: all of them at once


@guards.page(who=MAY[Action.AGREEMENTS])
def agreements(request: HttpRequest, post: Post) -> HttpResponse:
    """Every agreement: who shares, for what, since when, until when."""
    ours = our_network()
    now = clock.now()
    rows = [
        {"row": row, "parties": [(party, party.is_live(now) and row.live) for party in row.parties]}
        for row in (register(ours) if ours else [])
    ]
    context = {"rows": rows, "sharing": _sharing(post), "hand_overs": _hand_overs(post)}
    return show(request, post, "network/agreements.jinja", context)


class WithdrawForm(forms.Form):
    """Why the practice stops sharing, and a tick that says it is meant."""

    reason = forms.CharField(
        label="Reason (optional)",
        required=False,
        max_length=400,
        help_text="Kept with the hand-over. Do not write about people.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sure = forms.BooleanField(
        label="I am sure",
        error_messages={"required": "Tick to confirm that the practice stops sharing now"},
    )


@guards.page(who=MAY[Action.WITHDRAW], methods=("GET", "POST"))
def withdraw(request: HttpRequest, post: Post, purpose: str) -> HttpResponse:
    """Take one's own practice out, for one purpose or all, from the next request of anybody."""
    practice = own_practice(post)
    shared = _sharing(post)
    chosen = [one for one in SHAREABLE if purpose in (one.value, EVERY)]
    if practice is None or not chosen or (request.method != "POST" and not set(chosen) & set(shared)):
        raise Http404
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason, key = form.cleaned_data["reason"], idempotency_key(request)
            if purpose == EVERY:
                made = handover.withdraw_from_all(post, practice, reason, key)
            else:
                made = [handover.withdraw(post, practice, purpose, reason, key)]
        except WorkError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(
                request,
                "Your practice has stopped sharing. Nobody outside it sees its people for this any more.",
            )
            return redirect("hand-over", hand_over=made[0].pk) if len(made) == 1 else redirect("agreements")
    what = "every purpose" if purpose == EVERY else chosen[0].label.lower()
    context = {"form": form, "what": what, "practice": organisation_name(practice)}
    return show(request, post, "network/withdraw.jinja", context)


def _sharing(post: Post) -> list[Purpose]:
    """Purposes for which this manager's own practice shares now, and may stop."""
    practice = own_practice(post)
    if practice is None or post.role_word not in MAY[Action.WITHDRAW]:
        return []
    now = clock.now()
    return [purpose for purpose in SHAREABLE if live_parties(purpose, now).filter(practice=practice).exists()]


def _hand_overs(post: Post) -> list[dict[str, object]]:
    if post.role_word not in MAY[Action.HAND_OVER]:
        return []
    return [
        {
            "pk": one.pk,
            "at": one.at,
            "purpose": Purpose(one.purpose).label,
            "open_items": vars(one)["open_items"],
        }
        for one in handover.hand_overs(post)
    ]
