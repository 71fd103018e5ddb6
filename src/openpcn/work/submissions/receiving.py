"""Receipts: kept for every attempt, shown to who may see them, held ones approved by a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from openpcn.record.intake import Receipt
from openpcn.terms import clock
from openpcn.work.access import audit
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.errors import AccessError, NotAllowedError
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import own_practice
from openpcn.work.submissions.models import SnapshotRow, Submission


def keep(
    receipt: Receipt, folder: Path, *, by: str, snapshot: SnapshotRow | None, approved_by: str = ""
) -> Submission:
    """Write a receipt, with its audit row, in the caller's transaction."""
    accepted = receipt.verdict == Submission.ACCEPTED
    row = Submission.objects.create(
        submission_id=receipt.submission_id[:64],
        practice=(receipt.practice or "")[:6],
        as_at=_day(receipt.as_at),
        kind=receipt.kind or "",
        source=receipt.source or "",
        verdict=str(receipt.verdict),
        reason=(receipt.reason or "")[:1000],
        receipt=receipt.as_json(),
        folder=str(folder)[:1000],
        received_at=clock.now(),
        by=by[:150],
        snapshot=snapshot if accepted else None,
        approved_by=approved_by[:150] if accepted else "",
        approved_at=clock.now() if accepted and approved_by else None,
    )
    audit.record(
        f"submission_{row.verdict}",
        by=by,
        object_kind="submission",
        object_id=row.pk,
        detail={"practice": row.practice, "rows_in": receipt.rows_in, "quarantined": receipt.quarantined},
    )
    return row


@dataclass(frozen=True)
class InFiles:
    """Rows of a submission's files: rows = the practice's own (accepted, normalised, set aside) + others +
    not_read.
    """

    rows: int
    others: int
    not_read: int


def in_files(receipt: Mapping[str, Any]) -> InFiles:
    """Of a receipt as JSON; those of before rows of others were counted have none."""
    files = receipt.get("per_file", ())
    return InFiles(
        sum(file["rows"] for file in files),
        sum(file.get("others", 0) for file in files),
        sum(file["rows"] for file in files if file.get("not_used")),
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def submissions_for(post: Post) -> QuerySet[Submission]:
    """Receipts the post may see, newest first: of the whole network, or of its own practice."""
    rows = Submission.objects.order_by("-received_at", "-pk")
    if not may(post, Action.SUBMISSIONS):
        return rows.none()
    practice = own_practice(post)
    return rows if practice is None else rows.filter(practice=practice)


def waiting() -> QuerySet[Submission]:
    """Held submissions that nothing has overtaken: neither taken nor followed by a later one."""
    later = Submission.objects.filter(
        verdict=Submission.ACCEPTED, practice=OuterRef("practice"), received_at__gte=OuterRef("received_at")
    )
    return Submission.objects.filter(~Exists(later), verdict=Submission.HELD).order_by("-received_at", "-pk")


def approve_held(post: Post, submission: Submission) -> Submission:
    """Somebody has looked at a held submission and releases it; the next night takes it.

    Raises AccessError where it no longer waits, NotAllowedError (audited) where the post may not.
    """
    if not may(post, Action.APPROVE_HELD, practice=submission.practice):
        audit.refuse(post, "approve_held")
        raise NotAllowedError("approve_held")
    with transaction.atomic():
        held = waiting().filter(pk=submission.pk, approved_at__isnull=True)
        if not Submission.objects.filter(pk__in=list(held.values_list("pk", flat=True))).update(
            approved_by=post.staff.username, approved_at=clock.now()
        ):
            raise AccessError("this submission no longer waits for anybody: look at the newer receipts")
        audit.record("submission_approved", post=post, object_kind="submission", object_id=submission.pk)
    submission.refresh_from_db()
    return submission


def as_at_by_practice() -> dict[str, date]:
    """Day up to which each practice's live data speak."""
    live = SnapshotRow.objects.filter(state=SnapshotRow.LIVE).first()
    if live is None:
        return {}
    return {practice: date.fromisoformat(day) for practice, day in live.practices.items()}
