"""Where a row of the record comes from: the submission, the day it speaks of, its receipt."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from openpcn.work.access.models import Post
from openpcn.work.submissions.models import Submission
from openpcn.work.submissions.receiving import submissions_for


@dataclass(frozen=True)
class Origin:
    """An accepted submission. source: its shape, such as emis; receipt: its id, None: not for the reader."""

    source: str
    as_at: date | None
    receipt: int | None


def as_at_of(submission_ids: Collection[str]) -> dict[tuple[str, str], date]:
    """(practice, submission id) -> as-at day, of those that were accepted."""
    rows = Submission.objects.filter(
        submission_id__in=submission_ids, verdict=Submission.ACCEPTED, as_at__isnull=False
    ).values_list("practice", "submission_id", "as_at")
    return {(practice, submission): day for practice, submission, day in rows if day is not None}


def receipts_for(post: Post, submission_ids: Collection[str]) -> dict[tuple[str, str], int]:
    """(practice, submission id) -> the receipt by which it was accepted, of those that the post may open."""
    rows = submissions_for(post).filter(submission_id__in=submission_ids, verdict=Submission.ACCEPTED)
    return {
        (practice, submission): pk
        for pk, practice, submission in rows.order_by("pk").values_list("pk", "practice", "submission_id")
    }


def origins_of(post: Post, submission_ids: Collection[str]) -> dict[tuple[str, str], Origin]:
    """(practice, submission id) -> where its rows come from, as far as the post may follow it."""
    receipts = receipts_for(post, submission_ids)
    rows = Submission.objects.filter(submission_id__in=submission_ids, verdict=Submission.ACCEPTED)
    return {
        (practice, submission): Origin(source, as_at, receipts.get((practice, submission)))
        for practice, submission, source, as_at in rows.order_by("pk").values_list(
            "practice", "submission_id", "source", "as_at"
        )
    }
