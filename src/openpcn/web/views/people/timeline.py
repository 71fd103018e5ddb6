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
from openpcn.web.filters import nhs_date, nhs_datetime, nhs_time
from openpcn.web.layout import organisation_names
from openpcn.web.show import show
from openpcn.web.views.people.banner import banner
from openpcn.web.views.people.opening import Opened, PurposeNeededError, open_person
from openpcn.work import submissions
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.models import Post
from openpcn.work.entries.models import Entry
from openpcn.work.submissions.provenance import receipts_for

PER_PAGE = 50
KINDS = {
    "": "Everything",
    "event": "Findings and problems",
    "medication": "Medicines",
    "issue": "Issues of medicines",
    "consultation": "Consultations",
    "referral": "Referrals",
    "allergy": "Allergies",
    "stay": "Hospital and care homes",
    "appointment": "Appointments",
    "ours": "Recorded here",
}


SENDERS = {
    "hospital": "Hospital file",
    "hospital_fhir": "Hospital file",
    "bed_list": "Care home's bed list",
    "home_readings": "Readings from home or pharmacy",
}


@dataclass(frozen=True)
class Source:
    """Where a line came from, in words; receipt: the address of its receipt, where the reader may see it."""

    text: str
    receipt: str = ""


@dataclass(frozen=True)
class Item:
    """One line of the timeline. day None: the entry carries no date."""

    kind: str
    day: date | None
    when: str
    what: str
    value: str
    note: str
    source: Source
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
        rows += from_record(snapshot.person(opened.access.person, opened.access.scope), post)
    return sorted(rows, key=lambda item: (item.day is not None, item.day or date.min), reverse=True)


def from_record(record: PersonRecord, post: Post | None = None) -> Iterator[Item]:
    """The rows of the record as lines, in no order. post: who reads them; None: nobody is led to receipts."""
    names = organisation_names(row.practice for row in record)
    as_at = _as_at(record)
    receipts = receipts_for(post, {row.submission for row in record}) if post else {}

    def source(row: Row) -> Source:
        by = f"{SENDERS.get(row.sender, row.sender)}, held for " if row.sender else ""
        day = as_at.get((row.practice, row.submission), "")
        receipt = receipts.get((row.practice, row.submission))
        return Source(
            f"{by}{names[row.practice]}: {row.file_name}, line {row.line}{day}",
            reverse("submission", kwargs={"submission": receipt}) if receipt else "",
        )

    for row in record.events:
        note = "Outside plausible limits: not used by any rule" if row["implausible"] else ""
        yield Item(
            "event", row["date"], _day(row), row["term"] or "No term", _measured(row), note, source(row)
        )
    for row in record.medications:
        ended = f"until {nhs_date(row['end_date'])}" if row["end_date"] else "current"
        review = f"review by {nhs_date(row['review_date'])}" if row["review_date"] else ""
        where = "prescribed elsewhere" if row["elsewhere"] else ""
        note = _joined(row["dose"], row["course_type"].replace("_", " "), ended, review, where)
        yield Item(
            "medication", row["start_date"], nhs_date(row["start_date"]), row["term"], "", note, source(row)
        )
    for row in record.issues:
        yield Item("issue", row["date"], nhs_date(row["date"]), f"Issued: {row['term']}", "", "", source(row))
    for row in record.consultations:
        note = _joined(row["mode"], row["clinician"])
        yield Item(
            "consultation", row["date"], _day(row), row["type"] or "Consultation", "", note, source(row)
        )
    for row in record.referrals:
        note = _joined(
            (row["urgency"] or "").replace("_", " "), row["service"], row["recipient"], row["status"]
        )
        what = f"Referral: {row['term'] or 'no term'}"
        yield Item("referral", row["date"], _day(row), what, "", note, source(row))
    for row in record.allergies:
        note = f"Ended {nhs_date(row['ended_on'])}" if row["ended_on"] else ""
        day = row["recorded_on"]
        yield Item("allergy", day, nhs_date(day), f"Allergy: {row['term']}", "", note, source(row))
    for row in record.hospital_stays:
        yield _hospital(row, source(row))
    for row in record.care_home_stays:
        yield _care_home(row, source(row))
    for row in record.appointments:
        start: datetime = row["start"]
        what = row["type"] or "Appointment"
        note = _joined(row["status"], row["mode"], row["clinician"])
        yield Item("appointment", start.date(), nhs_datetime(start), what, "", note, source(row))


def _hospital(row: Row, source: Source) -> Item:
    kind = {
        "admission": "Admitted to hospital",
        "emergency_attendance": "Attended an emergency department",
        "outpatient_attendance": "Attended as an outpatient",
    }[row["kind"]]
    stayed = ""
    if row["kind"] == "admission":
        out = row["discharged_on"]
        stayed = f"discharged {nhs_date(out)}" if out else "no discharge known"
    note = _joined(
        row["method"], row["specialty"], row["diagnosis"], stayed, row["destination"],
        f"hospital {row['provider']}" if row["provider"] else "",
    )  # fmt: skip
    return Item("stay", row["date"], nhs_date(row["date"]), kind, "", note, source)


def _care_home(row: Row, source: Source) -> Item:
    left = f"left {nhs_date(row['left_on'])}" if row["left_on"] else "still there"
    note = _joined(left, "temporary" if row["temporary"] else "", "with nursing" if row["nursing"] else "")
    what = f"Moved into {row['home_name'] or row['home']}"
    return Item("stay", row["date"], nhs_date(row["date"]), what, "", note, source)


def _as_at(record: PersonRecord) -> dict[tuple[str, str], str]:
    """(practice, submission) -> the day it speaks of, in words, of those the person's rows are from."""
    wanted = {row.submission for row in record}
    days = submissions.as_at_of(wanted)
    return {
        (row.practice, row.submission): f", as at {nhs_date(days[row.practice, row.submission])}"
        for row in record
        if (row.practice, row.submission) in days
    }


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
            Source(by),
            provisional=not entry.struck_at,
            strike=address,
        )


def _day(row: Row) -> str:
    """The day as precisely as it is recorded, with the time of day where there is one."""
    day: date | None = row["date"]
    if day is None:
        return "Date not recorded"
    precision = row.values.get("date_precision", "day")
    if precision == "year":
        return str(day.year)
    if precision == "month":
        return f"{day:%B %Y}"
    time = row.values.get("time")
    return f"{nhs_date(day)}, {nhs_time(datetime.combine(day, time))}" if time else nhs_date(day)


def _measured(row: Row) -> str:
    """The value as written, with the one that rules compare where that is another."""
    written = _value(row["value"], row["unit"], row["comparator"])
    standard = row["standard_value"]
    if standard is None or (standard == row["value"] and row["standard_unit"] == row["unit"]):
        return written
    return f"{written} ({_value(standard, row['standard_unit'], row['comparator'])})"


def _joined(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _value(value: float | None, unit: str | None, comparator: str | None) -> str:
    return "" if value is None else f"{comparator or ''}{value:g} {unit or ''}".strip()
