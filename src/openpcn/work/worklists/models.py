"""Needs of a snapshot, and what people did about them.

A worklist is *needs of the live snapshot joined with what people did*: rows under another snapshot's id do
not exist for the reader, so closing by the extract, re-opening and undoing a night need no repair.
"""

from __future__ import annotations

from django.db import models

SNAPSHOT_ID = 64
SUBJECT = 40


class Progress(models.TextChoices):
    """How far a need has come, beyond being claimed. Computed at preparation and after each entry."""

    NONE = "", "Not started"
    AWAITING = "done_awaiting_extract", "Done, waiting for the extract"
    NOT_COUNTED = "done_not_counted", "Done, but will not be counted"


class Whose(models.TextChoices):
    """Whose money one more person is."""

    PCN = "pcn", "the PCN's"
    PRACTICE = "practice", "the practice's"
    NOBODY = "nobody", "not paid"


class Listed(models.Model):
    """One definition as prepared for a snapshot: what a worklist has to know without asking the catalogue."""

    snapshot_id = models.CharField(max_length=SNAPSHOT_ID)
    definition = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=40, help_text="terms.Purpose")
    work = models.CharField(max_length=60)
    roles = models.JSONField(help_text="roles that do the work; one may be on no list of roles here")
    minutes = models.PositiveIntegerField()
    counts = models.JSONField(help_text="ids of the codelists whose codes will count")
    red_flag_sentence = models.CharField(max_length=400, blank=True, default="")
    not_assessed = models.JSONField(help_text="practice -> what its feed lacks")
    as_at = models.JSONField(help_text="practice -> day of its extract, ISO")
    run_as_at = models.DateField(help_text="the day the rules were run for")
    achievement_date = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot_id", "definition"], name="worklists_listed_once"),
        ]


class Need(models.Model):
    """One subject that one definition found due in one snapshot.

    Everything but ``closed`` and ``progress*`` is fixed once written. ``birth_date``, ``deprivation_fifth``
    and ``care_home`` are copied from the snapshot for order and filter.
    """

    snapshot_id = models.CharField(max_length=SNAPSHOT_ID)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    practice = models.CharField(max_length=6)
    definition = models.CharField(max_length=40)
    subject = models.CharField(max_length=SUBJECT)
    rule = models.CharField(max_length=20, blank=True)
    parts = models.JSONField(help_text="names of the missing parts; empty where there is one part only")
    due_by = models.DateField(null=True, help_text="null: the definition sets no day")
    red_flag = models.BooleanField()
    minutes = models.PositiveIntegerField()
    work = models.CharField(max_length=60)
    purpose = models.CharField(max_length=40)
    # and score, the id of the module, where a value was worked out here
    reasons = models.JSONField(help_text="list of {sentence, value, date, source}")
    evidence = models.CharField(
        max_length=32, help_text="hash of rule, parts and reasons: a change re-opens what was closed by hand"
    )
    worth_pence = models.IntegerField(null=True, help_text="null: not paid, or not known")
    worth_known = models.BooleanField(help_text="false: paid, but the sum is not known")
    worth_note = models.CharField(max_length=200, blank=True, default="")
    whose = models.CharField(max_length=10, choices=Whose.choices)
    birth_date = models.DateField()
    deprivation_fifth = models.SmallIntegerField(null=True, help_text="1 most deprived; null: not known")
    care_home = models.BooleanField()
    closed = models.BooleanField(default=False, help_text="by hand, on this very evidence: follows Closure")
    progress = models.CharField(max_length=24, choices=Progress.choices, blank=True, default="")
    progress_sentence = models.CharField(
        max_length=400,
        blank=True,
        default="",
        help_text="what looks done and does not count, or what is awaited",
    )
    progress_missing = models.JSONField(default=list, help_text="the missing pieces, in words")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot_id", "definition", "subject"], name="worklists_need_once_per_subject"
            ),
        ]
        indexes = [
            models.Index(fields=["snapshot_id", "person"], name="worklists_need_person"),
            models.Index(fields=["snapshot_id", "definition", "practice"], name="worklists_need_list"),
        ]


class Change(models.Model):
    """One difference between the needs of a snapshot and of the one that was live before it.

    ``closed``: the need is gone; ``word`` and ``rule`` are the outcome now (``outside``: no longer in the
    population). ``opened``: new. ``reopened``: it was closed by hand and the evidence has changed.
    """

    class Kind(models.TextChoices):
        CLOSED = "closed"
        OPENED = "opened"
        REOPENED = "reopened"

    snapshot_id = models.CharField(max_length=SNAPSHOT_ID)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    practice = models.CharField(max_length=6)
    definition = models.CharField(max_length=40)
    subject = models.CharField(max_length=SUBJECT)
    purpose = models.CharField(max_length=40)
    word = models.CharField(max_length=20)
    rule = models.CharField(max_length=20, blank=True)
    extract_as_at = models.DateField(null=True, help_text="day of the practice's extract in the snapshot")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot_id", "definition", "subject"], name="worklists_change_once_per_subject"
            ),
        ]
        indexes = [models.Index(fields=["snapshot_id", "person"], name="worklists_change_person")]


class Claim(models.Model):
    """One staff member has taken on one person's needs of one role, from ``since`` until ``until``.

    The partial unique constraint decides who was first.
    """

    class Ended(models.TextChoices):
        RELEASED = "released", "Released"
        REASSIGNED = "reassigned", "Given to somebody else"
        WITHDRAWN = "withdrawn", "The practice withdrew from the agreement"
        OBJECTION = "objection", "The person objects to sharing"
        GONE = "gone", "No longer on a practice's list here"
        SEEN = "seen", "Seen in the extract"
        LEFT = "left", "The post ended"
        MERGED = "merged", "Two records of one person became one, and somebody held it already"
        DIED = "died", "The person has died"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="claims")
    role = models.CharField(max_length=40)
    holder = models.ForeignKey("access.Staff", on_delete=models.PROTECT, related_name="claims")
    post = models.ForeignKey("access.Post", on_delete=models.PROTECT, related_name="claims")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, help_text="null: open")
    ended = models.CharField(max_length=12, choices=Ended.choices, blank=True, default="")
    assigned_by = models.ForeignKey(
        "access.Staff", on_delete=models.PROTECT, null=True, related_name="+", help_text="null: took it"
    )
    batch = models.UUIDField(help_text="one act of claiming, however many people it took")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=models.Q(until__isnull=True),
                name="worklists_one_open_claim_per_person_and_role",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True, ended="")
                | (models.Q(until__isnull=False) & ~models.Q(ended="")),
                name="worklists_claim_ended_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "until"], name="worklists_claim_holder"),
            models.Index(fields=["batch"], name="worklists_claim_batch"),
        ]


class Closure(models.Model):
    """Somebody closed one need by hand. It holds as long as the evidence stays the same."""

    class Reason(models.TextChoices):
        DONE_ELSEWHERE = "done_elsewhere", "Done elsewhere, record to follow"
        NOT_SUITABLE = "not_suitable", "Not suitable for this person"
        DECLINED = "declined", "The person declined"
        NOT_REACHED = "not_reached", "Could not be reached"
        NOT_ON_LIST = "should_not_be_here", "Should not be on this list"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    definition = models.CharField(max_length=40)
    subject = models.CharField(max_length=SUBJECT)
    evidence = models.CharField(max_length=32)
    snapshot_id = models.CharField(max_length=SNAPSHOT_ID, help_text="live when it was closed")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    note = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey("access.Staff", on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("access.Post", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reopened_at = models.DateTimeField(null=True, help_text="null: not re-opened by hand")
    reopened_by = models.ForeignKey("access.Staff", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "subject", "evidence"],
                condition=models.Q(reopened_at__isnull=True),
                name="worklists_closed_once_for_the_same_evidence",
            ),
        ]
        indexes = [models.Index(fields=["person"], name="worklists_closure_person")]


class Feedback(models.Model):
    """Somebody said that a person should not be on a list. Kept with the rule, for whoever owns it."""

    definition = models.CharField(max_length=40)
    rule = models.CharField(max_length=20, blank=True)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=SUBJECT)
    snapshot_id = models.CharField(max_length=SNAPSHOT_ID)
    reasons = models.JSONField(help_text="the reasons shown at that moment")
    text = models.CharField(max_length=1000)
    by = models.ForeignKey("access.Staff", on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("access.Post", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["definition", "at"], name="worklists_feedback_rule")]


class WeeklyMinutes(models.Model):
    """How many minutes of list work a staff member has in a week (Monday to Sunday)."""

    staff = models.OneToOneField("access.Staff", on_delete=models.CASCADE, related_name="weekly_minutes")
    minutes = models.PositiveIntegerField()


class HandOver(models.Model):
    """Everything that was open for one purpose when a practice withdrew, for the practice's own staff."""

    practice = models.CharField(max_length=6)
    purpose = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.ForeignKey("access.Staff", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400, blank=True)
    snapshot_id = models.CharField(max_length=SNAPSHOT_ID)


class HandOverItem(models.Model):
    """One need of one person that somebody outside the practice held, or had done something about."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.CASCADE, related_name="items")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    definition = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    subject = models.CharField(max_length=SUBJECT)
    due_by = models.DateField(null=True)
    red_flag = models.BooleanField()
    role = models.CharField(max_length=40, blank=True)
    held_by = models.ForeignKey("access.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    held_since = models.DateTimeField(null=True)
    done = models.JSONField(help_text="list of {date, what, by, state} of the entries made here")
    progress = models.CharField(max_length=24, blank=True)
    settled_at = models.DateTimeField(null=True, help_text="null: still to be taken over")
    settled_by = models.ForeignKey("access.Staff", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hand_over", "definition", "subject", "role"], name="worklists_hand_over_item_once"
            ),
        ]
