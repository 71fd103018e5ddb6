"""A person's timeline: every entry with the practice, file and line it came from; ours marked as waiting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from openpcn.record.store.snapshot import PersonRecord, Row
from openpcn.terms.scope import Fields
from openpcn.web import guards, paging
from openpcn.web.filters import nhs_date, nhs_datetime
from openpcn.web.layout import organisation_names
from openpcn.web.show import show
from openpcn.web.views.people.banner import banner
from openpcn.web.views.people.opening import Opened, PurposeNeededError, open_person
from openpcn.work import submissions
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.models import Post
from openpcn.work.entries.models import Entry

PER_PAGE = 50
KINDS = {
    "": "Everything",
    "event": "Findings and problems",
    "medication": "Medicines",
    "issue": "Issues of medicines",
    "appointment": "Appointments",
    "ours": "Recorded here",
}


@dataclass(frozen=True)
class Item:
    """One line of the timeline. day None: the entry carries no date."""

    kind: str
    day: date | None
    when: str
    what: str
    value: str
    note: str
    source: str
    provisional: bool = False
    strike: str = ""  # where the reader strikes it; empty: not theirs, or it stands no longer


@guards.page(who=guards.MEETS_PEOPLE)
def timeline(request: HttpRequest, post: Post, person: int) -> HttpResponse:
    """The coded record, newest first, with what was recorded here laid over it."""
    try:
        opened = open_person(post, person, least=Fields.RECORD)
    except PurposeNeededError:
        return redirect("person-purpose", person=person)
    kind = request.GET.get("kind", "") if request.GET.get("kind") in KINDS else ""
    every = items(opened, post)
    wanted = [item for item in every if not kind or item.kind == kind]
    shown, page = paging.cut(wanted, request.GET, PER_PAGE)
    context = {
        "opened": opened,
        "banner": banner(opened),
        "items": shown,
        "total": len(wanted),
        "page": page,
        "kinds": KINDS,
        "kind": kind,
    }
    return show(
        request,
        post,
        "people/timeline.jinja",
        context,
        people=[person],
        purpose=opened.access.purpose,
        screen="timeline",
    )


def items(opened: Opened, post: Post) -> list[Item]:
    """Everything about the person within the scope, newest first, undated last."""
    snapshot = submissions.live_snapshot()
    rows: list[Item] = list(_ours(opened.access.person, post))
    if snapshot is not None:
        rows += _from_record(snapshot.person(opened.access.person, opened.access.scope))
    return sorted(rows, key=lambda item: (item.day is not None, item.day or date.min), reverse=True)


def _from_record(record: PersonRecord) -> Iterator[Item]:
    names = organisation_names(row.practice for row in record)

    def source(row: Row) -> str:
        return f"{names[row.practice]}: {row.file_name}, line {row.line}"

    for row in record.events:
        note = "Outside plausible limits: not used by any rule" if row["implausible"] else ""
        value = _value(row["value"], row["unit"], row["comparator"])
        yield Item("event", row["date"], _day(row), row["term"] or "No term", value, note, source(row))
    for row in record.medications:
        ended = f"until {nhs_date(row['end_date'])}" if row["end_date"] else "current"
        note = ", ".join(part for part in (row["dose"], row["course_type"].replace("_", " "), ended) if part)
        yield Item(
            "medication", row["start_date"], nhs_date(row["start_date"]), row["term"], "", note, source(row)
        )
    for row in record.issues:
        yield Item("issue", row["date"], nhs_date(row["date"]), f"Issued: {row['term']}", "", "", source(row))
    for row in record.appointments:
        start: datetime = row["start"]
        what = row["type"] or "Appointment"
        note = ", ".join(part for part in (row["status"], row["mode"], row["clinician"]) if part)
        yield Item("appointment", start.date(), nhs_datetime(start), what, "", note, source(row))


def _ours(person: int, post: Post) -> Iterator[Item]:
    """Entries made here that no live extract has confirmed; a struck one stays visible as struck."""
    live, may_strike = submissions.live_snapshot_id(), may(post, Action.WORK)
    entries = (
        Entry.objects.filter(person=person).exclude(confirmations__snapshot_id=live).select_related("author")
    )
    for entry in entries:
        note = f"Struck: {entry.struck_why}" if entry.struck_at else ""
        by = f"Recorded here by {entry.author.display_name} on {nhs_datetime(entry.created_at)}"
        value = _value(entry.value, entry.unit, None)
        own = may_strike and not entry.struck_at and entry.author_id == post.staff_id
        address = reverse("person-strike", kwargs={"person": person, "entry": entry.pk}) if own else ""
        yield Item(
            "ours",
            entry.date,
            nhs_date(entry.date),
            entry.term,
            value,
            note,
            by,
            provisional=not entry.struck_at,
            strike=address,
        )


def _day(row: Row) -> str:
    day: date | None = row["date"]
    if day is None:
        return "Date not recorded"
    if row["date_precision"] == "year":
        return str(day.year)
    if row["date_precision"] == "month":
        return f"{day:%B %Y}"
    return nhs_date(day)


def _value(value: float | None, unit: str | None, comparator: str | None) -> str:
    return "" if value is None else f"{comparator or ''}{value:g} {unit or ''}".strip()
