"""Settings: how many minutes a week somebody has for the list."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from openpcn.web import guards
from openpcn.web.forms import idempotency_key
from openpcn.web.show import show
from openpcn.work.access.capabilities import MAY, Action
from openpcn.work.access.models import Post
from openpcn.work.network.errors import WorkError
from openpcn.work.worklists.minutes import set_weekly_minutes, week

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
    """One's own weekly minutes."""
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
