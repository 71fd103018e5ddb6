"""What staff recorded here. It never enters a snapshot or an indicator: an extract has to confirm it."""

from __future__ import annotations

from django.db import models


class WorkDone(models.Model):
    """One piece of work done with one person: one form sent. Its coded entries point to it.

    ``minutes`` counts against the staff member's week; ``definition`` and ``subject`` say which need it met.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="work_done")
    practice = models.CharField(
        max_length=6, help_text="where the person was registered, and the entries have to be filed"
    )
    definition = models.CharField(max_length=40)
    subject = models.CharField(max_length=40)
    work = models.CharField(max_length=60, help_text="id of the work, such as structured_medication_review")
    minutes = models.PositiveIntegerField()
    done_on = models.DateField()
    post = models.ForeignKey("access.Post", on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey("access.Staff", on_delete=models.PROTECT, related_name="work_done")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["staff", "done_on"]), models.Index(fields=["person", "definition"])]


class Entry(models.Model):
    """One coded entry made here. Corrected by striking it, with a reason; never edited or deleted."""

    work_done = models.ForeignKey(WorkDone, on_delete=models.PROTECT, related_name="entries")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="entries")
    practice = models.CharField(max_length=6)
    codelist = models.CharField(max_length=60, help_text="id of the codelist the code was chosen from")
    code = models.CharField(max_length=18, help_text="SNOMED CT concept id, text")
    term = models.CharField(max_length=255)
    date = models.DateField(help_text="clinical date")
    value = models.FloatField(null=True, help_text="null: the code carries no value")
    unit = models.CharField(max_length=20, blank=True, help_text="spelling of terms.units; empty: no value")
    author = models.ForeignKey("access.Staff", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True, help_text="null: stands")
    struck_by = models.ForeignKey("access.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    struck_why = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["person", "date"]),
            models.Index(fields=["practice", "created_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(struck_at__isnull=True, struck_by__isnull=True, struck_why="")
                | (models.Q(struck_at__isnull=False, struck_by__isnull=False) & ~models.Q(struck_why="")),
                name="entries_entry_struck_with_a_reason",
            ),
        ]


class Confirmation(models.Model):
    """A snapshot holds an extract row with the entry's person, code and date.

    Written under the candidate snapshot's id before it is live; an entry is pending when the live snapshot
    has no confirmation of it.
    """

    snapshot_id = models.CharField(max_length=64)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="confirmations")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot_id", "entry"], name="entries_confirmation_once"),
        ]
