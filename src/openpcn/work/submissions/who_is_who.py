"""Decisions about who is who: made and undone by people, by the file of superseded numbers, by continuity.

A decision changes nothing by itself. The next snapshot is put together with it, and what people did follows
in the transaction in which that snapshot goes live.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow.compute as pc
from django.db import transaction

from openpcn.record.home import home
from openpcn.record.identity import Carried, NumberChange, read_superseded, site_key
from openpcn.record.store import Snapshot
from openpcn.terms import clock, person_key
from openpcn.terms.scope import Fields, Purpose, Scope
from openpcn.work.access import audit
from openpcn.work.access.reasons import names_nobody
from openpcn.work.network.errors import WorkError
from openpcn.work.people.aliases import now_known_as
from openpcn.work.people.models import IdentityDecision, IdentityQuestion
from openpcn.work.submissions.live import live_snapshot

SHORTEST_REASON, LONGEST_REASON = 10, 400
SYSTEM = "system"
Kind, Source = IdentityDecision.Kind, IdentityDecision.Source


class IdentityDecisionError(WorkError):
    """The decision cannot be made; the message says why, without naming a person or a number."""


@dataclass(frozen=True, order=True)
class Place:
    """A registration as a practice knows it."""

    practice: str
    local_id: str

    def __str__(self) -> str:
        return f"{self.practice}:{self.local_id}"


@dataclass(frozen=True)
class Held:
    """A registration in the live snapshot. person: None where it is set aside."""

    place: Place
    person: int | None
    birth_date: date


def held(place: Place, snapshot: Snapshot | None = None) -> Held:
    """The registration in the live snapshot. Raises IdentityDecisionError where there is none."""
    snapshot = snapshot or live_snapshot()
    if snapshot is None or place.practice not in snapshot.parts:
        raise IdentityDecisionError(f"{place.practice} has no extract here: take one in first")
    rows = snapshot.parts[place.practice].table("patient", ("patient", "local_id", "birth_date"))
    found = rows.filter(pc.equal(rows["local_id"], place.local_id)).to_pylist()
    if not found:
        raise IdentityDecisionError(
            f"{place.practice} has nobody with this local id: check how it is written"
        )
    person = int(snapshot.places(place.practice).person_id[found[0]["patient"]])
    return Held(place, person if person >= 0 else None, found[0]["birth_date"])


def merge(gone: Place, into: Place, reason: str, by: str) -> IdentityDecision:
    """Two registrations, known as two persons, are one; ``into`` has the current number. In a transaction."""
    one, other = held(gone), held(into)
    if one.person is None or other.person is None:
        raise IdentityDecisionError(
            "one of the two is set aside, because a number is held with different dates of birth: the "
            "practice corrects that first"
        )
    if one.person == other.person:
        raise IdentityDecisionError("these two are one person already")
    if one.birth_date != other.birth_date:
        raise IdentityDecisionError(
            "their dates of birth differ: they are not merged before a practice has corrected one of them"
        )
    return _end_in(
        one.person,
        other.person,
        one.birth_date,
        Kind.MERGE,
        Source.PERSON,
        gone,
        reason=_reason(reason),
        by=by,
    )


def split(place: Place, reason: str, by: str) -> IdentityDecision:
    """This registration is not the person who has its number. In a transaction.

    It goes on under the practice's own id; what staff did so far stays with whoever keeps the number.
    """
    now = held(place)
    own = person_key.person_id(site_key(home()), f"local:{place.practice}:{place.local_id}")
    number = _number_id(place)
    if now.person is None:
        raise IdentityDecisionError(
            "this registration is set aside, because its number is held with different dates of birth: the "
            "practice corrects that first"
        )
    if number is None or now.person == own:
        raise IdentityDecisionError("this registration stands by itself already: there is nothing to split")
    decision = IdentityDecision(
        kind=Kind.SPLIT, source=Source.PERSON, gone=number, into=own, practice=place.practice,
        local_id=place.local_id, birth_date=now.birth_date, made_at=clock.now(), made_by=by,
        reason=_reason(reason),
    )  # fmt: skip
    if IdentityDecision.objects.filter(
        kind=Kind.SPLIT, practice=place.practice, local_id=place.local_id, gone=number, undone_at__isnull=True
    ).exists():
        raise IdentityDecisionError("this was decided already and takes effect with the next night")
    IdentityDecision.objects.filter(
        kind=Kind.ALIAS, source=Source.UNDONE_SPLIT, gone=own, into=number, undone_at__isnull=True
    ).update(undone_at=clock.now(), undone_by=by, undone_why="split again")
    return _written(decision, "identity_split", {now.person})


def undo(decision_id: int, reason: str, by: str) -> IdentityDecision:
    """Take a decision back, from the next night on; what it moved goes back then. In a transaction."""
    decision = IdentityDecision.objects.filter(pk=decision_id).first()
    if decision is None:
        raise IdentityDecisionError(f"there is no decision {decision_id}: ./openpcn identity list shows them")
    now, why = clock.now(), _reason(reason)
    done = IdentityDecision.objects.filter(pk=decision_id, undone_at__isnull=True).update(
        undone_at=now, undone_by=by, undone_why=why
    )
    if not done:
        raise IdentityDecisionError("this decision is undone already")
    people = {decision.gone, decision.into}
    audit.record(
        "identity_undone", by=by, object_kind="identity_decision", object_id=decision_id, people=people,
        detail={"kind": decision.kind, "reason": why},
    )  # fmt: skip
    if decision.kind == Kind.SPLIT:  # what was done under the practice's own id follows the number again
        _end_in(
            decision.into, decision.gone, None, Kind.ALIAS, Source.UNDONE_SPLIT,
            Place(decision.practice, decision.local_id), reason="a split was undone", by=by,
        )  # fmt: skip
    decision.refresh_from_db()
    return decision


def answer(question: IdentityQuestion, words: str, by: str) -> None:
    """Say that the two persons of a question are two. In a transaction."""
    text = _reason(words)
    if not IdentityQuestion.objects.filter(pk=question.pk, answered_at__isnull=True).update(
        answered_at=clock.now(), answered_by=by, answer=text
    ):
        raise IdentityDecisionError("this question is answered already")
    audit.record(
        "identity_answered", by=by, object_kind="identity_question", object_id=question.pk,
        people=[question.before, question.now], detail={"answer": "two people", "reason": text},
    )  # fmt: skip


def merge_asked(question: IdentityQuestion, reason: str, by: str) -> IdentityDecision:
    """Answer a question: they are one person, under the number the practice has now. In a transaction."""
    snapshot = live_snapshot()
    born = _birth_dates(snapshot, (question.before, question.now)) if snapshot else {}
    if len(born) < 2:
        raise IdentityDecisionError("one of the two is not in the record any more: nothing is left to merge")
    if len(set(born.values())) > 1:
        raise IdentityDecisionError(
            "their dates of birth differ: they are not merged before a practice has corrected one of them"
        )
    place, text = Place(question.practice, question.local_id), _reason(reason)
    decision = _end_in(
        question.before,
        question.now,
        born[question.now],
        Kind.MERGE,
        Source.PERSON,
        place,
        reason=text,
        by=by,
    )
    if not IdentityQuestion.objects.filter(pk=question.pk, answered_at__isnull=True).update(
        answered_at=clock.now(), answered_by=by, answer=text
    ):
        raise IdentityDecisionError("this question is answered already")
    return decision


def load_superseded(lines: Iterable[str], by: str) -> tuple[int, int]:
    """The file of superseded numbers, whole or not at all: how many are new, and how many were known.

    Raises SupersededError for a file that is not right, IdentityDecisionError where it contradicts what is
    in force.
    """
    rows = read_superseded(lines, today=clock.today())
    key = site_key(home())
    new = known = 0
    with transaction.atomic():
        for row in rows:
            joined = row.as_merge(key)
            standing = IdentityDecision.objects.filter(gone=joined.gone, undone_at__isnull=True).exclude(
                kind=Kind.SPLIT
            )
            same = standing.filter(into=joined.into, birth_date=joined.birth_date)
            if same.exists():
                known += 1
                continue
            _end_in(
                joined.gone, joined.into, joined.birth_date, Kind.ALIAS, Source.FILE, None,
                reason=f"superseded from {row.from_date:%-d %B %Y}", by=by,
            )  # fmt: skip
            new += 1
    return new, known


def keep_changes(changes: Sequence[NumberChange], snapshot_id: str) -> None:
    """Write down whose number changed between two nights: an alias, or a question. In a transaction."""
    for change in changes:
        place = Place(change.practice, change.local_id)
        if change.carried is not Carried.LINKED:
            IdentityQuestion.objects.get_or_create(
                practice=place.practice, local_id=place.local_id, before=change.before, now=change.now,
                defaults={"kind": change.carried.value, "raised_at": clock.now(), "snapshot_id": snapshot_id},
            )  # fmt: skip
            continue
        undone = IdentityDecision.objects.filter(
            gone=change.before, into=change.now, source=Source.CONTINUITY, undone_at__isnull=False
        ).exclude(undone_by=SYSTEM)
        earlier = IdentityDecision.objects.filter(gone=change.before, undone_at__isnull=True).exclude(
            kind=Kind.SPLIT
        )
        if undone.exists() or earlier.exclude(source=Source.CONTINUITY).exists():
            continue  # somebody has decided about this
        if earlier.filter(into=change.now).exists():
            continue
        _end_in(
            change.before, change.now, None, Kind.ALIAS, Source.CONTINUITY, place,
            reason="the number changed for the same local id and date of birth", by=SYSTEM,
        )  # fmt: skip


def _end_in(
    gone: int, into: int, born: date | None, kind: str, source: str, place: Place | None,
    *, reason: str, by: str,
) -> IdentityDecision:  # fmt: skip
    """Write a decision by which one id ends in another one; replaces what continuity said of it."""
    earlier = IdentityDecision.objects.filter(gone=gone, undone_at__isnull=True).exclude(kind=Kind.SPLIT)
    if earlier.exclude(source=Source.CONTINUITY).exists():
        raise IdentityDecisionError(
            "a decision about one of them is in force already: undo it first, if it is wrong"
        )
    earlier.update(undone_at=clock.now(), undone_by=SYSTEM, undone_why="replaced by a later decision")
    if source is not Source.CONTINUITY and gone in now_known_as(into):
        standing = IdentityDecision.objects.filter(
            gone=into, undone_at__isnull=True, source=Source.CONTINUITY
        )
        standing.update(undone_at=clock.now(), undone_by=SYSTEM, undone_why="replaced by a later decision")
        if gone in now_known_as(into):
            raise IdentityDecisionError(
                "this would go in a circle with a decision that is in force: undo that first"
            )
    decision = IdentityDecision(
        kind=kind, source=source, gone=gone, into=into, birth_date=born, made_at=clock.now(), made_by=by,
        reason=reason, practice=place.practice if place else "", local_id=place.local_id if place else "",
    )  # fmt: skip
    return _written(decision, "identity_alias" if kind == Kind.ALIAS else "identity_merge", {gone, into})


def _written(decision: IdentityDecision, action: str, people: set[int]) -> IdentityDecision:
    decision.save(force_insert=True)
    audit.record(
        action, by=decision.made_by, object_kind="identity_decision", object_id=decision.pk,
        people={decision.gone, decision.into, *people},
        detail={"source": decision.source, "reason": decision.reason, "practice": decision.practice},
    )  # fmt: skip
    return decision


def _number_id(place: Place) -> int | None:
    """The id that the registration's number alone gives; None where it has none."""
    snapshot = live_snapshot()
    if snapshot is None:
        return None
    rows = snapshot.parts[place.practice].table("patient", ("local_id", "nhs_number", "person_id"))
    found = rows.filter(pc.equal(rows["local_id"], place.local_id)).to_pylist()
    return int(found[0]["person_id"]) if found and found[0]["nhs_number"] else None


def _birth_dates(snapshot: Snapshot, people: Sequence[int]) -> dict[int, date]:
    rows = snapshot.people(Scope.of(Purpose.EVALUATION, snapshot.practices, Fields.LIST, people))
    return dict(zip(rows["person_id"].to_pylist(), rows["birth_date"].to_pylist(), strict=True))


def _reason(text: str) -> str:
    words = " ".join(text.split())
    if not SHORTEST_REASON <= len(words) <= LONGEST_REASON:
        raise IdentityDecisionError(
            f"reason: say in {SHORTEST_REASON} to {LONGEST_REASON} characters how you know"
        )
    return names_nobody(words, IdentityDecisionError)
