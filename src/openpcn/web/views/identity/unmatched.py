"""People who could not be matched: what each kind means, what to do, and deciding who is who."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from openpcn.web import guards
from openpcn.web.forms import idempotency_key
from openpcn.web.layout import organisation_names
from openpcn.web.show import show
from openpcn.work.access.capabilities import MAY, Action
from openpcn.work.access.models import Post
from openpcn.work.access.roles import Role
from openpcn.work.access.visibility import own_practice
from openpcn.work.network.errors import WorkError
from openpcn.work.submissions import unmatched as work
from openpcn.work.submissions.who_is_who import LONGEST_REASON, SHORTEST_REASON
from openpcn.work.worklists.small_numbers import suppress

DECIDES = (Role.PRACTICE_MANAGER,)
SAVED = "Saved. It takes effect when the next night is loaded."


class Reason(forms.Form):
    """How somebody knows, and a tick that says it is meant."""

    reason = forms.CharField(
        label="How do you know?",
        help_text="For example, traced on the Spine today. Do not write names or numbers.",
        min_length=SHORTEST_REASON,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say how you know",
            "min_length": f"Say how you know in at least {SHORTEST_REASON} characters",
        },
    )
    sure = forms.BooleanField(
        label="I have checked this in the clinical system",
        error_messages={"required": "Tick to confirm that you have checked this"},
    )


class Answer(Reason):
    """Whether two records are one person."""

    answer = forms.ChoiceField(
        label="Are they one person?",
        choices=[("same", "Yes, one person"), ("two", "No, two people")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether they are one person"},
    )
    field_order = ("answer", "reason", "sure")


@guards.page(who=MAY[Action.IDENTITY])
def unmatched(request: HttpRequest, post: Post) -> HttpResponse:
    """The own practice's issues in full, those of the others as counts."""
    found = work.unmatched(post)
    codes = {practice for practice, _ in found.counts} | {
        ods for issues in found.issues.values() for issue in issues for ods in issue.elsewhere
    }
    context = {
        "found": found,
        "kinds": {kind: work.kind_of(kind) for kind in found.issues},
        "counts": [
            {"practice": practice, "what": work.kind_of(kind).sentence, "n": suppress(n)}
            for (practice, kind), n in sorted(found.counts.items())
        ],
        "names": organisation_names(codes),
        "decides": post.role_word in DECIDES and own_practice(post) is not None,
    }
    return show(
        request, post, "identity/unmatched.jinja", context, people=found.shown, screen="could_not_be_matched"
    )


@guards.page(who=DECIDES, methods=("GET", "POST"))
def split(request: HttpRequest, post: Post, patient: int) -> HttpResponse:
    """This registration is not the person who has its number: confirm, with a reason."""
    snapshot, registration = work.own_registration(post, patient)
    form = Reason(request.POST or None)
    page = {
        "caption": "People who could not be matched",
        "title": "This is not the same person",
        "registration": registration,
        "snapshot": snapshot,
        "effects": (
            "this record stands by itself from the next night on, under your practice's own id",
            "work that was done so far stays with whoever has the NHS number",
            "it can be undone, and everything goes back",
        ),
        "button": "Take them apart",
    }

    def act() -> None:
        shown, reason = request.POST.get("snapshot", ""), form.cleaned_data["reason"]
        work.split(post, shown, patient, reason, idempotency_key(request))

    return _asked(request, post, form, page, act)


@guards.page(who=DECIDES, methods=("GET", "POST"))
def question(request: HttpRequest, post: Post, question: int) -> HttpResponse:
    """A number changed and could not be followed by a program: one person, or two?"""
    row, registration = work.question_of(post, question)
    form = Answer(request.POST or None)
    page = {
        "caption": "People who could not be matched",
        "title": row.get_kind_display(),
        "registration": registration,
        "effects": (
            "one person: what was done under the old number follows to this record, with the history of both",
            "two people: nothing is moved, and the question is not asked again",
            "either can be undone or decided anew",
        ),
        "button": "Save",
    }

    def act() -> None:
        decide = work.same_person if form.cleaned_data["answer"] == "same" else work.two_people
        decide(post, question, form.cleaned_data["reason"], idempotency_key(request))

    return _asked(request, post, form, page, act)


@guards.page(who=DECIDES, methods=("GET", "POST"))
def undo(request: HttpRequest, post: Post, decision: int) -> HttpResponse:
    """Take a decision back: confirm, with a reason."""
    row = work.decided(post, decision)
    if row.undone_at is not None and request.method != "POST":
        raise Http404
    form = Reason(request.POST or None)
    page = {
        "caption": f"{row.get_kind_display()}. {row.get_source_display()}",
        "title": "Undo this decision",
        "effects": (
            "from the next night on the record is as if it had not been decided",
            "exactly what the decision moved goes back",
            "the audit trail keeps both",
        ),
        "button": "Undo it",
    }

    def act() -> None:
        work.undo(post, decision, form.cleaned_data["reason"], idempotency_key(request))

    return _asked(request, post, form, page, act)


def _asked(
    request: HttpRequest, post: Post, form: forms.Form, page: dict[str, Any], act: Callable[[], None]
) -> HttpResponse:
    """The confirmation page; what was confirmed is done, and the list shown again."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except WorkError as fault:
            text = str(fault)
            form.add_error(None, text[:1].upper() + text[1:])
        else:
            messages.success(request, SAVED)
            return redirect("could-not-be-matched")
    registration = page.get("registration")
    people = [registration.person] if registration else []
    return show(
        request,
        post,
        "identity/decide.jinja",
        {**page, "form": form},
        people=people,
        screen="identity_decision",
    )
