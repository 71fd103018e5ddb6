"""The schedule: what is kept, for how long, and why. One table; what removes things reads it.

The periods are this project's own proposals: no published schedule speaks of copies of extracts. Whoever is
responsible for the records confirms them or sets their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.conf import settings

CONFIRMED_BY = "none"  # who confirmed the periods; nobody has


class What(StrEnum):
    """Kinds of things that are removed by time."""

    SOURCE_FILES = "source_files"
    UPLOADS = "uploads"
    REPORTS = "reports"
    EXPORTS = "exports"
    NIGHT_LOGS = "night_logs"


@dataclass(frozen=True)
class Kept:
    """One line of the schedule. period: None where time does not remove it."""

    what: What | str
    title: str
    period: timedelta | None
    words: str
    why: str


def schedule() -> tuple[Kept, ...]:
    """Every line, with this site's period of source files (``OPENPCN_KEEP_SOURCE_FILES_DAYS``)."""
    days = int(settings.KEEP_SOURCE_FILES_DAYS)
    return (
        Kept(
            What.SOURCE_FILES, "Files that practices and others sent", timedelta(days=days),
            f"{days} days after they were taken in or refused; while they wait for a decision, until then",
            "To look at what was sent when a figure is questioned. The record itself does not need them.",
        ),
        Kept(
            What.UPLOADS, "Uploads that nobody finished", timedelta(days=7), "7 days",
            "To go on where they stopped.",
        ),
        Kept(
            What.REPORTS, "Reports that nobody handed in", timedelta(days=7), "7 days",
            "To go on with the columns.",
        ),
        Kept(
            What.EXPORTS, "Archives made for a practice", timedelta(days=14), "14 days",
            "For its manager to fetch; they hold everything of the practice.",
        ),
        Kept(
            What.NIGHT_LOGS, "Logs of nights started from a page", timedelta(days=90), "90 days",
            "To find out why a night failed. They name nobody.",
        ),
        Kept(
            "snapshots", "Snapshots of the record, with set-aside rows", None,
            "the live one and the five before it; the next night removes older ones",
            "To go back to when a practice has sent something wrong.",
        ),
        Kept(
            "work", "Work done here: entries, claims, closures, feedback", None,
            "until the practice leaves", "It is part of people's care and of what was paid for.",
        ),
        Kept(
            "counts", "Counts of indicators, receipts, data-quality figures", None, "not removed",
            "Trends are made of them. They name nobody.",
        ),
        Kept(
            "audit", "The audit trail", None, "not removed by OpenPCN",
            "Who looked at whom must be answerable for as long as the record exists.",
        ),
        Kept(
            "backups", "Backups", None, "not removed by OpenPCN: whoever keeps them removes them",
            "They lie outside the data directory.",
        ),
    )  # fmt: skip


def period(what: What) -> timedelta:
    """How long this kind is kept."""
    found = next(line.period for line in schedule() if line.what is what)
    if found is None:
        raise ValueError(f"{what} is not removed by time")
    return found
