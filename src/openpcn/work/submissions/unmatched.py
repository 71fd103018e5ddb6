"""People who could not be matched: what a post sees of them, and what it may decide for its own practice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from openpcn.record.identity import KINDS, Kind
from openpcn.record.store import IdentityIssue, Snapshot
from openpcn.terms.scope import Fields, Purpose, Scope
from openpcn.work.access import audit, idempotency
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import own_practice
from openpcn.work.people.models import IdentityDecision, IdentityQuestion
from openpcn.work.submissions import who_is_who
from openpcn.work.submissions.live import live_snapshot
from openpcn.work.submissions.who_is_who import IdentityDecisionError, Place

DECISIONS_SHOWN = 50


@dataclass(frozen=True)
class Registration:
    """One registration of the reader's own practice. person: for the disclosure."""

    patient: int  # dense number in the practice's part of the snapshot
    person: int
    local_id: str
    name: str
    born: date


@dataclass(frozen=True)
class Issue:
    """One issue as its own practice sees it. elsewhere: ODS codes of other practices it concerns."""

    kind: str
    sentence: str
    own: tuple[Registration, ...]
    elsewhere: tuple[str, ...]
    may_split: bool


@dataclass(frozen=True)
class Unmatched:
    """issues: of the reader's own practice, by kind. counts: (practice, kind) -> issues, of the others.

    snapshot: its id; a registration's number means nothing in another one.
    """

    snapshot: str
    issues: dict[str, list[Issue]]
    counts: dict[tuple[str, str], int]
    questions: tuple[tuple[IdentityQuestion, Registration], ...]
    decisions: tuple[IdentityDecision, ...]

    @property
    def shown(self) -> list[int]:
        """Everybody whom the page names, for the disclosure."""
        named = [one.person for held in self.issues.values() for issue in held for one in issue.own]
        return sorted({*named, *(one.person for _, one in self.questions)})


def unmatched(post: Post) -> Unmatched:
    """What the post may see of the live snapshot's issues. Raises NotAllowedError, audited."""
    _require(post, "unmatched")
    own, snapshot = own_practice(post), live_snapshot()
    if snapshot is None:
        return Unmatched("", {}, {}, (), ())
    issues: dict[str, list[Issue]] = {}
    counts: Counter[tuple[str, str]] = Counter()
    numbers = _numbers(snapshot, own, {q for i in snapshot.identity_issues for p, q in i.places if p == own})
    for issue in snapshot.identity_issues:
        practices = {practice for practice, _ in issue.places}
        for practice in practices - {own}:
            counts[practice, issue.kind] += 1
        if own in practices:
            issues.setdefault(issue.kind, []).append(_issue(snapshot, own, issue, numbers))
    asked = open_questions().filter(practice=own) if own else IdentityQuestion.objects.none()
    places = _numbers(snapshot, own, {question.local_id for question in asked})
    questions = tuple(
        (question, registration(snapshot, own, places[question.local_id]))
        for question in asked
        if own and question.local_id in places
    )
    return Unmatched(snapshot.id, issues, dict(counts), questions, tuple(decisions_of(post)))


def open_questions() -> QuerySet[IdentityQuestion]:
    """Questions nobody has answered, oldest first."""
    return IdentityQuestion.objects.filter(answered_at__isnull=True).order_by("pk")


def decisions_of(post: Post) -> QuerySet[IdentityDecision]:
    """Decisions about registrations of the post's own practice, newest first."""
    own = own_practice(post)
    rows = IdentityDecision.objects.order_by("-pk")
    return rows.filter(practice=own)[:DECISIONS_SHOWN] if own else rows.none()


def kind_of(name: str) -> Kind:
    """What a kind of issue means, and what to do."""
    return KINDS[name]


def split(post: Post, snapshot_id: str, patient: int, reason: str, key: str) -> None:
    """Take one registration of the own practice apart from whoever has its number."""
    snapshot, own = _own(post, "identity_split")
    if snapshot.id != snapshot_id:
        raise IdentityDecisionError("another night has gone live since this page was opened: look again")
    place = Place(own, registration(snapshot, own, patient).local_id)
    _once(
        post,
        key,
        "identity_split",
        [snapshot_id, patient, reason],
        lambda by: who_is_who.split(place, reason, by),
    )


def same_person(post: Post, question: int, reason: str, key: str) -> None:
    """Answer a question of the own practice: the two persons are one."""
    asked = _question(post, question)
    _once(
        post, key, "identity_same", [question, reason], lambda by: who_is_who.merge_asked(asked, reason, by)
    )


def two_people(post: Post, question: int, reason: str, key: str) -> None:
    """Answer a question of the own practice: they are two."""
    asked = _question(post, question)
    _once(post, key, "identity_two", [question, reason], lambda by: who_is_who.answer(asked, reason, by))


def undo(post: Post, decision: int, reason: str, key: str) -> None:
    """Take back a decision about a registration of the own practice."""
    decided(post, decision)
    _once(post, key, "identity_undo", [decision, reason], lambda by: who_is_who.undo(decision, reason, by))


def decided(post: Post, decision: int) -> IdentityDecision:
    """A decision about a registration of the own practice. Raises NotAllowedError, audited, for any other."""
    own = own_practice(post)
    row = IdentityDecision.objects.filter(pk=decision, practice=own or "-").first()
    if row is None or not may(post, Action.IDENTITY):
        audit.refuse(post, "identity_undo")
        raise NotAllowedError("identity_undo")
    return row


def registration(snapshot: Snapshot, practice: str | None, patient: int) -> Registration:
    """A registration by its number in the snapshot, set aside or not. Raises NotAllowedError for none."""
    scope = Scope.of(Purpose.INDIVIDUAL_CARE, [practice or ""], Fields.DEMOGRAPHICS)
    found = snapshot.registration(practice or "", patient, scope)
    if found is None:
        raise NotAllowedError("registration")
    name = f"{found['family_name'].upper()}, {found['given_name']}"
    return Registration(patient, found["person_id"], found["local_id"], name, found["birth_date"])


def _issue(snapshot: Snapshot, own: str | None, issue: IdentityIssue, numbers: dict[str, int]) -> Issue:
    mine = tuple(
        registration(snapshot, own, numbers[local]) for practice, local in issue.places if practice == own
    )
    elsewhere = tuple(sorted({practice for practice, _ in issue.places if practice != own}))
    splits = issue.kind in ("two_registrations", "death_held_elsewhere", "superseded_number")
    return Issue(issue.kind, issue.sentence, mine, elsewhere, splits and len(issue.places) > 1)


def _numbers(snapshot: Snapshot, practice: str | None, wanted: set[str]) -> dict[str, int]:
    """Local id -> dense number, of those wanted."""
    if practice not in snapshot.parts or not wanted:
        return {}
    held = snapshot.parts[practice].table("patient", ("local_id",))["local_id"].to_pylist()
    return {local: number for number, local in enumerate(held) if local in wanted}


def _question(post: Post, question: int) -> IdentityQuestion:
    own = own_practice(post)
    row = IdentityQuestion.objects.filter(pk=question, practice=own or "-").first()
    if row is None or not may(post, Action.IDENTITY):
        audit.refuse(post, "identity_question")
        raise NotAllowedError("identity_question")
    return row


def question_of(post: Post, question: int) -> tuple[IdentityQuestion, Registration]:
    """A question of the own practice and the registration it is about."""
    row = _question(post, question)
    snapshot = live_snapshot()
    numbers = _numbers(snapshot, row.practice, {row.local_id}) if snapshot else {}
    if snapshot is None or row.local_id not in numbers:
        raise NotAllowedError("identity_question")
    return row, registration(snapshot, row.practice, numbers[row.local_id])


def own_registration(post: Post, patient: int) -> tuple[str, Registration]:
    """The live snapshot's id and a registration of the own practice in it."""
    snapshot, own = _own(post, "identity_split")
    return snapshot.id, registration(snapshot, own, patient)


def _own(post: Post, name: str) -> tuple[Snapshot, str]:
    own, snapshot = own_practice(post), live_snapshot()
    _require(post, name)
    if own is None or snapshot is None or own not in snapshot.parts:
        raise NotAllowedError(name)
    return snapshot, own


def _require(post: Post, name: str) -> None:
    if not may(post, Action.IDENTITY):
        audit.refuse(post, name)
        raise NotAllowedError(name)


def _once(post: Post, key: str, action: str, asked: list[Any], act: Callable[[str], object]) -> None:
    """Do it once per key, in one transaction with its audit, which names who decided."""

    def effect() -> dict[str, Any]:
        act(post.staff.username)
        return {}

    idempotency.once(post.staff, key, action, {"asked": asked}, effect)
