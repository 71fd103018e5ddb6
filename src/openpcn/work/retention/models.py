"""A hold: while it stands, nothing that was received of a practice is removed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Hold(models.Model):
    """Set for a reason, such as a complaint or a court's order; ended by a person, never by time."""

    practice = models.CharField(max_length=6, db_index=True)
    reason = models.CharField(max_length=500, help_text="names nobody")
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=150)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=150, default="")
    end_reason = models.CharField(max_length=500, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="hold_has_a_reason"),
            models.UniqueConstraint(
                fields=["practice"], condition=Q(ended_at__isnull=True), name="one_hold_of_a_practice"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by="", end_reason="")
                | Q(ended_at__isnull=False) & ~Q(ended_by="") & ~Q(end_reason=""),
                name="hold_ended_by_whom_and_why",
            ),
        ]
