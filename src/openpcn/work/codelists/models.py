"""A version of a codelist that a site was offered, and what it decided."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class SiteCodelist(models.Model):
    """One version of one list. Rows are decided once and never changed after; ``accepted`` is at most one."""

    PROPOSED, ACCEPTED, SUPERSEDED, DECLINED = "proposed", "accepted", "superseded", "declined"

    list_id = models.CharField(max_length=60, help_text="id of the core list it stands in for")
    title = models.CharField(max_length=200)
    system = models.CharField(max_length=10)
    status = models.CharField(max_length=30, help_text="official, or local")
    cluster = models.CharField(max_length=40, default="")
    source = models.CharField(max_length=300)
    version = models.CharField(max_length=60)
    codes = models.JSONField(help_text="list of [code, term, group or null]")
    codes_hash = models.CharField(max_length=64)
    file_name = models.CharField(max_length=255)
    other_codes = models.JSONField(default=list, help_text="of another coding, not used")
    preview = models.JSONField(default=dict, help_text="what it would change, see preview.Preview")
    state = models.CharField(
        max_length=10, choices=[(s, s) for s in (PROPOSED, ACCEPTED, SUPERSEDED, DECLINED)]
    )
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, default="")
    reason = models.CharField(max_length=500, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["list_id"], condition=Q(state="accepted"), name="one_list_accepted"
            ),
            models.UniqueConstraint(
                fields=["list_id", "codes_hash"], condition=Q(state="proposed"), name="proposed_once"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True, decided_by="")
                | ~Q(state="proposed") & Q(decided_at__isnull=False) & ~Q(decided_by=""),
                name="decision_names_who_and_when",
            ),
        ]
