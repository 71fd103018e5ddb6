"""Practices, networks, dated membership, sharing agreements. Real and fictional in the same tables."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q

from openpcn.terms.scope import Purpose

PURPOSES = [(p.value, p.label) for p in Purpose if p is not Purpose.EVALUATION]


class Network(models.Model):
    """One Primary Care Network, open or closed."""

    code = models.CharField(primary_key=True, max_length=6)
    name = models.CharField(max_length=200)
    sub_icb_code = models.CharField(max_length=10, default="")
    sub_icb_name = models.CharField(max_length=200, default="")
    icb_code = models.CharField(max_length=10, default="")
    icb_name = models.CharField(max_length=200, default="")
    region_name = models.CharField(max_length=100, default="")
    address = models.CharField(max_length=400, default="")
    postcode = models.CharField(max_length=10, default="")
    opened = models.DateField(null=True)
    closed = models.DateField(null=True)
    is_fictional = models.BooleanField(default=False)
    is_ours = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_ours"], condition=Q(is_ours=True), name="one_network_is_ours")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Practice(models.Model):
    """One GP practice. ``list_size`` is the newest published or received count, on ``list_size_on``."""

    ods = models.CharField(primary_key=True, max_length=6)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, db_index=True)
    postcode = models.CharField(max_length=10, default="")
    postcode_key = models.CharField(max_length=10, default="", db_index=True)
    address = models.CharField(max_length=400, default="")
    phone = models.CharField(max_length=40, default="")
    sub_icb_code = models.CharField(max_length=10, default="")
    sub_icb_name = models.CharField(max_length=200, default="")
    icb_code = models.CharField(max_length=10, default="")
    icb_name = models.CharField(max_length=200, default="")
    region_name = models.CharField(max_length=100, default="")
    clinical_system = models.CharField(max_length=60, default="")
    list_size = models.PositiveIntegerField(null=True)
    list_size_on = models.DateField(null=True)
    opened = models.DateField(null=True)
    closed = models.DateField(null=True)
    is_fictional = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.name} ({self.ods})"


class PracticeWord(models.Model):
    """One word of a practice's name: what makes searching by any word of it an index look-up."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="words")
    word = models.CharField(max_length=60, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "word"], name="practice_word_once")]


class Membership(models.Model):
    """A practice was, or is, a core member of a network: a dated row; history is kept."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="memberships")
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="memberships")
    starts = models.DateField()
    ends = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "network", "starts"], name="membership_once")
        ]
        indexes = [models.Index(fields=["network", "ends"], name="members_of_network")]


class Agreement(models.Model):
    """A data-sharing agreement of a network's practices."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="agreements")
    title = models.CharField(max_length=200)
    starts = models.DateField()
    review_on = models.DateField()
    ends = models.DateField(null=True, help_text="last day on which it holds; empty: until withdrawn")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="agreement_ends_after_start"
            )
        ]

    def is_live(self, on: date) -> bool:
        return self.starts <= on and (self.ends is None or on <= self.ends)

    def __str__(self) -> str:
        return self.title


class AgreementParty(models.Model):
    """A practice shares its people under an agreement, for one purpose, from ``since`` until ``until``."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="parties")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="agreement_parties")
    purpose = models.CharField(max_length=30, choices=PURPOSES)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=150, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "practice", "purpose"],
                condition=Q(until__isnull=True),
                name="party_once_at_a_time",
            )
        ]
        indexes = [models.Index(fields=["practice", "purpose"], name="sharing_of_practice")]

    def is_live(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)
