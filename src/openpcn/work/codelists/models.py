"""A version of a codelist that a site was offered, and what it decided."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from openpcn.work.access.proposals import Proposal
from openpcn.work.codelists.errors import CodelistChangeError


class SiteCodelist(Proposal):
    """One version of one list; of each list at most one is in use."""

    EVENT, FAULT, THING, CONTENT = "codelist", CodelistChangeError, ("list_id",), "codes_hash"

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

    def audited(self) -> dict[str, Any]:
        detail = {"proposal": self.pk, "file": self.file_name, "codes": len(self.codes)}
        return {"object_kind": "codelist", "object_id": self.list_id, "detail": detail}
