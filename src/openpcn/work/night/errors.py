"""What a night refuses to begin with."""

from __future__ import annotations

from openpcn.work.network.errors import WorkError


class NightError(WorkError):
    """There is nothing to take in, or the night cannot run; nothing was changed."""
