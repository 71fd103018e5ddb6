"""Make an earlier snapshot live again: which are kept, what would differ, why, and who did it before."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from openpcn.web import guards
from openpcn.web.forms import idempotency_key
from openpcn.web.layout import organisation_names
from openpcn.web.show import show
from openpcn.work.access.capabilities import MAY, Action
from openpcn.work.access.models import Post
from openpcn.work.night import undoing
from openpcn.work.submissions import undo
from openpcn.work.submissions.live import live_row
from openpcn.work.submissions.models import GoingBack
from openpcn.work.submissions.undo import UndoError


class ReasonForm(forms.Form):
    """Why somebody goes back."""

    reason = forms.CharField(
        label="Why do you go back?",
        help_text="It is kept with the change. Do not name a person.",
        max_length=undo.REASON_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why you go back"},
    )


@guards.page(who=MAY[Action.UNDO])
def earlier(request: HttpRequest, post: Post) -> HttpResponse:
    """The snapshots that can be made live again, and what was done before."""
    context = {
        "live": live_row(),
        "kept": undo.kept(),
        "done": GoingBack.objects.select_related("from_snapshot", "to_snapshot").order_by("-pk")[:20],
    }
    return show(request, post, "submissions/earlier.jinja", context)


@guards.page(who=MAY[Action.UNDO], methods=("GET", "POST"))
def go_back(request: HttpRequest, post: Post, snapshot: str) -> HttpResponse:
    """What would differ; with a reason, it becomes live."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            undoing.go_back(post, snapshot, form.cleaned_data["reason"], idempotency_key(request))
            messages.success(request, "The earlier record is live again. What people did since is kept.")
        except UndoError as fault:
            messages.warning(request, str(fault))
        return redirect("earlier-snapshots")
    try:
        found = undoing.preview(snapshot)
    except UndoError as fault:
        messages.warning(request, str(fault))
        return redirect("earlier-snapshots")
    context = {
        "preview": found,
        "live": live_row(),
        "names": organisation_names([line.what for line in found.days]),
        "form": form,
    }
    return show(request, post, "submissions/go_back.jinja", context)
