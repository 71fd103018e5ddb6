"""Quarantined rows: they name people, so only the practice that sent them reads them."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from openpcn.work.access import audit
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import Post
from openpcn.work.submissions.live import live_snapshot

PAGE = 200


def quarantine(post: Post, practice: str, *, offset: int = 0, limit: int = PAGE) -> list[dict[str, Any]]:
    """Rows of the practice's live submission that were not used: file, line, field, reason, raw row.

    The reading is audited before the rows are returned. Raises NotAllowedError (audited) for anybody but the
    practice's own manager.
    """
    if not may(post, Action.QUARANTINE, practice=practice):
        audit.refuse(post, "quarantine")
        raise NotAllowedError("quarantine")
    snapshot = live_snapshot()
    if snapshot is None or practice not in snapshot.parts:
        return []
    rows: list[dict[str, Any]] = snapshot.parts[practice].quarantine().slice(offset, limit).to_pylist()
    with transaction.atomic():
        audit.record(
            "quarantine_read",
            post=post,
            object_kind="practice",
            object_id=practice,
            detail={"offset": offset, "rows": len(rows)},
        )
    return rows
