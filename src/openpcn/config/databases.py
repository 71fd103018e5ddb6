"""The database: SQLite in the data directory, or what DATABASE_URL names."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import environ

# FULL: an acknowledged commit survives a power cut. NORMAL may forget it.
_SQLITE = {
    "transaction_mode": "IMMEDIATE",  # a deferred transaction that turns writer fails at once with "locked"
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        "PRAGMA synchronous=FULL;"
        "PRAGMA foreign_keys=ON;"
        "PRAGMA busy_timeout=20000;"
        "PRAGMA temp_store=MEMORY;"
        "PRAGMA cache_size=-65536;"
        "PRAGMA mmap_size=268435456;"
    ),
}


def database(url: str, home: Path) -> dict[str, Any]:
    """Django's DATABASES entry. ``url`` empty: SQLite in ``home``, which is made where it is missing."""
    if not url:
        home.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{home / 'openpcn.sqlite3'}"
    config: dict[str, Any] = environ.Env.db_url_config(url)
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = {**_SQLITE, **config.get("OPTIONS", {})}
        # A file, not memory: tests meet the locking that a site meets. A name of its own for each test run.
        config["TEST"] = {"NAME": str(Path(tempfile.gettempdir()) / f"openpcn-test-{os.getpid()}.sqlite3")}
    elif config["ENGINE"] == "django.db.backends.postgresql":
        config.setdefault("CONN_MAX_AGE", 600)
        config["CONN_HEALTH_CHECKS"] = True
    else:
        raise ValueError("DATABASE_URL: expected sqlite:///... or postgresql://...")
    return config
