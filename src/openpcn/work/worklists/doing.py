"""Recording work on a need, closing by hand, re-opening, and saying that a person should not be here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from openpcn.terms import clock
from openpcn.work.access import audit, idempotency
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import Post
from openpcn.work.access.reasons import names_nobody
from openpcn.work.entries.forms import FormError, NewEntry, check
from openpcn.work.entries.record import record_entries, row_of, strike_entry
from openpcn.work.worklists.minutes import locked_week
from openpcn.work.worklists.models import Claim, Closure, Feedback, Need, Progress
from openpcn.work.worklists.overlay import foresee, refresh, settle_progress
from openpcn.work.worklists.reach import needs_in_reach
from openpcn.work.worklists.rows import Status
from openpcn.work.worklists.settling import counts_of

LONGEST_NOTE = 400
LONGEST_REMARK = 1000


@dataclass(frozen=True)
class Done:
    """What became of the recorded work: the need's status now, why, and the missing pieces in words."""

    status: Status
    sentence: str
    missing: tuple[str, ...]


def record_work(
    post: Post, person: int, definition: str, subject: str, entries: Sequence[NewEntry], key: str
) -> Done:
    """Record coded entries on a need that this post holds, and say whether they will count.

    Raises FormError for a line that cannot be, NotAllowedError where the post does not hold the person.
    """
    need = _held(post, person, definition, subject, "record_work")
    lines = check(entries, counts_of(definition), born=need.birth_date, today=clock.today())
    foreseen = foresee(
        person, [row_of(line, need.practice) for line in lines]
    )  # before the transaction: slow

    def effect() -> dict[str, Any]:
        locked_week(post)
        _still_held(post, person, "record_work")
        record_entries(
            post,
            person=person,
            practice=need.practice,
            definition=definition,
            subject=subject,
            work=need.work,
            minutes=need.minutes,
            purpose=need.purpose,
            entries=lines,
        )
        settle_progress(foreseen)
        now = Need.objects.get(pk=need.pk)
        status = Status(now.progress) if now.progress != Progress.NONE else Status.CLAIMED
        return {
            "status": status.value,
            "sentence": now.progress_sentence,
            "missing": now.progress_missing,
        }

    asked = {
        "post": post.pk,
        "person": person,
        "definition": definition,
        "subject": subject,
        "entries": [(line.codelist, line.code, line.date, line.value) for line in lines],
    }
    answer = idempotency.once(post.staff, key, "record_work", asked, effect).response
    return Done(Status(answer["status"]), answer["sentence"], tuple(answer["missing"]))


def strike(post: Post, entry: int, reason: str, key: str) -> None:
    """Strike one's own entry that was made in error; it stays visible as struck, with the reason."""

    def effect() -> dict[str, Any]:
        return {"person": str(strike_entry(post, entry, reason).person_id)}

    answer = idempotency.once(post.staff, key, "strike", {"entry": entry, "reason": reason}, effect)
    refresh([int(answer.response["person"])])


def close_by_hand(
    post: Post, person: int, definition: str, subject: str, reason: str, note: str, key: str
) -> None:
    """Close one need that this post holds. It re-opens when a snapshot shows other evidence.

    reason: a value of Closure.Reason. Raises FormError for another one or a note that is too long.
    """
    need = _held(post, person, definition, subject, "close_by_hand")
    if reason not in Closure.Reason.values:
        raise FormError(f"reason: expected one of {', '.join(Closure.Reason.values)}")
    text = " ".join(note.split())
    if len(text) > LONGEST_NOTE:
        raise FormError(f"note: expected at most {LONGEST_NOTE} characters, found {len(text)}")
    names_nobody(text, FormError)

    def effect() -> dict[str, Any]:
        _still_held(post, person, "close_by_hand")
        Closure.objects.bulk_create(
            [
                Closure(
                    person_id=person,
                    definition=definition,
                    subject=subject,
                    evidence=need.evidence,
                    snapshot_id=need.snapshot_id,
                    reason=reason,
                    note=text,
                    by_id=post.staff_id,
                    post=post,
                    at=clock.now(),
                )
            ],
            ignore_conflicts=True,  # closed already, on this evidence
        )
        _same_evidence(need).update(closed=True)
        audit.record(
            "closed_by_hand",
            post=post,
            purpose=need.purpose,
            object_kind="need",
            object_id=definition,
            people=[person],
            detail={"reason": reason},
        )
        return {}

    asked = {"person": person, "definition": definition, "subject": subject, "reason": reason, "note": text}
    idempotency.once(post.staff, key, "close_by_hand", asked, effect)


def reopen(post: Post, person: int, definition: str, subject: str, key: str) -> None:
    """Take back a closing by hand: whoever holds the person, or closed the need, may."""
    need = _reachable(post, person, definition, subject, "reopen")
    closed = Closure.objects.filter(
        definition=definition, subject=subject, evidence=need.evidence, reopened_at__isnull=True
    )
    if not (_holds(post, person) or closed.filter(post=post).exists()):
        _refuse(post, "reopen", person)

    def effect() -> dict[str, Any]:
        closed.update(reopened_at=clock.now(), reopened_by=post.staff_id)
        _same_evidence(need).update(closed=False)
        audit.record(
            "reopened",
            post=post,
            purpose=need.purpose,
            object_kind="need",
            object_id=definition,
            people=[person],
        )
        return {}

    asked = {"person": person, "definition": definition, "subject": subject}
    idempotency.once(post.staff, key, "reopen", asked, effect)


def should_not_be_here(post: Post, person: int, definition: str, subject: str, text: str, key: str) -> None:
    """Keep the remark with the rule that put the person on the list. The need stays until it is closed."""
    need = _reachable(post, person, definition, subject, "feedback")
    words = " ".join(text.split())
    if not 3 <= len(words) <= LONGEST_REMARK:
        raise FormError(f"remark: say in 3 to {LONGEST_REMARK} characters why the person should not be here")

    def effect() -> dict[str, Any]:
        Feedback.objects.create(
            definition=definition,
            rule=need.rule,
            person_id=person,
            subject=subject,
            snapshot_id=need.snapshot_id,
            reasons=need.reasons,
            text=words,
            by_id=post.staff_id,
            post=post,
            at=clock.now(),
        )
        audit.record(
            "feedback",
            post=post,
            purpose=need.purpose,
            object_kind="definition",
            object_id=definition,
            people=[person],
        )
        return {}

    asked = {"person": person, "definition": definition, "subject": subject, "text": words}
    idempotency.once(post.staff, key, "feedback", asked, effect)


def _same_evidence(need: Need) -> Any:
    """The need in every prepared snapshot, the next one included."""
    return Need.objects.filter(definition=need.definition, subject=need.subject, evidence=need.evidence)


def _reachable(post: Post, person: int, definition: str, subject: str, name: str) -> Need:
    if not may(post, Action.WORK):
        _refuse(post, name, person)
    found = needs_in_reach(post).filter(person_id=person, definition=definition, subject=subject).first()
    if found is None:
        _refuse(post, name, person)
    return found


def _held(post: Post, person: int, definition: str, subject: str, name: str) -> Need:
    need = _reachable(post, person, definition, subject, name)
    if not _holds(post, person):
        _refuse(post, name, person)
    return need


def _holds(post: Post, person: int) -> bool:
    return Claim.objects.filter(post=post, person_id=person, until__isnull=True).exists()


def _still_held(post: Post, person: int, name: str) -> None:
    """Inside the transaction, with the claim locked: a withdrawal at this moment comes before or after."""
    claims = Claim.objects.select_for_update().filter(post=post, person_id=person, until__isnull=True)
    if not claims.exists():
        raise NotAllowedError(name)


def _refuse(post: Post, name: str, person: int) -> NoReturn:
    """Absent, out of reach and not one's own look the same."""
    audit.refuse(post, name, people=[person])
    raise NotAllowedError(name)
