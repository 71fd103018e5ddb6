"""A change of how this site runs a rule: proposed, decided once, in force from the next night."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from openpcn.work.access.proposals import Proposal
from openpcn.work.rules.errors import RuleChangeError


class RuleChange(Proposal):
    """One change about one definition or score; of one kind about one of them at most one is in force.

    wanted: {"listed": true}, {"settings": {...}} or {"on": true}. version: of the published definition (or of
    the score module) that it was proposed for.
    """

    LISTED, SETTINGS, SCORE = "listed", "settings", "score"
    KINDS = (LISTED, SETTINGS, SCORE)
    EVENT, FAULT, THING, CONTENT = "rule", RuleChangeError, ("kind", "about"), "wanted_hash"
    ANEW = ("preview", "version")

    kind = models.CharField(max_length=10, choices=[(k, k) for k in KINDS])
    about = models.CharField(max_length=60, help_text="id of the definition or score module")
    wanted = models.JSONField()
    turns_on = models.BooleanField(help_text="lists are filled, other settings run, or a score is calculated")
    wanted_hash = models.CharField(max_length=64)
    version = models.CharField(max_length=64)
    said = models.CharField(max_length=1000, help_text="the change in words")
    preview = models.JSONField(default=dict, help_text="who joins and leaves, as counts; with its snapshot")
    acknowledged_as = models.CharField(
        max_length=40, default="", help_text="role that acknowledged the intended purpose of a score"
    )
    proposed_as = models.CharField(max_length=40, default="", help_text="role; empty for the command line")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about"], condition=Q(state="accepted"), name="one_rule_change_accepted"
            ),
            models.UniqueConstraint(
                fields=["kind", "about", "wanted_hash"],
                condition=Q(state="proposed"),
                name="rule_change_proposed_once",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True, decided_by="", reason="")
                | ~Q(state="proposed") & Q(decided_at__isnull=False) & ~Q(decided_by="") & ~Q(reason=""),
                name="rule_decision_names_who_when_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(kind="score", state="accepted", turns_on=True) | ~Q(acknowledged_as=""),
                name="score_on_is_acknowledged",
            ),
        ]

    def audited(self) -> dict[str, Any]:
        acknowledged = {"acknowledged_as": self.acknowledged_as} if self.acknowledged_as else {}
        return {
            "object_kind": self.kind, "object_id": self.about, "detail": {"change": self.pk, **acknowledged},
        }  # fmt: skip
