"""Submissions and their receipts; snapshots and what became of them; the night's lease."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class SnapshotRow(models.Model):
    """A snapshot of the record that has been prepared, is live, or was."""

    CANDIDATE, LIVE, SUPERSEDED, ABANDONED = "candidate", "live", "superseded", "abandoned"

    snapshot_id = models.CharField(primary_key=True, max_length=64)
    state = models.CharField(
        max_length=12,
        choices=[(s, s) for s in (CANDIDATE, LIVE, SUPERSEDED, ABANDONED)],
    )
    created_at = models.DateTimeField()
    live_from = models.DateTimeField(null=True)
    as_at = models.DateField(help_text="the day the rules were run for")
    content_hash = models.CharField(max_length=64)
    versions = models.JSONField(default=dict, help_text="of definitions, codelists and parameters")
    counts = models.JSONField(default=dict, help_text="rows per table and practice")
    practices = models.JSONField(default=dict, help_text="practice -> day of its extract, ISO")
    pruned = models.BooleanField(default=False, help_text="its prepared rows have been removed")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="live"), name="one_snapshot_is_live")
        ]


class Submission(models.Model):
    """One folder that was handed in, and the verdict. Every attempt is a row."""

    ACCEPTED, UNCHANGED, REFUSED, HELD = "accepted", "unchanged", "refused", "held"

    submission_id = models.CharField(max_length=64, db_index=True, help_text="hash of the manifest")
    practice = models.CharField(max_length=6, db_index=True)
    as_at = models.DateField(null=True)
    kind = models.CharField(max_length=10, default="")
    source = models.CharField(max_length=30, default="")
    verdict = models.CharField(
        max_length=10, choices=[(v, v) for v in (ACCEPTED, UNCHANGED, REFUSED, HELD)], db_index=True
    )
    reason = models.CharField(max_length=1000, default="")
    receipt = models.JSONField(default=dict)
    folder = models.CharField(max_length=1000, help_text="where it was handed in")
    received_at = models.DateTimeField()
    by = models.CharField(max_length=150)
    snapshot = models.ForeignKey(SnapshotRow, on_delete=models.PROTECT, null=True, related_name="submissions")
    approved_by = models.CharField(max_length=150, default="")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="accepted", snapshot__isnull=False)
                | ~Q(verdict="accepted") & Q(snapshot__isnull=True),
                name="accepted_has_a_snapshot",
            ),
            models.CheckConstraint(
                condition=Q(approved_by="", approved_at__isnull=True)
                | ~Q(approved_by="") & Q(approved_at__isnull=False),
                name="approval_names_who_and_when",
            ),
        ]


class Lease(models.Model):
    """One writer at a time: whoever raised ``fence`` last may go live, whoever holds an older one may not."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    fence = models.BigIntegerField(default=0)
    holder = models.CharField(max_length=150, default="")
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_lease")]
