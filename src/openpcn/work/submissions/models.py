"""Uploads, submissions and receipts; snapshots and what became of them; figures; the night's lease."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from openpcn.work.access.models import Post

DEPRIVATION = "deprivation"  # in SnapshotRow.versions: editions of the index that deciles are of


class SnapshotRow(models.Model):
    """A snapshot of the record that has been prepared, is live, or was."""

    CANDIDATE, LIVE, SUPERSEDED, ABANDONED = "candidate", "live", "superseded", "abandoned"

    snapshot_id = models.CharField(primary_key=True, max_length=64)
    state = models.CharField(
        max_length=12,
        choices=[(s, s) for s in (CANDIDATE, LIVE, SUPERSEDED, ABANDONED)],
    )
    created_at = models.DateTimeField()
    live_from = models.DateTimeField(null=True)
    as_at = models.DateField(help_text="the day the rules were run for")
    content_hash = models.CharField(max_length=64)
    versions = models.JSONField(default=dict, help_text="of definitions, codelists and parameters")
    counts = models.JSONField(default=dict, help_text="rows per table and practice")
    practices = models.JSONField(default=dict, help_text="practice -> day of its extract, ISO")
    pruned = models.BooleanField(default=False, help_text="its prepared rows have been removed")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="live"), name="one_snapshot_is_live")
        ]


class Submission(models.Model):
    """One folder that was handed in, and the verdict. Every attempt is a row."""

    ACCEPTED, UNCHANGED, REFUSED, HELD = "accepted", "unchanged", "refused", "held"

    submission_id = models.CharField(max_length=64, db_index=True, help_text="hash of the manifest")
    practice = models.CharField(max_length=6, db_index=True)
    as_at = models.DateField(null=True)
    kind = models.CharField(max_length=10, default="")
    source = models.CharField(max_length=30, default="")
    verdict = models.CharField(
        max_length=10, choices=[(v, v) for v in (ACCEPTED, UNCHANGED, REFUSED, HELD)], db_index=True
    )
    reason = models.CharField(max_length=1000, default="")
    receipt = models.JSONField(default=dict)
    folder = models.CharField(max_length=1000, help_text="where it was handed in")
    received_at = models.DateTimeField()
    by = models.CharField(max_length=150)
    snapshot = models.ForeignKey(SnapshotRow, on_delete=models.PROTECT, null=True, related_name="submissions")
    approved_by = models.CharField(max_length=150, default="")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="accepted", snapshot__isnull=False)
                | ~Q(verdict="accepted") & Q(snapshot__isnull=True),
                name="accepted_has_a_snapshot",
            ),
            models.CheckConstraint(
                condition=Q(approved_by="", approved_at__isnull=True)
                | ~Q(approved_by="") & Q(approved_at__isnull=False),
                name="approval_names_who_and_when",
            ),
        ]


class Lease(models.Model):
    """One writer at a time: whoever raised ``fence`` last may go live, whoever holds an older one may not."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    fence = models.BigIntegerField(default=0)
    holder = models.CharField(max_length=150, default="")
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_lease")]


class Upload(models.Model):
    """Files that somebody is sending through the browser. Bytes are in ``OPENPCN_HOME/uploads/<id>``."""

    OPEN, HANDED_IN, DISCARDED = "open", "handed_in", "discarded"

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    practice = models.CharField(max_length=6, default="", help_text="empty: its folders name the practices")
    state = models.CharField(max_length=10, choices=[(s, s) for s in (OPEN, HANDED_IN, DISCARDED)])
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    landed = models.JSONField(default=list, help_text="folders of the inbox that came of it")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "practice"], condition=Q(state="open"), name="one_open_upload_of_a_practice"
            )
        ]


class UploadedFile(models.Model):
    """One file of an open upload. Its name is the sender's; on the disk it is called by ``key`` alone."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="files")
    key = models.CharField(max_length=64, help_text="hash of name, size and date of change, or random")
    name = models.CharField(max_length=255)
    size = models.BigIntegerField(help_text="bytes when whole")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "key"], name="uploaded_file_once")]


class GoingBack(models.Model):
    """An earlier snapshot was made live again: by whom, why, from which to which."""

    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = models.CharField(max_length=500)
    from_snapshot = models.ForeignKey(SnapshotRow, on_delete=models.PROTECT, related_name="+")
    to_snapshot = models.ForeignKey(SnapshotRow, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="going_back_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(from_snapshot=models.F("to_snapshot")), name="going_back_goes_somewhere"
            ),
        ]


class PracticeFigures(models.Model):
    """How good one practice's data are in a snapshot, and what changed since its extract before.

    Written by the night under the candidate's id. Kept when the snapshot's other rows go: trends read it.
    """

    snapshot_id = models.CharField(max_length=64)
    practice = models.CharField(max_length=6)
    as_at = models.DateField()
    list_size = models.PositiveIntegerField()
    measures = models.JSONField(help_text="measure -> {n, of}: how many lack it, of how many; see quality")
    codes = models.JSONField(help_text="unmapped codes: rows, distinct, top [{code, term, rows, people}]")
    waiting = models.JSONField(default=dict, help_text="supplier table -> rows that wait for another row")
    changes = models.JSONField(null=True, help_text="since the extract before; null: there was none")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["snapshot_id", "practice"], name="figures_once")]


class FigurePeople(models.Model):
    """Who is behind one figure: a bit per patient of the practice's part, packed, in base64.

    Personal data. Removed with the snapshot's other rows.
    """

    snapshot_id = models.CharField(max_length=64)
    practice = models.CharField(max_length=6)
    measure = models.CharField(max_length=40)
    patients = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot_id", "practice", "measure"], name="figure_people_once")
        ]


class ReportMapping(models.Model):
    """What the columns of a practice's report mean, as somebody saved it; a change is a new version."""

    practice = models.CharField(max_length=6)
    report = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=16, help_text="of the headings it was made for")
    mapping = models.JSONField(help_text="see record.sources.search_report.mapping")
    saved_by = models.CharField(max_length=150)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "report", "version"], name="report_mapping_version_once"
            )
        ]


class ReportFile(models.Model):
    """A report that somebody uploaded and that is not handed in yet.

    Its bytes are in ``OPENPCN_HOME/reports/<id>``; they leave when it is handed in or thrown away.
    """

    OPEN, HANDED_IN, DISCARDED = "open", "handed_in", "discarded"

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    practice = models.CharField(max_length=6)
    name = models.CharField(max_length=255, help_text="the sender's name of it")
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=[(s, s) for s in (OPEN, HANDED_IN, DISCARDED)])
    received_at = models.DateTimeField()
    run_on = models.DateField(null=True, help_text="the day it was run; null: it does not say, ask")
    mapping = models.ForeignKey(ReportMapping, on_delete=models.PROTECT, null=True, related_name="+")
    landed = models.CharField(max_length=300, default="", help_text="folder of the inbox that it went to")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "sha256"], condition=Q(state="open"), name="one_open_file_of_a_report"
            )
        ]
