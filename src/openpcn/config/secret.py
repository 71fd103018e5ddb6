"""Django's secret key: from the environment in production, made once elsewhere."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def secret_key(*, production: bool, home: Path) -> str:
    """The key that signs sessions. Raises ImproperlyConfigured where production has none."""
    key = os.environ.get("OPENPCN_SECRET_KEY", "")
    if key:
        if production and len(key) < 50:
            raise ImproperlyConfigured("OPENPCN_SECRET_KEY is too short: use 50 random characters or more")
        return key
    if production:
        raise ImproperlyConfigured("OPENPCN_SECRET_KEY is not set: use 50 random characters or more")
    return _made_once(home / "secret.key")


def _made_once(path: Path) -> str:
    """Two processes may start together: the first to link its file wins, both read that one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        mine = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(mine, path)
        except FileExistsError:
            pass
        finally:
            mine.unlink()
    return path.read_text()
