"""A night that somebody started from a page: how far it is and how it ended."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class NightRun(models.Model):
    """One night started in the background. At most one runs: a constraint decides two people who start it."""

    RUNNING, DONE, FAILED = "running", "done", "failed"

    folder = models.CharField(max_length=200)  # name of a folder of the inbox
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=150)
    state = models.CharField(max_length=10, default=RUNNING)
    process = models.IntegerField(null=True)
    words = models.CharField(max_length=200, default="")  # what it is doing, or why it failed
    steps_done = models.IntegerField(default=0)
    steps_total = models.IntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="running"), name="night_one_run_at_a_time"
            )
        ]

    @property
    def is_running(self) -> bool:
        return self.state == self.RUNNING
