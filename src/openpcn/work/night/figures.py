"""The night's hand in the figures about the data: what the floors above submissions know goes in here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count

from openpcn.work.submissions import figures
from openpcn.work.worklists.models import Change

if TYPE_CHECKING:
    from openpcn.record.store import Snapshot
    from openpcn.rules.engine import Evaluation


def prepare(snapshot: Snapshot, evaluation: Evaluation, before: Snapshot | None) -> int:
    """Figures of every practice, with the work that opened and closed since ``before``."""
    work: dict[str, dict[str, int]] = {}
    rows = Change.objects.filter(snapshot_id=snapshot.id).values("practice", "kind").annotate(n=Count("pk"))
    for row in rows.order_by("practice", "kind"):
        kind = "closed" if row["kind"] == Change.Kind.CLOSED else "opened"
        found = work.setdefault(row["practice"], {"opened": 0, "closed": 0})
        found[kind] += row["n"]
    return figures.prepare(snapshot, evaluation, before, work=work)
