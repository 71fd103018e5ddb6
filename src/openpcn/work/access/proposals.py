"""What is proposed and decided once: accepted, in the place of the one in force, or declined."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.db import IntegrityError, models, transaction

from openpcn.terms import clock
from openpcn.work.access import audit
from openpcn.work.access.models import Post
from openpcn.work.access.reasons import names_nobody
from openpcn.work.network.errors import WorkError


class Proposal(models.Model):
    """What every proposal says of itself. A row is decided once and only ever superseded after.

    EVENT: audit rows are ``EVENT_proposed``, ``EVENT_accepted``, ``EVENT_declined``. FAULT: what is raised.
    THING: columns that say what it is about; at most one row about a thing is accepted (a constraint of the
    model). CONTENT: the column that says the same is proposed again. ANEW: columns that are then renewed.
    """

    PROPOSED, ACCEPTED, SUPERSEDED, DECLINED = "proposed", "accepted", "superseded", "declined"
    EVENT: ClassVar[str]
    FAULT: ClassVar[type[WorkError]]
    THING: ClassVar[tuple[str, ...]]
    CONTENT: ClassVar[str]
    ANEW: ClassVar[tuple[str, ...]] = ("preview",)

    state = models.CharField(
        max_length=10, choices=[(s, s) for s in (PROPOSED, ACCEPTED, SUPERSEDED, DECLINED)]
    )
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, default="")
    reason = models.CharField(max_length=500, default="")

    class Meta:
        abstract = True

    def audited(self) -> dict[str, Any]:
        """object_kind, object_id and detail of its audit rows."""
        raise NotImplementedError


P = TypeVar("P", bound=Proposal)


def propose(row: P, *, by: str, post: Post | None) -> P:
    """Keep a new row. Where the same waits already, that one is renewed and kept."""
    row.state, row.proposed_at, row.proposed_by = Proposal.PROPOSED, clock.now(), _who(by, post)
    try:
        with transaction.atomic():
            same = _about(row, row.CONTENT).filter(state=Proposal.PROPOSED).first()
            if same is None:
                row.save(force_insert=True)
            else:
                for name in row.ANEW:
                    setattr(same, name, getattr(row, name))
                same.save(update_fields=row.ANEW)
            kept = same or row
            audit.record(f"{row.EVENT}_proposed", post=post, by=by, **kept.audited())
    except IntegrityError:
        raise row.FAULT("the same was proposed at the same moment: look again") from None
    return kept


def waiting(model: type[P], pk: int) -> P:
    """The proposal that waits to be decided. Raises FAULT where none does."""
    row: P | None = model._default_manager.filter(pk=pk, state=Proposal.PROPOSED).first()
    if row is None:
        raise model.FAULT("no such proposal waits: it was decided already, or never made")
    return row


def decide(row: P, state: str, *, reason: str, by: str, post: Post | None, **also: Any) -> P:
    """Decide a proposal; accepted, it supersedes the one in force. The audit row is of the same transaction.

    also: further columns set with the decision. Raises FAULT where somebody else was quicker.
    """
    names_nobody(reason, row.FAULT)
    try:
        with transaction.atomic():
            if state == Proposal.ACCEPTED:
                _about(row).filter(state=Proposal.ACCEPTED).update(state=Proposal.SUPERSEDED)
            decided = (
                _about(row)
                .filter(pk=row.pk, state=Proposal.PROPOSED)
                .update(
                    state=state,
                    decided_at=clock.now(),
                    decided_by=_who(by, post),
                    reason=reason.strip()[:500],
                    **also,
                )
            )
            if not decided:
                raise row.FAULT("somebody else decided this meanwhile: look again")
            row.refresh_from_db()
            audit.record(f"{row.EVENT}_{state}", post=post, by=by, **row.audited())
    except IntegrityError:
        raise row.FAULT("another was accepted at the same moment: look again") from None
    return row


def _about(row: P, *further: str) -> models.QuerySet[P]:
    """The rows about the same thing."""
    same = {name: getattr(row, name) for name in (*row.THING, *further)}
    return type(row)._default_manager.filter(**same)


def _who(by: str, post: Post | None) -> str:
    return post.staff.username if post else by
