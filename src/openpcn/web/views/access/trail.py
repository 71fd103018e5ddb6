"""Who did what. A practice manager sees who opened her practice's people; the PCN manager sees no people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from openpcn.terms import person_key
from openpcn.terms.scope import Purpose
from openpcn.web import guards, paging
from openpcn.web.filters import words
from openpcn.web.layout import organisation_names
from openpcn.web.show import show
from openpcn.work.access import audit
from openpcn.work.access.capabilities import MAY, Action
from openpcn.work.access.models import AuditEvent, AuditPerson, Post
from openpcn.work.access.roles import Role
from openpcn.work.access.visibility import own_practice, visible_states
from openpcn.work.worklists.presenting import full_name

PER_PAGE = 50
NAMED = 3  # people of one row who are named; the rest are counted
NEWEST = 1_000  # what one reader pages through; the command line reads it all
PURPOSES = {purpose.value: purpose.label for purpose in Purpose}


@guards.page(who=MAY[Action.AUDIT])
def trail(request: HttpRequest, post: Post) -> HttpResponse:
    """The newest audit rows that concern this reader."""
    if own_practice(post):
        return _of_practice(request, post)
    shown, page = paging.cut(list(audit.events(limit=NEWEST)), request.GET, PER_PAGE)
    context = {"events": described(shown), "page": page, "names": False, "newest": NEWEST}
    return show(request, post, "access/audit.jinja", context)


def _of_practice(request: HttpRequest, post: Post) -> HttpResponse:
    """Rows that name people of the reader's own practice; people of other practices are not counted."""
    states = visible_states(post, Purpose.INDIVIDUAL_CARE).filter(practice=own_practice(post))
    ids = (
        AuditPerson.objects.filter(person_id__in=states.values("person_id"))
        .order_by("-event_id")
        .values_list("event_id", flat=True)
        .distinct()[:NEWEST]
    )
    shown, page = paging.cut(list(ids), request.GET, PER_PAGE)
    events = list(AuditEvent.objects.filter(pk__in=shown).order_by("-pk"))
    referred = {person_key.decode(ref) for event in events for ref in event.people}
    own = set(states.filter(person__in=referred).values_list("person_id", flat=True))
    rows = described(events)
    named: set[int] = set()
    for row, event in zip(rows, events, strict=True):
        people = [person for ref in event.people if (person := person_key.decode(ref)) in own]
        named.update(people[:NAMED])
        row["people"], row["more"] = people[:NAMED], len(people[NAMED:])
    names = {state.person_id: full_name(state) for state in states.filter(person__in=named)}
    for row in rows:
        row["people"] = [{"person": person, "name": names[person]} for person in row["people"]]
    context = {"events": rows, "page": page, "names": True, "newest": NEWEST}
    return show(request, post, "access/audit.jinja", context, people=sorted(names), screen="audit")


def described(events: Sequence[AuditEvent]) -> list[dict[str, Any]]:
    """Audit rows in words; how many people each names, not who."""
    names = organisation_names(event.organisation for event in events if event.organisation)
    return [_described(event, names) for event in events]


def _described(event: AuditEvent, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "at": event.at,
        "staff": event.staff_name,
        "role": Role(event.role).label if event.role else "",
        "organisation": names.get(event.organisation, ""),
        "purpose": PURPOSES.get(event.purpose, ""),
        "action": _action(event),
        "count": len(event.people),
        "reason": event.detail.get("reason", ""),
    }


def _action(event: AuditEvent) -> str:
    if event.action == audit.DISCLOSED:
        return f"Was shown: {words(event.object_id).lower()}"
    if event.action == audit.REFUSED:
        return f"Was refused: {words(event.object_id).lower()}"
    return words(event.action)
