"""Recording work on a need, closing it by hand, taking that back, and saying somebody should not be here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from openpcn.terms import clock
from openpcn.web import guards
from openpcn.web.forms import DayField, idempotency_key
from openpcn.web.show import show
from openpcn.web.views.people.banner import banner
from openpcn.web.views.people.opening import Opened, PurposeNeededError, open_person
from openpcn.work.access.capabilities import MAY, Action
from openpcn.work.access.models import Post
from openpcn.work.entries.forms import Choice, Limits, NewEntry
from openpcn.work.network.errors import WorkError
from openpcn.work.worklists import doing
from openpcn.work.worklists.models import Closure
from openpcn.work.worklists.rows import NeedRow, Status
from openpcn.work.worklists.settling import settling


class WorkForm(forms.Form):
    """What was done and when. One field per codelist that counts: a number, a tick, or a choice of codes.

    A list whose codes carry a number is recorded with its first code: the others are ways of saying the same.
    ``lists`` is empty where nothing can be recorded: then the need settles itself, and the page says how.
    """

    done_on = DayField(label="Date it was done", help_text="For example, 9 2 2026")

    def __init__(self, *args: Any, choices: tuple[Choice, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lists: dict[str, list[Choice]] = {}
        for choice in choices:
            self.lists.setdefault(choice.codelist, []).append(choice)
        ticks = [held[0] for held in self.lists.values() if len(held) == 1 and held[0].limits is None]
        if ticks:
            self.fields["done"] = forms.MultipleChoiceField(
                label="What was done",
                required=False,
                choices=[(choice.codelist, choice.term) for choice in ticks],
                widget=forms.CheckboxSelectMultiple,
            )
        for name, held in self.lists.items():
            if held[0].limits is not None:
                self.fields[name] = _number(held[0].title, held[0].limits)
            elif len(held) > 1:
                self.fields[name] = forms.ChoiceField(
                    label=held[0].title,
                    required=False,
                    choices=[("", "Not recorded now"), *((choice.code, choice.term) for choice in held)],
                )

    def clean_done_on(self) -> Any:
        day = self.cleaned_data["done_on"]
        if day > clock.today():
            raise forms.ValidationError("The date it was done must be today or in the past")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.entries: list[NewEntry] = []
        day = cleaned.get("done_on")
        ticked = set(cleaned.get("done") or ())
        for name, held in self.lists.items():
            given = cleaned.get(name)
            if day is None or (given in (None, "") and name not in ticked):
                continue
            if held[0].limits is not None:
                self.entries.append(NewEntry(name, held[0].code, day, float(given)))  # type: ignore[arg-type]
            else:
                self.entries.append(NewEntry(name, held[0].code if name in ticked else str(given), day))
        if day and not self.entries and not self.errors:
            raise forms.ValidationError("Say what was done: fill in at least one line besides the date")
        return cleaned


def _number(title: str, limits: Limits) -> forms.Field:
    wrong = f"{title} must be a number {limits}"
    return forms.FloatField(
        label=title,
        required=False,
        min_value=limits.lowest,
        max_value=limits.highest,
        error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
        widget=forms.NumberInput(
            attrs={"suffix": limits.unit, "class": "nhsuk-input--width-5", "inputmode": "decimal"}
        ),
    )


@guards.page(who=MAY[Action.WORK], methods=("GET", "POST"))
def record(request: HttpRequest, post: Post, person: int, definition: str, number: int) -> HttpResponse:
    """The short form whose entries are coded."""
    try:
        opened, need = _need(post, person, definition, number)
    except PurposeNeededError:
        return redirect("person-purpose", person=person)
    except NotHeldError:
        return _take_first(request, person)
    today = clock.today()
    found = settling(definition)
    form = WorkForm(
        request.POST or None,
        choices=found.choices,
        initial={"done_on": (str(today.day), str(today.month), str(today.year))},
    )
    if request.method == "POST" and form.is_valid():
        try:
            done = doing.record_work(
                post, person, definition, need.subject, form.entries, idempotency_key(request)
            )
        except WorkError as fault:
            form.add_error(None, _sentence(fault))
        else:
            _say_done(request, done)
            return redirect("person", person=person)
    context = {
        "opened": opened,
        "banner": banner(opened),
        "need": need,
        "form": form,
        "person": person,
        "settling": found,
    }
    return show(
        request,
        post,
        "people/record.jinja",
        context,
        people=[person],
        purpose=opened.access.purpose,
        screen="record_work",
    )


class CloseForm(forms.Form):
    """Why the need is closed by hand."""

    reason = forms.ChoiceField(
        label="Why is it closed?",
        choices=Closure.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why it is closed"},
    )
    note = forms.CharField(
        label="Note (optional)", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )


@guards.page(who=MAY[Action.WORK], methods=("GET", "POST"))
def close(request: HttpRequest, post: Post, person: int, definition: str, number: int) -> HttpResponse:
    """Close one need by hand."""
    try:
        opened, need = _need(post, person, definition, number)
    except PurposeNeededError:
        return redirect("person-purpose", person=person)
    except NotHeldError:
        return _take_first(request, person)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            doing.close_by_hand(
                post,
                person,
                definition,
                need.subject,
                given["reason"],
                given["note"],
                idempotency_key(request),
            )
        except WorkError as fault:
            form.add_error(None, _sentence(fault))
        else:
            messages.success(request, "Closed by hand. It comes back if an extract shows something new.")
            return redirect("person", person=person)
    context = {"opened": opened, "banner": banner(opened), "need": need, "form": form, "person": person}
    return show(
        request,
        post,
        "people/close.jinja",
        context,
        people=[person],
        purpose=opened.access.purpose,
        screen="close",
    )


@guards.page(who=MAY[Action.WORK], methods=("POST",))
def reopen(request: HttpRequest, post: Post, person: int, definition: str, number: int) -> HttpResponse:
    """Take back a closing by hand."""
    try:
        _, need = _need(post, person, definition, number, held=False)
        doing.reopen(post, person, definition, need.subject, idempotency_key(request))
        messages.success(request, "Open again.")
    except PurposeNeededError:
        return redirect("person-purpose", person=person)
    except WorkError as fault:
        messages.warning(request, _sentence(fault))
    return redirect("person", person=person)


class FeedbackForm(forms.Form):
    """Why somebody should not be on a list."""

    text = forms.CharField(
        label="Why should this person not be on this list?",
        help_text="Kept with the rule for whoever looks after it. It does not take the person off the list.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Say why the person should not be on this list"},
    )


@guards.page(who=MAY[Action.WORK], methods=("GET", "POST"))
def feedback(request: HttpRequest, post: Post, person: int, definition: str, number: int) -> HttpResponse:
    """This person should not be here: kept with the rule."""
    try:
        opened, need = _need(post, person, definition, number, held=False)
    except PurposeNeededError:
        return redirect("person-purpose", person=person)
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            doing.should_not_be_here(
                post, person, definition, need.subject, form.cleaned_data["text"], idempotency_key(request)
            )
        except WorkError as fault:
            form.add_error(None, _sentence(fault))
        else:
            messages.success(request, "Thank you. It is kept with the rule.")
            return redirect("person", person=person)
    context = {"opened": opened, "banner": banner(opened), "need": need, "form": form, "person": person}
    return show(
        request,
        post,
        "people/feedback.jinja",
        context,
        people=[person],
        purpose=opened.access.purpose,
        screen="feedback",
    )


class NotHeldError(Exception):
    """The work is not this post's: it has to be taken on first."""


def _need(
    post: Post, person: int, definition: str, number: int, *, held: bool = True
) -> tuple[Opened, NeedRow]:
    """The person and the numbered need of one definition on the post's list; absent otherwise."""
    opened = open_person(post, person)
    if held and not (opened.row and opened.row.holder and opened.row.holder.mine):
        raise NotHeldError
    needs = [need for need in (opened.row.needs if opened.row else ()) if need.definition == definition]
    if not 1 <= number <= len(needs):
        raise Http404
    return opened, needs[number - 1]


def _take_first(request: HttpRequest, person: int) -> HttpResponse:
    messages.warning(request, "Take this person on first: work is recorded by whoever has taken it on.")
    return redirect("person", person=person)


def _say_done(request: HttpRequest, done: doing.Done) -> None:
    missing = f" Missing: {', '.join(done.missing)}." if done.missing else ""
    if done.status is Status.NOT_COUNTED or missing:
        messages.warning(request, f"Recorded. {done.sentence}{missing}")
    else:
        messages.success(request, f"Recorded. {done.sentence}")


def _sentence(fault: Exception) -> str:
    text = str(fault)
    return text[:1].upper() + text[1:]
