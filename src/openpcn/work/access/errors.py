"""What access refuses, in words for people."""

from __future__ import annotations

from openpcn.work.network.errors import WorkError


class AccessError(WorkError):
    """An account, a role or a grant cannot be made as asked."""


class NotAllowedError(PermissionError):
    """The post may not do this. Pages answer as if the thing did not exist."""
