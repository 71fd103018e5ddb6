"""What people did for somebody follows them when their id changes, and goes back when it changes back.

Rows are moved, each move is written down, and undoing moves back exactly what was moved: no query has to
know that somebody once had another id. Runs in the transaction in which a snapshot goes live, so that the
work and the record know the same people.

Where both had something open that may be open once, the older one stays and the other ends:

- a claim of the same role: whoever took the person on first goes on; the other claim ends as *merged*;
- a grant of the same post and purpose: likewise;
- the same evidence closed by hand twice, the same item of a hand-over: the survivor's stands, the other one
  stays where it is, under the old id.

The audit trail is never moved: it says what was shown under which id, and is read under all of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from django.db import models, transaction
from django.db.models import Q

from openpcn.terms import clock, person_key
from openpcn.terms.scope import Scope
from openpcn.work.access import audit
from openpcn.work.access.models import Grant
from openpcn.work.entries.models import Entry, WorkDone
from openpcn.work.people.aliases import standing
from openpcn.work.people.models import IdentityDecision, Person, PersonMove
from openpcn.work.worklists.models import Claim, Closure, Feedback, HandOverItem

if TYPE_CHECKING:
    from openpcn.record.store import Snapshot

CHUNK = 500


@dataclass(frozen=True)
class Movable:
    """A model whose rows are what people did for somebody.

    subject: it has a ``subject``, which begins with the person's reference. once: fields that together with
    the person may be open once. open_when: which rows are open. end: how one is ended.
    """

    model: type[models.Model]
    subject: bool = False
    once: tuple[str, ...] = ()
    open_when: Q | None = None
    end: tuple[tuple[str, Any], ...] = ()

    @property
    def name(self) -> str:
        return str(self.model._meta.label)

    @property
    def rows(self) -> models.QuerySet[Any]:
        return self.model._default_manager.all()


OPEN = Q(until__isnull=True)
MOVED = (
    Movable(
        Grant, once=("post_id", "purpose"), open_when=OPEN & Q(origin=Grant.CLAIM), end=(("until", None),)
    ),
    Movable(Claim, once=("role",), open_when=OPEN, end=(("until", None), ("ended", Claim.Ended.MERGED))),
    Movable(WorkDone, subject=True),
    Movable(Entry),
    Movable(Closure, subject=True),
    Movable(Feedback, subject=True),
    Movable(HandOverItem, subject=True),
)
# Written anew for every snapshot under the ids it knows: nothing to carry.
PREPARED = ("people.PersonState", "worklists.Need", "worklists.Change")
_BY_NAME = {movable.name: movable for movable in MOVED}


@dataclass
class Carried:
    """What a going live moved: rows by model, there and back; open ones ended, doubles that stayed; who."""

    moved: Counter[str]
    returned: Counter[str]
    ended: int = 0
    stayed: int = 0
    people: set[int] = field(default_factory=set)

    def as_json(self) -> dict[str, Any]:
        return {
            "moved": dict(self.moved),
            "returned": dict(self.returned),
            "ended": self.ended,
            "stayed": self.stayed,
        }


def realign(snapshot: Snapshot) -> Carried:
    """Bring what people did under the ids that this snapshot knows. Safe to repeat; in a transaction.

    A decision bears on a snapshot in which nobody has the id that it ends. What was moved by one that no
    longer does goes back, the last move first; then everything under an ended id moves on, step by step, to
    whoever the snapshot knows.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("realign outside a transaction: work and record would know different people")
    present = snapshot.people(Scope.evaluation(snapshot.practices))["person_id"].to_numpy()
    carried = Carried(Counter(), Counter())
    at = clock.now()
    _return(present, carried, at)
    _carry(present, carried, at)
    return carried


def _return(present: npt.NDArray[np.int64], carried: Carried, at: datetime) -> None:
    moves: dict[tuple[str, int], list[PersonMove]] = defaultdict(list)
    for move in PersonMove.objects.filter(returned_at__isnull=True).select_related("decision").order_by("pk"):
        moves[move.model, move.row].append(move)
    doomed: list[PersonMove] = []
    for steps in moves.values():
        first = next((n for n, each in enumerate(steps) if not _bears(each.decision, present)), None)
        doomed += [] if first is None else steps[first:]
    touched: dict[int, tuple[IdentityDecision, list[PersonMove]]] = {}
    for move in sorted(doomed, key=lambda move: move.pk, reverse=True):
        touched.setdefault(move.decision_id, (move.decision, []))[1].append(move)
        _give_back(move, carried, at)
    for decision, given_back in touched.values():
        carried.people |= {decision.gone, decision.into}
        _audit("work_returned", decision, Counter(move.model for move in given_back), 0)


def _carry(present: npt.NDArray[np.int64], carried: Carried, at: datetime) -> None:
    decisions = {row.gone: row for row in standing().order_by("made_at", "pk")}
    following = {gone: row.into for gone, row in decisions.items()}
    waiting = _with_rows(set(decisions)) if decisions else set()
    while waiting:
        gone = min(waiting)
        waiting.discard(gone)
        decision = decisions.get(gone)
        if decision is None or not _bears(decision, present) or not _reaches(gone, following, present):
            continue
        moved, ended, stayed = _move(decision, at)
        carried.moved += moved
        carried.ended += ended
        carried.stayed += stayed
        if moved:
            waiting.add(decision.into)
            carried.people |= {gone, decision.into}
            _audit("work_carried", decision, moved, ended)


def _bears(decision: IdentityDecision, present: npt.NDArray[np.int64]) -> bool:
    return decision.undone_at is None and not _in(present, decision.gone)


def _reaches(person: int, following: dict[int, int], present: npt.NDArray[np.int64]) -> bool:
    """Whether the decisions lead from an id to somebody the snapshot knows."""
    seen = {person}
    while not _in(present, person):
        if person not in following or following[person] in seen:
            return False
        person = following[person]
        seen.add(person)
    return True


def _with_rows(people: set[int]) -> set[int]:
    """Those of these ids under whom anything stands."""
    ids, found = sorted(people), set()
    for movable in MOVED:
        for first in range(0, len(ids), CHUNK):
            rows = movable.rows.filter(person_id__in=ids[first : first + CHUNK])
            found |= set(rows.values_list("person_id", flat=True))
    return found


def _move(decision: IdentityDecision, at: datetime) -> tuple[Counter[str], int, int]:
    """Move everything under ``gone`` to ``into``: rows by model, how many ended, how many stayed."""
    gone, into = decision.gone, decision.into
    Person.objects.get_or_create(pk=into)
    moved: Counter[str] = Counter()
    ended = stayed = 0
    for movable in MOVED:
        ended += _end_later_ones(movable, decision, at)
        for row in movable.rows.filter(person_id=gone).order_by("pk"):
            if _taken(movable, row, gone, into):
                stayed += 1
                continue
            _write_person(movable, row, gone, into)
            move, made = PersonMove.objects.get_or_create(
                decision=decision, model=movable.name, row=row.pk, returned_at=None,
                defaults={"from_person": gone, "to_person": into, "moved_at": at},
            )  # fmt: skip
            if not made:  # it was ended a moment ago, while it still stood here
                PersonMove.objects.filter(pk=move.pk).update(to_person=into)
            moved[movable.name] += 1
    return moved, ended, stayed


def _end_later_ones(movable: Movable, decision: IdentityDecision, at: datetime) -> int:
    """Where both have the same thing open, end the later one, wherever it stands; returns how many."""
    if movable.open_when is None:
        return 0
    still_open = movable.rows.filter(movable.open_when, person_id__in=(decision.gone, decision.into))
    groups: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in still_open.order_by("since", "pk"):
        groups[tuple(getattr(row, name) for name in movable.once)].append(row)
    ended = 0
    for _, *later in groups.values():
        for row in later:
            values = {name: at if value is None else value for name, value in movable.end}
            movable.rows.filter(pk=row.pk).update(**values)
            PersonMove.objects.create(
                decision=decision, model=movable.name, row=row.pk, from_person=row.person_id,
                to_person=row.person_id, ended=True, moved_at=at,
            )  # fmt: skip
            if movable.model is Claim:
                _end_grants(decision, row, at)
            ended += 1
    return ended


def _end_grants(decision: IdentityDecision, claim: Claim, at: datetime) -> None:
    """The record closes with the claim: what the claim's post was granted of either person ends."""
    people = (decision.gone, decision.into)
    open_here = Claim.objects.filter(post=claim.post_id, person_id__in=people, until__isnull=True)
    if open_here.exists():
        return
    grants = Grant.objects.filter(post=claim.post_id, person_id__in=people, origin=Grant.CLAIM, until=None)
    for grant in grants:
        Grant.objects.filter(pk=grant.pk).update(until=at)
        person = grant.person_id
        move, made = PersonMove.objects.get_or_create(
            decision=decision, model="access.Grant", row=grant.pk, returned_at=None,
            defaults={"from_person": person, "to_person": person, "ended": True, "moved_at": at},
        )  # fmt: skip
        if not made:
            PersonMove.objects.filter(pk=move.pk).update(ended=True)


def _taken(movable: Movable, row: Any, gone: int, into: int) -> bool:
    """Whether the survivor has the same already, where only one may be."""
    if gone == into:
        return False
    if movable.model is Closure and row.reopened_at is None:
        same = Closure.objects.filter(
            definition=row.definition, subject=_subject(row.subject, gone, into), evidence=row.evidence,
            reopened_at__isnull=True,
        )  # fmt: skip
        return same.exists()
    if movable.model is HandOverItem:
        same_item = HandOverItem.objects.filter(
            hand_over=row.hand_over_id, definition=row.definition, role=row.role,
            subject=_subject(row.subject, gone, into),
        )  # fmt: skip
        return same_item.exists()
    return False


def _give_back(move: PersonMove, carried: Carried, at: datetime) -> None:
    """Undo one move: the row under its earlier id again, open again where it was ended."""
    movable = _BY_NAME[move.model]
    row = movable.rows.filter(pk=move.row, person_id=move.to_person).first()
    if row is not None and not _taken(movable, row, move.to_person, move.from_person):
        if move.from_person != move.to_person:
            if _open_elsewhere(movable, row, move.from_person):
                _end(movable, row.pk, at)  # somebody took the person on under the old id meanwhile
            _write_person(movable, row, move.to_person, move.from_person)
            carried.returned[movable.name] += 1
        if move.ended and not _open_elsewhere(movable, row, move.from_person):
            movable.rows.filter(pk=row.pk).update(
                until=None, **({"ended": ""} if movable.model is Claim else {})
            )
    PersonMove.objects.filter(pk=move.pk).update(returned_at=at)


def _open_elsewhere(movable: Movable, row: Any, person: int) -> bool:
    """Whether another row of a person is open where this one would be."""
    if movable.open_when is None:
        return False
    same = {name: getattr(row, name) for name in movable.once}
    rows = movable.rows.filter(movable.open_when, person_id=person, **same).exclude(pk=row.pk)
    return bool(rows.exists())


def _end(movable: Movable, row: int, at: datetime) -> None:
    values = {name: at if value is None else value for name, value in movable.end}
    movable.rows.filter(movable.open_when or Q(), pk=row).update(**values)


def _write_person(movable: Movable, row: Any, old: int, new: int) -> None:
    values: dict[str, Any] = {"person_id": new}
    if movable.subject:
        values["subject"] = _subject(row.subject, old, new)
    movable.rows.filter(pk=row.pk).update(**values)


def _subject(subject: str, old: int, new: int) -> str:
    """The subject under the new id: the person's reference, or it and the start of an episode."""
    name, slash, rest = subject.partition("/")
    return person_key.encode(new) + slash + rest if name == person_key.encode(old) else subject


def _in(people: npt.NDArray[np.int64], person: int) -> bool:
    """Whether a person is among people in order of id."""
    at = int(np.searchsorted(people, person))
    return at < len(people) and int(people[at]) == person


def _audit(action: str, decision: IdentityDecision, rows: Counter[str], ended: int) -> None:
    audit.record(
        action,
        object_kind="identity_decision",
        object_id=decision.pk,
        people=[decision.gone, decision.into],
        detail={"rows": dict(rows), "ended": ended},
    )


def not_carried() -> Iterable[str]:
    """Models with a person that are neither moved nor written anew for every snapshot: there is none."""
    for relation in Person._meta.related_objects:
        label = str(relation.related_model._meta.label)
        if label not in _BY_NAME and label not in PREPARED:
            yield label
