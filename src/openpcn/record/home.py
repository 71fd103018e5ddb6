"""Where this site's data live: ``OPENPCN_HOME``, by default ``var/home`` in the checkout."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """The data directory, made if it is not there (readable by its owner only)."""
    configured = os.environ.get("OPENPCN_HOME")
    path = Path(configured) if configured else Path(__file__).resolve().parents[3] / "var" / "home"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path
