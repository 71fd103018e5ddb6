"""Person: a stable row that every foreign key about a person points at. PersonState: what a snapshot says."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from openpcn.work.people.identity import IdentityDecision, IdentityQuestion, PersonMove

__all__ = [
    "IdentityDecision", "IdentityQuestion", "LiveSnapshot", "Person", "PersonMove", "PersonState",
]  # fmt: skip


class Person(models.Model):
    """Somebody who is or was on a list. Only ever inserted: work, grants and entries keep pointing here."""

    id = models.BigIntegerField(primary_key=True)


class PersonState(models.Model):
    """One person in one snapshot: list fields, search keys, restrictions. Prepared before it goes live.

    Only ``openpcn.work.access`` and the night read this table directly: ``visible_states`` is the way.
    """

    snapshot_id = models.CharField(max_length=64)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="states")
    practice = models.CharField(max_length=6)
    nhs_number = models.CharField(max_length=10, null=True)
    family_name = models.CharField(max_length=120)
    given_name = models.CharField(max_length=120)
    family_key = models.CharField(max_length=120)
    given_key = models.CharField(max_length=120)
    birth_date = models.DateField()
    death_date = models.DateField(null=True)
    sex = models.CharField(max_length=10)
    registered_on = models.DateField()
    left_on = models.DateField(
        null=True, help_text="left the practice's list, and no other practice's extract has them yet"
    )
    missing_since = models.DateField(
        null=True, help_text="not in the record: the row was set aside, or the extract has it no more"
    )
    deprivation_fifth = models.PositiveSmallIntegerField(null=True)
    ethnic_group = models.CharField(max_length=60, default="")
    confidential = models.BooleanField(default=False)
    spine_sensitive = models.BooleanField(default=False)
    sharing_objection = models.BooleanField(default=False)
    risk_stratification_objection = models.BooleanField(default=False)
    type1_opt_out = models.BooleanField(default=False)
    contact_needs = models.JSONField(default=list)
    next_appointment = models.DateTimeField(null=True)
    next_appointment_what = models.CharField(max_length=120, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot_id", "person"], name="person_once_in_snapshot")
        ]
        indexes = [
            models.Index(fields=["snapshot_id", "practice"], name="states_of_practice"),
            models.Index(
                fields=["snapshot_id", "nhs_number"],
                name="states_by_nhs_number",
                condition=Q(nhs_number__isnull=False),
            ),
            models.Index(fields=["snapshot_id", "family_key", "given_key"], name="states_by_name"),
        ]

    @property
    def on_a_list(self) -> bool:
        """Alive, registered and in the record: whoever is not is on nobody's list."""
        return self.death_date is None and self.left_on is None and self.missing_since is None

    @property
    def restricted(self) -> bool:
        """Hidden from everybody outside the practice."""
        return self.confidential or self.spine_sensitive or self.sharing_objection


class LiveSnapshot(models.Model):
    """The one row that says which snapshot is live. Written by ``openpcn.work.submissions`` alone."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    snapshot_id = models.CharField(max_length=64)
    live_from = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_live_snapshot")]
