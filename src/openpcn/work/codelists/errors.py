"""What cannot be done with a codelist."""

from __future__ import annotations

from openpcn.work.network.errors import WorkError


class CodelistChangeError(WorkError):
    """A list cannot be proposed, accepted or put aside; the message says why and what to do."""
