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


class Leaving(models.Model):
    """A practice leaves: asked for by its manager, carried out by the next night, certified."""

    ASKED, TAKEN_BACK, DONE = "asked", "taken_back", "done"

    practice = models.CharField(max_length=6, db_index=True)
    state = models.CharField(max_length=12, choices=[(s, s) for s in (ASKED, TAKEN_BACK, DONE)])
    reason = models.CharField(max_length=500, default="")
    export = models.ForeignKey("Export", on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=150)
    ended_at = models.DateTimeField(null=True)
    people = models.JSONField(default=list, help_text="ids to be forgotten; empty once they are")
    held = models.JSONField(default=dict, help_text="what was held when it was asked, see holding.Holding")
    certificate = models.JSONField(default=dict, help_text="see work.night.leaving")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice"], condition=Q(state="asked"), name="one_leaving_of_a_practice"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", ended_at__isnull=True)
                | ~Q(state="asked") & Q(ended_at__isnull=False),
                name="leaving_ended_when",
            ),
        ]


class Export(models.Model):
    """Everything held of a practice, written into one file for the practice."""

    practice = models.CharField(max_length=6, db_index=True)
    file = models.CharField(max_length=100, help_text="under exports/ of the data directory")
    sha256 = models.CharField(max_length=64)
    bytes = models.BigIntegerField()
    snapshot_id = models.CharField(max_length=64)
    rows = models.JSONField(help_text="file of the archive -> rows")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    removed_at = models.DateTimeField(null=True)
