"""What cannot be done with a rule."""

from __future__ import annotations

from openpcn.work.network.errors import WorkError


class RuleChangeError(WorkError):
    """A change cannot be proposed or decided; the message says why and what to do."""
