"""Striking an entry of one's own that was made in error: it stays on the timeline, with the reason."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from openpcn.web import guards
from openpcn.web.forms import idempotency_key
from openpcn.web.show import show
from openpcn.web.views.people.banner import banner
from openpcn.web.views.people.opening import PurposeNeededError, open_person
from openpcn.work.access.capabilities import MAY, Action
from openpcn.work.access.models import Post
from openpcn.work.entries.models import Entry
from openpcn.work.entries.record import LONGEST_REASON, pending
from openpcn.work.network.errors import WorkError
from openpcn.work.worklists import doing


class StrikeForm(forms.Form):
    """Why the entry is struck."""

    reason = forms.CharField(
        label="Why is it struck?",
        help_text="For example, wrong person or wrong date. It stays on the timeline with the entry.",
        min_length=3,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Say why the entry is struck",
            "min_length": "Say why in at least 3 characters",
        },
    )


@guards.page(who=MAY[Action.WORK], methods=("GET", "POST"))
def strike(request: HttpRequest, post: Post, person: int, entry: int) -> HttpResponse:
    """Ask for the reason, then strike. Somebody else's entry is as if absent."""
    try:
        opened = open_person(post, person)
    except PurposeNeededError:
        return redirect("person-purpose", person=person)
    written = Entry.objects.filter(pk=entry, person=person, author=post.staff_id).first()
    if written is None:
        guards.refuse(post, "strike", [person])
    form = StrikeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            doing.strike(post, entry, form.cleaned_data["reason"], idempotency_key(request))
        except WorkError as fault:
            text = str(fault)
            form.add_error(None, text[:1].upper() + text[1:])
        else:
            messages.success(request, "Struck. It stays on the timeline with your reason.")
            return redirect("person", person=person)
    if not form.is_bound and not pending().filter(pk=entry).exists():
        messages.warning(
            request,
            "This entry is struck already."
            if written.struck_at
            else "The practice's extract has this entry: it has to be corrected in the clinical system.",
        )
        return redirect("person", person=person)
    context = {"opened": opened, "banner": banner(opened), "entry": written, "form": form, "person": person}
    return show(
        request,
        post,
        "people/strike.jinja",
        context,
        people=[person],
        purpose=opened.access.purpose,
        screen="strike",
    )
