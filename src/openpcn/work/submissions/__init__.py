"""What practices sent, what became of it, and which snapshot is live."""

from __future__ import annotations

from importlib import import_module
from typing import Any

# The public face. Looked up on first use: a Django app's package is imported before its models may be.
_FACE = {
    "live_snapshot_id": "live",
    "live_snapshot": "live",
    "live_row": "live",
    "lists_must_be_official": "fitness",
    "submissions_for": "receiving",
    "waiting": "receiving",
    "approve_held": "receiving",
    "as_at_by_practice": "receiving",
    "as_at_of": "provenance",
    "quarantine": "set_aside",
    "state": "holdings",
    "backup": "backups",
    "restore": "backups",
}


def __getattr__(name: str) -> Any:
    if name not in _FACE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_FACE[name]}"), name)
