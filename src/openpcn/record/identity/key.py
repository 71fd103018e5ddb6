"""The site's own secret, from which person ids are made."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from openpcn.record.store import durable

KEY_NAME = "identity.key"


class IdentityError(RuntimeError):
    """Who is who cannot be worked out: the key is not what it should be, or a decision cannot be."""


def site_key(home: Path) -> bytes:
    """The site's own 32 random bytes, made on first use, readable by the owner only.

    Person ids depend on it: losing it gives everybody new ids, so it is part of every backup.
    Raises IdentityError when the file is there and not 32 bytes.
    """
    path = home / KEY_NAME
    if not path.exists():
        working = home / f"{KEY_NAME}.{secrets.token_hex(4)}"
        descriptor = os.open(working, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(descriptor, secrets.token_bytes(32))
            durable.fsync(descriptor)
        finally:
            os.close(descriptor)
        try:
            os.link(working, path)  # the first of two processes wins; the other reads the winner's
        except FileExistsError:
            pass
        finally:
            working.unlink()
        durable.sync_directory(home)
    key = path.read_bytes()
    if len(key) != 32:
        raise IdentityError(f"{path.name}: expected 32 bytes, found {len(key)}: restore it from a backup")
    return key
