"""What the site holds, for machines: the same state gives the same answer."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from openpcn.terms import clock
from openpcn.work.access.models import AuditEvent, AuditLink
from openpcn.work.people.states import live_snapshot_id
from openpcn.work.submissions.live import live_row, store

_WORK = ("access", "entries", "worklists")
_PREPARED = ("people", "entries", "worklists", "measures")


def state() -> dict[str, Any]:
    """Live snapshot, hashes of record and people, rows per table and practice, work, prepared and audit rows.

    ``work`` are what people did; ``prepared`` the live snapshot's derived rows. Before the first night the
    snapshot is None and the counts are empty.
    """
    row = live_row()
    live = live_snapshot_id()
    snapshot = store().snapshot(live) if live else None
    return {
        "snapshot": live,
        "live_from": row.live_from.astimezone(clock.LONDON).isoformat() if row and row.live_from else None,
        "as_at": row.as_at.isoformat() if row else None,
        "content_hash": snapshot.content_hash if snapshot else None,
        "people_hash": snapshot.people_hash if snapshot else None,
        "practices": {ods: part.as_at.isoformat() for ods, part in snapshot.parts.items()}
        if snapshot
        else {},
        "counts": snapshot.counts() if snapshot else {},
        "work": _counts(_WORK, prepared=False, live=live),
        "prepared": _counts(_PREPARED, prepared=True, live=live),
        "audit": {"rows": AuditEvent.objects.count(), "sealed": AuditLink.objects.count()},
    }


def _counts(labels: tuple[str, ...], *, prepared: bool, live: str | None) -> dict[str, int]:
    """Rows per model; of prepared models, the live snapshot's alone."""
    counts = {}
    for label in labels:
        for model in apps.get_app_config(label).get_models():
            is_prepared = any(field.attname == "snapshot_id" for field in model._meta.concrete_fields)
            acted = any(f.name in ("by", "post", "staff", "at") for f in model._meta.concrete_fields)
            if model.__name__.startswith("Audit") or prepared != (is_prepared and not acted):
                continue
            rows = model._default_manager.all()
            if prepared:
                rows = rows.filter(snapshot_id=live)
            counts[f"{label}.{model.__name__}"] = rows.count()
    return dict(sorted(counts.items()))
