"""What people decided about who is who, and what was moved because of it. Rows are never edited or deleted.

A decision ends by being undone, once; what it moved is written down row by row, so that undoing it moves back
exactly that.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class IdentityDecision(models.Model):
    """One statement about who is who.

    merge: two persons are one. alias: an old id of one person, from the file of superseded numbers, from a
    number that changed between two nights (``continuity``), or left behind by a split that was undone.
    split: the registration at ``practice`` is not the person who has its number.

    ``gone``: the id that ends; of a split, the id of the number. ``into``: the id that goes on; of a split,
    the practice's own id that the registration is known by instead. Ids are keyed hashes: no number is here.
    """

    class Kind(models.TextChoices):
        MERGE = "merge", "Two records are one person"
        SPLIT = "split", "One number, two people"
        ALIAS = "alias", "An earlier number of the same person"

    class Source(models.TextChoices):
        PERSON = "person", "Decided by a person"
        FILE = "file", "File of superseded numbers"
        CONTINUITY = "continuity", "Number changed for the same local id"
        UNDONE_SPLIT = "undone_split", "A split was undone"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    source = models.CharField(max_length=12, choices=Source.choices)
    gone = models.BigIntegerField(db_index=True)
    into = models.BigIntegerField(db_index=True)
    birth_date = models.DateField(null=True, help_text="both had it; null: not asked, work alone is carried")
    practice = models.CharField(max_length=6, blank=True, default="")
    local_id = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150, help_text="username, or system")
    reason = models.CharField(max_length=400)
    undone_at = models.DateTimeField(null=True, help_text="null: in force")
    undone_by = models.CharField(max_length=150, blank=True, default="")
    undone_why = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        app_label = "people"
        constraints = [
            models.CheckConstraint(condition=~Q(gone=F("into")), name="identity_of_two"),
            models.UniqueConstraint(
                fields=["gone"],
                condition=Q(undone_at__isnull=True) & ~Q(kind="split"),
                name="identity_ends_in_one",
            ),
            models.UniqueConstraint(
                fields=["practice", "local_id", "gone"],
                condition=Q(undone_at__isnull=True, kind="split"),
                name="identity_split_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind="split") | ~Q(practice="") & ~Q(local_id=""),
                name="identity_split_of_a_place",
            ),
            models.CheckConstraint(
                condition=Q(kind="split")
                | Q(birth_date__isnull=False)
                | Q(kind="alias", source__in=["continuity", "undone_split"]),
                name="identity_joins_by_birth_date",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="identity_with_a_reason"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by="", undone_why="")
                | Q(undone_at__isnull=False) & ~Q(undone_by="") & ~Q(undone_why=""),
                name="identity_undone_with_a_reason",
            ),
        ]

    @property
    def joins(self) -> bool:
        """Whether registrations are joined by it, not work alone."""
        return self.kind != self.Kind.SPLIT and self.birth_date is not None


class PersonMove(models.Model):
    """One row about a person that a decision moved, or ended because the survivor had one already.

    Moved back in the opposite order when the decision is undone, or a snapshot knows the person again.
    """

    decision = models.ForeignKey(IdentityDecision, on_delete=models.PROTECT, related_name="moves")
    model = models.CharField(max_length=60, help_text="such as worklists.Claim")
    row = models.BigIntegerField(help_text="primary key of the row")
    from_person = models.BigIntegerField()
    to_person = models.BigIntegerField()
    ended = models.BooleanField(default=False, help_text="it was open and ended: the other one stays")
    moved_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True, help_text="null: still where it was moved to")

    class Meta:
        app_label = "people"
        indexes = [models.Index(fields=["model", "row"], name="person_moves_of_row")]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "model", "row"],
                condition=Q(returned_at__isnull=True),
                name="person_move_once",
            )
        ]


class IdentityQuestion(models.Model):
    """A number that changed for a local id, and that a program may not link: somebody has to look.

    Answered by a merge of the two persons, or by saying that they are two.
    """

    class Kind(models.TextChoices):
        BIRTH_DATE_DIFFERS = "birth_date_differs", "NHS number and date of birth changed together"
        STILL_HELD = "still_held", "NHS number changed, and somebody else still has the old one"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    practice = models.CharField(max_length=6)
    local_id = models.TextField()
    before = models.BigIntegerField(help_text="person id until then")
    now = models.BigIntegerField(help_text="person id since")
    raised_at = models.DateTimeField()
    snapshot_id = models.CharField(max_length=64)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=150, blank=True, default="")
    answer = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        app_label = "people"
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "local_id", "before", "now"], name="identity_question_once"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by="", answer="")
                | Q(answered_at__isnull=False) & ~Q(answered_by="") & ~Q(answer=""),
                name="identity_question_answered_by_somebody",
            ),
        ]
