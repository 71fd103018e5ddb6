"""Which day a row of the record speaks of: the as-at day of the submission it came with."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from openpcn.work.submissions.models import Submission


def as_at_of(submission_ids: Collection[str]) -> dict[tuple[str, str], date]:
    """(practice, submission id) -> as-at day, of those that were accepted."""
    rows = Submission.objects.filter(
        submission_id__in=submission_ids, verdict=Submission.ACCEPTED, as_at__isnull=False
    ).values_list("practice", "submission_id", "as_at")
    return {(practice, submission): day for practice, submission, day in rows if day is not None}
