"""Writing entries, striking them, and which of them wait for an extract."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from openpcn.rules.language import Row
from openpcn.terms import clock
from openpcn.work.access import audit
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import Post
from openpcn.work.access.reasons import names_nobody
from openpcn.work.entries.forms import Checked, FormError
from openpcn.work.entries.models import Confirmation, Entry, WorkDone
from openpcn.work.people.states import live_snapshot_id

LONGEST_REASON = 200


def record_entries(
    post: Post,
    *,
    person: int,
    practice: str,
    definition: str,
    subject: str,
    work: str,
    minutes: int,
    purpose: str,
    entries: Sequence[Checked],
) -> WorkDone:
    """Write one piece of work with its coded entries and its audit row, in the caller's transaction.

    The caller has checked that the post may, and holds the idempotency key.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record_entries outside a transaction: entries and audit would come apart")
    now = clock.now()
    done = WorkDone.objects.create(
        person_id=person,
        practice=practice,
        definition=definition,
        subject=subject,
        work=work,
        minutes=minutes,
        done_on=max(entry.date for entry in entries),
        post=post,
        staff_id=post.staff_id,
        created_at=now,
    )
    Entry.objects.bulk_create(
        Entry(
            work_done=done,
            person_id=person,
            practice=practice,
            codelist=entry.codelist,
            code=entry.code,
            term=entry.term,
            date=entry.date,
            value=entry.value,
            unit=entry.unit,
            author_id=post.staff_id,
            created_at=now,
        )
        for entry in entries
    )
    audit.record(
        "work_recorded",
        post=post,
        purpose=purpose,
        object_kind="work",
        object_id=done.pk,
        people=[person],
        detail={"definition": definition, "entries": len(entries)},
    )
    return done


def strike_entry(post: Post, entry_id: int, reason: str) -> Entry:
    """Strike one's own entry, in the caller's transaction. It stays visible, with the reason.

    Raises NotAllowedError for anybody else's entry, or one that is not there; FormError without a reason, or
    where it is struck already.
    """
    text = " ".join(reason.split())
    if not 3 <= len(text) <= LONGEST_REASON:
        raise FormError(f"reason: say in 3 to {LONGEST_REASON} characters why the entry is struck")
    names_nobody(text, FormError)
    entry = Entry.objects.filter(pk=entry_id, author=post.staff_id).first()
    if entry is None:
        raise NotAllowedError("strike")
    struck = Entry.objects.filter(pk=entry_id, struck_at__isnull=True).update(
        struck_at=clock.now(), struck_by=post.staff_id, struck_why=text
    )
    if not struck:
        raise FormError("this entry is struck already")
    audit.record("entry_struck", post=post, object_kind="entry", object_id=entry_id, people=[entry.person_id])
    entry.refresh_from_db()
    return entry


def pending(snapshot_id: str | None = None) -> QuerySet[Entry]:
    """Entries that stand and that a snapshot (default the live one) does not confirm."""
    named = live_snapshot_id() if snapshot_id is None else snapshot_id
    confirmed = Confirmation.objects.filter(entry=OuterRef("pk"), snapshot_id=named or "")
    return Entry.objects.filter(~Exists(confirmed), struck_at__isnull=True)


def overlay(people: Iterable[int], snapshot_id: str | None = None) -> dict[int, list[Row]]:
    """Person -> pending entries as the rules read rows, marked provisional."""
    rows: dict[int, list[Row]] = {}
    for entry in pending(snapshot_id).filter(person_id__in=list(people)).order_by("pk"):
        rows.setdefault(entry.person_id, []).append(as_row(entry))
    return rows


def as_row(entry: Entry) -> Row:
    """An entry as a row for the rules."""
    return row_of(
        Checked(entry.codelist, entry.code, entry.term, entry.date, entry.value, entry.unit), entry.practice
    )


def row_of(entry: Checked, practice: str) -> Row:
    """A line of a form as a row for the rules, provisional until an extract has it."""
    return Row(
        code=entry.code,
        date=entry.date,
        value=entry.value,
        unit=entry.unit or None,
        term=entry.term,
        provisional=True,
        practice=practice,
    )
