"""What is done to several people at once from the list: take, give back, assign, fill the week."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from openpcn.web import guards, refs
from openpcn.web.filters import plural
from openpcn.web.forms import idempotency_key, return_address
from openpcn.web.show import show
from openpcn.work.access.capabilities import MAY, Action
from openpcn.work.access.models import Post
from openpcn.work.worklists import claims, lists
from openpcn.work.worklists.claims import ClaimError, Taken

MANY = 20  # more than this at once gets a page that asks again


@guards.page(who=MAY[Action.WORK], methods=("POST",))
def claim(request: HttpRequest, post: Post) -> HttpResponse:
    """Take the ticked people on."""
    people = _ticked(request)
    if not people:
        return _nobody(request)
    if _ask_first(request, people):
        return _interrupt(request, post, people, "claim")
    try:
        _say(request, claims.claim(post, people, idempotency_key(request)))
    except ClaimError as fault:
        messages.warning(request, str(fault))
    return redirect(return_address(request, "/worklist"))


@guards.page(who=MAY[Action.WORK], methods=("POST",))
def release(request: HttpRequest, post: Post) -> HttpResponse:
    """Give the ticked people back."""
    people = _ticked(request)
    if not people:
        return _nobody(request)
    try:
        given = claims.release(post, people, idempotency_key(request))
        messages.success(request, f"{plural(given, 'person', 'people')} given back to the list.")
    except ClaimError as fault:
        messages.warning(request, str(fault))
    return redirect(return_address(request, "/worklist"))


@guards.page(who=MAY[Action.ASSIGN], methods=("POST",))
def assign(request: HttpRequest, post: Post) -> HttpResponse:
    """Give the ticked people to a colleague."""
    people = _ticked(request)
    if not people:
        return _nobody(request)
    to = next((one for one in claims.assignees(post) if str(one.pk) == request.POST.get("to")), None)
    if to is None:
        messages.warning(request, "Nothing was changed. Choose who to assign the people to.")
        return redirect(return_address(request, "/worklist"))
    if _ask_first(request, people):
        return _interrupt(request, post, people, "assign", to)
    try:
        _say(request, claims.assign(post, people, to, idempotency_key(request)), to)
    except ClaimError as fault:
        messages.warning(request, str(fault))
    return redirect(return_address(request, "/worklist"))


@guards.page(who=MAY[Action.WORK], methods=("POST",))
def take(request: HttpRequest, post: Post) -> HttpResponse:
    """Take people from the top of the list while this week's minutes allow."""
    try:
        taken = claims.take_as_many(post, idempotency_key(request))
        if taken.taken:
            _say(request, taken)
        else:
            messages.warning(
                request, "Nobody was taken: this week's minutes are used up or the list is empty."
            )
    except ClaimError as fault:
        messages.warning(request, str(fault))
    return redirect("/worklist?assigned=me")


def _ticked(request: HttpRequest) -> list[int]:
    return refs.people(request.POST.getlist("person"))


def _nobody(request: HttpRequest) -> HttpResponse:
    messages.warning(request, "Nothing was changed. Tick the people first.")
    return redirect(return_address(request, "/worklist"))


def _ask_first(request: HttpRequest, people: list[int]) -> bool:
    return len(people) > MANY and request.POST.get("confirmed") != "yes"


def _interrupt(
    request: HttpRequest, post: Post, people: list[int], what: str, to: Post | None = None
) -> HttpResponse:
    """The page that asks again before something is done to many people at once."""
    rows = lists.rows_of(post, people)
    if not rows:
        raise Http404
    context = {
        "rows": rows,
        "what": what,
        "to": to,
        "minutes": sum(row.minutes for row in rows),
        "return_to": return_address(request, "/worklist"),
    }
    shown = [row.person_id for row in rows]
    return show(request, post, "worklists/interruption.jinja", context, people=shown, screen="worklist")


def _say(request: HttpRequest, taken: Taken, to: Post | None = None) -> None:
    """What became of it, in words; nobody is named."""
    parts = []
    if taken.taken:
        where = f"assigned to {to.staff.display_name}" if to else "on your list"
        parts.append(
            f"{plural(len(taken.taken), 'person', 'people')} {where}, about {taken.minutes} minutes."
        )
    if taken.held_by_others:
        parts.append(
            f"{plural(len(taken.held_by_others), 'person was', 'people were')} already taken by others."
        )
    if taken.not_on_list:
        parts.append(f"{plural(len(taken.not_on_list), 'person is', 'people are')} no longer on the list.")
    level = messages.SUCCESS if taken.taken else messages.WARNING
    messages.add_message(request, level, " ".join(parts) or "Nothing was changed.")
