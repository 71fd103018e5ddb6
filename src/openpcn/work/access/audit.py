"""The audit trail: written in the transaction of the act; a disclosure before the answer leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextvars import ContextVar, Token
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from openpcn.terms import clock, person_key
from openpcn.terms.scope import Purpose
from openpcn.work.access.models import AuditEvent, AuditPerson, Post
from openpcn.work.people.aliases import formerly, under_another_id

request_id: ContextVar[str] = ContextVar("request_id", default="")
_refused: ContextVar[tuple[tuple[Post | None, str, str, tuple[int, ...]], ...]] = ContextVar(
    "refused", default=()
)

DISCLOSED = "disclosed"
REFUSED = "refused"


class AuditError(RuntimeError):
    """An audit row was to be written outside the transaction of its act."""


def record(
    action: str,
    *,
    post: Post | None = None,
    by: str = "system",
    purpose: Purpose | str = "",
    object_kind: str = "",
    object_id: str | int = "",
    people: Iterable[int] = (),
    detail: dict[str, Any] | None = None,
) -> AuditEvent:
    """Write who did what, in the caller's transaction: if the row fails, so does the act.

    ``post``: who acts; None for the system itself and for commands, named by ``by``. ``people``: person ids.
    ``detail``: what else matters; never names, numbers or values of people. Raises AuditError outside a
    transaction.
    """
    if not connection.in_atomic_block:
        raise AuditError(f"audit row {action!r} outside a transaction: wrap the act and its audit together")
    ids = sorted(set(people))
    event = AuditEvent(
        at=clock.now(),
        staff=post.staff.username if post else by,
        staff_name=post.staff.display_name if post else by,
        role=post.role if post else "",
        organisation=post.organisation if post else "",
        purpose=str(purpose),
        action=action,
        object_kind=object_kind,
        object_id=str(object_id),
        people=[person_key.encode(person) for person in ids],
        detail=detail or {},
        request_id=request_id.get(),
    )
    event.save(force_insert=True)
    AuditPerson.objects.bulk_create(
        [AuditPerson(event=event, person_id=person) for person in ids], batch_size=500
    )
    return event


def disclose(post: Post, people: Iterable[int], purpose: Purpose | str, screen: str) -> AuditEvent:
    """Say that these people were shown on a screen; commits on its own. No commit, no answer."""
    with transaction.atomic():
        return record(
            DISCLOSED, post=post, purpose=purpose, object_kind="screen", object_id=screen, people=people
        )


def refuse(post: Post | None, action: str, *, by: str = "", people: Iterable[int] = ()) -> AuditEvent:
    """Say that something was asked for and refused.

    Commits on its own, unless the refusal ends a transaction around it, which then takes the row back:
    ``keep_refusals`` writes it again at the end of the request.
    """
    if connection.in_atomic_block:
        _refused.set((*_refused.get(), (post, action, by, tuple(people))))
    with transaction.atomic():
        return record(
            REFUSED,
            post=post,
            by=by or "not signed in",
            object_kind="action",
            object_id=action[:100],
            people=people,
        )


def begin_request(name: str) -> Token[str]:
    """Audit rows from here on carry this request id; reset ``request_id`` with the token at its end."""
    _refused.set(())
    return request_id.set(name)


def keep_refusals() -> int:
    """At the end of a request: write again what a rolled back transaction took with it; returns how many."""
    pending = _refused.get()
    _refused.set(())
    written = 0
    for post, action, by, people in pending:
        kept = AuditEvent.objects.filter(request_id=request_id.get(), action=REFUSED, object_id=action[:100])
        if not kept.exists():
            refuse(post, action, by=by, people=people)
            written += 1
    return written


def events(
    *,
    person: int | None = None,
    staff: str | None = None,
    request: str | None = None,
    since: datetime | None = None,
    limit: int | None = None,
) -> Iterator[AuditEvent]:
    """Audit rows, newest first, narrowed by any of person, username, request id and start.

    Of a person: under every id that they had, and under that of whoever they were taken for by a merge that
    was undone since, while it held.
    """
    rows = AuditEvent.objects.order_by("-id")
    if person is not None:
        named = Q(person_id__in=formerly(person))
        for other, since_then, until in under_another_id(person):
            named |= Q(person_id=other, event__at__range=(since_then, until))
        rows = rows.filter(id__in=AuditPerson.objects.filter(named).values("event_id"))
    if staff is not None:
        rows = rows.filter(staff=staff)
    if request is not None:
        rows = rows.filter(request_id=request)
    if since is not None:
        rows = rows.filter(at__gte=since)
    yield from rows[:limit] if limit else rows.iterator(chunk_size=2_000)


def as_json(event: AuditEvent) -> dict[str, Any]:
    """One row for a machine: the fields of the GP Connect audit standard, and the request id."""
    return {
        "sequence": event.pk,
        "at": event.at.astimezone(clock.LONDON).isoformat(),
        "staff": event.staff,
        "name": event.staff_name,
        "role": event.role,
        "organisation": event.organisation,
        "purpose": event.purpose,
        "action": event.action,
        "object": {"kind": event.object_kind, "id": event.object_id},
        "people": event.people,
        "detail": event.detail,
        "request": event.request_id,
    }
