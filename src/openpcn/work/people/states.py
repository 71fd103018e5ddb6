"""What a snapshot says about people. Access narrows it; nothing else may start from here."""

from __future__ import annotations

from django.db.models import QuerySet

from openpcn.work.people.models import LiveSnapshot, PersonState


def live_snapshot_id() -> str | None:
    """Id of the live snapshot; None before the first night."""
    return LiveSnapshot.objects.filter(pk=1).values_list("snapshot_id", flat=True).first()


def states(snapshot_id: str | None = None) -> QuerySet[PersonState]:
    """States of the named snapshot, or of whichever is live when the query runs."""
    if snapshot_id is not None:
        return PersonState.objects.filter(snapshot_id=snapshot_id)
    return PersonState.objects.filter(snapshot_id=LiveSnapshot.objects.filter(pk=1).values("snapshot_id")[:1])
