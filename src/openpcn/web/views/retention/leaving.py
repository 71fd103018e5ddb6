"""A practice takes its data along, asks to leave, and gets its certificate."""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from openpcn.web import guards
from openpcn.web.forms import idempotency_key
from openpcn.web.layout import organisation_name
from openpcn.web.show import show
from openpcn.web.views.submissions.words import TABLES
from openpcn.work.access.capabilities import MAY, Action
from openpcn.work.access.idempotency import once
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import own_practice
from openpcn.work.network.errors import WorkError
from openpcn.work.retention import exporting
from openpcn.work.retention.asking import ask_to_leave, take_back
from openpcn.work.retention.holding import holding_of
from openpcn.work.retention.models import Export, Leaving


class LeaveForm(forms.Form):
    """Why, and the practice's code typed, so that nobody leaves by a slip."""

    reason = forms.CharField(
        label="Reason (optional)", required=False, max_length=500, help_text="Do not write about people.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    code = forms.CharField(label="Type your practice's ODS code to confirm", max_length=10)

    def __init__(self, practice: str, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.practice = practice

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip().upper()
        if code != self.practice:
            raise forms.ValidationError("Type the ODS code of your own practice")
        return code


def _own(post: Post) -> str:
    practice = own_practice(post)
    if practice is None:
        raise Http404
    return practice


@guards.page(who=MAY[Action.WITHDRAW], methods=("GET", "POST"))
def leaving(request: HttpRequest, post: Post) -> HttpResponse:
    """What is held, the archive, and asking to leave with the next night."""
    practice = _own(post)
    form = LeaveForm(practice, request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        asked = {"practice": practice, "reason": reason}
        try:
            once(
                post.staff, idempotency_key(request), "ask_to_leave", asked,
                lambda: {"leaving": ask_to_leave(practice, reason, post=post).pk},
            )  # fmt: skip
        except WorkError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(
                request, "Your practice leaves with the next night. Until then you can take it back."
            )
            return redirect("leaving")
    rows = Leaving.objects.filter(practice=practice).order_by("-pk")
    context = {
        "form": form,
        "name": organisation_name(practice),
        "held": holding_of(practice),
        "tables": TABLES,
        "exports": Export.objects.filter(practice=practice, removed_at__isnull=True).order_by("-pk")[:5],
        "asked": rows.filter(state=Leaving.ASKED).first(),
        "done": rows.filter(state=Leaving.DONE),
    }
    return show(request, post, "retention/leaving.jinja", context)


@guards.page(who=MAY[Action.WITHDRAW], methods=("POST",))
def export(request: HttpRequest, post: Post) -> HttpResponse:
    """Make the archive."""
    practice = _own(post)
    try:
        once(
            post.staff, idempotency_key(request), "export_practice", {"practice": practice},
            lambda: {"export": exporting.export(practice, post=post).pk},
        )  # fmt: skip
    except WorkError as fault:
        messages.warning(request, str(fault))
    else:
        messages.success(request, "The archive is ready to download.")
    return redirect("leaving")


@guards.page(who=MAY[Action.WITHDRAW])
def archive(request: HttpRequest, post: Post, export: int) -> HttpResponse:
    """Download an archive of one's own practice."""
    row = Export.objects.filter(pk=export, practice=_own(post), removed_at__isnull=True).first()
    if row is None:
        raise Http404
    try:
        path = exporting.fetch(row, post)
    except WorkError as fault:
        messages.warning(request, str(fault))
        return redirect("leaving")
    # a file is sent in pieces: Django gives that a type of its own beside HttpResponse
    return cast(HttpResponse, FileResponse(path.open("rb"), as_attachment=True, filename=row.file))


@guards.page(who=MAY[Action.WITHDRAW], methods=("POST",))
def stay(request: HttpRequest, post: Post) -> HttpResponse:
    """Take back that the practice leaves."""
    try:
        take_back(_own(post), post=post)
        messages.success(request, "Your practice stays.")
    except WorkError as fault:
        messages.warning(request, str(fault))
    return redirect("leaving")


@guards.page(who=MAY[Action.WITHDRAW])
def certificate(request: HttpRequest, post: Post, leaving: int) -> HttpResponse:
    """What was deleted, what was looked for after, and what stays; to print."""
    row = Leaving.objects.filter(pk=leaving, practice=_own(post), state=Leaving.DONE).first()
    if row is None:
        raise Http404
    context = {"row": row, "certificate": row.certificate, "name": organisation_name(row.practice)}
    return show(request, post, "retention/certificate.jinja", context)
