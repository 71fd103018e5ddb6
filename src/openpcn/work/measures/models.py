"""Counts of outcomes, one row per cell, under the id of the snapshot they were counted on."""

from __future__ import annotations

from django.db import models


class Indicator(models.Model):
    """One definition as counted for a snapshot: what a page about it has to know besides the counts."""

    snapshot_id = models.CharField(max_length=64)
    definition = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, help_text="register, indicator or case_finding")
    purpose = models.CharField(max_length=40, help_text="terms.Purpose")
    as_at = models.DateField()
    achievement_date = models.DateField()
    rules = models.JSONField(help_text="list of {code, word, sentence} in the published order")
    not_assessed = models.JSONField(help_text="practice -> what its feed lacks")
    practice_as_at = models.JSONField(help_text="practice -> day of its extract, ISO")
    versions = models.JSONField(help_text="definitions, codelists, parameters the counts were made with")
    roles = models.JSONField(help_text="roles that work its list; empty where there is none")
    numerator = models.CharField(
        max_length=10, help_text="the word that is counted: achieved, or due for hazards"
    )
    paid_to = models.CharField(max_length=10, blank=True, help_text="network, practice; empty: not paid")
    paid_indicator = models.CharField(max_length=40, blank=True, help_text="its name in the contract values")
    list_sizes = models.JSONField(help_text="practice -> people on its list")
    register_sizes = models.JSONField(help_text="practice -> people on the register its prevalence is about")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot_id", "definition"], name="measures_indicator_once"),
        ]


class IndicatorCount(models.Model):
    """How many subjects of one cell: definition x practice x fifth x ethnic group x word x rule."""

    snapshot_id = models.CharField(max_length=64)
    definition = models.CharField(max_length=40)
    practice = models.CharField(max_length=6)
    deprivation_fifth = models.SmallIntegerField(help_text="1 most deprived to 5; 0: not known")
    ethnic_group = models.CharField(max_length=40, blank=True, help_text="empty: not recorded")
    word = models.CharField(max_length=20)
    rule = models.CharField(max_length=20, blank=True)
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "snapshot_id", "definition", "practice", "deprivation_fifth", "ethnic_group", "word",
                    "rule",
                ],
                name="measures_count_once_per_cell",
            ),
        ]  # fmt: skip


class AttributeCount(models.Model):
    """How many subjects of one definition, practice and word are in a group of an attribute."""

    snapshot_id = models.CharField(max_length=64)
    definition = models.CharField(max_length=40)
    practice = models.CharField(max_length=6)
    attribute = models.CharField(max_length=30, help_text="id of attributes.FURTHER")
    key = models.CharField(max_length=40)
    word = models.CharField(max_length=20)
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot_id", "definition", "practice", "attribute", "key", "word"],
                name="measures_attribute_once_per_group",
            ),
        ]
        indexes = [models.Index(fields=["snapshot_id", "attribute"], name="measures_by_attribute")]


class RatioAmount(models.Model):
    """What a ratio adds up to at one practice, over how many people, and how many have any of it."""

    snapshot_id = models.CharField(max_length=64)
    definition = models.CharField(max_length=40)
    practice = models.CharField(max_length=6)
    people = models.PositiveIntegerField()
    with_some = models.PositiveIntegerField()
    amount = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot_id", "definition", "practice"], name="measures_ratio_once_per_practice"
            ),
        ]
