"""Opening somebody who is on no list of yours: say for what, and why. The practice can read it."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from openpcn.terms.scope import Fields, Purpose
from openpcn.web import guards
from openpcn.web.forms import idempotency_key
from openpcn.web.layout import organisation_name
from openpcn.web.show import show
from openpcn.work.access.capabilities import MAY, Action
from openpcn.work.access.errors import AccessError
from openpcn.work.access.grants import SHORTEST_REASON, open_record
from openpcn.work.access.idempotency import once
from openpcn.work.access.models import Post
from openpcn.work.access.scopes import STATABLE, may_open
from openpcn.work.access.visibility import statable_states
from openpcn.work.people.models import PersonState
from openpcn.work.worklists.presenting import full_name


class Reason(forms.Form):
    """For what, and why."""

    purpose = forms.ChoiceField(
        label="What are you opening the record for?",
        choices=[(purpose.value, purpose.label) for purpose in STATABLE],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you are opening the record for"},
    )
    reason = forms.CharField(
        label="Why do you need it?",
        help_text="The practice can read this, and the person if they ask. Do not write clinical detail.",
        max_length=500,
        min_length=SHORTEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say why you need the record",
            "min_length": f"Say why in at least {SHORTEST_REASON} characters",
        },
    )


@guards.page(who=MAY[Action.OPEN_RECORD], methods=("GET", "POST"))
def purpose(request: HttpRequest, post: Post, person: int) -> HttpResponse:
    """Ask for the purpose; once stated, the record is open for eight hours."""
    access = may_open(post, person)
    if access.opens(Fields.DEMOGRAPHICS):
        return redirect("person", person=person)
    state = _statable(post, person)
    if state is None:
        guards.refuse(post, "person_purpose", [person])
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = {"person": person, **form.cleaned_data}
        try:
            once(
                post.staff,
                idempotency_key(request),
                "open_record",
                asked,
                lambda: {"grant": open_record(post, person, Purpose(asked["purpose"]), asked["reason"]).pk},
            )
        except AccessError as fault:
            form.add_error("reason", str(fault).capitalize())
        else:
            return redirect("person", person=person)
    context = {
        "form": form,
        "name": full_name(state),
        "practice": organisation_name(state.practice),
        "person": person,
    }
    return show(request, post, "people/purpose.jinja", context, people=[person], screen="person_purpose")


def _statable(post: Post, person: int) -> PersonState | None:
    """The person's list fields, where the post could open them by stating a purpose."""
    for one in STATABLE:
        state: PersonState | None = statable_states(post, one).filter(person=person).first()
        if state is not None:
            return state
    return None
