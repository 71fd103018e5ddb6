"""Settings: how many minutes a week somebody has for the list; for the PCN manager, the whole team's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from openpcn.web import guards
from openpcn.web.forms import idempotency_key
from openpcn.web.show import show
from openpcn.work.access.capabilities import MAY, Action
from openpcn.work.access.models import Post
from openpcn.work.access.roles import Role
from openpcn.work.network.errors import WorkError
from openpcn.work.worklists.minutes import Member, set_weekly_minutes, team, week

MOST = 60 * 60


class Minutes(forms.Form):
    """Minutes of list work in a week."""

    minutes = forms.IntegerField(
        label="Minutes a week for your worklist",
        help_text="Monday to Sunday. For example, 600 for ten hours.",
        min_value=0,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-4", "suffix": "minutes"}),
        error_messages={
            "required": "Enter the minutes a week",
            "invalid": "The minutes a week must be a whole number",
            "min_value": "The minutes a week must be 0 or more",
            "max_value": f"The minutes a week must be {MOST} or fewer",
        },
    )


@guards.page(who=MAY[Action.MINUTES], methods=("GET", "POST"))
def settings(request: HttpRequest, post: Post) -> HttpResponse:
    """One's own weekly minutes; the team's for the PCN manager, who has no list."""
    if post.role_word is Role.PCN_MANAGER:
        return _team(request, post)
    now = week(post)
    form = Minutes(request.POST or None, initial={"minutes": now.weekly if now else ""})
    if request.method == "POST" and form.is_valid():
        try:
            set_weekly_minutes(post, post.staff, form.cleaned_data["minutes"], idempotency_key(request))
        except (WorkError, ValueError) as fault:
            form.add_error("minutes", str(fault))
        else:
            messages.success(request, "Saved.")
            return redirect("settings")
    return show(request, post, "access/settings.jinja", {"form": form, "week": now})


class TeamMinutes(Minutes):
    """The same for a colleague: short, as it stands in a row of the team's table."""

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": f"id_%s_{member.staff.pk}"})
        self.fields["minutes"].label = f"Minutes a week for {member.staff.display_name}"
        self.fields["minutes"].help_text = ""


def _team(request: HttpRequest, post: Post) -> HttpResponse:
    """A form per person. What was sent for one says nothing about the others."""
    members = team(post)
    asked = request.POST.get("staff", "") if request.method == "POST" else None
    chosen = next((member for member in members if str(member.staff.pk) == asked), None)
    if asked is not None and chosen is None:
        raise Http404
    forms_of = {
        member: TeamMinutes(
            request.POST if member is chosen else None,
            member=member,
            initial={"minutes": "" if member.minutes is None else member.minutes},
        )
        for member in members
    }
    if chosen is not None and forms_of[chosen].is_valid():
        form = forms_of[chosen]
        try:
            set_weekly_minutes(post, chosen.staff, form.cleaned_data["minutes"], idempotency_key(request))
        except (WorkError, ValueError) as fault:
            form.add_error("minutes", str(fault))
        else:
            messages.success(request, f"Saved for {chosen.staff.display_name}.")
            return redirect("settings")
    context = {"rows": list(forms_of.items()), "wrong": forms_of[chosen] if chosen else None}
    return show(request, post, "access/team_minutes.jinja", context)
